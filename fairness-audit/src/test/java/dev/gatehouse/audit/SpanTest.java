package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Summary;
import dev.gatehouse.audit.report.Verdict;
import org.junit.jupiter.api.Test;

/** The span between the highest and the lowest group, and what is said where an attribute has nothing to compare. */
class SpanTest {
    private static final AuditPlan PLAN = Plans.decided("""
            protected: [g]
            limits: {impact_ratio: {min: 0.5}}
            """);

    @Test
    void theSpanOfTwoGroupsHasTheIntervalOfTheirJointWilsonBounds() {
        Summary span = summary(PLAN, rows(120, 400, 200, 400), "selection_rate");
        // Wilson at level 0.975 (z = 2.2414): 120 of 400 in [0.2514, 0.3535], 200 of 400 in [0.4443, 0.5557].
        assertThat(span.difference().value()).isCloseTo(0.2, within(1e-12));
        assertThat(span.difference().lower()).isCloseTo(0.4443 - 0.3535, within(2e-4));
        assertThat(span.difference().upper()).isCloseTo(0.5557 - 0.2514, within(2e-4));
        assertThat(span.ratio().value()).isCloseTo(0.6, within(1e-12));
        assertThat(span.ratio().lower()).isCloseTo(0.2514 / 0.5557, within(5e-4));
        assertThat(span.ratio().upper()).isCloseTo(0.3535 / 0.4443, within(5e-4));
        Summary epsilon = summary(PLAN, rows(120, 400, 200, 400), "differential_fairness");
        assertThat(epsilon.value().value()).isCloseTo(Math.log(0.5 / 0.3), within(1e-12));
        assertThat(epsilon.value().lower()).isCloseTo(Math.log(0.4443 / 0.3535), within(1e-3));
        assertThat(epsilon.value().upper()).isCloseTo(Math.log(0.5557 / 0.2514), within(2e-3));
    }

    @Test
    void equalGroupsHaveASpanThatMayBeNothing() {
        Summary span = summary(PLAN, rows(100, 400, 100, 400), "selection_rate");
        assertThat(span.difference().value()).isZero();
        assertThat(span.difference().lower()).isZero();
        assertThat(span.difference().upper()).isPositive();
        assertThat(span.ratio().upper()).isEqualTo(1);
    }

    @Test
    void anAttributeOfWhichNothingIsComparedKeepsTheAuditFromPassing() {
        Rows rows = Rows.withColumns("g", "h", "y", "d");
        for (int i = 0; i < 4_000; i++) {
            // h = big gets 60 % of the rows, h = small none of the favourable decisions.
            rows.row(i % 2 == 0 ? "a" : "b", i % 5 < 3 ? "big" : "small", i % 3 == 0 ? 1 : 0, i % 5 < 3 ? 1 : 0);
        }
        AuditPlan whole = Plans.decided("""
                protected: [g]
                limits: {impact_ratio: {min: 0.8}}
                """);
        AuditPlan hole = Plans.decided("""
                protected: [g, h]
                smallest_share: 0.45
                limits: {impact_ratio: {min: 0.8}}
                """);
        assertThat(report(whole, rows).verdict()).isEqualTo(Verdict.PASS);
        AuditReport report = report(hole, rows);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).containsExactly("No two groups of h are compared, so nothing is shown for it.");
    }

    @Test
    void whatSaysThatRatesDoNotDifferIsTestedForOddsAndForEpsilon() {
        AuditReport report = report(PLAN, rows(120, 400, 200, 400));
        assertThat(report.comparisons())
                .filteredOn(
                        c -> c.metric().equals("equalized_odds") || c.metric().equals("differential_fairness"))
                .isNotEmpty()
                .allSatisfy(c -> assertThat(c.p()).isBetween(0.0, 0.001));
    }

    private static Rows rows(int first, int n, int second, int m) {
        Rows rows = Rows.withColumns("g", "y", "d");
        for (int i = 0; i < n; i++) {
            rows.row("a", i % 2, i < first ? 1 : 0);
        }
        for (int i = 0; i < m; i++) {
            rows.row("b", i % 2, i < second ? 1 : 0);
        }
        return rows;
    }

    private static AuditReport report(AuditPlan plan, Rows rows) {
        return FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
    }

    private static Summary summary(AuditPlan plan, Rows rows, String metric) {
        return report(plan, rows).summaries().stream()
                .filter(s -> s.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
