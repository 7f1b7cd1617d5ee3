package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is compared, with the names of its difference and its ratio.
 *
 * @param id {@link ComparisonMetric#base()}
 * @param metric null when it is made of several metrics
 * @param difference null when there is none
 * @param ratio null when there is none
 */
record Base(String id, GroupMetric metric, ComparisonMetric difference, ComparisonMetric ratio) {

    /** What a plan compares between groups as a whole, in the order of {@link ComparisonMetric}. */
    static List<Base> ofWhole(AuditPlan plan) {
        List<Base> bases = new ArrayList<>();
        for (Base base : all()) {
            boolean fits = plan.task() == Task.MULTICLASS ? base.metric == GroupMetric.ACCURACY : base.fits(plan);
            if (fits && (plan.label() != null || !base.any().needsLabel())) {
                bases.add(base);
            }
        }
        return bases;
    }

    /** What a plan compares for each of its classes against the rest. */
    static List<Base> ofClass(AuditPlan plan) {
        List<Base> bases = new ArrayList<>();
        for (Base base : all()) {
            boolean fits = base.metric == null
                    ? base.difference != ComparisonMetric.STANDARDIZED_MEAN_DIFFERENCE
                            && base.difference != ComparisonMetric.CONDITIONAL_SELECTION_RATE_DIFFERENCE
                    : base.metric.kind() == GroupMetric.Kind.CONFUSION
                            || (base.metric.kind() == GroupMetric.Kind.RATE
                                    && base.metric != GroupMetric.ACCURACY
                                    && base.metric != GroupMetric.SCORING_RATE);
            if (fits && (plan.label() != null || !base.any().needsLabel())) {
                bases.add(base);
            }
        }
        return bases;
    }

    private boolean fits(AuditPlan plan) {
        boolean ofErrors = metric != null && metric.kind() == GroupMetric.Kind.ERROR;
        if (ofErrors != (plan.task() == Task.REGRESSION)) {
            return false;
        }
        if (metric == GroupMetric.SCORING_RATE) {
            return plan.scoringRate();
        }
        if (difference == ComparisonMetric.CONDITIONAL_SELECTION_RATE_DIFFERENCE) {
            return !plan.strata().isEmpty();
        }
        boolean ofScores = difference == ComparisonMetric.STANDARDIZED_MEAN_DIFFERENCE
                || (metric != null && metric.kind() == GroupMetric.Kind.SCORE);
        return !ofScores || plan.scoreColumn() != null;
    }

    private static List<Base> all() {
        Map<String, Base> bases = new LinkedHashMap<>();
        for (ComparisonMetric metric : ComparisonMetric.values()) {
            bases.merge(
                    metric.base(),
                    new Base(
                            metric.base(),
                            metric.metric(),
                            metric.isRatio() ? null : metric,
                            metric.isRatio() ? metric : null),
                    (one, other) -> new Base(
                            one.id,
                            one.metric,
                            one.difference == null ? other.difference : one.difference,
                            one.ratio == null ? other.ratio : one.ratio));
        }
        return List.copyOf(bases.values());
    }

    /** The limits that a plan sets here, the ratio's first. */
    Map<ComparisonMetric, Limit> limits(AuditPlan plan) {
        Map<ComparisonMetric, Limit> limits = new LinkedHashMap<>();
        for (ComparisonMetric metric : new ComparisonMetric[] {ratio, difference}) {
            if (metric != null && plan.limits().containsKey(metric)) {
                limits.put(metric, plan.limits().get(metric));
            }
        }
        return limits;
    }

    private ComparisonMetric any() {
        return difference == null ? ratio : difference;
    }
}
