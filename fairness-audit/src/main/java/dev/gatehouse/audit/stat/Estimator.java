package dev.gatehouse.audit.stat;

/**
 * A value whose two-sided confidence interval is known at every level. Intervals are nested: a greater {@code z} gives an
 * interval that holds the smaller one, and each holds {@link #value()}.
 */
public interface Estimator {
    /** The point value; never NaN. Infinite only where the method that made the estimator says so. */
    double value();

    /**
     * The interval at a level.
     *
     * @param z the normal quantile of the level, finite and ≥ 0: {@link Normal#quantile} of 0.95 is 1.96
     */
    Interval at(double z);

    /**
     * The two-sided p-value against a limit, in [0, 1]: 1 − the level at which the interval touches the limit. It is 1
     * when the value equals the limit, and 1 when the interval has no width at any level, as such an interval tells
     * nothing. Estimators with a score test use that test instead; their method says so.
     *
     * @param limit finite
     * @throws IllegalArgumentException if the limit is NaN or infinite
     */
    default double pAgainst(double limit) {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException("a limit of " + limit);
        }
        double value = value();
        if (value == limit) {
            return 1;
        }
        boolean above = limit > value;
        double z = Roots.rising(
                level -> above ? at(level).upper() - limit : limit - at(level).lower(), 0, Normal.LARGEST_QUANTILE);
        if (z == Normal.LARGEST_QUANTILE && at(z).lower() == at(z).upper()) {
            return 1;
        }
        return Normal.twoSided(z);
    }
}
