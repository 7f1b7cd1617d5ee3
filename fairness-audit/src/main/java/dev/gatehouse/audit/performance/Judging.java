package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport.Limit;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Range;
import dev.gatehouse.audit.stat.Tests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The audit's verdict over its limits, with their p-values adjusted by Holm.
 *
 * @param verdict null when the plan sets no limit
 */
record Judging(Verdict verdict, List<String> reasons, List<Limit> limits) {

    /**
     * @param current with {@link PerformanceMetric#LABEL_COVERAGE}
     * @param reference null without one
     */
    static Judging of(
            PerformancePlan plan,
            double z,
            Map<PerformanceMetric, Measured> current,
            Map<PerformanceMetric, Measured> reference) {
        if (plan.limits().isEmpty()) {
            return new Judging(
                    null,
                    List.of(
                            "The plan sets no limit, so there is no verdict: the figures document, they do not decide."),
                    List.of());
        }
        List<Limit> limits = holm(judged(plan, z, current, reference));
        double alpha = 1 - plan.confidence().doubleValue();
        List<String> failing = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (Limit limit : limits) {
            if (limit.verdict() == Verdict.FAIL && limit.pHolm() <= alpha) {
                failing.add(limit.limit() + " lies beyond its limit.");
            } else if (limit.verdict() == Verdict.FAIL) {
                open.add(limit.limit() + " lies beyond its limit, but not after Holm's adjustment for several limits.");
            } else if (limit.verdict() == Verdict.INSUFFICIENT) {
                open.add(limit.limit() + ": " + limit.reason() + ".");
            }
        }
        if (!failing.isEmpty()) {
            return new Judging(Verdict.FAIL, failing, limits);
        }
        if (!open.isEmpty()) {
            return new Judging(Verdict.INSUFFICIENT, open, limits);
        }
        String all = limits.size() == 1
                ? "The one limit holds, interval included."
                : "All " + limits.size() + " limits hold, intervals included.";
        return new Judging(Verdict.PASS, List.of(all), limits);
    }

    private static List<Limit> judged(
            PerformancePlan plan,
            double z,
            Map<PerformanceMetric, Measured> current,
            Map<PerformanceMetric, Measured> reference) {
        List<Limit> limits = new ArrayList<>();
        plan.limits().forEach((limited, limit) -> {
            PerformanceMetric metric = limited.metric();
            Measured measured = limited.loss()
                    ? reference.get(metric).loss(current.get(metric), metric.moreIsBetter())
                    : current.get(metric);
            limits.add(judged(limited.id(), limit, measured, plan.minimumRows(), z));
        });
        return limits;
    }

    private static Limit judged(String id, AuditPlan.Limit limit, Measured measured, int minimumRows, double z) {
        String lack = measured.lack(minimumRows, z);
        if (lack != null) {
            return new Limit(
                    id, limit.min(), limit.max(), measured.estimate(z), null, null, Verdict.INSUFFICIENT, lack);
        }
        Range range = new Range(
                limit.min() == null ? Double.NEGATIVE_INFINITY : limit.min().doubleValue(),
                limit.max() == null ? Double.POSITIVE_INFINITY : limit.max().doubleValue());
        Verdict verdict = range.holds(measured.estimator().at(z))
                ? Verdict.PASS
                : range.excludes(measured.estimator().at(z)) ? Verdict.FAIL : Verdict.INSUFFICIENT;
        return new Limit(
                id,
                limit.min(),
                limit.max(),
                measured.estimate(z),
                range.pBeyond(measured.estimator()),
                null,
                verdict,
                verdict == Verdict.INSUFFICIENT ? "the interval does not lie on one side of the limit" : null);
    }

    private static List<Limit> holm(List<Limit> limits) {
        double[] adjusted = Tests.holm(limits.stream()
                .filter(limit -> limit.p() != null)
                .mapToDouble(Limit::p)
                .toArray());
        List<Limit> all = new ArrayList<>();
        int next = 0;
        for (Limit l : limits) {
            all.add(
                    l.p() == null
                            ? l
                            : new Limit(
                                    l.limit(),
                                    l.min(),
                                    l.max(),
                                    l.value(),
                                    l.p(),
                                    adjusted[next++],
                                    l.verdict(),
                                    l.reason()));
        }
        return all;
    }
}
