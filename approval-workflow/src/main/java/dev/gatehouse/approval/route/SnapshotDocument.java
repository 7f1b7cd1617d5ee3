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
import java.util.List;

/** The JSON of a snapshot. */
final class SnapshotDocument {
    static final String PAYLOAD_TYPE = "application/vnd.gatehouse.snapshot+json";
    /** Base64 adds a third; the envelope's own limit is {@link Envelope#MAX_BYTES}. */
    static final int MAX_BYTES = 11 * 1024 * 1024;

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
            route.put("version", entry.version());
            route.put("upstream", entry.upstream().toString());
            route.put("upstreamModel", entry.upstreamModel());
            route.put("artifactSha256", entry.artifact().hex());
            route.put("tier", entry.tier().name());
            route.put("stalenessLimit", entry.stalenessLimit().toString());
            route.set("signature", entry.signature().toJson());
            route.set("permit", entry.permit().toJson());
            route.put("permitState", entry.permitState().name());
            route.put("stateReason", entry.stateReason().orElse(null));
        }
        byte[] bytes = CanonicalJson.bytes(json);
        if (bytes.length > MAX_BYTES) {
            throw new InvalidDocumentException(
                    "the snapshot has " + bytes.length + " bytes; at most " + MAX_BYTES + " are allowed");
        }
        return bytes;
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
                fields.text("version", Identifiers.MAX_NAME_CHARS),
                url(fields),
                fields.text("upstreamModel", Identifiers.MAX_NAME_CHARS),
                new Digest(fields.text("artifactSha256", 64)),
                constant(Tier.class, fields, "tier"),
                fields.duration("stalenessLimit"),
                ModelSignature.read(fields.object("signature")),
                Envelope.of(fields.required("permit")),
                constant(PermitState.class, fields, "permitState"),
                fields.optionalText("stateReason", RouteEntry.MAX_STATE_REASON_CHARS));
        fields.done();
        return entry;
    }

    private static URI url(StrictFields fields) {
        try {
            return new URI(fields.text("upstream", RouteEntry.MAX_URL_CHARS));
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
