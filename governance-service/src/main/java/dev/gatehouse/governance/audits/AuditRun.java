package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A run of an audit plan on a model version.
 *
 * @param id of the run
 * @param plan digest of the plan, {@code sha256:…}
 * @param status {@code COMPLETED} or {@code ERROR}
 * @param verdict {@code PASS}, {@code FAIL} or {@code INSUFFICIENT}; null on ERROR
 * @param reportDigest {@code sha256:…} of the report's bytes; null on ERROR
 * @param error why it could not be run; null when COMPLETED
 * @param runAt when it ended
 * @param report the report's JSON text as stored; null on ERROR
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditRun(
        UUID id,
        String plan,
        String status,
        String verdict,
        String reportDigest,
        String error,
        Instant runAt,
        @JsonIgnore String report) {

    static AuditRun of(AuditRunEntity e) {
        return new AuditRun(e.id, e.planDigest, e.status, e.verdict, e.reportDigest, e.error, e.runAt, e.report);
    }
}
