package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.learn.CrossValidatedAuc;
import dev.gatehouse.audit.stat.Draws;
import dev.gatehouse.audit.stat.Estimator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well the rate of positives of a value tells the label, where the rate is learnt from other rows: the area under the ROC curve
 * over {@value #FOLDS} folds. Rows of one value are alike, so that the folds are drawn from the counts; the same counts give the same
 * folds.
 */
final class RateAuc {
    static final int FOLDS = 5;

    /** Rows that the whole sample's rate counts for beside those of a value. */
    private static final double PRIOR_ROWS = 1;

    private static final long SEED = 20_261_123;

    private RateAuc() {}

    /**
     * @param positives rows of each value
     * @param negatives likewise
     * @return null when a fold lacks either label
     */
    static Estimator of(long[] positives, long[] negatives) {
        Draws draws = new Draws(SEED);
        long[][] with = folds(positives, draws);
        long[][] without = folds(negatives, draws);
        double allWith = Arrays.stream(positives).sum();
        double allWithout = Arrays.stream(negatives).sum();
        CrossValidatedAuc auc = new CrossValidatedAuc(0.95, FOLDS);
        for (int fold = 0; fold < FOLDS; fold++) {
            double foldWith = Arrays.stream(with[fold]).sum();
            double foldWithout = Arrays.stream(without[fold]).sum();
            if (foldWith == 0 || foldWithout == 0) {
                return null;
            }
            double rate = (allWith - foldWith) / (allWith - foldWith + allWithout - foldWithout);
            double[] score = new double[positives.length];
            for (int i = 0; i < score.length; i++) {
                double otherWith = positives[i] - with[fold][i];
                double other = otherWith + negatives[i] - without[fold][i];
                score[i] = (otherWith + PRIOR_ROWS * rate) / (other + PRIOR_ROWS);
            }
            add(auc, score, with[fold], without[fold]);
        }
        return auc.mean();
    }

    private static void add(CrossValidatedAuc auc, double[] score, long[] with, long[] without) {
        int[] order = IntStream.range(0, score.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> score[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] positives = new double[score.length];
        double[] negatives = new double[score.length];
        int groups = 0;
        for (int i = 0; i < order.length; i++) {
            groups += i > 0 && score[order[i]] > score[order[i - 1]] ? 1 : 0;
            positives[groups] += with[order[i]];
            negatives[groups] += without[order[i]];
        }
        auc.add(Arrays.copyOf(positives, groups + 1), Arrays.copyOf(negatives, groups + 1));
    }

    /** The rows of each value by fold, each row in any fold with the same chance. */
    private static long[][] folds(long[] rows, Draws draws) {
        long[][] folds = new long[FOLDS][rows.length];
        for (int i = 0; i < rows.length; i++) {
            long left = rows[i];
            for (int fold = 0; fold < FOLDS - 1; fold++) {
                long drawn = (long) draws.binomial(left, 1.0 / (FOLDS - fold));
                folds[fold][i] = drawn;
                left -= drawn;
            }
            folds[FOLDS - 1][i] = left;
        }
        return folds;
    }
}
