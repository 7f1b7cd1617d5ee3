package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.stat.DriftEstimate;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.audit.stat.DriftStatistics;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Tests;
import dev.gatehouse.audit.stat.TwoSamples;
import java.math.BigDecimal;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * Evidently's default test of a column, with its threshold: by the reference's rows with a value, the column's type, and the
 * distinct values of both samples. Missing and infinite values are left out, as Evidently does.
 *
 * <p>Source: evidentlyai/evidently, {@code src/evidently/legacy/calculations/stattests/registry.py} and the tests beside it.
 */
final class EvidentlyRule {
    /** Up to this many reference rows columns are tested, above it their distance is measured. */
    static final int SMALL_REFERENCE = 1_000;
    /** Numbers with at most this many distinct values are treated as categories. */
    static final int FEW_VALUES = 5;

    private static final BigDecimal P_LIMIT = new BigDecimal("0.05");
    private static final BigDecimal DISTANCE_LIMIT = new BigDecimal("0.1");
    /** The least divisor of the normed Wasserstein distance. */
    private static final double LEAST_DEVIATION = 0.001;
    /** Evidently takes natural logarithms, we take them to base 2. */
    private static final double BASE = Math.sqrt(Math.log(2));

    private EvidentlyRule() {}

    static Rule of(Sampled column, double confidence, long seed) {
        boolean few = !column.isNumber() || (column.column().exact() && column.distinct() <= FEW_VALUES);
        boolean small = column.rowsReference() <= SMALL_REFERENCE;
        String method = "evidently:"
                + (small
                        ? few ? column.distinct() > 2 ? "chisquare" : "z" : "ks"
                        : few ? "jensenshannon" : "wasserstein");
        if (column.undefined() != null) {
            return Rule.undefined(method, column.undefined(), small ? P_LIMIT : DISTANCE_LIMIT);
        }
        TwoSamples two = few ? TwoSamples.ofCategories(column.reference(), column.current()) : column.two();
        return switch (method) {
            case "evidently:ks" -> ks(column, two, confidence, seed);
            case "evidently:chisquare" -> chiSquare(two, confidence, seed);
            case "evidently:z" -> z(two, confidence, seed);
            case "evidently:wasserstein" -> wasserstein(column, two, confidence, seed);
            default -> distance(method, two, DriftMetric.JENSEN_SHANNON, BASE, 0, confidence, seed);
        };
    }

    private static Rule ks(Sampled column, TwoSamples two, double confidence, long seed) {
        DriftEstimate estimate = DriftStatistics.of(DriftMetric.KS, two, confidence, seed);
        double bound = GatehouseRule.errorBound(DriftMetric.KS, column, two);
        boolean drifted = estimate.pValue() <= P_LIMIT.doubleValue();
        return Rule.measured(
                "evidently:ks", estimate, 1, bound, estimate.pValue(), P_LIMIT, drifted, two, counts -> counts);
    }

    /** The reference counts as if its shares were exact, so that the statistic is too large by 1 + current / reference rows. */
    private static Rule chiSquare(TwoSamples two, double confidence, long seed) {
        String method = "evidently:chisquare";
        double inflation = 1 + (double) two.currentRows() / two.referenceRows();
        Double floor = DriftStatistics.of(DriftMetric.CHI_SQUARE, two, confidence, seed)
                .noiseFloor();
        double statistic = scaledChiSquare(two);
        if (Double.isInfinite(statistic)) {
            return new Rule(
                    method,
                    null,
                    "infinite by Evidently's definition: the current rows have a value that the reference lacks",
                    null,
                    null,
                    null,
                    null,
                    0,
                    0.0,
                    P_LIMIT,
                    true,
                    two,
                    EvidentlyRule::scaledChiSquare,
                    counts -> counts);
        }
        double p = chiSquareP(two);
        return new Rule(
                method,
                statistic,
                null,
                null,
                null,
                floor == null ? null : floor * inflation,
                null,
                0,
                p,
                P_LIMIT,
                p < 0.05,
                two,
                EvidentlyRule::scaledChiSquare,
                counts -> counts);
    }

    private static double scaledChiSquare(TwoSamples two) {
        double scale = (double) two.currentRows() / two.referenceRows();
        long[] reference = two.reference();
        long[] current = two.current();
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] + current[i] > 0) {
                double expected = reference[i] * scale;
                double distance = current[i] - expected;
                sum += distance * distance / expected;
            }
        }
        return sum;
    }

    private static double chiSquareP(TwoSamples two) {
        long[] reference = two.reference();
        long[] current = two.current();
        int used = 0;
        for (long n : reference) {
            used += n > 0 ? 1 : 0;
        }
        if (used < 2) {
            return 1;
        }
        double[] expected = new double[used];
        long[] observed = new long[used];
        int at = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > 0) {
                expected[at] = reference[i];
                observed[at++] = current[i];
            }
        }
        return ChiSquareTest.withDefaults().test(expected, observed).getPValue();
    }

    private static Rule z(TwoSamples two, double confidence, long seed) {
        Double floor = DriftStatistics.of(DriftMetric.CHI_SQUARE, two, confidence, seed)
                .noiseFloor();
        double p = Tests.twoProportionZ(
                        Proportion.of(two.reference()[0], two.referenceRows()),
                        Proportion.of(two.current()[0], two.currentRows()))
                .p();
        return new Rule(
                "evidently:z",
                zStatistic(two),
                null,
                null,
                null,
                floor == null ? null : Math.sqrt(floor),
                null,
                0,
                p,
                P_LIMIT,
                p < 0.05,
                two,
                EvidentlyRule::zStatistic,
                counts -> counts);
    }

    private static double zStatistic(TwoSamples two) {
        return Math.abs(Tests.twoProportionZ(
                        Proportion.of(two.reference()[0], two.referenceRows()),
                        Proportion.of(two.current()[0], two.currentRows()))
                .statistic());
    }

    private static Rule wasserstein(Sampled column, TwoSamples two, double confidence, long seed) {
        double factor = 1 / Math.max(DriftMetric.deviation(two), LEAST_DEVIATION);
        double bound = GatehouseRule.errorBound(DriftMetric.WASSERSTEIN, column, two);
        return distance("evidently:wasserstein", two, DriftMetric.WASSERSTEIN, factor, bound, confidence, seed);
    }

    private static Rule distance(
            String method,
            TwoSamples two,
            DriftMetric metric,
            double factor,
            double bound,
            double confidence,
            long seed) {
        DriftEstimate estimate = DriftStatistics.of(metric, two, confidence, seed);
        boolean drifted = estimate.statistic() * factor >= DISTANCE_LIMIT.doubleValue();
        return Rule.measured(method, estimate, factor, bound, null, DISTANCE_LIMIT, drifted, two, counts -> counts);
    }
}
