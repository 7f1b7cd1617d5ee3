package dev.gatehouse.audit.learn;

import dev.gatehouse.audit.report.Estimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows cut into parts of which each is predicted by what was learnt from the others. */
public final class Folds {
    /** The number of parts. */
    public static final int COUNT = 5;

    private static final long SEED = 1;

    /** Added to a bin's rows, at the overall share, so that a bin with one row does not rank first. */
    private static final double PRIOR_ROWS = 10;

    private final int[] fold;
    private final double confidence;

    /** @param classes of each row, from 0 */
    public Folds(int[] classes, double confidence) {
        fold = drawn(classes);
        this.confidence = confidence;
    }

    /** The fold of a row, in [0, {@link #COUNT}). */
    public int of(int row) {
        return fold[row];
    }

    /**
     * Folds with as nearly equal shares of each class as can be, drawn with a fixed seed. They are drawn, not dealt out in the
     * rows' order: there, rows that are the same lie side by side, and every fold would be a copy of the others.
     */
    private static int[] drawn(int[] classes) {
        Random random = new Random(SEED);
        int[] fold = new int[classes.length];
        for (int c = 0; c <= Arrays.stream(classes).max().orElseThrow(); c++) {
            int value = c;
            int[] rows = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == value)
                    .toArray();
            for (int i = rows.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int row = rows[i];
                rows[i] = rows[other];
                rows[other] = row;
            }
            for (int i = 0; i < rows.length; i++) {
                fold[rows[i]] = i % COUNT;
            }
        }
        return fold;
    }

    /** @param prediction by a model that was trained on the other folds */
    public Estimate auc(double[] prediction, boolean[] positive) {
        CrossValidatedAuc auc = new CrossValidatedAuc(confidence, COUNT);
        for (int k = 0; k < COUNT; k++) {
            int in = k;
            int[] part =
                    IntStream.range(0, fold.length).filter(i -> fold[i] == in).toArray();
            double[] scores =
                    Arrays.stream(part).mapToDouble(i -> prediction[i]).toArray();
            boolean[] with = new boolean[part.length];
            for (int i = 0; i < part.length; i++) {
                with[i] = positive[part[i]];
            }
            auc.add(scores, with);
        }
        return auc.estimate();
    }

    /**
     * The area of a feature alone: rows are ranked by the share of positive rows in their bin, counted on the other folds.
     *
     * @param bins of all rows of the sample, in [0, width)
     * @param rows those that are in the folds
     * @param positive of each of these
     */
    public Estimate alone(int[] bins, int width, int[] rows, boolean[] positive) {
        double[][] with = new double[COUNT][width];
        double[][] without = new double[COUNT][width];
        for (int i = 0; i < rows.length; i++) {
            (positive[i] ? with : without)[fold[i]][bins[rows[i]]]++;
        }
        CrossValidatedAuc auc = new CrossValidatedAuc(confidence, COUNT);
        for (int k = 0; k < COUNT; k++) {
            double[] shares = shares(with, without, k, width);
            Integer[] order = IntStream.range(0, width).boxed().toArray(Integer[]::new);
            Arrays.sort(order, Comparator.comparingDouble(bin -> shares[bin]));
            int[] rank = new int[width];
            for (int i = 1; i < width; i++) {
                rank[order[i]] = rank[order[i - 1]] + (shares[order[i]] > shares[order[i - 1]] ? 1 : 0);
            }
            double[] positives = new double[width];
            double[] negatives = new double[width];
            for (int bin = 0; bin < width; bin++) {
                positives[rank[bin]] += with[k][bin];
                negatives[rank[bin]] += without[k][bin];
            }
            auc.add(positives, negatives);
        }
        return auc.estimate();
    }

    /** The attribute's share in each bin, counted on all folds but one. */
    private static double[] shares(double[][] with, double[][] without, int out, int width) {
        double[] positives = new double[width];
        double[] all = new double[width];
        for (int k = 0; k < COUNT; k++) {
            for (int bin = 0; k != out && bin < width; bin++) {
                positives[bin] += with[k][bin];
                all[bin] += with[k][bin] + without[k][bin];
            }
        }
        double share = Arrays.stream(positives).sum() / Arrays.stream(all).sum();
        return IntStream.range(0, width)
                .mapToDouble(bin -> (positives[bin] + PRIOR_ROWS * share) / (all[bin] + PRIOR_ROWS))
                .toArray();
    }
}
