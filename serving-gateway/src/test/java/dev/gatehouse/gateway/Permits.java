package dev.gatehouse.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.permit.PermitStatement;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSecret;
import dev.gatehouse.approval.route.RouteTarget;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Routes with really signed permits: a good one, and ways to make it differ in one thing. */
public final class Permits {

    public static final Digest ARTIFACT = Digest.of("the artifact".getBytes(StandardCharsets.UTF_8));
    public static final String UPSTREAM_MODEL = "sha256-" + ARTIFACT.hex();

    public static final ModelSignature SIGNATURE = new ModelSignature(
            new TensorLayout(
                    new TensorLayout.Input("input", "FP32", List.of("LIMIT_BAL", "AGE")),
                    new TensorLayout.Output("probability", "FP32", 1, 2)),
            new ModelSignature.Decision(new BigDecimal("0.5"), "default", "repay"));

    public static final RouteSecret SECRET =
            RouteSecret.of("the routes' secret of thirty-two".getBytes(StandardCharsets.UTF_8));

    private final SigningKey key;
    private final URI upstream;
    private String route = "credit-default";
    private String version = "2";
    private Conditions conditions = Conditions.none();
    private Consumer<ObjectNode> predicateChange = predicate -> {};
    private UnaryOperator<Envelope> envelopeChange = envelope -> envelope;
    private PermitState state = PermitState.ACTIVE;
    private Duration staleness = Duration.ofMinutes(15);
    private Digest artifact = ARTIFACT;
    private String upstreamModel = UPSTREAM_MODEL;
    private ModelSignature signature = SIGNATURE;
    private Instant notBefore = Instant.now().minusSeconds(60);
    private Instant expiresAt = Instant.now().plus(Duration.ofDays(90));

    private Permits(SigningKey key, URI upstream) {
        this.key = key;
        this.upstream = upstream;
    }

    public static Permits signedBy(SigningKey key, URI upstream) {
        return new Permits(key, upstream);
    }

    public Permits on(String name) {
        route = name;
        return this;
    }

    public Permits version(String name) {
        version = name;
        return this;
    }

    public Permits with(Conditions limits) {
        conditions = limits;
        return this;
    }

    public Permits in(PermitState newState) {
        state = newState;
        return this;
    }

    public Permits staleAfter(Duration limit) {
        staleness = limit;
        return this;
    }

    public Permits validFrom(Instant start) {
        notBefore = start;
        return this;
    }

    public Permits validUntil(Instant end) {
        expiresAt = end;
        return this;
    }

    /** What the route claims to serve, permitted or not. */
    public Permits serving(Digest digest, String model) {
        artifact = digest;
        upstreamModel = model;
        return this;
    }

    /** Another protocol than tensors: the server reports no digest, and the permit asks for none. */
    public Permits declared(ModelSignature spoken) {
        signature = spoken;
        return stating(predicate -> predicate.put("binding", Binding.DECLARED.text()));
    }

    /** Changes what is signed. */
    public Permits stating(Consumer<ObjectNode> change) {
        predicateChange = change;
        return this;
    }

    /** Changes what was signed. */
    public Permits tampered(UnaryOperator<Envelope> change) {
        envelopeChange = change;
        return this;
    }

    /** A route with this version only. */
    public RouteEntry entry() {
        return entry(Optional.empty());
    }

    /** A route that serves this version, and the other one where this one may not. */
    public RouteEntry withFallback(Permits other) {
        return entry(Optional.of(other.target()));
    }

    private RouteEntry entry(Optional<RouteTarget> fallback) {
        return new RouteEntry(route, "credit-default", staleness, Optional.of(SECRET), target(), fallback);
    }

    private RouteTarget target() {
        return new RouteTarget(
                version,
                upstream,
                upstreamModel,
                artifact,
                Tier.HIGH,
                signature,
                envelopeChange.apply(envelope()),
                state,
                state == PermitState.ACTIVE ? Optional.empty() : Optional.of("incident 7"));
    }

    private Envelope envelope() {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", PermitStatement.STATEMENT_TYPE);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", "credit-default/" + version);
        subject.putObject("digest").put("sha256", ARTIFACT.hex());
        statement.put("predicateType", PermitStatement.PREDICATE_TYPE);
        ObjectNode predicate = statement.putObject("predicate");
        predicate
                .put(
                        "permitId",
                        UUID.nameUUIDFromBytes((route + "/" + version).getBytes(StandardCharsets.UTF_8))
                                .toString())
                .put("model", "credit-default")
                .put("version", version)
                .put("environment", "production")
                .put("route", route)
                .put("tier", "HIGH")
                .put("binding", Binding.LOADED_BY_DIGEST.text());
        predicate.set("conditions", conditions.toJson());
        predicate.put("dossierDigest", Digest.of(new byte[] {1}).toString());
        predicate
                .putArray("votes")
                .addObject()
                .put("voter", "p-4f2a")
                .put("function", "legal")
                .put("decision", "approve");
        predicate
                .put("issuedAt", notBefore.toString())
                .put("notBefore", notBefore.toString())
                .put("expiresAt", expiresAt.toString());
        predicateChange.accept(predicate);
        return Dsse.sign(PermitStatement.PAYLOAD_TYPE, CanonicalJson.bytes(statement), key);
    }
}
