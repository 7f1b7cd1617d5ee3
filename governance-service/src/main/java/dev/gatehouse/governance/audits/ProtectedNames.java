package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.AuditPlan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Set;
import java.util.TreeSet;

/** Which attributes of a model's data are protected: those that its audit plans, the earlier ones too, compare groups by. */
@ApplicationScoped
public class ProtectedNames {

    /** Their names; upper and lower case are the same. */
    @Transactional
    public Set<String> of(long modelId) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (AuditPlanEntity plan : AuditPlanEntity.allOf(modelId)) {
            if (AuditPlans.FixedPlan.of(plan).plan() instanceof AuditPlan fairness) {
                names.addAll(fairness.protectedAttributes());
            }
        }
        return names;
    }
}
