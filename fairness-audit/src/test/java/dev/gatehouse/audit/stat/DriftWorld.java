package dev.gatehouse.audit.stat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * Two known distributions over the same cells, from which samples are drawn.
 *
 * @param ordered whether the cells have values: one more a cell
 * @param n rows of the reference
 * @param m rows of the current sample
 */
record DriftWorld(String name, boolean ordered, double[] reference, double[] current, int n, int m) {
    /** For each row that is drawn, as many stand for the distributions themselves. */
    private static final long ENDLESS = 1_000_000;

    TwoSamples draw(SplittableRandom random) {
        return new TwoSamples(values(), drawn(reference, n, random), drawn(current, m, random));
    }

    /** The distance between the distributions, for samples in these proportions. */
    double truth(DriftMetric metric) {
        double distance = metric.statistic(new TwoSamples(values(), endless(reference, n), endless(current, m)));
        return metric == DriftMetric.CHI_SQUARE ? distance / ENDLESS : distance;
    }

    /** Those that are defined here. */
    Set<DriftMetric> metrics() {
        Set<DriftMetric> metrics = EnumSet.allOf(DriftMetric.class);
        metrics.removeIf(metric -> metric.needsOrder() && !ordered);
        return metrics;
    }

    /** The same with less drift, or more. */
    DriftWorld drifted(double share) {
        double[] mixed = new double[reference.length];
        Arrays.setAll(mixed, i -> reference[i] + share * (current[i] - reference[i]));
        return new DriftWorld(name + " " + share, ordered, reference, mixed, n, m);
    }

    private double[] values() {
        double[] values = new double[reference.length];
        Arrays.setAll(values, i -> i);
        return ordered ? values : null;
    }

    private static long[] endless(double[] shares, int rows) {
        return Arrays.stream(shares)
                .mapToLong(p -> Math.round(p * rows * ENDLESS))
                .toArray();
    }

    private static long[] drawn(double[] shares, int rows, SplittableRandom random) {
        double[] cumulated = new double[shares.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += shares[i];
            cumulated[i] = sum;
        }
        long[] counts = new long[shares.length];
        for (int row = 0; row < rows; row++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * sum);
            counts[Math.min(shares.length - 1, found < 0 ? -found - 1 : found)]++;
        }
        return counts;
    }

    static double[] shares(int cells, IntToDoubleFunction weight) {
        double[] shares = new double[cells];
        Arrays.setAll(shares, weight);
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /** A normal distribution in 300 cells from −5 to 5, current moved by a standard deviation. */
    static DriftWorld shift(int n, int m) {
        return new DriftWorld("shift", true, normal(0), normal(1), n, m);
    }

    private static double[] normal(double mean) {
        return shares(300, i -> Normal.density((i + 0.5) / 30 - 5 - mean));
    }

    /** Half of the rows at 0, the others exponential over 400 cells, with a heavier tail in the current sample. */
    static DriftWorld tail(int n, int m) {
        return new DriftWorld("tail", true, exponential(40), exponential(80), n, m);
    }

    private static double[] exponential(double mean) {
        return shares(400, i -> i == 0 ? mean : Math.exp(-i / mean));
    }

    /** Categories of falling shares that become more alike. */
    static DriftWorld categories(int cells, double power, int n, int m) {
        return new DriftWorld(
                cells + " categories",
                false,
                shares(cells, i -> Math.pow(i + 1, -power)),
                shares(cells, i -> Math.pow(cells - i, -power / 2)),
                n,
                m);
    }
}
