package dev.gatehouse.benchmarks;

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
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A route of a benchmark: version 1 of a model of the same name, of tier LOW, under a permit of 30 days.
 *
 * @param upstream base URL of its model server
 * @param upstreamModel the model's name there
 * @param binding what the permit asks for
 */
record PermittedRoute(
        String route,
        URI upstream,
        String upstreamModel,
        Digest artifact,
        ModelSignature signature,
        Binding binding,
        Conditions conditions) {

    private static final String VERSION = "1";
    private static final Duration STALENESS = Duration.ofHours(24);

    private static final Duration VALIDITY = Duration.ofDays(30);

    /** What a snapshot says of it. */
    RouteEntry entry(SigningKey key) {
        return new RouteEntry(
                route,
                route,
                STALENESS,
                Optional.of(RouteSecret.draw(new SecureRandom())),
                new RouteTarget(
                        VERSION,
                        upstream,
                        upstreamModel,
                        artifact,
                        Tier.LOW,
                        signature,
                        permit(key),
                        PermitState.ACTIVE,
                        Optional.empty()),
                Optional.empty());
    }

    /** The permit as the control plane would issue it. */
    private Envelope permit(SigningKey key) {
        Instant begin = Instant.now().minusSeconds(60);
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", PermitStatement.STATEMENT_TYPE);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", route + "/" + VERSION);
        subject.putObject("digest").put("sha256", artifact.hex());
        statement.put("predicateType", PermitStatement.PREDICATE_TYPE);
        ObjectNode predicate = statement.putObject("predicate");
        predicate
                .put("permitId", UUID.randomUUID().toString())
                .put("model", route)
                .put("version", VERSION)
                .put("environment", "production")
                .put("route", route)
                .put("tier", "LOW")
                .put("binding", binding.text());
        predicate.set("conditions", conditions.toJson());
        predicate.put("dossierDigest", Digest.of(new byte[] {1}).toString());
        predicate
                .putArray("votes")
                .addObject()
                .put("voter", "p-1")
                .put("function", "engineering")
                .put("decision", "approve");
        predicate
                .put("issuedAt", begin.toString())
                .put("notBefore", begin.toString())
                .put("expiresAt", begin.plus(VALIDITY).toString());
        return Dsse.sign(PermitStatement.PAYLOAD_TYPE, CanonicalJson.bytes(statement), key);
    }
}
