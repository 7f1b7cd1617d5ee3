package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.Estimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A metric of weighted rows, and how much one row of each place moves it: the derivative by the row's weight times the weight, so
 * that the variance of the value is the sum of squares over the rows (the infinitesimal jackknife; Efron, The Jackknife, the
 * Bootstrap and Other Resampling Plans, 1982, section 6). For the AUC that is the variance of DeLong, DeLong and Clarke-Pearson
 * (Biometrics 44, 1988, 837–845).
 *
 * @param value of the metric with self-normalised weights; NaN where it is undefined
 * @param each by place, of one row; null where it is undefined
 * @param effectiveRows how many unweighted rows the value is worth, of those that the metric is about: (Σw)² / Σw² (Kish, Survey
 *     Sampling, 1965, section 11.7); of the AUC, of the class with fewer
 * @param undefined why there is no value, as a sentence without a full stop; null where there is one
 */
record Influence(double value, double[] each, double effectiveRows, String undefined) {
    /** A score of 0 or 1 gives the label at least this chance, as the performance audit has it. */
    private static final double LEAST_CHANCE = 5e-7;

    /**
     * @param metric one of {@link dev.gatehouse.audit.plan.DiagnosisPlan#EXPLAINED}
     * @param weight of each place, at least 0
     */
    static Influence of(PerformanceMetric metric, Outcomes rows, double[] weight) {
        if (metric == PerformanceMetric.AUC) {
            return auc(rows, weight);
        }
        boolean chances = metric == PerformanceMetric.BRIER || metric == PerformanceMetric.LOG_LOSS;
        if (chances && Arrays.stream(rows.score()).anyMatch(score -> score < 0 || score > 1)) {
            return undefined("a score lies outside [0, 1]");
        }
        double[] above = above(metric, rows);
        double[] below = below(metric, rows);
        double numerator = 0;
        double denominator = 0;
        double squares = 0;
        for (int i = 0; i < rows.size(); i++) {
            numerator += rows.rows()[i] * weight[i] * above[i];
            denominator += rows.rows()[i] * weight[i] * below[i];
            squares += rows.rows()[i] * square(weight[i] * below[i]);
        }
        if (!(denominator > 0)) {
            return undefined("no labelled row counts for it");
        }
        double value = numerator / denominator;
        double[] each = new double[rows.size()];
        for (int i = 0; i < each.length; i++) {
            each[i] = weight[i] * (above[i] - value * below[i]) / denominator;
        }
        return new Influence(value, each, square(denominator) / squares, null);
    }

    private static Influence undefined(String reason) {
        return new Influence(Double.NaN, null, 0, reason);
    }

    /** Whether the metric is a ratio of sums over rows, so that it adds up over segments. */
    static boolean isRatio(PerformanceMetric metric) {
        return metric != PerformanceMetric.AUC;
    }

    /** What each row adds to the metric's numerator. */
    static double[] above(PerformanceMetric metric, Outcomes rows) {
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> {
                    int y = rows.label()[i];
                    int d = rows.decision()[i];
                    return switch (metric) {
                        case ACCURACY -> y == d ? 1 : 0;
                        case PRECISION, RECALL -> y * d;
                        case SPECIFICITY, NPV -> (1 - y) * (1 - d);
                        case FPR -> (1 - y) * d;
                        case FNR -> y * (1 - d);
                        case F1 -> 2 * y * d;
                        case PREVALENCE -> y;
                        case BRIER -> square(rows.score()[i] - y);
                        case LOG_LOSS ->
                            -Math.log(Math.max(LEAST_CHANCE, y == 1 ? rows.score()[i] : 1 - rows.score()[i]));
                        default -> throw new IllegalArgumentException(metric + " is no ratio of sums");
                    };
                })
                .toArray();
    }

    /** What each row adds to the metric's denominator. */
    static double[] below(PerformanceMetric metric, Outcomes rows) {
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> {
                    int y = rows.label()[i];
                    int d = rows.decision()[i];
                    return switch (metric) {
                        case PRECISION -> d;
                        case NPV -> 1 - d;
                        case RECALL, FNR -> y;
                        case SPECIFICITY, FPR -> 1 - y;
                        case F1 -> y + d;
                        default -> 1;
                    };
                })
                .toArray();
    }

    private static Influence auc(Outcomes rows, double[] weight) {
        double[][] sums = new double[2][2];
        for (int i = 0; i < rows.size(); i++) {
            sums[rows.label()[i]][0] += rows.rows()[i] * weight[i];
            sums[rows.label()[i]][1] += rows.rows()[i] * square(weight[i]);
        }
        if (!(sums[0][0] > 0) || !(sums[1][0] > 0)) {
            return undefined("no labelled row is " + (sums[1][0] > 0 ? "negative" : "positive"));
        }
        double[] placement = placements(rows, weight, sums);
        double value = 0;
        for (int i = 0; i < rows.size(); i++) {
            value += rows.label()[i] == 1 ? rows.rows()[i] * weight[i] * placement[i] : 0;
        }
        value /= sums[1][0];
        double[] each = new double[rows.size()];
        for (int i = 0; i < each.length; i++) {
            each[i] = weight[i] * (placement[i] - value) / sums[rows.label()[i]][0];
        }
        double effective = Math.min(square(sums[0][0]) / sums[0][1], square(sums[1][0]) / sums[1][1]);
        return new Influence(value, each, effective, null);
    }

    /** Of a positive row the share of negatives that score lower, of a negative one that of positives that score higher; ties half. */
    private static double[] placements(Outcomes rows, double[] weight, double[][] sums) {
        Integer[] order = IntStream.range(0, rows.size()).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> rows.score()[i]));
        double[] placement = new double[order.length];
        double[] lower = new double[2];
        for (int from = 0; from < order.length; ) {
            int to = from;
            double[] here = new double[2];
            while (to < order.length && rows.score()[order[to]] == rows.score()[order[from]]) {
                here[rows.label()[order[to]]] += rows.rows()[order[to]] * weight[order[to]];
                to++;
            }
            for (int i = from; i < to; i++) {
                placement[order[i]] = rows.label()[order[i]] == 1
                        ? (lower[0] + here[0] / 2) / sums[0][0]
                        : 1 - (lower[1] + here[1] / 2) / sums[1][0];
            }
            lower[0] += here[0];
            lower[1] += here[1];
            from = to;
        }
        return placement;
    }

    /** The variance of the value over independent rows. */
    double variance(Outcomes rows) {
        return variance(rows, each);
    }

    /** @param each how much one row of each place moves something */
    static double variance(Outcomes rows, double[] each) {
        double sum = 0;
        for (int i = 0; i < each.length; i++) {
            sum += rows.rows()[i] * square(each[i]);
        }
        return sum;
    }

    /** {@code this − other}, of the same rows with other weights. */
    double[] minus(Influence other) {
        return IntStream.range(0, each.length)
                .mapToDouble(i -> each[i] - other.each[i])
                .toArray();
    }

    /** A value with its normal interval. */
    static Estimate estimate(double value, double variance, double z) {
        double half = z * Math.sqrt(variance);
        return Estimate.of(value, value - half, value + half);
    }

    private static double square(double x) {
        return x * x;
    }
}
