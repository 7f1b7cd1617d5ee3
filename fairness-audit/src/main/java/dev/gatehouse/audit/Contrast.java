package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Mover;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import dev.gatehouse.audit.stat.Tests;
import java.util.Locale;

/**
 * The difference and the ratio of a group and its reference in one thing.
 *
 * @param difference group minus reference; null when there is none
 * @param ratio group over reference; null when there is none
 * @param test of no difference; null when there is none
 * @param flagged whether the group's rate is below four fifths of the reference's
 * @param note null for nothing
 */
record Contrast(Measure difference, Measure ratio, AuditReport.Test test, boolean flagged, String note) {

    /**
     * What compares two sides.
     *
     * @param toWhole whether {@code reference} is everybody outside the group, and the group is compared with all
     * @param z the normal quantile of the plan's confidence
     */
    static Contrast of(Base base, Side group, Side reference, boolean toWhole, Favourable favourable, double z) {
        if (base.metric() == null) {
            return Composite.of(base, group, reference, toWhole, favourable, z);
        }
        Measure first = group.measure(base.metric());
        Measure second = reference.measure(base.metric());
        if (!first.isDefined() || !second.isDefined()) {
            Measure undefined = undefined(first, second, toWhole);
            return new Contrast(
                    base.difference() == null ? null : undefined,
                    base.ratio() == null ? null : undefined,
                    null,
                    false,
                    null);
        }
        if (first.rate() != null) {
            return ofRates(base, first.rate(), second.rate(), toWhole, z);
        }
        double rows = Math.min(first.rows(), second.rows());
        Estimator gap = Mover.difference(first.estimator(), second.estimator());
        Estimator difference = toWhole && isMean(base.metric())
                ? Mover.sum(new double[] {1 - share(group.tally(), reference.tally())}, gap)
                : gap;
        Measure ratio = null;
        if (base.ratio() != null) {
            ratio = second.value() > 0
                    ? Measure.of(ratio(base.metric(), group, reference), rows)
                    : Measure.undefined(zero(base.metric(), toWhole));
        }
        return new Contrast(
                Measure.of(difference, rows),
                ratio,
                inversion(difference),
                false,
                note(base.metric(), group, reference, toWhole));
    }

    /** FN / FP is the odds of a rate, so its ratio is an odds ratio, which has a score interval. */
    private static Estimator ratio(GroupMetric metric, Side group, Side reference) {
        return metric == GroupMetric.FALSE_NEGATIVE_TO_FALSE_POSITIVE_RATIO
                ? Proportions.oddsRatio(
                        group.confusion().missed(), reference.confusion().missed())
                : Mover.ratio(
                        group.measure(metric).estimator(),
                        reference.measure(metric).estimator());
    }

    private static Contrast ofRates(Base base, Proportion first, Proportion second, boolean toWhole, double z) {
        double rows = Math.min(first.effectiveTrials(), second.effectiveTrials());
        Measure difference = Measure.of(difference(first, second, toWhole), rows);
        boolean oneOfFive = base.metric() == GroupMetric.SELECTION_RATE || base.metric() == GroupMetric.SCORING_RATE;
        return new Contrast(
                base.difference() == null ? null : difference,
                base.ratio() == null ? null : ratio(first, second, toWhole, rows, base.metric(), z),
                test(Tests.equality(first, second)),
                oneOfFive && first.belowFourFifthsOf(toWhole ? whole(first, second) : second),
                null);
    }

    /** Of a part and the rest, what the part differs by from both together. */
    static Estimator difference(Proportion first, Proportion second, boolean toWhole) {
        return toWhole ? Proportions.differenceToWhole(first, second) : Proportions.difference(first, second);
    }

    private static Measure ratio(
            Proportion first, Proportion second, boolean toWhole, double rows, GroupMetric metric, double z) {
        if (toWhole) {
            return first.successes() == 0 && second.successes() == 0
                    ? Measure.undefined(zero(metric, true))
                    : Measure.of(Proportions.ratioToWhole(first, second), rows);
        }
        // The interval of an undefined ratio is still known: nothing above the group's rate is excluded.
        return second.successes() == 0
                ? Measure.undefined(zero(metric, false), Proportions.ratioInterval(first, second, z))
                : Measure.of(Proportions.ratio(first, second), rows);
    }

    private static Proportion whole(Proportion part, Proportion rest) {
        return new Proportion(
                part.successes() + rest.successes(),
                part.trials() + rest.trials(),
                part.effectiveTrials() + rest.effectiveTrials());
    }

    static Measure undefined(Measure first, Measure second, boolean toWhole) {
        if (!first.isDefined()) {
            return Measure.undefined("in the group, " + first.undefined());
        }
        return Measure.undefined((toWhole ? "among all others, " : "in the reference group, ") + second.undefined());
    }

    private static String zero(GroupMetric metric, boolean toWhole) {
        String name = metric.id().replace('_', ' ');
        return toWhole ? "the " + name + " of all rows is 0" : "the reference group's " + name + " is 0";
    }

    static AuditReport.Test test(dev.gatehouse.audit.stat.Test test) {
        boolean exact = test.name().startsWith("Fisher");
        return new AuditReport.Test(
                test.name(),
                exact ? null : test.statistic(),
                test.degreesOfFreedom() == 0 ? null : test.degreesOfFreedom(),
                test.p());
    }

    /** The level at which the interval of the difference touches 0. */
    static AuditReport.Test inversion(Estimator difference) {
        return new AuditReport.Test("interval inversion", null, null, difference.pAgainst(0));
    }

    private static boolean isMean(GroupMetric metric) {
        return metric == GroupMetric.BRIER
                || metric == GroupMetric.SCORE_MEAN
                || metric == GroupMetric.MEAN_ERROR
                || metric == GroupMetric.MAE;
    }

    private static double share(Tally group, Tally rest) {
        double own = group.all().weight();
        return own / (own + rest.all().weight());
    }

    private static String note(GroupMetric metric, Side group, Side reference, boolean toWhole) {
        if (metric == GroupMetric.ECE) {
            return "A perfectly calibrated score would be expected to show an error of " + floor(group) + " here and "
                    + floor(reference) + " in the reference, by chance alone.";
        }
        return toWhole && !isMean(metric)
                ? "Against all others, not all: the metric of the whole is no mean of the metrics of its parts."
                : null;
    }

    private static String floor(Side side) {
        return String.format(
                Locale.ROOT,
                "%.3f",
                GroupMetrics.calibration(side.tally().histogram()).eceNoiseFloor());
    }
}
