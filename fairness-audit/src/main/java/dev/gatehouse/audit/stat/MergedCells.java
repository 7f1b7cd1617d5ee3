package dev.gatehouse.audit.stat;

import java.util.Arrays;

/**
 * Ordered cells, merged to at most {@value #MOST_CELLS}, each with about as many rows and as much of what Wasserstein's distance owes
 * to chance: a value far out stays a cell of its own, however few rows it has.
 *
 * @param cells the merged cells, each at its last value
 * @param gaps the way from the values of each cell to the next
 * @param merged whether any were merged
 */
record MergedCells(TwoSamples cells, double[] gaps, boolean merged) {
    private static final int MOST_CELLS = 200;

    static MergedCells of(TwoSamples two) {
        double[] values = two.values();
        long[] first = two.reference();
        long[] second = two.current();
        double[] gap = Distances.gaps(values);
        double[] weight = weights(first, second, gap);
        int most = Math.min(MOST_CELLS, first.length);
        double[] places = new double[most];
        double[] ways = new double[most];
        long[] ofReference = new long[most];
        long[] ofCurrent = new long[most];
        int groups = 0;
        double sum = 0;
        double started = 0;
        for (int i = 0; i < first.length; i++) {
            places[groups] = values[i];
            ways[groups] += gap[i];
            ofReference[groups] += first[i];
            ofCurrent[groups] += second[i];
            sum += weight[i];
            boolean full = first.length <= MOST_CELLS || sum - started >= 1.0 / MOST_CELLS;
            if (full && groups < most - 1) {
                groups++;
                started = sum;
            }
        }
        int used = Math.min(groups + 1, most);
        if (ofReference[used - 1] + ofCurrent[used - 1] == 0 && used > 1) {
            used--;
        }
        TwoSamples merged = new TwoSamples(
                Arrays.copyOf(places, used), Arrays.copyOf(ofReference, used), Arrays.copyOf(ofCurrent, used));
        return new MergedCells(merged, Arrays.copyOf(ways, used), first.length > MOST_CELLS);
    }

    /** Each cell's part of the rows and of the chance in Wasserstein's distance, half and half; they add up to 1. */
    private static double[] weights(long[] first, long[] second, double[] gap) {
        double all = 0;
        for (int i = 0; i < first.length; i++) {
            all += first[i] + (double) second[i];
        }
        double[] chance = new double[first.length];
        double sum = 0;
        double below = 0;
        for (int i = 0; i < first.length; i++) {
            below += (first[i] + (double) second[i]) / all;
            chance[i] = gap[i] * Math.sqrt(Math.max(0, below * (1 - below)));
            sum += chance[i];
        }
        for (int i = 0; i < first.length; i++) {
            double rows = (first[i] + (double) second[i]) / all;
            chance[i] = sum > 0 ? (rows + chance[i] / sum) / 2 : rows;
        }
        return chance;
    }
}
