package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import java.util.List;
import java.util.Random;

/** Plans of every kind and people to run them on. */
final class Reports {
    static final AuditPlan SCORED = Plans.plan("""
            kind: fairness
            data: people.csv
            weight: w
            label: {column: y, positive: "1"}
            decision: {score: s, threshold: 0.5}
            scoring_rate: true
            favourable: negative
            protected: [g, h]
            intersections: 2
            strata: [dept]
            unknown: [unknown]
            smallest_share: 0.01
            minimum_group: 30
            limits:
              impact_ratio: {min: 0.8}
              equalized_odds_difference: {max: 0.2}
              conditional_selection_rate_difference: {min: -0.2, max: 0.2}
              differential_fairness: {max: 1}
            deciding: all
            """);

    static final AuditPlan DECIDED = Plans.decided("""
            score: s
            protected: [g, h]
            reference: overall
            limits: {selection_rate_difference: {min: -0.1, max: 0.1}, auc_gap: {min: -0.1}}
            """);

    static final AuditPlan MULTICLASS = Plans.plan("""
            kind: fairness
            data: people.csv
            label: {column: k}
            decision: {column: kd}
            protected: [g]
            reference: majority
            limits: {accuracy_difference: {min: -0.1}, tpr_difference: {min: -0.2, max: 0.2}}
            """);

    static final AuditPlan REGRESSION = Plans.plan("""
            kind: fairness
            data: people.csv
            label: {column: v}
            decision: {value: p}
            protected: [g]
            limits: {mean_error_difference: {min: -1, max: 1}, rmse_ratio: {max: 1.5}}
            """);

    static final AuditPlan BIAS_AUDIT = Plans.plan("""
            kind: fairness
            profile: nyc-ll144
            data: people.csv
            decision: {score: s, threshold: median}
            protected: [g, h]
            """);

    static final List<AuditPlan> PLANS = List.of(SCORED, DECIDED, MULTICLASS, REGRESSION, BIAS_AUDIT);

    private Reports() {}

    static Rows people(long seed, int n) {
        Random random = new Random(seed);
        Rows rows = Rows.withColumns("g", "h", "dept", "w", "y", "d", "s", "k", "kd", "v", "p");
        for (int i = 0; i < n; i++) {
            int chance = random.nextInt(100);
            int y = random.nextInt(100) < chance ? 1 : 0;
            int k = random.nextInt(3);
            int v = random.nextInt(20);
            rows.row(
                    random.nextInt(50) == 0 ? "unknown" : random.nextBoolean() ? "a" : "b",
                    random.nextInt(200) == 0 ? "rare" : random.nextInt(3) == 0 ? "x" : "z",
                    random.nextBoolean() ? "north" : "south",
                    random.nextInt(3) + 1,
                    y,
                    random.nextInt(100) < chance ? 1 : 0,
                    chance / 100.0,
                    k,
                    random.nextInt(4) == 0 ? random.nextInt(3) : k,
                    v,
                    v + random.nextInt(5) - 2);
        }
        return rows;
    }

    static AuditReport report(AuditPlan plan, long seed, int n) {
        return Counted.report(plan, people(seed, n));
    }
}
