package dev.gatehouse.audit.explain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A row to be explained, and why this one.
 *
 * @param row its place in the sample
 */
record Choice(int row, String title) {
    private static final double LOWEST = 0.1;
    private static final double HIGHEST = 0.9;
    private static final double MIDDLE = 0.5;

    /**
     * The rows of a sample that are explained: first the one whose score is nearest the threshold, if there is one, then those nearest the
     * quantiles from 10 % to 90 % of the scores, evenly apart; one alone is the median. No row twice; of equally near ones the first.
     *
     * @param threshold null for none
     */
    static List<Choice> of(float[] scores, BigDecimal threshold, int count) {
        List<Choice> chosen = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        int most = Math.min(count, scores.length);
        if (threshold != null && most > 0) {
            add(chosen, taken, scores, threshold.floatValue(), "the threshold " + threshold.toPlainString());
        }
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        int quantiles = most - chosen.size();
        for (int i = 0; i < quantiles; i++) {
            double share = quantiles == 1 ? MIDDLE : LOWEST + (HIGHEST - LOWEST) * i / (quantiles - 1);
            float quantile = sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
            add(chosen, taken, scores, quantile, "the " + Math.round(100 * share) + " % quantile of scores");
        }
        return chosen;
    }

    private static void add(List<Choice> chosen, Set<Integer> taken, float[] scores, float target, String near) {
        int best = -1;
        for (int row = 0; row < scores.length; row++) {
            if (!taken.contains(row)
                    && (best < 0 || Math.abs(scores[row] - target) < Math.abs(scores[best] - target))) {
                best = row;
            }
        }
        taken.add(best);
        chosen.add(new Choice(best, "Row nearest " + near));
    }
}
