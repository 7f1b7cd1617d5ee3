package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.plan.SplitCheck;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.SplitsReport.Judged;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Normal;
import dev.gatehouse.audit.stat.Tests;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** Holds values against the plan's limits: counts as a point rule, estimates with their whole interval. */
final class Judging {
    private final SplitsPlan plan;
    private final double z;

    Judging(SplitsPlan plan) {
        this.plan = plan;
        this.z = Normal.quantile(plan.confidence().doubleValue());
    }

    /** The chance of erring that verdicts allow. */
    double alpha() {
        return 1 - plan.confidence().doubleValue();
    }

    /** The estimate with its interval, kept within what the quantity can be. */
    Estimate estimate(Estimator estimator, double least, double most) {
        Interval interval = estimator.at(z);
        double value = Math.max(least, Math.min(most, estimator.value()));
        return Estimate.of(
                value,
                Math.max(least, Math.min(value, interval.lower())),
                Math.min(most, Math.max(value, interval.upper())));
    }

    /**
     * What was counted in the rows at hand.
     *
     * @param lack why there is no evidence; null where there is
     */
    Judged counted(SplitCheck check, double value, String lack) {
        BigDecimal limit = plan.limits().get(check);
        boolean beyond = value > (limit == null ? 0 : limit.doubleValue());
        Verdict verdict =
                limit == null ? null : lack != null ? Verdict.INSUFFICIENT : beyond ? Verdict.FAIL : Verdict.PASS;
        return new Judged(limit, lack == null ? beyond : null, null, null, verdict, limit == null ? null : lack);
    }

    /**
     * An estimate.
     *
     * @param estimator null where it is undefined
     * @param lack why there is no evidence; null where there is
     */
    Judged estimated(SplitCheck check, Estimator estimator, String lack) {
        BigDecimal max = plan.limits().get(check);
        if (estimator == null || lack != null) {
            return new Judged(
                    max, null, null, null, max == null ? null : Verdict.INSUFFICIENT, max == null ? null : lack);
        }
        if (max == null) {
            return new Judged(null, estimator.at(z).lower() > 0, null, null, null, null);
        }
        double limit = max.doubleValue();
        Interval interval = estimator.at(z);
        Verdict verdict = interval.lower() == interval.upper()
                ? Verdict.INSUFFICIENT
                : interval.upper() <= limit
                        ? Verdict.PASS
                        : interval.lower() > limit ? Verdict.FAIL : Verdict.INSUFFICIENT;
        return new Judged(
                max,
                estimator.value() > limit,
                estimator.value() > limit ? estimator.pAgainst(limit) : 1.0,
                null,
                verdict,
                verdict == Verdict.INSUFFICIENT ? "the interval does not lie on one side of the limit" : null);
    }

    /** Holm's adjustment of some p-values, of which those that are null stay so. */
    static Double[] holm(List<Double> p) {
        double[] adjusted = Tests.holm(p.stream()
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
        Double[] all = new Double[p.size()];
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = p.get(i) == null ? null : (Double) adjusted[next++];
        }
        return all;
    }
}
