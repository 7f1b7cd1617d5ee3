package dev.gatehouse.audit.cells;

import java.math.BigDecimal;

/**
 * The unit that weights are counted in: the power of ten of which the greatest weight is 10⁶ to 10⁷. So neither the scale of the
 * weights nor a group of light rows costs the squares their digits: a weight of a thousandth of the greatest still has three or
 * four.
 */
final class Weights {
    /** No unit has more decimals: that of the smallest weight that is used. */
    static final int MAX_DIGITS = 18;

    /** No weight is more units. */
    static final long LARGEST = 10_000_000;

    /** Decimal digits of {@link #LARGEST}. */
    static final int LARGEST_DIGITS = 8;

    private static final int DIGITS = 6;
    /** For sums above 2⁵³, which are the nearest doubles. */
    static final double SLACK = 1e-12;

    private Weights() {}

    /** @param greatest of the used rows; 0 without any */
    static BigDecimal unit(double greatest) {
        if (greatest == 0) {
            return BigDecimal.ONE;
        }
        BigDecimal decimal = BigDecimal.valueOf(greatest);
        int exponent = decimal.precision() - decimal.scale() - 1;
        return BigDecimal.ONE.movePointLeft(Math.max(0, DIGITS - exponent));
    }

    /** Whether n whole weights of 1 to {@link #LARGEST} can have this sum and this sum of squares. */
    static boolean fits(long n, long sum, double squares) {
        return Grids.isWhole(squares)
                && squares >= (double) sum / n * sum * (1 - SLACK)
                && squares <= (double) LARGEST * sum * (1 + SLACK);
    }
}
