package dev.gatehouse.gateway.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Admission;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Deployment;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSecret;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.RouteTarget;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.condition.RowConditions;
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

    /** What this gateway enforces, kind by kind: a permit with one that is added later keeps its version closed. */
    static final Set<Conditions.Kind> ENFORCED = Set.of(
            Conditions.Kind.EXPIRY,
            Conditions.Kind.PURPOSES,
            Conditions.Kind.CALLERS,
            Conditions.Kind.TRAFFIC_CAP,
            Conditions.Kind.SEGMENT,
            Conditions.Kind.HUMAN_REVIEW);

    /** What conditions on rows are compiled from. */
    private record RowTerms(Conditions conditions, Optional<RouteSecret> secret, ModelSignature signature) {}

    private final String gatewayId;
    private final String environment;
    private final TrustedKeys keys;
    private final BindingChecks bindings;
    private final OutcomeLog log;

    /** Verdicts on the envelopes of the last snapshot: a heartbeat brings the same ones every two seconds. */
    private Map<Envelope, PermitCheck> verdicts = Map.of();
    /** The conditions on rows in the last snapshot, compiled. */
    private Map<RowTerms, RowConditions> compiled = Map.of();

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
        Map<RowTerms, RowConditions> compiledNow = new HashMap<>();
        for (RouteEntry entry : snapshot.routes()) {
            for (RouteTarget target : entry.targets()) {
                PermitCheck known = verdicts.get(target.permit());
                checked.put(
                        target.permit(),
                        known != null
                                ? known
                                : PermitVerifier.verify(target.permit().bytes(), keys));
            }
            routes.put(
                    entry.route(),
                    new Route(
                            entry,
                            open(entry, entry.primary(), checked, compiledNow, snapshot),
                            entry.fallback().map(other -> open(entry, other, checked, compiledNow, snapshot))));
        }
        verdicts = checked;
        compiled = compiledNow;
        return new RoutingTable(Optional.of(snapshot), routes, Optional.empty());
    }

    private RoutedVersion open(
            RouteEntry entry,
            RouteTarget target,
            Map<Envelope, PermitCheck> checked,
            Map<RowTerms, RowConditions> compiledNow,
            RouteSnapshot snapshot) {
        PermitCheck check = checked.get(target.permit());
        Optional<Permit> permit =
                check instanceof PermitCheck.Valid valid ? Optional.of(valid.permit()) : Optional.empty();
        Optional<Refusal> closed = check instanceof PermitCheck.Invalid invalid
                ? Optional.of(new Refusal(Refusal.Code.PERMIT_INVALID, invalid.reason()))
                : closed(entry, target, permit.orElseThrow());
        Optional<ServedVersion> served = Optional.empty();
        try {
            served = permit.isPresent() ? Optional.of(served(entry, target, permit.get())) : Optional.empty();
        } catch (IOException e) {
            // One route that cannot be recorded must not keep a snapshot, and the suspensions in it, from the others.
            closed = closed.or(() -> Optional.of(new Refusal(
                    Refusal.Code.CANNOT_LOG,
                    "The signature of the version cannot be kept beside the outcome log: " + e.getMessage() + ".")));
        }
        Optional<RowConditions> rows = Optional.empty();
        if (closed.isEmpty() && RowConditions.areIn(permit.orElseThrow().conditions())) {
            try {
                rows = Optional.of(
                        rows(new RowTerms(permit.get().conditions(), entry.secret(), target.signature()), compiledNow));
            } catch (InvalidDocumentException e) {
                closed = Optional.of(new Refusal(
                        Refusal.Code.CONDITION_NOT_SUPPORTED,
                        "The permit's conditions cannot be enforced here: " + e.getMessage() + "."));
            }
        }
        return new RoutedVersion(
                entry,
                target,
                permit,
                served,
                bindings.binding(target),
                closed,
                rows,
                snapshot.issuedAt().plus(entry.stalenessLimit()),
                target.signature().layout() instanceof TensorLayout tensors
                        ? metadata(entry, target, tensors)
                        : bindings.mlflowVersion(target).orElse("").getBytes(StandardCharsets.US_ASCII),
                upstreamHead(target),
                answerHead(target, permit));
    }

    /** @throws InvalidDocumentException if they cannot be asked of rows of this version */
    private RowConditions rows(RowTerms terms, Map<RowTerms, RowConditions> compiledNow) {
        if (RowConditions.needSecret(terms.conditions) && terms.secret.isEmpty()) {
            throw new InvalidDocumentException(
                    "the snapshot brings no secret by which shares are drawn; the control plane is older than this"
                            + " gateway");
        }
        RowConditions known = compiled.get(terms);
        RowConditions rows = known != null ? known : RowConditions.of(terms.conditions, terms.secret, terms.signature);
        compiledNow.put(terms, rows);
        return rows;
    }

    private static byte[] upstreamHead(RouteTarget target) {
        return ("POST " + target.upstream().getRawPath()
                        + target.signature().layout().path(target.upstreamModel()) + " HTTP/1.1\r\nhost: "
                        + target.upstream().getAuthority() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] answerHead(RouteTarget target, Optional<Permit> permit) {
        return (permit.map(p -> "x-gatehouse-permit: " + p.permitId() + "\r\n").orElse("") + "x-gatehouse-version: "
                        + target.version() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Optional<Refusal> closed(RouteEntry entry, RouteTarget target, Permit permit) {
        Optional<Refusal> byState = byState(target);
        if (byState.isPresent()) {
            return byState;
        }
        if (target.tier() != permit.tier()) {
            return Optional.of(new Refusal(
                    Refusal.Code.PERMIT_INVALID,
                    "The permit is for tier " + permit.tier() + ", not for " + target.tier() + "."));
        }
        if (!bindings.isAllowed(target)) {
            return Optional.of(new Refusal(
                    Refusal.Code.NOT_PERMITTED,
                    "The upstream " + target.upstream() + " is not in gatehouse.upstream.allowed of this gateway."));
        }
        // The times are asked at every call; here an instant at which the permit is valid stands for them.
        Admission admission = permit.admits(
                new Deployment(
                        entry.route(),
                        entry.model(),
                        target.version(),
                        environment,
                        target.artifact(),
                        bindings.binding(target)),
                ENFORCED,
                permit.notBefore());
        if (admission instanceof Admission.Admitted) {
            return Optional.empty();
        }
        Refusal refusal = Refusal.of(((Admission.Refused) admission).reasons().get(0));
        boolean unconfirmed = permit.binding() != Binding.DECLARED
                && !bindings.finding(target).confirmed();
        return Optional.of(
                unconfirmed
                        ? new Refusal(
                                refusal.code(),
                                refusal.sentence() + " "
                                        + bindings.finding(target).sentence())
                        : refusal);
    }

    private static Optional<Refusal> byState(RouteTarget target) {
        String why = target.stateReason().map(reason -> ": " + reason).orElse(".");
        return switch (target.permitState()) {
            case ACTIVE -> Optional.empty();
            case SUSPENDED -> Optional.of(new Refusal(Refusal.Code.PERMIT_SUSPENDED, "The permit is suspended" + why));
            case REVOKED -> Optional.of(new Refusal(Refusal.Code.NOT_PERMITTED, "The permit was revoked" + why));
            case SUPERSEDED ->
                Optional.of(new Refusal(Refusal.Code.NOT_PERMITTED, "The permit was superseded by another one" + why));
        };
    }

    private ServedVersion served(RouteEntry entry, RouteTarget target, Permit permit) throws IOException {
        return new ServedVersion(
                gatewayId,
                environment,
                entry.route(),
                entry.model(),
                target.version(),
                target.artifact().hex(),
                permit.permitId(),
                log.keepSignature(CanonicalJson.bytes(target.signature().toJson())));
    }

    /** Open Inference Protocol v2, 'Model Metadata Response JSON Object', under the route's name. */
    private static byte[] metadata(RouteEntry entry, RouteTarget target, TensorLayout tensors) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", entry.route());
        ArrayNode versions = json.putArray("versions");
        entry.targets().forEach(one -> versions.add(one.version()));
        json.put("platform", "gatehouse");
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
        json.putObject("parameters").put("digest", target.artifact().toString());
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tensor(String name, String datatype, int columns) {
        ObjectNode tensor = JsonNodeFactory.instance.objectNode();
        tensor.put("name", name).put("datatype", datatype);
        tensor.putArray("shape").add(-1).add(columns);
        return tensor;
    }
}
