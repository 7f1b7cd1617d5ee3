package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Range;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Judges one value against one limit of the plan. */
final class LimitCheck {
    private LimitCheck() {}

    /** @param z the normal quantile of the plan's confidence */
    static AuditReport.Judgement of(
            AuditPlan plan, ComparisonMetric metric, AuditPlan.Limit limit, Measure measure, double z) {
        String reason = lackOfEvidence(plan, measure, z);
        if (reason != null) {
            return new AuditReport.Judgement(
                    metric.id(), limit.min(), limit.max(), null, null, Verdict.INSUFFICIENT, reason);
        }
        Range range = range(limit);
        Verdict verdict = judge(measure.estimator().at(z), range);
        return new AuditReport.Judgement(
                metric.id(),
                limit.min(),
                limit.max(),
                range.pBeyond(measure.estimator()),
                null,
                verdict,
                verdict == Verdict.INSUFFICIENT ? "the interval does not lie on one side of the limit" : null);
    }

    /** The limit with the worst verdict: FAIL before INSUFFICIENT before PASS; null without limits. */
    static AuditReport.Judgement worst(List<AuditReport.Judgement> limits) {
        return limits.stream()
                .min(Comparator.comparingInt(limit -> List.of(Verdict.FAIL, Verdict.INSUFFICIENT, Verdict.PASS)
                        .indexOf(limit.verdict())))
                .orElse(null);
    }

    private static String lackOfEvidence(AuditPlan plan, Measure measure, double z) {
        if (!measure.isDefined()) {
            return measure.undefined();
        }
        if (measure.rows() < plan.minimumGroup()) {
            return "the smaller side rests on " + rows(measure.rows()) + " rows; the plan's minimum_group is "
                    + plan.minimumGroup();
        }
        Interval interval = measure.estimator().at(z);
        return interval.lower() == interval.upper() ? "the interval has no width" : null;
    }

    /** Effective rows are seldom whole. */
    private static String rows(double rows) {
        return rows == Math.rint(rows)
                ? String.valueOf((long) rows)
                : String.format(Locale.ROOT, "%.1f effective", rows);
    }

    private static Range range(AuditPlan.Limit limit) {
        return new Range(
                limit.min() == null ? Double.NEGATIVE_INFINITY : limit.min().doubleValue(),
                limit.max() == null ? Double.POSITIVE_INFINITY : limit.max().doubleValue());
    }

    private static Verdict judge(Interval interval, Range range) {
        if (range.holds(interval)) {
            return Verdict.PASS;
        }
        return range.excludes(interval) ? Verdict.FAIL : Verdict.INSUFFICIENT;
    }
}
