package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.stat.DriftEstimate;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.audit.stat.DriftStatistics;
import dev.gatehouse.audit.stat.TwoSamples;
import java.math.BigDecimal;

/** The plan's own distance of a column, with the limit on it. */
final class GatehouseRule {
    private GatehouseRule() {}

    /**
     * A rule with what its estimate says about the limit.
     *
     * @param estimate null where the distance is undefined
     */
    record Found(Rule rule, DriftEstimate estimate) {}

    static Found of(DriftPlan plan, Sampled column, double confidence, long seed) {
        DriftMetric metric =
                column.isNumber() ? plan.metricOfNumbers(column.name()) : plan.metricOfCategories(column.name());
        BigDecimal limit = plan.distanceLimits().get(metric);
        if (column.undefined() != null) {
            return new Found(Rule.undefined(metric.id(), column.undefined(), limit), null);
        }
        TwoSamples two = column.two();
        DriftEstimate estimate = DriftStatistics.of(metric, two, confidence, seed);
        if (!estimate.isDefined()) {
            return new Found(Rule.undefined(metric.id(), estimate.undefined(), limit), null);
        }
        double bound = errorBound(metric, column, two);
        boolean drifted = limit == null ? estimate.aboveNoise() : estimate.statistic() > limit.doubleValue();
        Rule rule = Rule.measured(
                metric.id(), estimate, 1, bound, estimate.pValue(), limit, drifted, two, counts -> counts);
        return new Found(rule, estimate);
    }

    /** By how much counting in bins may have moved a distance; 0 where every value was counted. */
    static double errorBound(DriftMetric metric, Sampled column, TwoSamples two) {
        if (!column.isNumber() || column.column().exact()) {
            return 0;
        }
        double[] values = column.values();
        double[] least = column.column().least().clone();
        double[] most = column.column().most().clone();
        for (int i = 0; i < values.length; i++) {
            least[i] = Math.min(least[i], values[i]);
            most[i] = Math.max(most[i], values[i]);
        }
        return DriftStatistics.errorBound(metric, two, least, most);
    }
}
