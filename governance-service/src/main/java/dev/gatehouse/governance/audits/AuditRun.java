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
 * @param kind what the plan asks for, {@code fairness}, {@code drift} or {@code performance}
 * @param status where it is
 * @param progress what it does now; null unless RUNNING
 * @param verdict {@code PASS}, {@code FAIL} or {@code INSUFFICIENT}; null unless COMPLETED, and on a plan without limits
 * @param reportDigest {@code sha256:…} of the report's bytes; null unless COMPLETED
 * @param cellsDigest {@code sha256:…} of the cells' JSON; null unless COMPLETED, and on runs of earlier versions
 * @param error why there is no report; null unless ERROR or CANCELLED
 * @param requestedAt when it was asked for
 * @param runAt when it ended; null before
 * @param attempts how often it was begun
 * @param cancelRequested whether somebody asked to end it
 * @param report the report's JSON text as stored; null unless COMPLETED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditRun(
        UUID id,
        String plan,
        String kind,
        Status status,
        Progress progress,
        String verdict,
        String reportDigest,
        String cellsDigest,
        String error,
        Instant requestedAt,
        Instant runAt,
        int attempts,
        boolean cancelRequested,
        @JsonIgnore String report) {

    /** Where a run is. What has ended stays so. */
    public enum Status {
        QUEUED,
        RUNNING,
        /** It came to a report. */
        COMPLETED,
        /** It could not come to a report. */
        ERROR,
        /** Somebody ended it. */
        CANCELLED;

        /** Whether nothing more will come. */
        public boolean ended() {
            return this != QUEUED && this != RUNNING;
        }
    }

    /**
     * What a run does.
     *
     * @param stage in words
     * @param share of that which is done, in [0, 1]; null where it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Progress(String stage, Double share) {}

    static AuditRun of(AuditRunEntity e) {
        return new AuditRun(
                e.id,
                e.planDigest,
                e.kind,
                e.status,
                e.status == Status.RUNNING ? new Progress(e.stage, e.share) : null,
                e.verdict,
                e.reportDigest,
                e.cellsDigest,
                e.error,
                e.requestedAt,
                e.runAt,
                e.attempts,
                e.cancelRequestedAt != null,
                e.report);
    }

    /** Whether nothing more will come; not in the JSON, where {@code status} says it. */
    @JsonIgnore
    public boolean ended() {
        return status.ended();
    }
}
