package dev.gatehouse.audit.plan;

/** What an audit looks at and what it must show, whatever its kind. Fixed by {@link #digest()} before the run. */
public interface Plan {

    /** The plan's member {@code kind}. */
    PlanKind planKind();

    /** The plan as canonical JSON, which {@link #parse} reads back to an equal plan. */
    byte[] toJson();

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}. */
    String digest();

    /** Whether the plan names reference rows, so that an audit needs them beside the data. */
    boolean hasReferenceRows();

    /**
     * Reads a plan that a worker can run.
     *
     * @param yamlOrJson UTF-8, at most {@value AuditPlan#MAX_PLAN_BYTES} bytes
     * @throws AuditException naming the field, when the text is no plan or breaks a limit
     */
    static Plan parse(byte[] yamlOrJson) {
        return switch (PlanKind.of(yamlOrJson)) {
            case FAIRNESS -> AuditPlan.parse(yamlOrJson);
            case DRIFT -> DriftPlan.parse(yamlOrJson);
            case PERFORMANCE -> PerformancePlan.parse(yamlOrJson);
            case DIAGNOSIS -> DiagnosisPlan.parse(yamlOrJson);
            case SPLITS -> SplitsPlan.parse(yamlOrJson);
        };
    }
}
