package dev.gatehouse.card;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A number with its interval, or the reason why there is no number. Numbers are decimals of at most {@value #SCALE} places, so that
 * the same card has the same bytes on every Java version.
 *
 * @param value the point estimate; null exactly if {@code undefinedBecause} is given
 * @param lower the interval's lower end; null if there is no interval
 * @param upper the interval's upper end; null with a lower end means unbounded above (a ratio whose reference may be zero)
 * @param undefinedBecause why the value is undefined, such as 'no favourable outcome in the reference group'
 */
public record Estimate(BigDecimal value, BigDecimal lower, BigDecimal upper, String undefinedBecause) {
    /** Decimal places kept of every number on a card. */
    public static final int SCALE = 6;

    public Estimate {
        undefinedBecause = Require.optionalText(undefinedBecause, "undefinedBecause");
        if ((value == null) == (undefinedBecause == null)) {
            throw new IllegalArgumentException("an estimate has either a value or a reason why it is undefined");
        }
        if ((value == null && lower != null) || (lower == null && upper != null)) {
            throw new IllegalArgumentException("an interval needs a value and a lower end");
        }
        value = normal(value);
        lower = normal(lower);
        upper = normal(upper);
        if (upper != null && lower.compareTo(upper) > 0) {
            throw new IllegalArgumentException("interval ends are swapped: " + lower + " > " + upper);
        }
    }

    /** A value without an interval. */
    public static Estimate of(double value) {
        return new Estimate(decimal(value), null, null, null);
    }

    /** A value with an interval; {@code upper} may be positive infinity. */
    public static Estimate of(double value, double lower, double upper) {
        return new Estimate(
                decimal(value), decimal(lower), upper == Double.POSITIVE_INFINITY ? null : decimal(upper), null);
    }

    public static Estimate undefined(String because) {
        return new Estimate(null, null, null, because);
    }

    /**
     * A card's number, rounded half-even to {@value #SCALE} places.
     *
     * @throws IllegalArgumentException if it is NaN or infinite; state the reason with {@link #undefined} instead
     */
    public static BigDecimal decimal(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(
                    "a card carries no " + number + "; say why it is undefined with Estimate.undefined(reason)");
        }
        return normal(new BigDecimal(number));
    }

    /** One form for equal numbers, so that 0.8 and 0.80 give the same bytes. */
    static BigDecimal normal(BigDecimal number) {
        if (number == null) {
            return null;
        }
        BigDecimal plain = number.setScale(SCALE, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
