package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.DriftCheck;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Obligations.Limit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether a drift plan asks at least what the tier's policy asks of drift. */
final class DriftPolicy {

    private DriftPolicy() {}

    /**
     * Every way in which the plan is weaker, a sentence each. Distances that policy limits are alternatives, so each column must be
     * judged by one of them; checks that it limits are asked for beside them.
     */
    static List<String> weaknesses(DriftPlan plan, Obligations obligations) {
        List<String> weaker = new ArrayList<>();
        obligations
                .driftEvidence()
                .ifPresent(least -> PlanPolicy.evidence(weaker, plan.minimumRows(), plan.confidence(), least));
        Map<String, Limit> asked = obligations.driftLimits();
        asked.forEach((id, limit) -> DriftCheck.byId(id)
                .ifPresent(check -> limit.max()
                        .ifPresent(max -> PlanPolicy.max(
                                weaker, id, max, plan.checkLimits().get(check)))));
        Map<String, BigDecimal> distances = new TreeMap<>();
        asked.forEach((id, limit) -> {
            if (DriftCheck.byId(id).isEmpty()) {
                limit.max().ifPresent(max -> distances.put(id, max));
            }
        });
        if (distances.isEmpty()) {
            return weaker;
        }
        if (plan.method() != Method.GATEHOUSE) {
            weaker.add("method is " + plan.method().id() + ", which has thresholds of its own; policy limits "
                    + distances.keySet() + ", so say gatehouse");
            return weaker;
        }
        Set<DriftMetric> used = EnumSet.of(plan.numberMetric(), plan.categoryMetric());
        used.addAll(plan.byColumn().values());
        for (DriftMetric metric : used) {
            BigDecimal max = distances.get(metric.id());
            if (max == null) {
                weaker.add("metrics names " + metric.id()
                        + ", for which policy has no limit; judge every column by one of " + distances.keySet());
            } else {
                PlanPolicy.max(weaker, metric.id(), max, plan.distanceLimits().get(metric));
            }
        }
        return weaker;
    }
}
