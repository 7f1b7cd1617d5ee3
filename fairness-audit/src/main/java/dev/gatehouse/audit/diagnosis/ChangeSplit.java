package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import dev.gatehouse.audit.report.Estimate;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cuts the change of a metric in two, as Cai, Namkoong and Yadlowsky do with a loss (Diagnosing Model Performance Under Distribution
 * Shift, 2023): with M₀ of the reference, M₁ of the current rows and M_w of reference rows weighted to the current inputs, M_w − M₀
 * goes with changed inputs and M₁ − M_w with a changed relation of inputs and label.
 *
 * <p>Intervals are normal, by what each row adds to the part. M_w and M₀ share their rows. Weights that are estimated follow the rows
 * at hand: of what a reference row adds, M_w keeps only that which its inputs do not tell, and each current row adds what its inputs
 * tell (Hirano, Imbens and Ridder, Econometrica 71, 2003, 1161–1189; Hahn, Econometrica 66, 1998, 315–331). What inputs tell is
 * learnt by least squares from the classifier's own columns. What the classifier cannot see is not in the intervals.
 */
final class ChangeSplit {
    private final Weighting weighting;
    private final int minimumRows;
    private final double z;

    ChangeSplit(Weighting weighting, int minimumRows, double z) {
        this.weighting = weighting;
        this.minimumRows = minimumRows;
        this.z = z;
    }

    Split of(PerformanceMetric metric) {
        Outcomes reference = weighting.reference();
        Outcomes current = weighting.current();
        Influence before = Influence.of(metric, reference, reference.even());
        Influence after = Influence.of(metric, current, current.even());
        if (weighting.weights() == null) {
            String reason = weighting.told().insufficient();
            return new Split(
                    estimate(before, reference),
                    Estimate.undefined(reason),
                    estimate(after, current),
                    Estimate.undefined(reason),
                    Estimate.undefined(reason),
                    null,
                    reason);
        }
        Influence between = Influence.of(metric, reference, weighting.weights());
        String undefined = before.undefined() != null ? "in the reference " + before.undefined() : after.undefined();
        Estimate inputs = Estimate.undefined(String.valueOf(undefined));
        Estimate relation = inputs;
        Estimate reweighted = inputs;
        if (undefined == null) {
            Added added = added(between);
            reweighted = part(between.value(), added.reference(), added.current());
            inputs = part(between.value() - before.value(), minus(added.reference(), before.each()), added.current());
            relation = part(after.value() - between.value(), added.reference(), minus(after.each(), added.current()));
        }
        return new Split(
                estimate(before, reference),
                reweighted,
                estimate(after, current),
                inputs,
                relation,
                between.undefined() == null ? between.effectiveRows() : null,
                lack(before, between, after));
    }

    private Estimate estimate(Influence influence, Outcomes rows) {
        return influence.undefined() != null
                ? Estimate.undefined(influence.undefined())
                : Influence.estimate(influence.value(), influence.variance(rows), z);
    }

    /** What each row of either window adds to the reweighted value. */
    private record Added(double[] reference, double[] current) {}

    private Added added(Influence between) {
        double[] weights = weighting.weights();
        double[] one = new double[weights.length];
        for (int i = 0; i < one.length; i++) {
            one[i] = between.each()[i] / weights[i];
        }
        double[][] expected = weighting.learnt().expected(one);
        for (int i = 0; i < one.length; i++) {
            one[i] = weights[i] * (one[i] - expected[0][i]);
        }
        double mean = Arrays.stream(expected[1]).average().orElse(0);
        double ratio = weights.length / (double) expected[1].length;
        return new Added(
                one, Arrays.stream(expected[1]).map(x -> ratio * (x - mean)).toArray());
    }

    /** A part of which rows of both windows add something. */
    private Estimate part(double value, double[] reference, double[] current) {
        double variance =
                Influence.variance(weighting.reference(), reference) + Influence.variance(weighting.current(), current);
        return Influence.estimate(value, variance, z);
    }

    private static double[] minus(double[] first, double[] second) {
        return IntStream.range(0, first.length)
                .mapToDouble(i -> first[i] - second[i])
                .toArray();
    }

    /** Why the split is no evidence; null where it is. */
    private String lack(Influence before, Influence between, Influence after) {
        if (weighting.told().insufficient() != null) {
            return weighting.told().insufficient();
        }
        if (before.undefined() != null || after.undefined() != null) {
            return before.undefined() != null ? "in the reference " + before.undefined() : after.undefined();
        }
        double fewest = Math.min(between.effectiveRows(), after.effectiveRows());
        if (fewest < minimumRows) {
            return "it rests on reweighted or current rows worth " + Math.round(fewest)
                    + "; the plan's minimum_rows is " + minimumRows;
        }
        boolean still = before.variance(weighting.reference()) == 0 || after.variance(weighting.current()) == 0;
        return still ? "in one window all rows that count for it are alike, so that chance cannot be told" : null;
    }
}
