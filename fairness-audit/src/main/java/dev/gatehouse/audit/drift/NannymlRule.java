package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.stat.DriftEstimate;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.audit.stat.DriftStatistics;
import dev.gatehouse.audit.stat.TwoSamples;
import java.util.Arrays;

/**
 * NannyML's Jensen–Shannon distance: numbers with many values in bins of the reference by Doane's rule, everything else by value;
 * values that the reference does not have, or outside its range, are one bin more. It flags by chunks, not by the whole sample.
 * Missing values are left out.
 *
 * <p>Source: NannyML/nannyml, {@code nannyml/drift/univariate/methods.py}; numpy, {@code histogram_bin_edges(bins='doane')}.
 */
final class NannymlRule {
    static final String METHOD = "nannyml:jensen_shannon";

    /** Numbers with more distinct values than this in the reference, or than a tenth of its rows, are binned. */
    private static final int MANY_VALUES = 50;

    private static final double MANY_SHARE = 0.1;

    private NannymlRule() {}

    static Rule of(Sampled column, double confidence, long seed) {
        if (column.undefined() != null) {
            return Rule.undefined(METHOD, column.undefined(), null);
        }
        long[] reference = column.reference();
        int distinct = (int) Arrays.stream(reference).filter(n -> n > 0).count();
        boolean binned = column.isNumber()
                && (!column.column().exact()
                        || distinct > MANY_VALUES
                        || distinct > MANY_SHARE * column.rowsReference());
        Rule.Binning binning = binned ? inBins(column) : byValue(reference);
        TwoSamples two = TwoSamples.ofCategories(binning.of(reference), binning.of(column.current()));
        DriftEstimate estimate = DriftStatistics.of(DriftMetric.JENSEN_SHANNON, two, confidence, seed);
        return Rule.measured(METHOD, estimate, 1, 0, null, null, null, two, binning);
    }

    /** A cell each that the reference has, and one for all others. */
    private static Rule.Binning byValue(long[] reference) {
        int[] cell = new int[reference.length];
        int known = 0;
        for (int i = 0; i < reference.length; i++) {
            cell[i] = reference[i] > 0 ? known++ : -1;
        }
        return binning(cell, known);
    }

    private static Rule.Binning inBins(Sampled column) {
        double[] values = column.values();
        long[] reference = column.reference();
        int first = 0;
        while (reference[first] == 0) {
            first++;
        }
        int last = reference.length - 1;
        while (reference[last] == 0) {
            last--;
        }
        int bins = doane(values, reference, values[last] - values[first]);
        int[] cell = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            boolean inside = i >= first && i <= last;
            double place = inside ? (values[i] - values[first]) / (values[last] - values[first]) * bins : -1;
            cell[i] = inside ? Math.min(bins - 1, (int) place) : -1;
        }
        return binning(cell, bins);
    }

    /** Doane's number of bins: by the rows and the skewness; at least 1. */
    static int doane(double[] values, long[] counts, double range) {
        double n = Arrays.stream(counts).sum();
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            mean += counts[i] / n * values[i];
        }
        double second = 0;
        double third = 0;
        for (int i = 0; i < values.length; i++) {
            double distance = values[i] - mean;
            second += counts[i] / n * distance * distance;
            third += counts[i] / n * distance * distance * distance;
        }
        if (n <= 2 || second <= 0 || range <= 0) {
            return 1;
        }
        double skewness = Math.abs(third / Math.pow(second, 1.5));
        double ofSkewness = Math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        return (int) Math.ceil(1 + log2(n) + log2(1 + skewness / ofSkewness));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    /** @param cell the bin of each cell; -1 for the bin of all that the reference does not have */
    private static Rule.Binning binning(int[] cell, int bins) {
        return counts -> {
            long[] binned = new long[bins + 1];
            for (int i = 0; i < counts.length; i++) {
                binned[cell[i] < 0 ? bins : cell[i]] += counts[i];
            }
            return binned;
        };
    }
}
