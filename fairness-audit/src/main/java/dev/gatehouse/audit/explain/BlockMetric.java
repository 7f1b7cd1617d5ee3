package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.plan.ExplanationPlan.Metric;
import dev.gatehouse.audit.report.Estimate;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A metric over all rows and over all rows but those of each block in turn: what a delete-a-group jackknife needs (Shao and Tu 1995,
 * chapter 2). Its standard error is √((g − 1)/g · Σ(θ₍ₖ₎ − θ̄)²) over the g blocks, its interval that of Student's t with g − 1 degrees
 * of freedom.
 */
final class BlockMetric {
    /** Blocks of rows. */
    static final int BLOCKS = 20;

    /** Fewer positive labels, or negative ones, are too few for an AUC and its interval. */
    static final int FEWEST_OF_A_CLASS = 20;

    /** A probability is held this far from 0 and 1, the relative precision of a 32-bit score, so that its logarithm is finite. */
    private static final double LEAST_PROBABILITY = 0x1p-23;

    private final Metric metric;
    private final double[] labels;
    private final int[] block;
    private final float threshold;

    /** @param block of each row, from 0 to {@value #BLOCKS} − 1 */
    BlockMetric(Metric metric, double[] labels, int[] block, float threshold) {
        this.metric = metric;
        this.labels = labels;
        this.block = block;
        this.threshold = threshold;
    }

    /** Why the metric is undefined on these scores; null when it is not. */
    String undefined(float[] scores) {
        if (metric == Metric.AUC) {
            long positives = Arrays.stream(labels).filter(label -> label == 1).count();
            return Math.min(positives, labels.length - positives) < FEWEST_OF_A_CLASS
                    ? "fewer than " + FEWEST_OF_A_CLASS + " rows of the sample have a positive label, or a negative one"
                    : null;
        }
        if (metric == Metric.LOG_LOSS) {
            for (float score : scores) {
                if (score < 0 || score > 1) {
                    return "a score lies outside [0, 1]";
                }
            }
        }
        return null;
    }

    /** The metric without the rows of each block, and last over all rows. */
    double[] of(float[] scores) {
        return metric == Metric.AUC ? areas(scores) : means(scores);
    }

    private double[] means(float[] scores) {
        double[] sums = new double[BLOCKS + 1];
        long[] rows = new long[BLOCKS + 1];
        for (int i = 0; i < scores.length; i++) {
            sums[block[i]] += each(scores[i], labels[i]);
            rows[block[i]]++;
        }
        sums[BLOCKS] = Arrays.stream(sums).sum();
        rows[BLOCKS] = scores.length;
        double[] means = new double[BLOCKS + 1];
        for (int k = 0; k <= BLOCKS; k++) {
            double mean = k == BLOCKS ? sums[k] / rows[k] : (sums[BLOCKS] - sums[k]) / (rows[BLOCKS] - rows[k]);
            means[k] = metric == Metric.RMSE ? Math.sqrt(Math.max(0, mean)) : mean;
        }
        return means;
    }

    private double each(float score, double label) {
        return switch (metric) {
            case LOG_LOSS -> {
                double probability = Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, score));
                yield -Math.log(label == 1 ? probability : 1 - probability);
            }
            case ACCURACY -> (score >= threshold) == (label == 1) ? 1 : 0;
            case MAE -> Math.abs(score - label);
            default -> (score - label) * (score - label);
        };
    }

    /** In one pass over the sorted scores for each block: pairs of a positive above a negative, ties half. */
    private double[] areas(float[] scores) {
        long[] sorted = new long[scores.length];
        for (int i = 0; i < sorted.length; i++) {
            // +0 and −0 are equal scores.
            int bits = Float.floatToIntBits(scores[i] + 0f);
            sorted[i] = (long) (bits >= 0 ? bits : bits ^ Integer.MAX_VALUE) << Integer.SIZE | i;
        }
        Arrays.sort(sorted);
        double[] areas = new double[BLOCKS + 1];
        for (int without = 0; without <= BLOCKS; without++) {
            long below = 0;
            long positives = 0;
            double pairs = 0;
            for (int from = 0, to; from < sorted.length; from = to) {
                long tiedPositives = 0;
                long tiedNegatives = 0;
                for (to = from;
                        to < sorted.length && sorted[to] >> Integer.SIZE == sorted[from] >> Integer.SIZE;
                        to++) {
                    int row = (int) sorted[to];
                    if (block[row] != without) {
                        if (labels[row] == 1) {
                            tiedPositives++;
                        } else {
                            tiedNegatives++;
                        }
                    }
                }
                pairs += tiedPositives * (below + tiedNegatives / 2.0);
                below += tiedNegatives;
                positives += tiedPositives;
            }
            areas[without] = pairs / ((double) positives * below);
        }
        return areas;
    }

    /**
     * A figure with its jackknife interval.
     *
     * @param figures without each block, and last over all rows
     */
    static Estimate estimate(double[] figures, double confidence) {
        // As distances from one of them, so that equal figures have no spread at all.
        double mean = 0;
        for (int k = 0; k < BLOCKS; k++) {
            mean += (figures[k] - figures[0]) / BLOCKS;
        }
        double squares = 0;
        for (int k = 0; k < BLOCKS; k++) {
            double distance = figures[k] - figures[0] - mean;
            squares += distance * distance;
        }
        double error = Math.sqrt(squares * (BLOCKS - 1) / BLOCKS);
        double half = TDistribution.of(BLOCKS - 1).inverseSurvivalProbability((1 - confidence) / 2) * error;
        double value = figures[BLOCKS];
        return Estimate.of(value, value - half, value + half);
    }
}
