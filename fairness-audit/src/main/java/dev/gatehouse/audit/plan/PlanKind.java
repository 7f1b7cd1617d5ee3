package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;

/** What a plan asks for: its member {@code kind}. */
public enum PlanKind {
    /** Groups of people are compared: {@link AuditPlan}. */
    FAIRNESS,
    /** Current rows are compared with reference rows: {@link DriftPlan}. */
    DRIFT,
    /** Labels are held against predictions: {@link PerformancePlan}. */
    PERFORMANCE,
    /** What a change between two windows goes with: {@link DiagnosisPlan}. */
    DIAGNOSIS,
    /** Training and evaluation rows are held against each other: {@link SplitsPlan}. */
    SPLITS;

    /**
     * The kind of a plan that is not read yet.
     *
     * @param yamlOrJson UTF-8, at most {@value AuditPlan#MAX_PLAN_BYTES} bytes
     * @throws AuditException when the text is no mapping, or its kind is missing or unknown
     */
    public static PlanKind of(byte[] yamlOrJson) {
        JsonNode plan = PlanNodes.tree(yamlOrJson);
        if (plan == null || !plan.isObject()) {
            throw PlanNodes.bad("must be a mapping with the member kind, one of " + ids());
        }
        String text = PlanNodes.text(plan, "", "kind");
        return Arrays.stream(values())
                .filter(kind -> kind.id().equals(text))
                .findFirst()
                .orElseThrow(() -> PlanNodes.bad("kind: must be one of " + ids() + ", not '" + text + "'"));
    }

    /** As plans write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String ids() {
        return Arrays.stream(values()).map(PlanKind::id).toList().toString();
    }
}
