package dev.gatehouse.audit.proxy;

import dev.gatehouse.audit.report.AuditReport.Association;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Normal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The relation of a feature to the score.
 *
 * <p>Of numbers: Spearman's rank correlation in [−1, 1], ties by mean ranks, with the interval on Fisher's scale with the
 * variance (1 + ρ²/2) / (n − 3) (Bonett and Wright, Psychometrika 65, 2000, 23–28).
 *
 * <p>Of a text: the correlation ratio in [0, 1], corrected for the chance agreement that many values bring (Kelley's ε,
 * Proceedings of the National Academy of Sciences 21, 1935, 554–559): √(1 − (1 − η²)(n − 1)/(n − k)), and 0 where that is
 * negative; η² is the share of the score's variance between the k values. It has no interval.
 */
final class Relation {
    /** Fewer rows than this show no relation. */
    private static final int FEWEST_ROWS = 10;

    private static final Estimate TOO_FEW = Estimate.undefined("fewer than " + FEWEST_ROWS + " rows have both values");
    private static final Estimate ONE_VALUE = Estimate.undefined("one of the two has one value only");

    private Relation() {}

    /** @param feature NaN where missing, as in {@code score} */
    static Association spearman(double[] feature, double[] score, double confidence) {
        int[] both = IntStream.range(0, score.length)
                .filter(i -> !Double.isNaN(feature[i]) && !Double.isNaN(score[i]))
                .toArray();
        return new Association("spearman", spearman(feature, score, both, confidence));
    }

    private static Estimate spearman(double[] feature, double[] score, int[] both, double confidence) {
        if (both.length < FEWEST_ROWS) {
            return TOO_FEW;
        }
        double[] x = ranks(feature, both);
        double[] y = ranks(score, both);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < both.length; i++) {
            xx += x[i] * x[i];
            yy += y[i] * y[i];
            xy += x[i] * y[i];
        }
        if (xx == 0 || yy == 0) {
            return ONE_VALUE;
        }
        double rho = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
        double z = Normal.quantile(confidence);
        double half = z * Math.sqrt((1 + rho * rho / 2) / (both.length - 3));
        // At ±1 Fisher's scale has no end; a step of half a rank inside keeps the interval from having no width.
        double inside = Math.max(-1 + 1.0 / both.length, Math.min(1 - 1.0 / both.length, rho));
        double fisher = Math.log((1 + inside) / (1 - inside)) / 2;
        return Estimate.of(rho, Math.min(rho, Math.tanh(fisher - half)), Math.max(rho, Math.tanh(fisher + half)));
    }

    /** Mean ranks less their mean. */
    private static double[] ranks(double[] values, int[] rows) {
        Integer[] order = IntStream.range(0, rows.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[rows[i]]));
        double[] ranks = new double[rows.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[rows[order[to]]] == values[rows[order[from]]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0 - (rows.length - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** @param bins the value of each row, in [0, width) */
    static Association correlationRatio(int[] bins, int width, double[] score) {
        return new Association("correlation_ratio", ratio(bins, width, score));
    }

    private static Estimate ratio(int[] bins, int width, double[] score) {
        int[] rows = IntStream.range(0, score.length)
                .filter(i -> !Double.isNaN(score[i]))
                .toArray();
        if (rows.length < FEWEST_ROWS) {
            return TOO_FEW;
        }
        double mean = Arrays.stream(rows).mapToDouble(i -> score[i]).average().orElseThrow();
        double[] sums = new double[width];
        long[] n = new long[width];
        double total = 0;
        for (int row : rows) {
            double off = score[row] - mean;
            sums[bins[row]] += off;
            n[bins[row]]++;
            total += off * off;
        }
        double between = 0;
        int values = 0;
        for (int bin = 0; bin < width; bin++) {
            if (n[bin] > 0) {
                between += sums[bin] * sums[bin] / n[bin];
                values++;
            }
        }
        if (values < 2 || !(total > 0)) {
            return ONE_VALUE;
        }
        if (rows.length == values) {
            return Estimate.undefined("every row has a value of its own");
        }
        double unexplained = Math.max(0, 1 - between / total) * (rows.length - 1) / (rows.length - values);
        return Estimate.withoutInterval(Math.sqrt(Math.max(0, 1 - unexplained)));
    }
}
