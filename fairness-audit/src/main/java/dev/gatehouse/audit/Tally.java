package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.CellQuery;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.GroupMetric;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** The counts of one group, added up from cells. */
final class Tally {
    private static final int UNLABELLED = 2;

    /** Rows by label (negative, positive, unlabelled) and decision (negative, positive). */
    private final long[][] rows = new long[3][2];

    private final BigInteger[] scoreMicros = {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
    private BigInteger squaredMicros = BigInteger.ZERO;
    private long unitRows;
    private boolean scored;
    /** Rows with a negative and with a positive label, by score bin. */
    private final TreeMap<Long, long[]> bins = new TreeMap<>();

    void add(Cells.Cell cell) {
        int label = cell.label() == null ? UNLABELLED : cell.label();
        rows[label][cell.decision()] += cell.n();
        if (cell.bin() != null) {
            scored = true;
            unitRows += cell.unitRows();
            scoreMicros[label] = scoreMicros[label].add(cell.scoreMicros());
            squaredMicros = squaredMicros.add(cell.squaredMicros());
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

    /** Whether every row has a score in [0, 1]. */
    boolean scoresAreProbabilities() {
        return scored && unitRows == n();
    }

    Map<Long, long[]> bins() {
        return bins;
    }

    double scoreMean() {
        BigInteger sum = scoreMicros[0].add(scoreMicros[1]).add(scoreMicros[UNLABELLED]);
        return sum.doubleValue() / CellQuery.MICROS_PER_UNIT / n();
    }

    /** Σ(s − y)² = Σs² − 2·Σ(s of positives) + positives, exactly, then divided. */
    double brier() {
        BigInteger micros = BigInteger.valueOf(CellQuery.MICROS_PER_UNIT);
        BigInteger sum = squaredMicros
                .subtract(scoreMicros[1].multiply(micros).shiftLeft(1))
                .add(BigInteger.valueOf(label(1)).multiply(micros).multiply(micros));
        return sum.doubleValue() / CellQuery.MICROS_PER_UNIT / CellQuery.MICROS_PER_UNIT / n();
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
