package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import java.nio.charset.StandardCharsets;

/** Audit plans that read like the text an engineer writes. */
public final class Plans {
    private Plans() {}

    public static AuditPlan plan(String yaml) {
        return AuditPlan.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    /** Label {@code y}, decision {@code d}, both positive at 1; attribute {@code g}; further lines as given. */
    public static AuditPlan decided(String more) {
        return plan("""
                kind: fairness
                data: rows.csv
                label: {column: y, positive: "1"}
                decision: {column: d, positive: "1"}
                """ + more);
    }

    /** Label {@code y}, score {@code s} with threshold 0.5; further lines as given. */
    public static AuditPlan scored(String more) {
        return plan("""
                kind: fairness
                data: rows.csv
                label: {column: y, positive: "1"}
                decision: {score: s, threshold: 0.5}
                """ + more);
    }
}
