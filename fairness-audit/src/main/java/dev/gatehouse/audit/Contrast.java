package dev.gatehouse.audit;

import dev.gatehouse.audit.Intervals.Interval;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Computes one comparison: estimate, interval, p-value against the limit, flag and verdict. */
final class Contrast {
    private Contrast() {}

    /** The metrics that are compared, each with the limits that a plan may set on it. */
    static final Map<GroupMetric, List<ComparisonMetric>> COMPARED = compared();

    static AuditReport.Comparison compare(
            AuditPlan plan,
            GroupMetric base,
            String attribute,
            Map<String, String> group,
            Tally groupTally,
            Map<String, String> reference,
            Tally referenceTally,
            boolean mayDecide) {
        Proportion first = groupTally.rate(base, plan.favourable());
        Proportion second = referenceTally.rate(base, plan.favourable());
        double z = Intervals.quantile(plan.confidence().doubleValue());
        Estimate difference = null;
        Estimate ratio = null;
        List<AuditReport.Judgement> limits = new ArrayList<>();
        for (ComparisonMetric metric : COMPARED.get(base)) {
            Estimate estimate = estimate(metric, first, second, z);
            if (metric.isRatio()) {
                ratio = estimate;
            } else {
                difference = estimate;
            }
            AuditPlan.Limit limit = plan.limits().get(metric);
            if (limit != null) {
                limits.add(judgement(plan, metric, estimate, first, second, limit));
            }
        }
        AuditReport.Judgement worst = Judgement.worst(limits);
        return new AuditReport.Comparison(
                base.id(),
                attribute,
                group,
                reference,
                "group",
                null,
                difference,
                ratio,
                null,
                null,
                base == GroupMetric.SELECTION_RATE && first.belowFourFifthsOf(second),
                limits,
                worst != null && mayDecide,
                worst == null ? null : worst.verdict(),
                worst == null ? null : worst.reason(),
                null);
    }

    private static AuditReport.Judgement judgement(
            AuditPlan plan,
            ComparisonMetric metric,
            Estimate estimate,
            Proportion first,
            Proportion second,
            AuditPlan.Limit limit) {
        String reason = lackOfEvidence(plan, estimate, first, second);
        Double p = null;
        Verdict verdict = Verdict.INSUFFICIENT;
        if (reason == null) {
            p = pValue(metric, first, second, limit);
            verdict = judge(estimate, limit);
            if (verdict == Verdict.INSUFFICIENT) {
                reason = "the interval does not lie on one side of the limit";
            }
        }
        return new AuditReport.Judgement(metric.id(), limit.min(), limit.max(), p, null, verdict, reason);
    }

    private static Map<GroupMetric, List<ComparisonMetric>> compared() {
        Map<GroupMetric, List<ComparisonMetric>> compared = new EnumMap<>(GroupMetric.class);
        for (ComparisonMetric metric : ComparisonMetric.values()) {
            if (metric.metric() != null
                    && metric.metric().kind() == GroupMetric.Kind.RATE
                    && metric.metric() != GroupMetric.SCORING_RATE) {
                compared.computeIfAbsent(metric.metric(), m -> new ArrayList<>())
                        .add(metric);
            }
        }
        return compared;
    }

    private static Estimate estimate(ComparisonMetric metric, Proportion first, Proportion second, double z) {
        if (first.trials() == 0) {
            return Estimate.undefined("in the group, " + GroupMetrics.emptyDenominator(metric.metric()));
        }
        if (second.trials() == 0) {
            return Estimate.undefined("in the reference group, " + GroupMetrics.emptyDenominator(metric.metric()));
        }
        if (!metric.isRatio()) {
            Interval interval = Intervals.newcombe(first, second, z);
            return Estimate.of(first.value() - second.value(), interval.lower(), interval.upper());
        }
        Interval interval = Intervals.koopman(first, second, z);
        return second.successes() == 0
                ? Estimate.undefined(
                        "the reference group's " + metric.metric().id().replace('_', ' ') + " is 0",
                        interval.lower(),
                        interval.upper())
                : Estimate.of(first.value() / second.value(), interval.lower(), interval.upper());
    }

    private static String lackOfEvidence(AuditPlan plan, Estimate estimate, Proportion first, Proportion second) {
        if (!estimate.isDefined()) {
            return estimate.undefined();
        }
        if (Math.min(first.trials(), second.trials()) < plan.minimumGroup()) {
            boolean inGroup = first.trials() < plan.minimumGroup();
            return "the rate in the " + (inGroup ? "group" : "reference group") + " rests on "
                    + (inGroup ? first : second).trials() + " rows; the plan's minimum_group is "
                    + plan.minimumGroup();
        }
        if (estimate.lower() != null && estimate.lower().equals(estimate.upper())) {
            return "the interval has no width";
        }
        return null;
    }

    private static Verdict judge(Estimate estimate, AuditPlan.Limit limit) {
        double min =
                limit.min() == null ? Double.NEGATIVE_INFINITY : limit.min().doubleValue();
        double max =
                limit.max() == null ? Double.POSITIVE_INFINITY : limit.max().doubleValue();
        double upper = estimate.upper() == null ? Double.POSITIVE_INFINITY : estimate.upper();
        if (estimate.lower() >= min && upper <= max) {
            return Verdict.PASS;
        }
        return upper < min || estimate.lower() > max ? Verdict.FAIL : Verdict.INSUFFICIENT;
    }

    private static double pValue(ComparisonMetric metric, Proportion first, Proportion second, AuditPlan.Limit limit) {
        double p = 1;
        if (limit.min() != null) {
            p = Intervals.twoSided(-score(metric, first, second, limit.min().doubleValue()));
        }
        if (limit.max() != null) {
            p = Math.min(
                    p,
                    Intervals.twoSided(score(metric, first, second, limit.max().doubleValue())));
        }
        return p;
    }

    private static double score(ComparisonMetric metric, Proportion first, Proportion second, double limit) {
        return metric.isRatio()
                ? Intervals.ratioScore(first, second, limit)
                : Intervals.differenceScore(first, second, limit);
    }
}
