package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.GroupMetric;
import java.util.Map;
import java.util.TreeMap;

/** The counts of one group, added up from cells. */
final class Tally {
    private static final int UNLABELLED = 2;

    /** Rows by label (negative, positive, unlabelled) and decision (negative, positive). */
    private final long[][] rows = new long[3][2];

    private final double[] scores = new double[3];
    private double squares;
    private boolean probabilities = true;
    private boolean scored;
    /** Rows with a negative and with a positive label, by score bin. */
    private final TreeMap<Long, long[]> bins = new TreeMap<>();

    void add(Cells cells, Cells.Cell cell) {
        int label = cell.label() < 0 ? UNLABELLED : cell.label();
        rows[label][cell.decision()] += cell.n();
        if (cells.grid() != null) {
            scored = true;
            double score = cells.binValue(cell);
            probabilities &= score >= 0 && score <= 1;
            scores[label] += score * cell.n();
            squares += score * score * cell.n();
            if (label != UNLABELLED) {
                bins.computeIfAbsent(cell.bin(), bin -> new long[2])[label] += cell.n();
            }
        }
    }

    long n() {
        return label(0) + label(1) + label(UNLABELLED);
    }

    boolean scored() {
        return scored;
    }

    /** Whether every bin's mean score lies in [0, 1]. */
    boolean scoresAreProbabilities() {
        return scored && probabilities;
    }

    Map<Long, long[]> bins() {
        return bins;
    }

    double scoreMean() {
        return (scores[0] + scores[1] + scores[UNLABELLED]) / n();
    }

    /** Σ(s − y)² = Σs² − 2·Σ(s of positives) + positives, then divided. */
    double brier() {
        return (squares - 2 * scores[1] + label(1)) / n();
    }

    /** The counts behind a rate; {@link GroupMetric#AUC}, BRIER and SCORE_MEAN are no rates. */
    Proportion rate(GroupMetric metric, Favourable favourable) {
        long tn = rows[0][0];
        long fp = rows[0][1];
        long fn = rows[1][0];
        long tp = rows[1][1];
        if (metric == GroupMetric.SELECTION_RATE) {
            int decision = favourable == Favourable.POSITIVE ? 1 : 0;
            return new Proportion(rows[0][decision] + rows[1][decision] + rows[UNLABELLED][decision], n());
        }
        if (metric == GroupMetric.BASE_RATE) {
            return new Proportion(tp + fn, tp + fn + fp + tn);
        }
        if (metric == GroupMetric.TPR) {
            return new Proportion(tp, tp + fn);
        }
        if (metric == GroupMetric.FPR) {
            return new Proportion(fp, fp + tn);
        }
        if (metric == GroupMetric.TNR) {
            return new Proportion(tn, fp + tn);
        }
        if (metric == GroupMetric.FNR) {
            return new Proportion(fn, tp + fn);
        }
        if (metric == GroupMetric.PPV) {
            return new Proportion(tp, tp + fp);
        }
        if (metric == GroupMetric.NPV) {
            return new Proportion(tn, tn + fn);
        }
        if (metric == GroupMetric.FDR) {
            return new Proportion(fp, tp + fp);
        }
        if (metric == GroupMetric.FOR) {
            return new Proportion(fn, tn + fn);
        }
        if (metric == GroupMetric.ACCURACY) {
            return new Proportion(tp + tn, tp + fn + fp + tn);
        }
        throw new IllegalArgumentException(metric + " is not a rate");
    }

    private long label(int label) {
        return rows[label][0] + rows[label][1];
    }
}
