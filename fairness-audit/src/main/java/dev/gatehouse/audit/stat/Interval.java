package dev.gatehouse.audit.stat;

/**
 * A closed interval.
 *
 * @param lower the lower end, −∞ where there is none; never NaN
 * @param upper the upper end, not below {@code lower}; ∞ where there is none; never NaN
 */
public record Interval(double lower, double upper) {
    /** @throws IllegalArgumentException if an end is NaN or {@code lower > upper} */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("an interval from " + lower + " to " + upper);
        }
    }

    /** Whether {@code value} lies within, ends included. */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }

    /** The smallest interval that holds this one and {@code value}. */
    Interval including(double value) {
        return new Interval(Math.min(lower, value), Math.max(upper, value));
    }
}
