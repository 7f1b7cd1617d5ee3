package dev.gatehouse.approval.condition;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Decisions that a person must look at. At least one part is present; a row is reviewed if either part says so.
 *
 * @param share share of rows to review, above 0 and at most 1, chosen at random
 * @param confidenceBelow review every row whose confidence is below this, above 0 and at most 1
 */
public record HumanReview(Optional<BigDecimal> share, Optional<BigDecimal> confidenceBelow) {
    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if both parts are empty or one is out of range */
    public HumanReview {
        share = share.map(value -> Share.require(value, "humanReview.share"));
        confidenceBelow = confidenceBelow.map(value -> Share.require(value, "humanReview.confidenceBelow"));
        if (share.isEmpty() && confidenceBelow.isEmpty()) {
            throw Share.invalid("humanReview names neither a share nor a confidence; name one or leave it out");
        }
    }

    /** Reviews whatever one of the two reviews: the larger share, the higher confidence. */
    HumanReview tighten(HumanReview other) {
        return new HumanReview(
                Share.both(share, other.share, BigDecimal::max),
                Share.both(confidenceBelow, other.confidenceBelow, BigDecimal::max));
    }
}
