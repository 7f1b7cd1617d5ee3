package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.stat.Proportion;
import java.util.Arrays;

/**
 * Labels against decisions, on one positive class.
 *
 * @param selected rows without a label, decided positive; where rows are labelled, none
 * @param rejected the same, decided negative
 */
record Confusion(Count tp, Count fp, Count fn, Count tn, Count selected, Count rejected, boolean weighted) {

    /** On class {@code k} against the rest; {@code table} is by label + 1 and decision + 1, where 0 stands for none. */
    static Confusion of(Count[][] table, int k, boolean weighted) {
        Count[][] counts = new Count[3][2];
        for (Count[] row : counts) {
            row[0] = new Count();
            row[1] = new Count();
        }
        for (int label = 0; label < table.length; label++) {
            for (int decision = 1; decision < table[label].length; decision++) {
                int to = label == 0 ? 2 : label - 1 == k ? 1 : 0;
                int decided = decision - 1 == k ? 1 : 0;
                counts[to][decided] = counts[to][decided].plus(table[label][decision]);
            }
        }
        return new Confusion(
                counts[1][1], counts[0][1], counts[1][0], counts[0][0], counts[2][1], counts[2][0], weighted);
    }

    Count positives() {
        return tp.plus(fn);
    }

    Count negatives() {
        return fp.plus(tn);
    }

    Count all() {
        return Count.sum(tp, fp, fn, tn, selected, rejected);
    }

    /** A rate's successes and trials; trials may be 0. */
    Proportion rate(GroupMetric metric, Favourable favourable) {
        return switch (metric) {
            case SELECTION_RATE ->
                favourable == Favourable.POSITIVE
                        ? share(Count.sum(tp, fp, selected), all())
                        : share(Count.sum(tn, fn, rejected), all());
            case BASE_RATE -> share(positives(), positives().plus(negatives()));
            case TPR -> share(tp, positives());
            case FPR -> share(fp, negatives());
            case TNR -> share(tn, negatives());
            case FNR -> share(fn, positives());
            case PPV -> share(tp, tp.plus(fp));
            case NPV -> share(tn, tn.plus(fn));
            case FDR -> share(fp, tp.plus(fp));
            case FOR -> share(fn, tn.plus(fn));
            case ACCURACY -> share(tp.plus(tn), positives().plus(negatives()));
            default -> throw new IllegalArgumentException(metric + " is no rate of the confusion matrix");
        };
    }

    /** TP of TP + FP + FN. */
    Proportion overlap() {
        return share(tp, Count.sum(tp, fp, fn));
    }

    /** FN of FN + FP. */
    Proportion missed() {
        return share(fn, fn.plus(fp));
    }

    /** Rows, or 10⁻⁶ of weight, whose benefit, 1 + favourable decision − favourable label, is 0, 1 and 2. */
    long[] benefitWeights(Favourable favourable) {
        Count none = favourable == Favourable.POSITIVE ? fn : fp;
        Count both = favourable == Favourable.POSITIVE ? fp : fn;
        return new long[] {none.weight(), tp.plus(tn).weight(), both.weight()};
    }

    /** The same as rows: weights are scaled to add up to the labelled rows. */
    double[] benefits(Favourable favourable) {
        Count all = positives().plus(negatives());
        return Arrays.stream(benefitWeights(favourable))
                .mapToDouble(
                        weight -> weighted && all.weight() > 0 ? (double) weight * all.rows() / all.weight() : weight)
                .toArray();
    }

    private Proportion share(Count successes, Count trials) {
        return successes.of(trials, weighted);
    }
}
