package dev.gatehouse.audit.stat;

import java.util.Arrays;

/**
 * The chance of a positive label as a rising function of the score, fitted to labelled scores: isotonic regression by pooling
 * adjacent violators. Between two fitted scores the chance is the straight line, beyond the outermost that of the outermost.
 *
 * <p>Sources: Ayer et al., Annals of Mathematical Statistics 26 (1955) 641–647 (the fit); Zadrozny and Elkan, KDD 2002, 694–699
 * (as a calibration).
 */
public final class Isotonic {
    private final double[] scores;
    private final double[] chances;

    private Isotonic(double[] scores, double[] chances) {
        this.scores = scores;
        this.chances = chances;
    }

    /**
     * Fits a histogram's labelled rows.
     *
     * @throws IllegalArgumentException without labelled rows
     */
    public static Isotonic fit(Histogram histogram) {
        return fit(histogram.values(), histogram.positives(), histogram.negatives());
    }

    /**
     * Fits counts.
     *
     * @param values ascending
     * @param positives rows at each, at least 0, as are negatives
     * @throws IllegalArgumentException without rows
     */
    public static Isotonic fit(double[] values, double[] positives, double[] negatives) {
        int size = values.length;
        double[] found = new double[size];
        double[] rows = new double[size];
        int[] first = new int[size];
        int[] last = new int[size];
        int pools = 0;
        for (int i = 0; i < size; i++) {
            double n = positives[i] + negatives[i];
            if (n <= 0) {
                continue;
            }
            found[pools] = positives[i];
            rows[pools] = n;
            first[pools] = i;
            last[pools] = i;
            pools++;
            while (pools > 1 && found[pools - 2] * rows[pools - 1] >= found[pools - 1] * rows[pools - 2]) {
                found[pools - 2] += found[pools - 1];
                rows[pools - 2] += rows[pools - 1];
                last[pools - 2] = last[pools - 1];
                pools--;
            }
        }
        if (pools == 0) {
            throw new IllegalArgumentException("a calibration without labelled rows");
        }
        // A pool is level from its first to its last score.
        double[] scores = new double[2 * pools];
        double[] chances = new double[2 * pools];
        int knots = 0;
        for (int pool = 0; pool < pools; pool++) {
            double chance = found[pool] / rows[pool];
            scores[knots] = values[first[pool]];
            chances[knots++] = chance;
            if (last[pool] > first[pool]) {
                scores[knots] = values[last[pool]];
                chances[knots++] = chance;
            }
        }
        return new Isotonic(Arrays.copyOf(scores, knots), Arrays.copyOf(chances, knots));
    }

    /** The chance of a positive label at a score, in [0, 1]. */
    public double at(double score) {
        int at = Arrays.binarySearch(scores, score);
        if (at >= 0) {
            return chances[at];
        }
        int above = -at - 1;
        if (above == 0) {
            return chances[0];
        }
        if (above == scores.length) {
            return chances[above - 1];
        }
        double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return chances[above - 1] + share * (chances[above] - chances[above - 1]);
    }
}
