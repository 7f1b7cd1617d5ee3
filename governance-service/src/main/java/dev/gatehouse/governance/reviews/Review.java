package dev.gatehouse.governance.reviews;

import java.time.Instant;

/**
 * What somebody found of a prediction. It says nothing of what came true: it is no label.
 *
 * @param revision from 1; the highest of a row stands
 * @param decision that was reviewed
 * @param shouldBe the decision it should have been; null when it was upheld
 * @param reason 10 to 1,000 characters
 * @param reviewedBy name of who reviewed it
 */
public record Review(
        int revision,
        Verdict verdict,
        String decision,
        String shouldBe,
        String reason,
        Instant reviewedAt,
        String reviewedBy) {

    /** What was found. */
    public enum Verdict {
        UPHELD,
        OVERRIDDEN
    }
}
