package dev.gatehouse.approval.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.signing.Envelope;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of a snapshot. A route's primary target stands in the route itself, its fallback in a field of its own: a snapshot of the time
 * before there were secrets and fallbacks is one without those two fields, and is read as such.
 */
final class SnapshotDocument {
    static final String PAYLOAD_TYPE = "application/vnd.gatehouse.snapshot+json";
    /** Base64 adds a third; the envelope's own limit is {@link Envelope#MAX_BYTES}. */
    static final int MAX_BYTES = 11 * 1024 * 1024;

    private static final int MAX_SECRET_CHARS = 64;

    private SnapshotDocument() {}

    static byte[] write(RouteSnapshot snapshot) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("epoch", snapshot.position().epoch());
        json.put("serial", Long.toString(snapshot.position().serial()));
        json.put("environment", snapshot.environment());
        json.put("issuedAt", snapshot.issuedAt().toString());
        ArrayNode routes = json.putArray("routes");
        for (RouteEntry entry : snapshot.routes()) {
            ObjectNode route = routes.addObject();
            route.put("route", entry.route());
            route.put("model", entry.model());
            route.put("stalenessLimit", entry.stalenessLimit().toString());
            entry.secret()
                    .ifPresent(
                            secret -> route.put("capSecret", Base64.getEncoder().encodeToString(secret.bytes())));
            write(entry.primary(), route);
            entry.fallback().ifPresent(fallback -> write(fallback, route.putObject("fallback")));
        }
        byte[] bytes = CanonicalJson.bytes(json);
        if (bytes.length > MAX_BYTES) {
            throw new InvalidDocumentException(
                    "the snapshot has " + bytes.length + " bytes; at most " + MAX_BYTES + " are allowed");
        }
        return bytes;
    }

    private static void write(RouteTarget target, ObjectNode to) {
        to.put("version", target.version());
        to.put("upstream", target.upstream().toString());
        to.put("upstreamModel", target.upstreamModel());
        to.put("artifactSha256", target.artifact().hex());
        to.put("tier", target.tier().name());
        to.set("signature", target.signature().toJson());
        to.set("permit", target.permit().toJson());
        to.put("permitState", target.permitState().name());
        to.put("stateReason", target.stateReason().orElse(null));
    }

    static RouteSnapshot read(byte[] payload) {
        StrictFields fields = StrictFields.of(CanonicalJson.parse(payload, MAX_BYTES), "$");
        Position position =
                new Position(fields.integer("epoch", 1, CanonicalJson.MAX_SAFE_INTEGER), fields.longText("serial"));
        List<RouteEntry> routes = new ArrayList<>();
        for (JsonNode item : fields.array("routes", RouteSnapshot.MAX_ROUTES)) {
            routes.add(route(StrictFields.of(item, "$.routes[" + routes.size() + "]")));
        }
        RouteSnapshot snapshot = new RouteSnapshot(
                position, fields.text("environment", Identifiers.MAX_NAME_CHARS), fields.instant("issuedAt"), routes);
        fields.done();
        return snapshot;
    }

    private static RouteEntry route(StrictFields fields) {
        RouteEntry entry = new RouteEntry(
                fields.text("route", Identifiers.MAX_NAME_CHARS),
                fields.text("model", Identifiers.MAX_NAME_CHARS),
                fields.duration("stalenessLimit"),
                secret(fields),
                target(fields),
                fields.optionalObject("fallback").map(part -> {
                    RouteTarget fallback = target(part);
                    part.done();
                    return fallback;
                }));
        fields.done();
        return entry;
    }

    private static RouteTarget target(StrictFields fields) {
        return new RouteTarget(
                fields.text("version", Identifiers.MAX_NAME_CHARS),
                url(fields),
                fields.text("upstreamModel", Identifiers.MAX_NAME_CHARS),
                new Digest(fields.text("artifactSha256", 64)),
                constant(Tier.class, fields, "tier"),
                ModelSignature.read(fields.object("signature")),
                Envelope.of(fields.required("permit")),
                constant(PermitState.class, fields, "permitState"),
                fields.optionalText("stateReason", RouteTarget.MAX_STATE_REASON_CHARS));
    }

    private static Optional<RouteSecret> secret(StrictFields fields) {
        return fields.optionalText("capSecret", MAX_SECRET_CHARS)
                .map(text -> decoded(text, fields))
                .map(RouteSecret::of);
    }

    private static byte[] decoded(String text, StrictFields fields) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(fields.path("capSecret") + " is not base64", e);
        }
    }

    private static URI url(StrictFields fields) {
        try {
            return new URI(fields.text("upstream", RouteTarget.MAX_URL_CHARS));
        } catch (URISyntaxException e) {
            throw new InvalidDocumentException(fields.path("upstream") + " is not a URL", e);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, StrictFields fields, String field) {
        String text = fields.text(field, Identifiers.MAX_NAME_CHARS);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw new InvalidDocumentException(
                fields.path(field) + " is '" + text + "', which is none of " + List.of(type.getEnumConstants()));
    }
}
