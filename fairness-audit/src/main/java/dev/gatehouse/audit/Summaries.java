package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Summary;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Inequality;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Normal;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import dev.gatehouse.audit.stat.Tests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The span of each metric between the compared groups: the highest value, the lowest, and both against each other. The extremes of
 * several noisy values are further apart than the truth, so the interval of a span rests on intervals of all k groups that hold
 * together (Bonferroni: each at level 1 − α/k): the highest true value lies between the highest lower and the highest upper end,
 * the lowest one likewise. It holds at least at the plan's confidence and is wide with many groups; where all groups may be equal
 * it reaches 0, or 1 for a ratio. What is judged are the comparisons, pair by pair.
 */
final class Summaries {
    private static final Set<GroupMetric> SIGNED = Set.of(
            GroupMetric.MEAN_ERROR,
            GroupMetric.SCORE_MEAN,
            GroupMetric.SCORE_Q05,
            GroupMetric.SCORE_Q25,
            GroupMetric.SCORE_Q50,
            GroupMetric.SCORE_Q75,
            GroupMetric.SCORE_Q95);

    private Summaries() {}

    /** Over at least two compared groups; otherwise nothing. */
    static List<Summary> of(AuditPlan plan, Grouping grouping, List<Side> sides, String outcome) {
        List<Summary> summaries = new ArrayList<>();
        if (sides.size() < 2) {
            return summaries;
        }
        for (GroupMetric metric : sides.get(0).measures().keySet()) {
            List<Side> defined = sides.stream()
                    .filter(side -> side.measure(metric).isDefined())
                    .toList();
            if (defined.size() >= 2) {
                summaries.add(span(plan, grouping, metric, defined, outcome));
            }
        }
        if (sides.get(0).confusion() != null) {
            summaries.add(differentialFairness(plan, grouping, sides, outcome));
            if (outcome == null && plan.label() != null) {
                summaries.add(betweenGroups(grouping, GroupMetric.THEIL_INDEX, 1, plan, sides));
                summaries.add(betweenGroups(grouping, GroupMetric.GENERALIZED_ENTROPY_INDEX, 2, plan, sides));
            }
        }
        return summaries;
    }

    private static Summary span(
            AuditPlan plan, Grouping grouping, GroupMetric metric, List<Side> sides, String outcome) {
        Side highest = sides.get(0);
        Side lowest = sides.get(0);
        for (Side side : sides) {
            highest = side.measure(metric).value() > highest.measure(metric).value() ? side : highest;
            lowest = side.measure(metric).value() < lowest.measure(metric).value() ? side : lowest;
        }
        double high = highest.measure(metric).value();
        double low = lowest.measure(metric).value();
        Bounds bounds = Bounds.of(
                plan,
                sides.stream().map(side -> side.measure(metric).estimator()).toList());
        Estimate ratio = null;
        if (!SIGNED.contains(metric)) {
            ratio = high > 0
                    ? Estimate.of(
                            low / high,
                            bounds.highestUpper > 0 ? Math.max(0, bounds.lowestLower) / bounds.highestUpper : 0,
                            bounds.highestLower > 0 ? Math.min(1, bounds.lowestUpper / bounds.highestLower) : 1)
                    : Estimate.undefined("the highest value is 0");
        }
        return new Summary(
                grouping.label(),
                outcome,
                metric.id(),
                Estimate.of(
                        high - low,
                        Math.max(0, bounds.highestLower - bounds.lowestUpper),
                        bounds.highestUpper - bounds.lowestLower),
                ratio,
                null,
                highest.name(),
                lowest.name(),
                test(metric, sides));
    }

    private static AuditReport.Test test(GroupMetric metric, List<Side> sides) {
        if (metric.kind() != GroupMetric.Kind.RATE) {
            return null;
        }
        List<Proportion> rates =
                sides.stream().map(side -> side.measure(metric).rate()).toList();
        return Contrast.test(Tests.chiSquare(rates));
    }

    /** The largest |ln ratio| over all pairs and both outcomes: of the highest and lowest rate of each outcome. */
    private static Summary differentialFairness(AuditPlan plan, Grouping grouping, List<Side> sides, String outcome) {
        List<Proportion> rates = sides.stream()
                .map(side -> side.measure(GroupMetric.SELECTION_RATE))
                .filter(Measure::isDefined)
                .map(Measure::rate)
                .toList();
        boolean never = rates.stream().anyMatch(r -> r.successes() == 0 || r.successes() == r.trials());
        if (never || rates.size() < 2) {
            return figure(
                    grouping,
                    outcome,
                    ComparisonMetric.DIFFERENTIAL_FAIRNESS.base(),
                    Estimate.undefined("in a group, an outcome never occurs"));
        }
        double high = rates.stream().mapToDouble(Proportion::value).max().orElseThrow();
        double low = rates.stream().mapToDouble(Proportion::value).min().orElseThrow();
        Bounds bounds = Bounds.of(plan, rates.stream().map(Proportions::wilson).toList());
        return figure(
                grouping,
                outcome,
                ComparisonMetric.DIFFERENTIAL_FAIRNESS.base(),
                Estimate.of(
                        epsilon(high, low),
                        bounds.highestLower > bounds.lowestUpper ? epsilon(bounds.highestLower, bounds.lowestUpper) : 0,
                        epsilon(bounds.highestUpper, bounds.lowestLower)));
    }

    private static double epsilon(double high, double low) {
        return Math.max(StrictMath.log(high / low), StrictMath.log((1 - low) / (1 - high)));
    }

    /** Between which values the highest and the lowest of several true values lie, all at once. */
    private record Bounds(double highestLower, double highestUpper, double lowestLower, double lowestUpper) {
        static Bounds of(AuditPlan plan, List<? extends Estimator> estimators) {
            double z = Normal.quantile(1 - (1 - plan.confidence().doubleValue()) / estimators.size());
            List<Interval> all = estimators.stream().map(each -> each.at(z)).toList();
            return new Bounds(
                    all.stream().mapToDouble(Interval::lower).max().orElseThrow(),
                    all.stream().mapToDouble(Interval::upper).max().orElseThrow(),
                    all.stream().mapToDouble(Interval::lower).min().orElseThrow(),
                    all.stream().mapToDouble(Interval::upper).min().orElseThrow());
        }
    }

    /** The part of the inequality of benefits that lies between the groups. */
    private static Summary betweenGroups(
            Grouping grouping, GroupMetric metric, double alpha, AuditPlan plan, List<Side> sides) {
        long[][] benefits = sides.stream()
                .map(side -> side.confusion().benefitWeights(plan.favourable()))
                .toArray(long[][]::new);
        boolean nobody = Arrays.stream(benefits).allMatch(group -> group[1] == 0 && group[2] == 0);
        return figure(
                grouping,
                null,
                "between_group_" + metric.id(),
                nobody
                        ? Estimate.undefined("nobody has a benefit")
                        : Estimate.withoutInterval(Inequality.betweenGroups(benefits, alpha)));
    }

    private static Summary figure(Grouping grouping, String outcome, String metric, Estimate value) {
        return new Summary(grouping.label(), outcome, metric, null, null, value, null, null, null);
    }
}
