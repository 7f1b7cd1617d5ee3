package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditPlan;
import java.math.BigDecimal;

/** Chooses the score grid. Whole numbers of 10⁻⁶ throughout, so that every engine chooses the same. */
public final class Grids {
    /** At most this many distinct scores are kept as they are; otherwise the scores' range has at most this many steps. */
    public static final int MAX_BINS = 1_024;

    /** A row whose score is not within ± this is left out. */
    public static final int MAX_ABSOLUTE_SCORE = AuditPlan.MAX_ABSOLUTE_SCORE;

    /** A row whose predicted or true value, in a regression, is not within ± this is left out. */
    public static final int MAX_ABSOLUTE_VALUE = 1_000_000_000;

    /** The largest difference of two values, in their unit. */
    static final BigDecimal LARGEST = BigDecimal.valueOf(2L * MAX_ABSOLUTE_VALUE);

    static final long LARGEST_MICROS = 2L * MAX_ABSOLUTE_VALUE * Cells.MICROS;

    /** Decimal digits of a distance within a bin of the widest step, in 10⁻⁶. */
    static final int LARGEST_DIGITS = 15;

    static final BigDecimal WIDEST_STEP = BigDecimal.valueOf(stepMicros(-LARGEST_MICROS, LARGEST_MICROS), 6);

    private Grids() {}

    /** The smallest of 1, 2, 5, 10, 20, 50, … of which the range has at most {@link #MAX_BINS}; all in 10⁻⁶. */
    static long stepMicros(long min, long max) {
        long range = max - min;
        long power = 1;
        while (true) {
            for (long digit : new long[] {1, 2, 5}) {
                // Compared by product: a quotient would have to be rounded.
                if (range <= digit * power * MAX_BINS) {
                    return digit * power;
                }
            }
            power *= 10;
        }
    }

    /** Whether a number is finite and has no fraction. */
    static boolean isWhole(double number) {
        return Double.isFinite(number) && number == Math.rint(number);
    }

    /**
     * @param few whether there are at most {@link #MAX_BINS} rounded scores
     * @param merged whether some of these stand for scores that differ
     */
    static Cells.Grid of(long min, long max, boolean few, boolean merged, Long twiceMedian) {
        long step = few ? 1 : stepMicros(min, max);
        BigDecimal median = twiceMedian == null
                ? null
                : BigDecimal.valueOf(twiceMedian).divide(BigDecimal.valueOf(2)).movePointLeft(6);
        return new Cells.Grid(BigDecimal.valueOf(step, 6), step == 1 && !merged, median);
    }
}
