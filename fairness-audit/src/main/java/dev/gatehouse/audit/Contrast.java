package dev.gatehouse.audit;

import dev.gatehouse.audit.Intervals.Interval;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.Map;

/** Computes one comparison: estimate, interval, p-value against the limit, flag and verdict. */
final class Contrast {
    private Contrast() {}

    static AuditReport.Comparison compare(
            AuditPlan plan,
            ComparisonMetric metric,
            String attribute,
            Map<String, String> group,
            Tally groupTally,
            Map<String, String> reference,
            Tally referenceTally,
            boolean mayDecide) {
        Proportion first = groupTally.rate(metric.rate(), plan.favourable());
        Proportion second = referenceTally.rate(metric.rate(), plan.favourable());
        Estimate estimate = estimate(
                metric, first, second, Intervals.quantile(plan.confidence().doubleValue()));
        AuditPlan.Limit limit = plan.limits().get(metric);
        Verdict verdict = null;
        String reason = null;
        Double p = null;
        if (limit != null) {
            reason = lackOfEvidence(plan, estimate, first, second);
            if (reason == null) {
                p = pValue(metric, first, second, limit);
                verdict = judge(estimate, limit);
                if (verdict == Verdict.INSUFFICIENT) {
                    reason = "the interval does not lie on one side of the limit";
                }
            } else {
                verdict = Verdict.INSUFFICIENT;
            }
        }
        return new AuditReport.Comparison(
                metric,
                attribute,
                group,
                reference,
                metric.isRatio() ? null : estimate,
                metric.isRatio() ? estimate : null,
                limit,
                p,
                null,
                metric == ComparisonMetric.IMPACT_RATIO && first.belowFourFifthsOf(second),
                limit != null && mayDecide,
                verdict,
                reason);
    }

    private static Estimate estimate(ComparisonMetric metric, Proportion first, Proportion second, double z) {
        if (first.trials() == 0) {
            return Estimate.undefined("in the group, " + GroupMetrics.emptyDenominator(metric.rate()));
        }
        if (second.trials() == 0) {
            return Estimate.undefined("in the reference group, " + GroupMetrics.emptyDenominator(metric.rate()));
        }
        if (!metric.isRatio()) {
            Interval interval = Intervals.newcombe(first, second, z);
            return Estimate.of(first.value() - second.value(), interval.lower(), interval.upper());
        }
        Interval interval = Intervals.koopman(first, second, z);
        return second.successes() == 0
                ? Estimate.undefined("the reference group's selection rate is 0", interval.lower(), interval.upper())
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
