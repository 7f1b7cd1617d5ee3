package dev.gatehouse.audit.plan;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a drift plan can limit beside the distances of single columns. Every limit is a greatest value. */
public enum DriftCheck {
    /** Features that drifted, over features that could be compared; in [0, 1]. */
    DRIFTED_SHARE,
    /** By column: share of current rows without a value, minus that of the reference; in [0, 1]. */
    MISSING_SHARE_INCREASE,
    /** By column of categories: share of the current values that the reference does not have; in [0, 1]. */
    NEW_CATEGORY_SHARE,
    /** By column of numbers: share of the current values outside the reference's least and greatest; in [0, 1]. */
    OUT_OF_RANGE_SHARE,
    /** Current rows that another row equals in all columns looked at, without the first of each; in [0, 1]. */
    DUPLICATE_SHARE,
    /** Columns that are missing, new, or of another type in the current rows; a whole number. */
    TYPE_BREAKS,
    /** Area under the curve of a classifier that tells current from reference rows; above 0.5 and below 1. */
    DOMAIN_AUC;

    private static final BigDecimal MOST_BREAKS = BigDecimal.valueOf(DriftPlan.MAX_FEATURES);
    private static final BigDecimal CHANCE = new BigDecimal("0.5");

    public static Optional<DriftCheck> byId(String id) {
        return Arrays.stream(values()).filter(check -> check.id().equals(id)).findFirst();
    }

    /** As plans and reports write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a limit on it can be held and broken. */
    boolean allows(BigDecimal max) {
        return switch (this) {
            case TYPE_BREAKS ->
                max.signum() >= 0 && max.stripTrailingZeros().scale() <= 0 && max.compareTo(MOST_BREAKS) <= 0;
            case DOMAIN_AUC -> max.compareTo(CHANCE) > 0 && max.compareTo(BigDecimal.ONE) < 0;
            default -> max.signum() >= 0 && max.compareTo(BigDecimal.ONE) < 0;
        };
    }

    /** The limits that are allowed, in words. */
    String range() {
        return switch (this) {
            case TYPE_BREAKS -> "a whole number from 0 to " + MOST_BREAKS;
            case DOMAIN_AUC -> "above 0.5 and below 1";
            default -> "from 0 to below 1";
        };
    }
}
