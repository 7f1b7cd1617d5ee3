package dev.gatehouse.audit.stat;

/**
 * The values that a limit allows, ends included.
 *
 * @param min −∞ for none
 * @param max ∞ for none
 */
public record Range(double min, double max) {
    /** @throws IllegalArgumentException if an end is NaN or {@code min > max} */
    public Range {
        if (!(min <= max)) {
            throw new IllegalArgumentException("a range from " + min + " to " + max);
        }
    }

    /** Whether every value of the interval is allowed. */
    public boolean holds(Interval interval) {
        return interval.lower() >= min && interval.upper() <= max;
    }

    /** Whether no value of the interval is allowed. */
    public boolean excludes(Interval interval) {
        return interval.upper() < min || interval.lower() > max;
    }

    /** The two-sided p-value against the end that the value lies beyond; 1 where the value is allowed. */
    public double pBeyond(Estimator estimator) {
        if (estimator.value() < min) {
            return estimator.pAgainst(min);
        }
        return estimator.value() > max ? estimator.pAgainst(max) : 1;
    }
}
