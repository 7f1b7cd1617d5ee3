package dev.gatehouse.governance.releases;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A release in a list of many.
 *
 * @param state {@code InReview}, {@code Approved}, {@code Rejected}, {@code ChangesRequested} or {@code Withdrawn}
 * @param tier of its model as last assessed
 * @param rice the model's score; null without one
 * @param dueAt when the board's time is over
 * @param overdue whether it is in review and that time is over
 * @param openQuestions that bar votes; 0 unless in review
 * @param missing seats still empty by function; empty unless in review
 * @param couldFill names of those last seen with the function of an empty seat; empty unless asked for
 * @param decidedAt null while in review
 * @param submittedBy name of a person
 * @param permit state of the permit that followed; null when none did
 * @param mine whether the caller can vote on it now
 */
record QueueRow(
        UUID id,
        String model,
        String version,
        String environment,
        String route,
        String state,
        String tier,
        BigDecimal rice,
        Instant dueAt,
        boolean overdue,
        int openQuestions,
        Map<String, Integer> missing,
        Map<String, List<String>> couldFill,
        Instant decidedAt,
        Instant submittedAt,
        String submittedBy,
        String permit,
        boolean mine) {

    boolean isInReview() {
        return state.equals("InReview");
    }
}
