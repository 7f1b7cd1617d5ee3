package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.GroupMetric;
import java.util.Map;

/**
 * One side of a comparison.
 *
 * @param name attribute values; empty for everybody outside the group
 * @param confusion labels against decisions on the class that is compared; null for a regression and for several classes at once
 * @param measures the metrics that are compared
 */
record Side(Map<String, String> name, Tally tally, Confusion confusion, Map<GroupMetric, Measure> measures) {

    Measure measure(GroupMetric metric) {
        return measures.get(metric);
    }
}
