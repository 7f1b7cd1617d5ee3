package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Normal;
import java.math.BigDecimal;

/** What the classifier's AUC says about its limit. */
final class DomainLimit {
    /** NannyML flags an AUC outside these. */
    private static final BigDecimal NANNYML_LOWER = new BigDecimal("0.45");

    private static final BigDecimal NANNYML_UPPER = new BigDecimal("0.65");

    private DomainLimit() {}

    /** @param limit of the plan; null for none */
    static Classifier judged(DriftPlan plan, Classifier found, BigDecimal limit) {
        Estimate auc = found.auc();
        BigDecimal shown = limit != null ? limit : plan.method() == Method.NANNYML ? NANNYML_UPPER : null;
        if (!auc.isDefined()) {
            return with(found, shown, null, null, limit == null ? null : Verdict.INSUFFICIENT, auc.undefined());
        }
        boolean drifted;
        if (limit != null) {
            drifted = auc.value() > limit.doubleValue();
        } else if (plan.method() == Method.NANNYML) {
            drifted = auc.value() > NANNYML_UPPER.doubleValue() || auc.value() < NANNYML_LOWER.doubleValue();
        } else {
            drifted = found.chance() != null ? auc.value() > found.chance() : auc.lower() != null && auc.lower() > 0.5;
        }
        if (limit == null) {
            return with(found, shown, drifted, null, null, null);
        }
        long rows = Math.min(found.rowsReference(), found.rowsCurrent());
        if (rows < plan.minimumRows()) {
            return with(
                    found,
                    shown,
                    drifted,
                    null,
                    Verdict.INSUFFICIENT,
                    "the smaller sample has " + rows + " rows; the plan's minimum_rows is " + plan.minimumRows());
        }
        double max = limit.doubleValue();
        if (auc.lower() == null || auc.upper() == null || auc.lower().equals(auc.upper())) {
            return with(found, shown, drifted, null, Verdict.INSUFFICIENT, "the AUC has no interval");
        }
        Verdict verdict = auc.upper() <= max ? Verdict.PASS : auc.lower() > max ? Verdict.FAIL : Verdict.INSUFFICIENT;
        // Read off the interval, which is that of a normal variate below the value.
        double error =
                (auc.value() - auc.lower()) / Normal.quantile(plan.confidence().doubleValue());
        double p = auc.value() > max && error > 0 ? Normal.twoSided((auc.value() - max) / error) : 1;
        return with(
                found,
                shown,
                drifted,
                p,
                verdict,
                verdict == Verdict.INSUFFICIENT ? "the interval does not lie on one side of the limit" : null);
    }

    private static Classifier with(
            Classifier found, BigDecimal limit, Boolean drifted, Double p, Verdict verdict, String reason) {
        return new Classifier(
                found.auc(),
                found.chance(),
                found.rowsReference(),
                found.rowsCurrent(),
                limit,
                drifted,
                p,
                null,
                verdict,
                reason,
                found.features());
    }
}
