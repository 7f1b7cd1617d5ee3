package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a limit may be, given what the plan computes.
 *
 * @param task what is predicted
 * @param labelled whether the plan names a label
 * @param scored whether it names a score
 * @param scoringRate whether it asks for scoring rates
 * @param strata its strata
 */
record LimitRules(Task task, boolean labelled, boolean scored, boolean scoringRate, List<String> strata) {

    void check(ComparisonMetric metric, Limit limit) {
        String where = "limits." + metric.id();
        BigDecimal min = limit.min();
        BigDecimal max = limit.max();
        AuditPlan.check(min != null || max != null, where + ": give a min, a max or both");
        AuditPlan.check(min == null || max == null || min.compareTo(max) < 0, where + ": min must be below max");
        AuditPlan.check(labelled || !metric.needsLabel(), where + ": needs a label, and the plan names none");
        checkComputed(metric, where);
        AuditPlan.check(min == null || !metric.isDistance(), where + ": is a distance, which only a max can limit");
        checkEnd(metric, where, min);
        checkEnd(metric, where, max);
    }

    private void checkComputed(ComparisonMetric metric, String where) {
        boolean ofErrors = metric.metric() != null && metric.metric().kind() == GroupMetric.Kind.ERROR;
        AuditPlan.check(
                ofErrors == (task == Task.REGRESSION),
                where + ": is not computed for " + (task == Task.REGRESSION ? "a predicted value" : "classes"));
        if (task == Task.MULTICLASS) {
            AuditPlan.check(
                    metric.metric() == null
                            || metric.metric().kind() == GroupMetric.Kind.RATE
                            || metric.metric().kind() == GroupMetric.Kind.CONFUSION,
                    where + ": is not computed for more than two classes");
        }
        boolean ofScores = metric == ComparisonMetric.STANDARDIZED_MEAN_DIFFERENCE
                || metric.metric() == GroupMetric.SCORING_RATE
                || (metric.metric() != null && metric.metric().kind() == GroupMetric.Kind.SCORE);
        AuditPlan.check(scored || !ofScores, where + ": needs a score, and the plan names none");
        AuditPlan.check(
                scoringRate || metric.metric() != GroupMetric.SCORING_RATE, where + ": needs scoring_rate: true");
        AuditPlan.check(
                !strata.isEmpty() || metric != ComparisonMetric.CONDITIONAL_SELECTION_RATE_DIFFERENCE,
                where + ": needs strata, and the plan names none");
    }

    private static void checkEnd(ComparisonMetric metric, String where, BigDecimal end) {
        if (end == null) {
            return;
        }
        BigDecimal largest = metric.largestLimit();
        boolean aboveZero = metric.isRatio() || metric.isDistance();
        boolean inside =
                end.compareTo(largest) <= 0 && (aboveZero ? end.signum() > 0 : end.compareTo(largest.negate()) >= 0);
        AuditPlan.check(
                inside,
                where + ": " + end.toEngineeringString() + " is not in "
                        + (aboveZero ? "(0, " + largest + "]" : "[-" + largest + ", " + largest + "]"));
    }
}
