package dev.gatehouse.governance.routes;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSecret;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.RouteTarget;
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
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Use cases on routes: deploy a permitted version, and sign what gateways obey. */
@ApplicationScoped
public class Routes {

    /** The act of the ledger that says what a route serves from then on. */
    public static final String DEPLOYED = "route.deployed";

    private final SecureRandom random = new SecureRandom();
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
     * @param fallback what answers calls that the permit does not admit; null when nothing does
     */
    public record RouteView(
            String environment,
            String route,
            String model,
            String version,
            java.time.Instant deployedAt,
            IssuedPermit permit,
            Fallback fallback) {}

    /** @param permit under which it answers, in its present state */
    public record Fallback(String version, IssuedPermit permit) {}

    /**
     * Makes a route serve a version.
     *
     * @param keepFallback whether the version that served before goes on answering what the permit does not admit, if it may
     */
    @Transactional
    RouteView deploy(String environment, String name, String modelName, String versionName, boolean keepFallback) {
        ModelVersion version = versions.named(modelName, versionName);
        Optional<RouteEntity> before = RouteEntity.named(environment, name);
        List<UUID> served = before.map(Routes::permitsOf).orElse(List.of());
        List<UUID> touched = Stream.concat(
                        served.stream(),
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
                            + (unmet.size() == 1 ? " gate is" : " gates are")
                            + " closed; 'gates' says why and how to meet each.",
                    Map.of("gates", unmet));
        }
        IssuedPermit permit = serving.permit().orElseThrow();
        RouteEntity route = before.orElseGet(() -> {
            RouteEntity fresh = new RouteEntity();
            fresh.environment = environment;
            fresh.name = name;
            fresh.capSecret = RouteSecret.draw(random).bytes();
            return fresh;
        });
        Optional<IssuedPermit> fallback = keepFallback ? fallback(permit, version, served) : Optional.empty();
        route.fallbackVersionId = fallback.map(IssuedPermit::versionId).orElse(null);
        route.fallbackPermitId = fallback.map(IssuedPermit::id).orElse(null);
        route.versionId = version.id();
        route.permitId = permit.id();
        route.stalenessLimit = serving.book().obligations().stalenessLimit().toString();
        route.deployedAt = clock.instant();
        route.deployedBy = caller.sub();
        route.persistAndFlush();
        permits.supersede(
                touched.stream()
                        .filter(id -> !id.equals(route.fallbackPermitId))
                        .filter(id -> takesThePlaceOf(permit, version, permits.named(id)))
                        .toList(),
                permit.id());
        order.raise(environment);
        ledger.record(
                DEPLOYED,
                "route/" + environment + "/" + name,
                Map.of(
                        "version",
                        version.label(),
                        "permit",
                        route.permitId.toString(),
                        "fallback",
                        fallback.map(other -> other.id().toString()).orElse("none")));
        return view(route);
    }

    private static List<UUID> permitsOf(RouteEntity route) {
        return Stream.of(route.permitId, route.fallbackPermitId)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * What answers where a permit limits the share of subjects or the segment: what the route served before, else what was its fallback. It is
     * another version that takes the same requests, and the board's permit lets it serve every row.
     *
     * @param before permits that the route served under, the first being what was deployed
     */
    private Optional<IssuedPermit> fallback(IssuedPermit permit, ModelVersion version, List<UUID> before) {
        return limitsRows(permit)
                ? before.stream()
                        .map(permits::named)
                        .filter(other -> other.isActive() || other.isSuspended())
                        .filter(other -> !other.isEmergency() && !limitsRows(other))
                        .filter(other -> standsInFor(version, versions.byId(other.versionId())))
                        .findFirst()
                : Optional.empty();
    }

    private boolean limitsRows(IssuedPermit permit) {
        Conditions conditions = permits.content(permit.id()).conditions();
        return conditions.trafficCap().isPresent() || !conditions.segments().isEmpty();
    }

    private static boolean standsInFor(ModelVersion version, ModelVersion other) {
        return other.id() != version.id()
                && other.modelId() == version.modelId()
                && ModelSignature.fromJson(other.signature())
                        .takesRequestsOf(ModelSignature.fromJson(version.signature()));
    }

    /**
     * Closes gates of a route at once, as one act of the caller: that of what is deployed, and where {@code all} that of the fallback.
     *
     * @param permit that is deployed, as whoever decides saw it
     * @throws ProblemException {@code wrong-state} if it admits nothing already, {@code stale-edit} if something else is deployed by now
     */
    @Transactional
    public void close(String environment, String name, UUID permit, boolean all, String reason) {
        RouteEntity route = entity(environment, name);
        if (!route.permitId.equals(permit)) {
            throw new ProblemException(
                    ProblemType.STALE_EDIT,
                    "Something else was deployed on '" + name + "' meanwhile; load the page again.");
        }
        permits.hold(permitsOf(route));
        permits.suspend(permit, reason);
        if (all && route.fallbackPermitId != null) {
            permits.suspendAll(List.of(route.fallbackPermitId), reason);
        }
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

    /**
     * Routes by environment and name.
     *
     * @param beginning of their names; empty for all
     * @param after the last route of the page before, {@code environment/name}; empty for the first page
     * @throws ProblemException {@code unknown-route} for {@code after}
     */
    @Transactional
    public List<RouteView> page(String beginning, String after, int limit) {
        Optional<RouteEntity> last = after.isEmpty()
                ? Optional.empty()
                : Optional.of(entity(
                        after.substring(0, Math.max(0, after.indexOf('/'))), after.substring(after.indexOf('/') + 1)));
        return RouteEntity.page(beginning, last, limit).stream().map(this::view).toList();
    }

    /** The route of that name. */
    @Transactional
    public RouteView named(String environment, String name) {
        return view(entity(environment, name));
    }

    private static RouteEntity entity(String environment, String name) {
        return RouteEntity.named(environment, name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_ROUTE, "There is no route '" + name + "' in '" + environment + "'."));
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
        return new RouteEntry(
                route.name,
                versions.byId(route.versionId).model(),
                Duration.parse(route.stalenessLimit),
                Optional.of(RouteSecret.of(route.capSecret)),
                target(route.versionId, route.permitId),
                Optional.ofNullable(route.fallbackPermitId).map(permit -> target(route.fallbackVersionId, permit)));
    }

    private RouteTarget target(long versionId, UUID permitId) {
        ModelVersion version = versions.byId(versionId);
        IssuedPermit permit = permits.named(permitId);
        return new RouteTarget(
                version.version(),
                URI.create(version.upstream()),
                version.upstreamModel(),
                new Digest(version.artifactSha256()),
                permits.content(permitId).tier(),
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
                permits.named(route.permitId),
                route.fallbackPermitId == null
                        ? null
                        : new Fallback(
                                versions.byId(route.fallbackVersionId).version(),
                                permits.named(route.fallbackPermitId)));
    }
}
