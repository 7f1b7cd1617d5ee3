package dev.gatehouse.audit.stat;

import java.util.Arrays;

/**
 * Two samples of one feature, counted over the same cells: the reference, and the current sample that is compared with it.
 * A cell is a value, a bin of values, or a category. The arrays are copied on the way in and out.
 *
 * @param values the cells' values, finite and strictly ascending; null for categories without an order
 * @param reference rows of the reference in each cell, ≥ 0
 * @param current rows of the current sample in each cell, ≥ 0
 */
public record TwoSamples(double[] values, long[] reference, long[] current) {
    /** The largest number of cells. */
    public static final int MAX_CELLS = 1 << 17;

    /** The largest number of rows of a sample. */
    public static final long MAX_ROWS = 1_000_000_000_000L;

    /** Bins into which {@link #tenths} cuts ordered values. */
    public static final int TENTHS = 10;

    /** @throws IllegalArgumentException if the arrays differ in length or hold what the parameters forbid, or no row is there */
    public TwoSamples {
        reference = reference.clone();
        current = current.clone();
        values = values == null ? null : values.clone();
        int cells = reference.length;
        if (current.length != cells || values != null && values.length != cells) {
            throw new IllegalArgumentException("two samples whose cells differ in number");
        }
        if (cells > MAX_CELLS) {
            throw new IllegalArgumentException(cells + " cells of two samples, expected at most " + MAX_CELLS);
        }
        if (total(reference) + total(current) == 0) {
            throw new IllegalArgumentException("two samples without a row");
        }
        for (int i = 0; values != null && i < cells; i++) {
            if (!Double.isFinite(values[i]) || i > 0 && !(values[i] > values[i - 1])) {
                throw new IllegalArgumentException("two samples whose values do not ascend at cell " + i);
            }
        }
    }

    /** Two samples of categories: cells in any fixed order. */
    public static TwoSamples ofCategories(long[] reference, long[] current) {
        return new TwoSamples(null, reference, current);
    }

    @Override
    public double[] values() {
        return values == null ? null : values.clone();
    }

    @Override
    public long[] reference() {
        return reference.clone();
    }

    @Override
    public long[] current() {
        return current.clone();
    }

    /** Whether the cells have an order and a place on the feature's scale. */
    public boolean isOrdered() {
        return values != null;
    }

    /** Rows of the reference. */
    public long referenceRows() {
        return total(reference);
    }

    /** Rows of the current sample. */
    public long currentRows() {
        return total(current);
    }

    /** The samples the other way round. */
    public TwoSamples swapped() {
        return new TwoSamples(values, current, reference);
    }

    /**
     * The cells over which distances of shares are taken: categories as they are, without those that hold no row; ordered
     * values as they are where at most {@value #TENTHS} of them hold rows, else by tenths of the reference. A value is in the
     * tenth in which its mid-rank lies: the share of reference rows below it plus half of those at it. So a value with a
     * tenth of the rows or more has rows below and above it in other bins, and ties only make the bins fewer. Values below or
     * above all of the reference are in the first or last bin. The result has no order.
     *
     * <p>Without rows in the reference all ordered values are in one bin.
     */
    TwoSamples tenths() {
        int used = 0;
        for (int i = 0; i < reference.length; i++) {
            used += reference[i] + current[i] > 0 ? 1 : 0;
        }
        if (values == null || used <= TENTHS) {
            long[] first = new long[used];
            long[] second = new long[used];
            int at = 0;
            for (int i = 0; i < reference.length; i++) {
                if (reference[i] + current[i] > 0) {
                    first[at] = reference[i];
                    second[at++] = current[i];
                }
            }
            return new TwoSamples(null, first, second);
        }
        long rows = Math.max(1, total(reference));
        long[] first = new long[TENTHS];
        long[] second = new long[TENTHS];
        long below = 0;
        for (int i = 0; i < reference.length; i++) {
            int tenth = (int) Math.min(TENTHS - 1, TENTHS * (2 * below + reference[i]) / (2 * rows));
            first[tenth] += reference[i];
            second[tenth] += current[i];
            below += reference[i];
        }
        return new TwoSamples(null, first, second).tenths();
    }

    private static long total(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("two samples with a count of " + count);
            }
            sum += count;
            if (sum > MAX_ROWS) {
                throw new IllegalArgumentException("a sample of more than " + MAX_ROWS + " rows");
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return "TwoSamples[" + reference.length + (values == null ? " categories, " : " values, ")
                + Arrays.stream(reference).sum() + " against "
                + Arrays.stream(current).sum() + " rows]";
    }
}
