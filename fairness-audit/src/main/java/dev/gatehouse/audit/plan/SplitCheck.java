package dev.gatehouse.audit.plan;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** What a plan for a check of splits can limit beside drift. Every limit is a greatest value. */
public enum SplitCheck {
    /** Evaluation rows that the training rows hold too, label and all, over evaluation rows; in [0, 1]. */
    SHARED_ROW_SHARE,
    /** That share less the one that rows drawn independently would have, as coarse columns repeat by themselves; in [−1, 1]. */
    SHARED_ROW_EXCESS,
    /** Evaluation rows with the features of a training row that has another label, over labelled ones; in [0, 1]. */
    CONTRADICTING_SHARE,
    /** Evaluation rows of an entity that has training rows too, over those that name their entity; in [0, 1]. */
    SHARED_ENTITY_SHARE,
    /** Evaluation rows before the last training row, or sooner after it than the plan's gap, over those with a time; in [0, 1]. */
    TIME_OVERLAP_SHARE,
    /** By feature: area under the curve of the feature alone against the label, in whichever sample it is greater; in [0.5, 1]. */
    LEAK_AUC,
    /** By feature: that area in the training rows less that in the evaluation rows; in [−1, 1]. */
    LEAK_DIFFERENCE,
    /** Features that look like an identifier or a row number; a whole number. */
    ID_COLUMNS;

    private static final BigDecimal MOST_COLUMNS = BigDecimal.valueOf(DriftPlan.MAX_FEATURES);
    private static final BigDecimal CHANCE = new BigDecimal("0.5");

    public static Optional<SplitCheck> byId(String id) {
        return Arrays.stream(values()).filter(check -> check.id().equals(id)).findFirst();
    }

    /** As plans and reports write it. */
    public String id() {
        return PlanJson.id(this);
    }

    boolean needsLabel() {
        return this == CONTRADICTING_SHARE || this == LEAK_AUC || this == LEAK_DIFFERENCE;
    }

    /** Whether a limit on it can be held and broken. */
    boolean allows(BigDecimal max) {
        return switch (this) {
            case ID_COLUMNS ->
                max.signum() >= 0 && max.stripTrailingZeros().scale() <= 0 && max.compareTo(MOST_COLUMNS) <= 0;
            case LEAK_AUC -> max.compareTo(CHANCE) > 0 && max.compareTo(BigDecimal.ONE) < 0;
            default -> max.signum() >= 0 && max.compareTo(BigDecimal.ONE) < 0;
        };
    }

    /** The limits that are allowed, in words. */
    String range() {
        return switch (this) {
            case ID_COLUMNS -> "a whole number from 0 to " + MOST_COLUMNS;
            case LEAK_AUC -> "above 0.5 and below 1";
            default -> "from 0 to below 1";
        };
    }
}
