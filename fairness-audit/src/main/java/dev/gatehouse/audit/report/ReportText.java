package dev.gatehouse.audit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;

/** The JSON of a report. */
final class ReportText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ReportText() {}

    static AuditReport read(byte[] json) {
        try {
            JsonNode report = JSON.readTree(json);
            if (report == null || !report.isObject()) {
                throw new AuditException("not an audit report: no JSON object");
            }
            if (report.path("format").asInt() != AuditReport.FORMAT) {
                throw new AuditException("not an audit report of format " + AuditReport.FORMAT
                        + (report.has("plan_digest")
                                ? "; an earlier version wrote it, and its bytes can still be downloaded"
                                : ""));
            }
            return JSON.treeToValue(report, AuditReport.class);
        } catch (IOException e) {
            throw new AuditException("not a stored audit report: " + e.getMessage(), e);
        }
    }

    static byte[] write(AuditReport report) {
        try {
            return JSON.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain JSON", e);
        }
    }
}
