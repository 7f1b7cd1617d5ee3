package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A metric's value with its two-sided interval, or the reason why it is undefined. Never NaN and never infinite.
 *
 * @param value the point estimate; null exactly when {@code undefined} is given
 * @param lower the interval's lower end; null when the metric has no interval or the end is unbounded
 * @param upper the interval's upper end; null when the metric has no interval or the end is unbounded
 * @param undefined why there is no value, as a sentence without a full stop; null when there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(Double value, Double lower, Double upper, String undefined) {
    public Estimate {
        if ((value == null) == (undefined == null)) {
            throw new IllegalArgumentException("an estimate has either a value or a reason why it has none");
        }
        requireFinite(value);
        requireFinite(lower);
        requireFinite(upper);
    }

    public static Estimate undefined(String reason) {
        return new Estimate(null, null, null, reason);
    }

    public static Estimate undefined(String reason, double lower, double upper) {
        return new Estimate(null, finiteOrNull(lower), finiteOrNull(upper), reason);
    }

    public static Estimate withoutInterval(double value) {
        return new Estimate(value, null, null, null);
    }

    public static Estimate of(double value, double lower, double upper) {
        return new Estimate(value, finiteOrNull(lower), finiteOrNull(upper), null);
    }

    /** Whether there is a value. */
    @JsonIgnore
    public boolean isDefined() {
        return value != null;
    }

    private static Double finiteOrNull(double end) {
        return Double.isFinite(end) ? end : null;
    }

    private static void requireFinite(Double number) {
        if (number != null && !Double.isFinite(number)) {
            throw new IllegalArgumentException("an estimate is finite or undefined, not " + number);
        }
    }
}
