package dev.gatehouse.governance.routes;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.permits.SnapshotOrder;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Use cases on routes: deploy a permitted version, and sign what gateways obey. */
@ApplicationScoped
public class Routes {

    private final Versions versions;
    private final Gates gates;
    private final Permits permits;
    private final SnapshotOrder order;
    private final SigningKey key;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Routes(
            Versions versions,
            Gates gates,
            Permits permits,
            SnapshotOrder order,
            SigningKey key,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.versions = versions;
        this.gates = gates;
        this.permits = permits;
        this.order = order;
        this.key = key;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * A route as the API and the pages show it.
     *
     * @param permit the permit under which it serves, in its present state
     */
    public record RouteView(
            String environment,
            String route,
            String model,
            String version,
            java.time.Instant deployedAt,
            IssuedPermit permit) {}

    @Transactional
    RouteView deploy(String environment, String name, String modelName, String versionName) {
        ModelVersion version = versions.named(modelName, versionName);
        Optional<RouteEntity> before = RouteEntity.named(environment, name);
        List<UUID> touched = Stream.concat(
                        before.map(served -> served.permitId).stream(),
                        permits.of(version.id(), environment).stream()
                                .filter(permit -> permit.route().equals(name))
                                .map(IssuedPermit::id))
                .distinct()
                .toList();
        // What is decided now is decided on permits that nobody else closes or opens meanwhile.
        permits.hold(touched);
        Gates.ServingGates serving = gates.serving(version, environment, Optional.of(name));
        if (!serving.open()) {
            List<GateView> unmet = GateView.of(serving.gates().unmet());
            throw new ProblemException(
                    ProblemType.GATES_UNMET,
                    version.label() + " cannot serve in " + environment + ": " + unmet.size()
                            + " gate(s) are closed; 'gates' says why and how to meet each.",
                    Map.of("gates", unmet));
        }
        IssuedPermit permit = serving.permit().orElseThrow();
        RouteEntity route = before.orElseGet(() -> {
            RouteEntity fresh = new RouteEntity();
            fresh.environment = environment;
            fresh.name = name;
            return fresh;
        });
        route.versionId = version.id();
        route.permitId = permit.id();
        route.stalenessLimit = serving.book().obligations().stalenessLimit().toString();
        route.deployedAt = clock.instant();
        route.deployedBy = caller.sub();
        route.persistAndFlush();
        permits.supersede(
                touched.stream()
                        .filter(id -> takesThePlaceOf(permit, version, permits.named(id)))
                        .toList(),
                permit.id());
        order.raise(environment);
        ledger.record(
                "route.deployed",
                "route/" + environment + "/" + name,
                Map.of("version", version.label(), "permit", route.permitId.toString()));
        return view(route);
    }

    /**
     * Whether deploying under a permit ends another one: of the same version an older one, of another version whichever the route served
     * before. Emergency use ends no permit of the board: when it is over, what the board permitted is deployed again.
     */
    private static boolean takesThePlaceOf(IssuedPermit permit, ModelVersion version, IssuedPermit other) {
        return !other.id().equals(permit.id())
                && (other.versionId() != version.id() || other.issuedAt().isBefore(permit.issuedAt()))
                && (!permit.isEmergency() || other.isEmergency());
    }

    /** Every route of every environment. */
    @Transactional
    public List<RouteView> all() {
        return RouteEntity.everything().stream().map(this::view).toList();
    }

    /** The route of that name. */
    @Transactional
    public RouteView named(String environment, String name) {
        return view(RouteEntity.named(environment, name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_ROUTE, "There is no route '" + name + "' in '" + environment + "'.")));
    }

    /** Where the environment's snapshots stand now. */
    public Position position(String environment) {
        return order.current(environment);
    }

    /** The environment's routes as they stand at one position, signed now. */
    @Transactional
    Envelope snapshot(String environment) {
        Position position = order.held(environment);
        List<RouteEntry> entries =
                RouteEntity.allOf(environment).stream().map(this::entry).toList();
        return SnapshotSigner.sign(new RouteSnapshot(position, environment, clock.instant(), entries), key);
    }

    private RouteEntry entry(RouteEntity route) {
        ModelVersion version = versions.byId(route.versionId);
        IssuedPermit permit = permits.named(route.permitId);
        return new RouteEntry(
                route.name,
                version.model(),
                version.version(),
                URI.create(version.upstream()),
                version.upstreamModel(),
                new Digest(version.artifactSha256()),
                permits.content(route.permitId).tier(),
                Duration.parse(route.stalenessLimit),
                ModelSignature.fromJson(version.signature()),
                Envelope.of(permit.envelope().getBytes(StandardCharsets.UTF_8)),
                // Expired is for the gateway's own clock to say.
                permit.state().equals("EXPIRED") ? PermitState.ACTIVE : PermitState.valueOf(permit.state()),
                Optional.ofNullable(permit.stateReason()));
    }

    private RouteView view(RouteEntity route) {
        ModelVersion version = versions.byId(route.versionId);
        return new RouteView(
                route.environment,
                route.name,
                version.model(),
                version.version(),
                route.deployedAt,
                permits.named(route.permitId));
    }
}
