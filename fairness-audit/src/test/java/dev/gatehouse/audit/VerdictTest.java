package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Proportion;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    /** selected of n in the group, then in the reference. */
    @ParameterizedTest
    @CsvSource({
        "500, 1000, 500, 1000, PASS, false",
        "4000, 10000, 5000, 10000, INSUFFICIENT, false", // exactly 0.80 is not flagged, and the interval straddles it
        "3999, 10000, 5000, 10000, INSUFFICIENT, true",
        "300, 1000, 500, 1000, FAIL, true",
        "0, 1000, 500, 1000, FAIL, true",
        "1000, 1000, 1000, 1000, PASS, false",
        "0, 1000, 0, 1000, INSUFFICIENT, false",
        "500, 1000, 0, 1000, INSUFFICIENT, false",
        "29, 29, 500, 1000, INSUFFICIENT, false",
        "3, 29, 500, 1000, INSUFFICIENT, true",
        "30, 30, 30, 30, PASS, false"
    })
    void impactRatioIsJudgedByItsIntervalAndFlaggedByItsPoint(
            int selected, int n, int referenceSelected, int referenceN, Verdict verdict, boolean flagged) {
        AuditReport report = fourFifths(selected, n, referenceSelected, referenceN);
        AuditReport.Comparison comparison = report.comparisons().get(0);
        assertThat(comparison.metric()).isEqualTo("selection_rate");
        assertThat(comparison.flagged()).isEqualTo(flagged);
        assertThat(comparison.verdict()).isEqualTo(verdict);
        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(comparison.reason() != null).isEqualTo(verdict == Verdict.INSUFFICIENT);
        assertThat(report.reasons()).isNotEmpty();
    }

    @Test
    void aRatioToNothingIsUndefinedWithItsReason() {
        AuditReport.Comparison comparison =
                fourFifths(500, 1000, 0, 1000).comparisons().get(0);
        assertThat(comparison.ratio().isDefined()).isFalse();
        assertThat(comparison.ratio().undefined()).isEqualTo("the reference group's selection rate is 0");
        assertThat(comparison.ratio().lower()).isGreaterThan(1);
        assertThat(comparison.ratio().upper()).isNull();
        assertThat(comparison.limits())
                .allSatisfy(limit -> assertThat(limit.p()).isNull());
    }

    @Test
    void theFlagIsExactWhereDoublesAreNot() {
        // 0.8 · (1/3) in doubles is not the double next to 4/15.
        assertThat(Proportion.of(4, 15).belowFourFifthsOf(Proportion.of(1, 3))).isFalse();
        long large = 3_000_000_000_000_000_001L;
        assertThat(Proportion.of(4, large).belowFourFifthsOf(Proportion.of(5, large)))
                .isFalse();
        assertThat(Proportion.of(3, large - 1).belowFourFifthsOf(Proportion.of(5, large)))
                .isTrue();
    }

    @Property
    void exactlyFourFifthsIsNeverFlaggedAndOneLessIs(
            @ForAll @LongRange(min = 1, max = 1_000_000_000L) long unit,
            @ForAll @IntRange(min = 1, max = 1_000) int scale) {
        Proportion reference = Proportion.of(5 * unit, 10 * unit);
        Proportion group = Proportion.of(4 * unit * scale, 10 * unit * scale);
        assertThat(group.belowFourFifthsOf(reference)).isFalse();
        assertThat(Proportion.of(group.successes() - 1, group.trials()).belowFourFifthsOf(reference))
                .isTrue();
    }

    @Test
    void holmKeepsOneNarrowFailureAmongManyComparisonsFromDeciding() {
        // Ten groups like the reference; one whose unadjusted p-value is a little under 0.05.
        Rows rows = Rows.withColumns("g", "y", "d");
        group(rows, "ref", 500, 1000);
        for (int i = 0; i < 10; i++) {
            group(rows, "same" + i, 500, 1000);
        }
        group(rows, "low", 353, 1000);
        AuditPlan plan = Plans.decided("""
                protected: [g]
                reference: {g: ref}
                limits: {impact_ratio: {min: 0.8}}
                """);
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        AuditReport.Comparison low = report.comparisons().stream()
                .filter(c -> c.group().containsValue("low") && c.metric().equals("selection_rate"))
                .findFirst()
                .orElseThrow();
        assertThat(low.verdict()).isEqualTo(Verdict.FAIL);
        AuditReport.Judgement limit = Found.limit(low, ComparisonMetric.IMPACT_RATIO);
        assertThat(limit.p()).isBetween(0.005, 0.05);
        assertThat(limit.pHolm()).isGreaterThan(0.05).isEqualTo(limit.p() * 11);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).anyMatch(reason -> reason.contains("Holm"));
    }

    @Test
    void reasonsStayReadableWithManyGroups() {
        Rows rows = Rows.withColumns("g", "y", "d");
        for (int i = 0; i < 20; i++) {
            group(rows, "g" + i, 5, 10);
        }
        AuditPlan plan = Plans.decided("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).hasSize(51).last().isEqualTo("The same holds for 330 more comparisons.");
        assertThat(report.reasons().get(0)).contains("rests on 10 rows; the plan's minimum_group is 30");
    }

    @Test
    void onlyDecidingComparisonsDecide() {
        Rows rows = Rows.withColumns("g", "h", "y", "d");
        for (int i = 0; i < 400; i++) {
            boolean selected = i % 2 == 0;
            rows.row("a", selected ? "x" : "z", 1, selected ? 1 : 0);
            rows.row("b", selected ? "z" : "x", 1, selected ? 1 : 0);
        }
        String limits = """
                protected: [g, h]
                intersections: 2
                limits: {impact_ratio: {min: 0.7}}
                """;
        AuditPlan single = Plans.decided(limits);
        AuditPlan all = Plans.decided(limits + "deciding: all\n");
        assertThat(FairnessAudit.evaluate(single, rows.cells(single), "by hand", null)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(FairnessAudit.evaluate(all, rows.cells(all), "by hand", null).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void majorityAndNamedReferencesAreTheOnesCompared() {
        Rows rows = Rows.withColumns("g", "y", "d");
        group(rows, "a", 50, 100);
        group(rows, "b", 60, 200);
        group(rows, "c", 60, 200);
        AuditPlan majority = Plans.decided("protected: [g]\nreference: majority\nlimits: {impact_ratio: {min: 0.8}}\n");
        assertThat(references(majority, rows)).containsOnly("b");
        AuditPlan named = Plans.decided("protected: [g]\nreference: {g: a}\nlimits: {impact_ratio: {min: 0.8}}\n");
        assertThat(references(named, rows)).containsOnly("a");
        AuditPlan best = Plans.decided("protected: [g]\nreference: best\nlimits: {impact_ratio: {min: 0.8}}\n");
        assertThat(references(best, rows)).containsOnly("a", "b", "c");
        AuditPlan absent =
                Plans.decided("protected: [g]\nreference: {g: nobody}\nlimits: {impact_ratio: {min: 0.8}}\n");
        AuditReport report = FairnessAudit.evaluate(absent, rows.cells(absent), "by hand", null);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons().get(0)).contains("in the reference group, the group has no rows");
    }

    @Property(tries = 60)
    void theOrderOfRowsChangesNothing(@ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int low) {
        Rows rows = Rows.withColumns("g", "y", "d");
        group(rows, "a", 30, 60);
        group(rows, "b", low, 50);
        AuditPlan plan = Plans.decided("protected: [g]\nlimits: {selection_rate_difference: {max: 0.2}}\n");
        assertThat(FairnessAudit.evaluate(plan, rows.shuffled(seed).cells(plan), "by hand", null))
                .isEqualTo(FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null));
    }

    @Property(tries = 100)
    void aVerdictFollowsFromIntervalAndLimit(
            @ForAll @IntRange(min = 0, max = 200) int a, @ForAll @IntRange(min = 0, max = 200) int b) {
        Rows rows = Rows.withColumns("g", "y", "d");
        group(rows, "a", a, 200);
        group(rows, "b", b, 200);
        AuditPlan plan = Plans.decided("protected: [g]\nlimits: {selection_rate_difference: {min: -0.1, max: 0.1}}\n");
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        for (AuditReport.Comparison c : report.comparisons()) {
            if (!c.metric().equals("selection_rate")) {
                assertThat(c.verdict()).isNull();
                continue;
            }
            boolean inside = c.difference().lower() >= -0.1 && c.difference().upper() <= 0.1;
            boolean outside = c.difference().upper() < -0.1 || c.difference().lower() > 0.1;
            assertThat(c.verdict()).isEqualTo(inside ? Verdict.PASS : outside ? Verdict.FAIL : Verdict.INSUFFICIENT);
            AuditReport.Judgement limit = Found.limit(c, ComparisonMetric.SELECTION_RATE_DIFFERENCE);
            assertThat(limit.pHolm()).isGreaterThanOrEqualTo(limit.p());
            assertThat(c.difference().value())
                    .isBetween(c.difference().lower(), c.difference().upper());
        }
    }

    @Test
    void smallGroupsAreWithheldTogetherWithTheNextSmallest() {
        Rows rows = Rows.withColumns("g", "y", "d");
        group(rows, "a", 50, 100);
        group(rows, "b", 60, 200);
        group(rows, "c", 2, 4);
        group(rows, "d", 20, 40);
        AuditPlan plan = Plans.decided("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        AuditReport shown = report.forDisclosure(10);
        assertThat(shown.groups()).extracting(g -> g.attributes().get("g")).containsExactly("a", "b");
        assertThat(shown.comparisons())
                .allSatisfy(c -> assertThat(List.of("a", "b"))
                        .contains(c.group().get("g"), c.reference().get("g")));
        assertThat(shown.verdict()).isEqualTo(report.verdict());
        assertThat(String.join(" ", shown.reasons())).doesNotContain("g=c");
        assertThat(report.forDisclosure(4)).isEqualTo(report);
    }

    private static List<String> references(AuditPlan plan, Rows rows) {
        return FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null).comparisons().stream()
                .map(c -> c.reference().get("g"))
                .toList();
    }

    private static AuditReport fourFifths(int selected, int n, int referenceSelected, int referenceN) {
        Rows rows = Rows.withColumns("g", "y", "d");
        group(rows, "group", selected, n);
        group(rows, "reference", referenceSelected, referenceN);
        AuditPlan plan =
                Plans.decided("protected: [g]\nreference: {g: reference}\nlimits: {impact_ratio: {min: 0.8}}\n");
        return FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
    }

    private static void group(Rows rows, String name, int selected, int n) {
        rows.times(selected, name, 1, 1).times(n - selected, name, 1, 0);
    }
}
