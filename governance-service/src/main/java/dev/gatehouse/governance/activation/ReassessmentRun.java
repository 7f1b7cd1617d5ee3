package dev.gatehouse.governance.activation;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A sweep over the inventory.
 *
 * @param id rises with every run
 * @param cause {@code activation/ID} or {@code date/DATE}
 * @param title the same for people
 * @param on the day on which it was asked for
 * @param queuedAt when
 * @param finishedAt when the last model was done; null while it runs
 * @param models how many were assessed so far
 * @param changed how many of them have another result than before
 * @param failed how many could not be assessed
 */
public record ReassessmentRun(
        long id,
        String cause,
        String title,
        LocalDate on,
        Instant queuedAt,
        Instant finishedAt,
        int models,
        int changed,
        int failed) {
    static ReassessmentRun of(ReassessmentRunEntity r) {
        return new ReassessmentRun(
                r.id, r.cause, r.title, r.on, r.queuedAt, r.finishedAt, r.models, r.changed, r.failed);
    }
}
