package dev.gatehouse.gateway.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Admission;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Deployment;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.ServedVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides for each entry of a verified snapshot whether its route opens, and why not. */
final class RouteOpening {

    /** What this gateway checks on every call. A permit with any other condition keeps its route closed. */
    static final Set<Conditions.Kind> ENFORCED =
            Set.of(Conditions.Kind.EXPIRY, Conditions.Kind.PURPOSES, Conditions.Kind.CALLERS);

    private final String gatewayId;
    private final String environment;
    private final TrustedKeys keys;
    private final BindingChecks bindings;
    private final OutcomeLog log;

    /** Verdicts on the envelopes of the last snapshot: a heartbeat brings the same ones every two seconds. */
    private Map<Envelope, PermitCheck> verdicts = Map.of();

    RouteOpening(String gatewayId, String environment, TrustedKeys keys, BindingChecks bindings, OutcomeLog log) {
        this.gatewayId = gatewayId;
        this.environment = environment;
        this.keys = keys;
        this.bindings = bindings;
        this.log = log;
    }

    /** Not for several threads at once. */
    RoutingTable open(RouteSnapshot snapshot) {
        Map<String, Route> routes = new HashMap<>();
        Map<Envelope, PermitCheck> checked = new HashMap<>();
        for (RouteEntry entry : snapshot.routes()) {
            PermitCheck known = verdicts.get(entry.permit());
            PermitCheck check =
                    known != null ? known : PermitVerifier.verify(entry.permit().bytes(), keys);
            checked.put(entry.permit(), check);
            routes.put(entry.route(), open(entry, check, snapshot));
        }
        verdicts = checked;
        return new RoutingTable(Optional.of(snapshot), routes, Optional.empty());
    }

    private Route open(RouteEntry entry, PermitCheck check, RouteSnapshot snapshot) {
        Optional<Permit> permit =
                check instanceof PermitCheck.Valid valid ? Optional.of(valid.permit()) : Optional.empty();
        Optional<Refusal> closed = check instanceof PermitCheck.Invalid invalid
                ? Optional.of(new Refusal(Refusal.Code.PERMIT_INVALID, invalid.reason()))
                : closed(entry, permit.orElseThrow());
        Optional<ServedVersion> served = Optional.empty();
        try {
            served = permit.isPresent() ? Optional.of(served(entry, permit.get())) : Optional.empty();
        } catch (IOException e) {
            // One route that cannot be recorded must not keep a snapshot, and the suspensions in it, from the others.
            closed = closed.or(() -> Optional.of(new Refusal(
                    Refusal.Code.CANNOT_LOG,
                    "The signature of the version cannot be kept beside the outcome log: " + e.getMessage() + ".")));
        }
        return new Route(
                entry,
                permit,
                served,
                bindings.binding(entry),
                closed,
                snapshot.issuedAt().plus(entry.stalenessLimit()),
                metadata(entry),
                upstreamHead(entry),
                answerHead(entry, permit));
    }

    private static byte[] upstreamHead(RouteEntry entry) {
        return ("POST " + entry.upstream().getRawPath()
                        + entry.signature().layout().path(entry.upstreamModel()) + " HTTP/1.1\r\nhost: " + entry.upstream().getAuthority() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] answerHead(RouteEntry entry, Optional<Permit> permit) {
        return (permit.map(p -> "x-gatehouse-permit: " + p.permitId() + "\r\n").orElse("") + "x-gatehouse-version: "
                        + entry.version() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Optional<Refusal> closed(RouteEntry entry, Permit permit) {
        Optional<Refusal> byState = byState(entry);
        if (byState.isPresent()) {
            return byState;
        }
        if (entry.tier() != permit.tier()) {
            return Optional.of(new Refusal(
                    Refusal.Code.PERMIT_INVALID,
                    "The permit is for tier " + permit.tier() + ", not for " + entry.tier() + "."));
        }
        if (!bindings.isAllowed(entry)) {
            return Optional.of(new Refusal(
                    Refusal.Code.NOT_PERMITTED,
                    "The upstream " + entry.upstream() + " is not in gatehouse.upstream.allowed of this gateway."));
        }
        // The times are asked at every call; here an instant at which the permit is valid stands for them.
        Admission admission = permit.admits(
                new Deployment(
                        entry.route(),
                        entry.model(),
                        entry.version(),
                        environment,
                        entry.artifact(),
                        bindings.binding(entry)),
                ENFORCED,
                permit.notBefore());
        if (admission instanceof Admission.Admitted) {
            return Optional.empty();
        }
        Refusal refusal = Refusal.of(((Admission.Refused) admission).reasons().get(0));
        boolean unconfirmed =
                permit.binding() != Binding.DECLARED && !bindings.finding(entry).confirmed();
        return Optional.of(
                unconfirmed
                        ? new Refusal(
                                refusal.code(),
                                refusal.sentence() + " "
                                        + bindings.finding(entry).sentence())
                        : refusal);
    }

    private static Optional<Refusal> byState(RouteEntry entry) {
        String why = entry.stateReason().map(reason -> ": " + reason).orElse(".");
        return switch (entry.permitState()) {
            case ACTIVE -> Optional.empty();
            case SUSPENDED -> Optional.of(new Refusal(Refusal.Code.PERMIT_SUSPENDED, "The permit is suspended" + why));
            case REVOKED -> Optional.of(new Refusal(Refusal.Code.NOT_PERMITTED, "The permit was revoked" + why));
            case SUPERSEDED ->
                Optional.of(new Refusal(Refusal.Code.NOT_PERMITTED, "The permit was superseded by another one" + why));
        };
    }

    private ServedVersion served(RouteEntry entry, Permit permit) throws IOException {
        return new ServedVersion(
                gatewayId,
                environment,
                entry.route(),
                entry.model(),
                entry.version(),
                entry.artifact().hex(),
                permit.permitId(),
                log.keepSignature(CanonicalJson.bytes(entry.signature().toJson())));
    }

    /** Open Inference Protocol v2, 'Model Metadata Response JSON Object', under the route's name. */
    private static byte[] metadata(RouteEntry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", entry.route());
        json.putArray("versions").add(entry.version());
        json.put("platform", "gatehouse");
        if (entry.signature().layout() instanceof TensorLayout tensors) {
            json.putArray("inputs")
                    .add(tensor(
                            tensors.input().name(),
                            tensors.input().datatype(),
                            tensors.features().size()));
            json.putArray("outputs")
                    .add(tensor(
                            tensors.output().name(),
                            tensors.output().datatype(),
                            tensors.output().columns()));
        }
        json.putObject("parameters").put("digest", entry.artifact().toString());
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tensor(String name, String datatype, int columns) {
        ObjectNode tensor = JsonNodeFactory.instance.objectNode();
        tensor.put("name", name).put("datatype", datatype);
        tensor.putArray("shape").add(-1).add(columns);
        return tensor;
    }
}
