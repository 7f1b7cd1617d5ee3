package dev.gatehouse.audit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.util.stream.Collectors;

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
            throw new AuditException("not a stored " + what + " report: " + fault(e), e);
        }
    }

    /** What is wrong and where, in the words of the document: the reader's own name our classes. */
    private static String fault(IOException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String member = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining());
            return "'" + member.substring(1) + "' "
                    + (e instanceof UnrecognizedPropertyException
                            ? "is no member that is known"
                            : "is missing or has a value of another kind");
        }
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    }

    static byte[] write(Object report) {
        try {
            return JSON.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain JSON", e);
        }
    }
}
