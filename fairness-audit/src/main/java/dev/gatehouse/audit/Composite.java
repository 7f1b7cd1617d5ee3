package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.stat.Cmh;
import dev.gatehouse.audit.stat.Differences;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Mover;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import dev.gatehouse.audit.stat.Stratum;
import dev.gatehouse.audit.stat.Tests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Comparisons that are made of several metrics, or of no metric of a single group. */
final class Composite {
    private static final String AMONG_OTHERS = "Against all others, not all.";

    private Composite() {}

    static Contrast of(Base base, Side group, Side reference, boolean toWhole, Favourable favourable, double z) {
        ComparisonMetric metric = base.difference();
        if (metric == ComparisonMetric.STANDARDIZED_MEAN_DIFFERENCE) {
            return standardizedMean(group, reference, toWhole);
        }
        if (metric == ComparisonMetric.CONDITIONAL_SELECTION_RATE_DIFFERENCE) {
            return conditional(group, reference, toWhole, favourable, z);
        }
        if (metric == ComparisonMetric.DIFFERENTIAL_FAIRNESS) {
            return differentialFairness(group, reference, toWhole);
        }
        return odds(metric, group, reference, toWhole);
    }

    /** TPR and FPR together; the four counts rest on disjoint rows, so the two differences are independent. */
    private static Contrast odds(ComparisonMetric metric, Side group, Side reference, boolean toWhole) {
        for (GroupMetric part : new GroupMetric[] {GroupMetric.TPR, GroupMetric.FPR}) {
            Measure first = group.measure(part);
            Measure second = reference.measure(part);
            if (!first.isDefined() || !second.isDefined()) {
                return only(Contrast.undefined(first, second, toWhole));
            }
        }
        Measure firstTpr = group.measure(GroupMetric.TPR);
        Measure secondTpr = reference.measure(GroupMetric.TPR);
        Measure firstFpr = group.measure(GroupMetric.FPR);
        Measure secondFpr = reference.measure(GroupMetric.FPR);
        Estimator tpr = Contrast.difference(firstTpr.rate(), secondTpr.rate(), toWhole);
        Estimator fpr = Contrast.difference(firstFpr.rate(), secondFpr.rate(), toWhole);
        Estimator estimator = switch (metric) {
            case AVERAGE_ODDS_DIFFERENCE -> Mover.mean(tpr, fpr);
            case EQUALIZED_ODDS_MEAN_DIFFERENCE -> Mover.mean(Mover.absolute(tpr), Mover.absolute(fpr));
            default -> Mover.worst(Mover.absolute(tpr), Mover.absolute(fpr));
        };
        double rows =
                Math.min(Math.min(firstTpr.rows(), secondTpr.rows()), Math.min(firstFpr.rows(), secondFpr.rows()));
        return new Contrast(
                Measure.of(estimator, rows),
                null,
                metric == ComparisonMetric.AVERAGE_ODDS_DIFFERENCE
                        ? Contrast.inversion(estimator)
                        : eitherRate(firstTpr, secondTpr, firstFpr, secondFpr),
                false,
                null);
    }

    /** Of no difference in TPR nor in FPR: the smaller of two p-values, by Bonferroni, since either may be the one that differs. */
    private static AuditReport.Test eitherRate(
            Measure firstTpr, Measure secondTpr, Measure firstFpr, Measure secondFpr) {
        double p = Math.min(
                Tests.equality(firstTpr.rate(), secondTpr.rate()).p(),
                Tests.equality(firstFpr.rate(), secondFpr.rate()).p());
        return new AuditReport.Test("Bonferroni over both rates", null, null, Math.min(1, 2 * p));
    }

    private static Contrast standardizedMean(Side group, Side reference, boolean toWhole) {
        if (!group.tally().scored() || reference.tally().n() == 0) {
            return only(Measure.undefined("a group has no rows"));
        }
        Histogram first = group.tally().histogram();
        Histogram second = reference.tally().histogram();
        double rows = Math.min(first.total() / first.designEffect(), second.total() / second.designEffect());
        if (rows < 2) {
            return only(Measure.undefined("a group has fewer than two rows"));
        }
        if (first.variance() == 0 && second.variance() == 0) {
            return only(Measure.undefined("scores do not vary within the groups"));
        }
        Estimator d = Differences.standardizedMean(first, second);
        return new Contrast(Measure.of(d, rows), null, Contrast.inversion(d), false, toWhole ? AMONG_OTHERS : null);
    }

    /**
     * Selection rates within strata. Simpson's paradox is noted where the crude difference and the one within strata have
     * opposite signs and neither interval holds 0.
     */
    private static Contrast conditional(Side group, Side reference, boolean toWhole, Favourable favourable, double z) {
        int strata = group.tally().strata();
        int selected = favourable == Favourable.POSITIVE ? 1 : 0;
        List<Stratum> tables = new ArrayList<>();
        double firstRows = 0;
        double secondRows = 0;
        for (int stratum = 0; stratum < strata; stratum++) {
            Proportion first = rate(group.tally(), stratum, selected);
            Proportion second = rate(reference.tally(), stratum, selected);
            if (first.trials() > 0 && second.trials() > 0) {
                tables.add(new Stratum(first, second));
                firstRows += first.effectiveTrials();
                secondRows += second.effectiveTrials();
            }
        }
        Cmh cmh = Tests.cochranMantelHaenszel(tables);
        Optional<Estimator> adjusted = cmh.riskDifference();
        if (adjusted.isEmpty()) {
            return only(Measure.undefined("no stratum has both groups"));
        }
        double rows = Math.min(firstRows, secondRows);
        Measure ratio = cmh.riskRatio()
                .map(estimator -> Measure.of(estimator, rows))
                .orElseGet(() -> Measure.undefined("within the strata, one of the groups is never selected"));
        String note = paradox(group, reference, adjusted.get(), z);
        if (note == null && toWhole) {
            note = AMONG_OTHERS;
        }
        return new Contrast(Measure.of(adjusted.get(), rows), ratio, Contrast.test(cmh.test()), false, note);
    }

    private static Proportion rate(Tally tally, int stratum, int selected) {
        Count[] decisions = tally.stratum(stratum);
        return decisions[selected].of(decisions[0].plus(decisions[1]), tally.weighted());
    }

    private static String paradox(Side group, Side reference, Estimator adjusted, double z) {
        Measure first = group.measure(GroupMetric.SELECTION_RATE);
        Measure second = reference.measure(GroupMetric.SELECTION_RATE);
        if (!first.isDefined() || !second.isDefined()) {
            return null;
        }
        Estimator crude = Proportions.difference(first.rate(), second.rate());
        if (crude.value() * adjusted.value() >= 0) {
            return null;
        }
        boolean clear = !crude.at(z).contains(0) && !adjusted.at(z).contains(0);
        return clear
                ? SIMPSON + "The two are " + signed(crude.value()) + " and " + signed(adjusted.value())
                        + ", and neither interval holds 0."
                : "The difference over all rows, " + signed(crude.value())
                        + ", has the opposite sign, but one of the two intervals holds 0.";
    }

    /** How a note on Simpson's paradox begins. */
    static final String SIMPSON = "Simpson's paradox: within the strata the difference of selection rates points the"
            + " other way than over all rows. ";

    private static String signed(double difference) {
        return String.format(Locale.ROOT, "%+.3f", difference);
    }

    /** The greater of |ln ratio| of being selected and of not being selected. */
    private static Contrast differentialFairness(Side group, Side reference, boolean toWhole) {
        Measure first = group.measure(GroupMetric.SELECTION_RATE);
        Measure second = reference.measure(GroupMetric.SELECTION_RATE);
        if (!first.isDefined() || !second.isDefined()) {
            return only(Contrast.undefined(first, second, toWhole));
        }
        Proportion one = first.rate();
        Proportion two = second.rate();
        if (one.successes() == 0 || one.successes() == one.trials()) {
            return only(Measure.undefined("in the group, an outcome never occurs"));
        }
        if (!toWhole && (two.successes() == 0 || two.successes() == two.trials())) {
            return only(Measure.undefined("in the reference group, an outcome never occurs"));
        }
        Estimator estimator = Mover.worst(
                Mover.absolute(new Logarithm(ratio(one, two, toWhole))),
                Mover.absolute(new Logarithm(ratio(one.complement(), two.complement(), toWhole))));
        // Both logarithms are 0 exactly when the rates are equal.
        return new Contrast(
                Measure.of(estimator, Math.min(first.rows(), second.rows())),
                null,
                Contrast.test(Tests.equality(one, two)),
                false,
                null);
    }

    private static Estimator ratio(Proportion first, Proportion second, boolean toWhole) {
        return toWhole ? Proportions.ratioToWhole(first, second) : Proportions.ratio(first, second);
    }

    private static Contrast only(Measure difference) {
        return new Contrast(difference, null, null, false, null);
    }

    /** The natural logarithm of a positive estimator. */
    private record Logarithm(Estimator ratio) implements Estimator {
        @Override
        public double value() {
            return StrictMath.log(ratio.value());
        }

        @Override
        public Interval at(double z) {
            Interval interval = ratio.at(z);
            return new Interval(StrictMath.log(interval.lower()), StrictMath.log(interval.upper()));
        }

        @Override
        public double pAgainst(double limit) {
            return ratio.pAgainst(StrictMath.exp(limit));
        }
    }
}
