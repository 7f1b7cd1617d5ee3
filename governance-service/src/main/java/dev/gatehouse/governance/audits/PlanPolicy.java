package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.risk.Obligations.FairnessPolicy;
import dev.gatehouse.risk.Obligations.Limit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether an audit plan asks at least what the tier's policy asks: limits come from policy, not from who wants to pass. */
final class PlanPolicy {

    /** The share of the rows up to which a group may go without a comparison, as in 6 RCNY 5-301; more would hide groups. */
    private static final BigDecimal GREATEST_SMALLEST_SHARE = new BigDecimal("0.02");

    private PlanPolicy() {}

    /** Every way in which the plan is weaker, a sentence each; empty when it is not. */
    static List<String> weaknesses(AuditPlan plan, FairnessPolicy policy) {
        List<String> weaker = new ArrayList<>();
        if (plan.minimumGroup() < policy.minimumGroup()) {
            weaker.add(
                    "minimum_group is " + plan.minimumGroup() + "; policy asks " + policy.minimumGroup() + " or more");
        }
        if (plan.confidence().compareTo(policy.confidence()) < 0) {
            weaker.add("confidence is " + plan.confidence() + "; policy asks " + policy.confidence() + " or more");
        }
        if (plan.smallestShare() != null && plan.smallestShare().compareTo(GREATEST_SMALLEST_SHARE) > 0) {
            weaker.add("smallest_share is " + plan.smallestShare().toPlainString() + "; policy asks "
                    + GREATEST_SMALLEST_SHARE + " or less");
        }
        for (String metric : policy.deciding()) {
            Limit asked = policy.limits().get(metric);
            AuditPlan.Limit given = limit(plan.limits(), metric);
            asked.min().ifPresent(min -> {
                BigDecimal planned = given == null ? null : given.min();
                if (planned == null || planned.compareTo(min) < 0) {
                    weaker.add("limits." + metric + ".min is " + planned + "; policy asks " + min + " or more");
                }
            });
            asked.max().ifPresent(max -> {
                BigDecimal planned = given == null ? null : given.max();
                if (planned == null || planned.compareTo(max) > 0) {
                    weaker.add("limits." + metric + ".max is " + planned + "; policy asks " + max + " or less");
                }
            });
        }
        return weaker;
    }

    private static AuditPlan.Limit limit(Map<ComparisonMetric, AuditPlan.Limit> limits, String metric) {
        return limits.entrySet().stream()
                .filter(e -> e.getKey().id().equals(metric))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
