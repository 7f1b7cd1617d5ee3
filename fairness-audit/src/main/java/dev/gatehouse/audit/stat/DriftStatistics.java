package dev.gatehouse.audit.stat;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Distances between two samples with their intervals, noise floors and what they could have shown. The same samples and seed give
 * the same result. The definitions, and how well they hold, are in ADR 0027.
 *
 * <p>Cost of a metric on one core of the build machine, whatever the number of rows: about a millisecond for distances of shares
 * of few cells and 10 with a thousand, 5 to 30 ms for those of ordered values.
 */
public final class DriftStatistics {
    /** The chance with which a drift of {@link DriftEstimate#detectable} is seen. */
    public static final double POWER = 0.8;

    private DriftStatistics() {}

    /**
     * One distance.
     *
     * @param confidence of the interval, two-sided, in (0, 1); the noise floor is exceeded by chance with 1 − confidence
     * @param seed of the random numbers
     */
    public static DriftEstimate of(DriftMetric metric, TwoSamples two, double confidence, long seed) {
        return of(List.of(metric), two, confidence, seed).get(metric);
    }

    /** Several distances, which share what is drawn for them: cheaper than one by one, with the same results. */
    public static Map<DriftMetric, DriftEstimate> of(
            Collection<DriftMetric> metrics, TwoSamples two, double confidence, long seed) {
        Normal.quantile(confidence);
        Map<DriftMetric, DriftEstimate> estimates = new EnumMap<>(DriftMetric.class);
        DriftDraws ordered = null;
        DriftDraws cells = null;
        for (DriftMetric metric : metrics) {
            String undefined = metric.undefined(two);
            if (undefined != null) {
                estimates.put(metric, DriftEstimate.undefined(metric, undefined));
            } else if (metric.needsOrder()) {
                ordered = ordered == null ? DriftDraws.ordered(two, seed) : ordered;
                estimates.put(metric, estimate(metric, two, ordered, confidence, seed));
            } else {
                cells = cells == null ? DriftDraws.ofCells(two.tenths(), seed) : cells;
                estimates.put(metric, estimate(metric, two, cells, confidence, seed));
            }
        }
        return estimates;
    }

    private static DriftEstimate estimate(
            DriftMetric metric, TwoSamples two, DriftDraws draws, double confidence, long seed) {
        double statistic = metric.statistic(two);
        double alpha = 1 - confidence;
        DriftDraws.Noise noise = draws.noise(metric, alpha);
        double unit = metric == DriftMetric.WASSERSTEIN_NORMED ? DriftMetric.deviation(two) : 1;
        double floor = noise.floor() / unit;
        Estimator estimator = metric == DriftMetric.KS ? ks(two) : draws.estimator(metric, statistic, unit);
        Interval interval = estimator.at(Normal.quantile(confidence)).including(statistic);
        if (statistic <= floor) {
            interval = interval.including(0);
        }
        DriftTest belonging = test(metric, two);
        Test test = belonging == null ? null : belonging.of(two, seed);
        Double detectable = noise.detectable() == null ? null : noise.detectable() / unit;
        return new DriftEstimate(
                metric, statistic, interval, floor, detectable, test == null ? null : test.p(), test, null, estimator);
    }

    private static DriftTest test(DriftMetric metric, TwoSamples two) {
        return switch (metric) {
            case KS -> DriftTest.KOLMOGOROV_SMIRNOV;
            case CHI_SQUARE, CRAMERS_V -> DriftTest.CHI_SQUARE;
            case TOTAL_VARIATION, L_INFINITY -> CountTests.ofTwoCells(two.tenths());
            default -> null;
        };
    }

    private static Estimator ks(TwoSamples two) {
        double[] ranks = new double[two.reference().length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = i;
        }
        return new Histogram(ranks, doubles(two.reference()), doubles(two.current()), new double[ranks.length], 1).ks();
    }

    private static double[] doubles(long[] counts) {
        double[] doubles = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            doubles[i] = counts[i];
        }
        return doubles;
    }

    /**
     * How far the distance of binned values can be from that of the values themselves, where each value of a bin counts as the
     * bin's own.
     *
     * <p>{@link DriftMetric#KS} can only be greater than shown, by what fits between the edges of one bin. A distance of
     * {@link DriftMetric#WASSERSTEIN} moves by at most each row's way to its bin's value, and {@link DriftMetric#ENERGY} by the
     * root of twice Σ share² · width of each sample. Distances of shares are of the bins, so the bound is 0.
     *
     * @param two ordered, each value within its bin or next to it
     * @param least the least value that each bin holds
     * @param most the greatest, not below the least; equal where the bin is one value
     * @return in the metric's unit, ≥ 0; ∞ where the bins tell nothing of the deviation of the reference
     * @throws IllegalArgumentException where the distance is undefined, or a bin ends before it begins
     */
    public static double errorBound(DriftMetric metric, TwoSamples two, double[] least, double[] most) {
        double statistic = metric.statistic(two);
        if (!metric.needsOrder()) {
            return 0;
        }
        double[] values = two.values();
        if (least.length != values.length || most.length != values.length) {
            throw new IllegalArgumentException("bins whose edges differ in number from their values");
        }
        double[] reference = Distances.shares(two.reference());
        double[] current = Distances.shares(two.current());
        double before = 0;
        double between = 0;
        double moved = 0;
        double squares = 0;
        double ofReference = 0;
        double ofCurrent = 0;
        for (int i = 0; i < values.length; i++) {
            if (!(least[i] <= most[i])) {
                throw new IllegalArgumentException("a bin that ends before it begins at cell " + i);
            }
            double width = most[i] - least[i];
            double way = Math.max(Math.abs(values[i] - least[i]), Math.abs(most[i] - values[i]));
            if (width > 0) {
                between = Math.max(between, Math.max(before + current[i], reference[i] - before));
            }
            before += current[i] - reference[i];
            moved += (reference[i] + current[i]) * way;
            squares += reference[i] * way * way;
            ofReference += reference[i] * reference[i] * width;
            ofCurrent += current[i] * current[i] * width;
        }
        return switch (metric) {
            case KS -> Math.max(0, Math.min(1, between) - statistic);
            case WASSERSTEIN -> moved;
            case WASSERSTEIN_NORMED -> normed(statistic, moved, DriftMetric.deviation(two), Math.sqrt(squares));
            default -> Math.sqrt(2) * (Math.sqrt(ofReference) + Math.sqrt(ofCurrent));
        };
    }

    private static double normed(double statistic, double moved, double deviation, double ofDeviation) {
        return ofDeviation >= deviation
                ? Double.POSITIVE_INFINITY
                : (moved + statistic * ofDeviation) / (deviation - ofDeviation);
    }

    /**
     * What the population stability index exceeds by chance, where every bin has enough rows: the quantile of a chi-square variate
     * with a degree less than bins, times 1/n + 1/m. Source: Yurdakul, Statistical Properties of Population Stability Index
     * (Western Michigan University, 2018).
     *
     * @param bins at least 2
     * @param chance in (0, 1)
     */
    public static double stabilityFloor(int bins, long referenceRows, long currentRows, double chance) {
        return chiSquareQuantile(chance, bins - 1) * (1.0 / referenceRows + 1.0 / currentRows);
    }

    /** The value that a chi-square variate exceeds with a chance. */
    static double chiSquareQuantile(double chance, int degrees) {
        double high = degrees + 40 * Math.sqrt(2.0 * degrees) + 2000;
        return Roots.rising(x -> chance - Normal.chiSquareUpper(x, degrees), 0, high);
    }
}
