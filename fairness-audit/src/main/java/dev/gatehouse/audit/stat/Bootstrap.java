package dev.gatehouse.audit.stat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Intervals for statistics of counts that have no closed form. The replicates are a Bayesian bootstrap of the cells: each
 * cell's share is drawn from its posterior, a gamma variate of shape count + prior, so that a cell that happens to be empty
 * varies too. The random numbers are seeded by the counts alone: the same counts give the same interval.
 *
 * <p>An end at level z is the replicate at the normal score −z or z, interpolated between replicates in normal scores and
 * extended in a straight line beyond the outer ones, so that p-values below 1 / {@value #REPLICATES} remain comparable. The
 * interval is widened to hold the value. Cost: {@value #REPLICATES} gamma variates a cell, once an estimator, when its
 * interval is first asked for.
 *
 * <p>Sources: Rubin, Annals of Statistics 9 (1981) 130–134; Marsaglia and Tsang, ACM Transactions on Mathematical Software
 * 26 (2000) 363–372 (gamma variates).
 */
public final class Bootstrap {
    /** Replicates of each estimator. */
    public static final int REPLICATES = 2000;
    /** The line beyond the replicates is drawn through these normal scores, 0.6 % and 6.7 % of the replicates. */
    private static final double OUTER = 2.5;

    private static final double INNER = 1.5;

    private Bootstrap() {}

    /**
     * A statistic of counts.
     *
     * @param counts ≥ 0, at least one positive; rows, or sums of weight in rows
     * @param prior added to each count in a replicate, &gt; 0: ½ (Jeffreys) for a few cells that could all occur, 1 /
     *     number of cells (Perks) for many
     * @param designEffect rows per effective row, &gt; 0; 1 where rows are unweighted
     * @param least the least value that the statistic can take, −∞ where there is none
     * @param statistic of counts; must not depend on their scale, nor be NaN where every count is positive
     */
    public static Estimator of(
            double[] counts, double prior, double designEffect, double least, ToDoubleFunction<double[]> statistic) {
        if (!(prior > 0) || !(designEffect > 0) || Arrays.stream(counts).noneMatch(count -> count > 0)) {
            throw new IllegalArgumentException("a bootstrap of no counts, or without a prior or design effect");
        }
        return new Replicated(counts.clone(), prior, designEffect, least, statistic);
    }

    private static final class Replicated implements Estimator {
        private final double[] counts;
        private final double prior;
        private final double designEffect;
        private final double least;
        private final ToDoubleFunction<double[]> statistic;
        private final double value;
        private double[] sorted;

        Replicated(
                double[] counts,
                double prior,
                double designEffect,
                double least,
                ToDoubleFunction<double[]> statistic) {
            this.counts = counts;
            this.prior = prior;
            this.designEffect = designEffect;
            this.least = least;
            this.statistic = statistic;
            this.value = statistic.applyAsDouble(counts.clone());
        }

        @Override
        public double value() {
            return value;
        }

        @Override
        public Interval at(double z) {
            double[] replicates = replicates();
            double lower = Math.max(least, atScore(replicates, -z));
            double upper = Math.max(lower, atScore(replicates, z));
            return new Interval(lower, upper).including(value);
        }

        private synchronized double[] replicates() {
            if (sorted == null) {
                SplittableRandom random = new SplittableRandom(Arrays.hashCode(counts));
                double[] replicates = new double[REPLICATES];
                double[] drawn = new double[counts.length];
                for (int i = 0; i < REPLICATES; i++) {
                    for (int cell = 0; cell < counts.length; cell++) {
                        drawn[cell] = gamma(counts[cell] / designEffect + prior, random);
                    }
                    replicates[i] = statistic.applyAsDouble(drawn);
                }
                Arrays.sort(replicates);
                sorted = replicates;
            }
            return sorted;
        }
    }

    private static double atScore(double[] sorted, double score) {
        if (Math.abs(score) > OUTER) {
            double side = Math.signum(score);
            double outer = within(sorted, side * OUTER);
            double slope = Math.abs(outer - within(sorted, side * INNER)) / (OUTER - INNER);
            return outer + slope * (score - side * OUTER);
        }
        return within(sorted, score);
    }

    /** Between the two replicates next to a share of them. */
    private static double within(double[] sorted, double score) {
        double position = (1 - Normal.upper(score)) * sorted.length - 0.5;
        int before = (int) Math.floor(position);
        double share = position - before;
        return sorted[before] + share * (sorted[before + 1] - sorted[before]);
    }

    /** A gamma variate of unit scale. Exponential and normal variates come from logarithms that are the same everywhere. */
    static double gamma(double shape, SplittableRandom random) {
        if (shape < 1) {
            double boost = StrictMath.pow(1 - random.nextDouble(), 1 / shape);
            return gamma(shape + 1, random) * Math.max(boost, Double.MIN_NORMAL);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal(random);
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = 1 - random.nextDouble();
            if (StrictMath.log(u) < 0.5 * x * x + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
    }

    /** A standard normal variate by the polar method. */
    static double normal(SplittableRandom random) {
        while (true) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }
}
