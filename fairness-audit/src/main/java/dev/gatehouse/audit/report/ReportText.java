package dev.gatehouse.audit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;

/** The JSON of reports. */
final class ReportText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ReportText() {}

    static AuditReport read(byte[] json) {
        return read(json, AuditReport.class, "audit", AuditReport.FORMAT);
    }

    /** The report's member {@code kind}; empty when it has none. */
    static String kind(byte[] json) {
        try {
            JsonNode tree = JSON.readTree(json);
            return tree == null ? "" : tree.path("kind").asText();
        } catch (IOException e) {
            throw new AuditException("not a stored audit report: " + e.getMessage(), e);
        }
    }

    /** @param what the kind of report, for messages */
    static <T> T read(byte[] json, Class<T> type, String what, int format) {
        String report = (what.equals("audit") ? "an " : "a ") + what + " report";
        try {
            JsonNode tree = JSON.readTree(json);
            if (tree == null || !tree.isObject()) {
                throw new AuditException("not " + report + ": no JSON object");
            }
            boolean otherKind =
                    !what.equals("audit") && !tree.path("kind").asText().equals(what);
            if (otherKind || tree.path("format").asInt() != format) {
                throw new AuditException("not " + report + " of format " + format
                        + (tree.has("plan_digest") && !otherKind
                                ? "; an earlier version wrote it, and its bytes can still be downloaded"
                                : ""));
            }
            return JSON.treeToValue(tree, type);
        } catch (IOException e) {
            if (e.getCause() instanceof AuditException unsound) {
                throw unsound;
            }
            throw new AuditException("not a stored " + what + " report: " + e.getMessage(), e);
        }
    }

    static byte[] write(Object report) {
        try {
            return JSON.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain JSON", e);
        }
    }
}
