package dev.gatehouse.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import org.junit.jupiter.api.Test;

class AuditTextTest {
    private static final AuditPlan PLAN = Reports.plan("scores.csv", "race");

    private static String text(int width, boolean unicode, Verdict verdict, String... values) {
        return AuditText.table(PLAN, Reports.report(PLAN, verdict, values), width, unicode);
    }

    @Test
    void theFirstLineIsTheVerdict() {
        assertThat(text(100, true, Verdict.FAIL, "a", "b")).startsWith("FAIL: scores.csv by race\n");
        assertThat(text(100, true, Verdict.INSUFFICIENT, "a", "b"))
                .startsWith("INSUFFICIENT EVIDENCE: scores.csv by race\n");
        assertThat(text(100, true, null, "a")).startsWith("NO VERDICT (the plan sets no limit): scores.csv");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int width : new int[] {60, 72, 80, 96, 100, 140, 200}) {
            for (boolean unicode : new boolean[] {true, false}) {
                String text = text(
                        width,
                        unicode,
                        Verdict.FAIL,
                        "Caucasian",
                        "A very long name of a group".repeat(5),
                        "日本語".repeat(20),
                        "Zoë");
                assertThat(text.lines())
                        .allSatisfy(line ->
                                assertThat(Glyphs.columns(line)).as(line).isLessThanOrEqualTo(width));
            }
        }
    }

    @Test
    void inTheCLocaleEverythingIsAsciiAndNothingIsLost() {
        String text = text(120, false, Verdict.FAIL, "Caucasian", "Zoë");
        assertThat(text).isASCII().contains("Zo\\u{eb}", "impact_ratio >= 0.8", "fpr_difference <= 0.1");
        assertThat(text(120, true, Verdict.FAIL, "Caucasian", "Zoë")).contains("Zoë", "impact_ratio ≥ 0.8");
    }

    @Test
    void namesFromTheDataCannotSteerTheTerminal() {
        String text = text(120, true, Verdict.FAIL, "a", "\u001b[2J\u202Eevil\r\n\u009b");
        assertThat(text).doesNotContain("\u001b", "\u202E", "\r", "\u009b").contains("\uFFFD[2J\uFFFDevil");
    }

    @Test
    void groupsShowTheirMetricsWithIntervalsAndWhyOneIsUndefined() {
        assertThat(text(120, true, Verdict.PASS, Reports.many(8)))
                .contains(
                        "By race (95 % intervals)",
                        "3,175  0.620 [0.603, 0.637]", "tpr undefined: no row has a positive label");
    }

    @Test
    void theWorstComparisonsComeFirst() {
        String text = text(120, true, Verdict.FAIL, "a", "b", "c", "d", "e");
        assertThat(text.indexOf("FAIL  ")).isPositive().isLessThan(text.indexOf("INSUFFICIENT  "));
        assertThat(text.indexOf("INSUFFICIENT  ")).isLessThan(text.indexOf("PASS  "));
    }

    @Test
    void whatIsNotShownIsCounted() {
        assertThat(text(120, true, Verdict.FAIL, Reports.many(40)))
                .contains("… and 20 more groups (--html or --json has all)", "… and 53 more comparisons");
    }

    @Test
    void rowsLeftOutAreCountedByReason() {
        assertThat(text(120, true, Verdict.FAIL, "a", "b"))
                .contains("Rows: 7,300 read, 7,214 used, 86 left out (missing attribute ‘race’ 6, missing label 80)");
    }

    @Test
    void withoutLimitsTheFlagsAreShown() {
        AuditReport report = Reports.report(PLAN, Verdict.FAIL, "a", "b", "c", "d");
        assertThat(AuditText.table(PLAN, report, 120, true))
                .contains("Flagged by the four-fifths rule", "selection_rate ratio");
    }

    @Test
    void whatMovesTheScoreIsToldInAFewLines() {
        assertThat(text(120, true, Verdict.PASS, "a", "b"))
                .contains(
                        "What moves the score: auc 0.774 [0.751, 0.797], and what it loses when a feature is permuted")
                .contains("0.091 [0.071, 0.112]")
                .contains("Row nearest the threshold 0.5: score 0.500, 0.090 from the mean; priors_count +0.142,");
    }
}
