package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Obligations.AuditEvidence;
import dev.gatehouse.risk.Obligations.FairnessPolicy;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.PerformancePolicy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether an audit plan asks at least what the tier's policy asks: limits come from policy, not from who wants to pass. */
final class PlanPolicy {

    /** The share of the rows up to which a group may go without a comparison, as in 6 RCNY 5-301; more would hide groups. */
    private static final BigDecimal GREATEST_SMALLEST_SHARE = new BigDecimal("0.02");

    private PlanPolicy() {}

    /** Every way in which the plan is weaker than what the tier asks of its kind, a sentence each; empty when it is not. */
    static List<String> weaknesses(Plan plan, Obligations obligations) {
        if (plan instanceof DriftPlan drift) {
            return DriftPolicy.weaknesses(drift, obligations);
        }
        if (plan instanceof PerformancePlan performance) {
            return obligations
                    .performance()
                    .map(policy -> weaknesses(performance, policy))
                    .orElse(List.of());
        }
        // A diagnosis decides nothing, and limits of splits are in no pack, so that policy asks nothing of either.
        return plan instanceof AuditPlan fairness
                ? obligations
                        .fairness()
                        .map(policy -> weaknesses(fairness, policy))
                        .orElse(List.of())
                : List.of();
    }

    private static List<String> weaknesses(PerformancePlan plan, PerformancePolicy policy) {
        List<String> weaker = new ArrayList<>();
        evidence(weaker, plan.minimumRows(), plan.confidence(), policy.evidence());
        Map<String, AuditPlan.Limit> given = new HashMap<>();
        plan.limits().forEach((limited, limit) -> given.put(limited.id(), limit));
        policy.limits().forEach((metric, asked) -> limit(weaker, metric, asked, given.get(metric)));
        return weaker;
    }

    /** What a figure may rest on. */
    static void evidence(List<String> weaker, int minimumRows, BigDecimal confidence, AuditEvidence asked) {
        if (minimumRows < asked.minimumRows()) {
            weaker.add("minimum_rows is " + minimumRows + "; policy asks " + asked.minimumRows() + " or more");
        }
        if (confidence.compareTo(asked.confidence()) < 0) {
            weaker.add("confidence is " + confidence + "; policy asks " + asked.confidence() + " or more");
        }
    }

    private static List<String> weaknesses(AuditPlan plan, FairnessPolicy policy) {
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
            limit(weaker, metric, policy.limits().get(metric), limit(plan.limits(), metric));
        }
        return weaker;
    }

    /** @param given null where the plan sets none */
    private static void limit(List<String> weaker, String metric, Limit asked, AuditPlan.Limit given) {
        asked.min().ifPresent(min -> {
            BigDecimal planned = given == null ? null : given.min();
            if (planned == null || planned.compareTo(min) < 0) {
                weaker.add("limits." + metric + ".min is " + planned + "; policy asks " + min + " or more");
            }
        });
        asked.max().ifPresent(max -> max(weaker, metric, max, given == null ? null : given.max()));
    }

    /** @param planned null where the plan sets none */
    static void max(List<String> weaker, String metric, BigDecimal max, BigDecimal planned) {
        if (planned == null || planned.compareTo(max) > 0) {
            weaker.add("limits." + metric + ".max is " + planned + "; policy asks " + max + " or less");
        }
    }

    private static AuditPlan.Limit limit(Map<ComparisonMetric, AuditPlan.Limit> limits, String metric) {
        return limits.entrySet().stream()
                .filter(e -> e.getKey().id().equals(metric))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
