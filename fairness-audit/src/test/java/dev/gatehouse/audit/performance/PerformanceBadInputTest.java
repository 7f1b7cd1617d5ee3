package dev.gatehouse.audit.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceBadInputTest {
    private static final String PLAN = "kind: performance\ndata: d\nlabel: {column: label, positive: 1}\n"
            + "decision: {score: score, threshold: 0.5}\nlimits: {auc: {min: 0.6}, brier: {max: 0.3}}\n";

    @TempDir
    Path folder;

    @Test
    void withoutAnyLabelNothingIsShownAndTheGateStaysShut() {
        Predictions rows = new Predictions("score,label");
        for (int i = 0; i < 300; i++) {
            rows.row(i / 300.0, "");
        }
        PerformanceReport report = audit(PLAN, rows);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).contains("auc: no row has a label.", "brier: no row has a label.");
        assertThat(report.current().metrics().get("accuracy").undefined()).isEqualTo("no row has a label");
        assertThat(report.current().calibration()).isNull();
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note).startsWith("No row of the data has a label yet"));
    }

    @Test
    void oneClassOfLabelsLeavesUndefinedWhatNeedsBoth() {
        Predictions rows = new Predictions("score,label");
        for (int i = 0; i < 300; i++) {
            rows.row(i / 300.0, 0);
        }
        PerformanceReport report = audit(PLAN, rows);
        assertThat(report.current().metrics().get("auc").undefined()).isEqualTo("no row has a positive label");
        assertThat(report.current().metrics().get("mcc").undefined()).isEqualTo("no row has a positive label");
        assertThat(report.current().metrics().get("specificity").value()).isEqualTo(0.5);
        assertThat(report.notes()).anySatisfy(note -> assertThat(note).startsWith("No label equals '1'"));
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    }

    @Test
    void aConstantScoreTellsNothingApart() {
        Predictions rows = new Predictions("score,label");
        for (int i = 0; i < 400; i++) {
            rows.row(0.7, i % 2);
        }
        PerformanceReport report = audit(PLAN, rows);
        assertThat(report.current().metrics().get("auc").value()).isEqualTo(0.5);
        assertThat(report.current().metrics().get("mcc").undefined()).isEqualTo("all labelled rows have one decision");
        assertThat(report.current().metrics().get("npv").undefined())
                .isEqualTo("no labelled row has a negative decision");
        assertThat(report.notes()).contains("All labelled rows have one score, which tells nothing apart.");
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void scoresThatAreNoProbabilitiesRankButAreNotHeldAgainstLabels() {
        Predictions rows = new Predictions("score,label");
        for (int i = 0; i < 400; i++) {
            rows.row(i - 200, i < 150 ? 0 : 1);
        }
        PerformanceReport report = audit(PLAN, rows);
        assertThat(report.current().metrics().get("auc").value()).isEqualTo(1);
        assertThat(report.current().metrics().get("brier").undefined()).isEqualTo("a score lies outside [0, 1]");
        assertThat(report.current().metrics().get("log_loss").undefined()).isEqualTo("a score lies outside [0, 1]");
        assertThat(report.current().calibration()).isNull();
        assertThat(report.reasons()).containsExactly("brier: a score lies outside [0, 1].");
    }

    @Test
    void rowsThatCannotBeUsedAreCountedByReason() {
        Predictions rows = new Predictions("score,label,at");
        rows.row("", 1, "2026-01-02")
                .row("x", 1, "2026-01-02")
                .row("2000000", 1, "2026-01-02")
                .row(0.5, 1, "");
        rows.row(0.5, 1, "yesterday");
        for (int i = 0; i < 100; i++) {
            rows.row(i / 100.0, i % 2, "2026-01-02");
        }
        PerformanceReport report = audit(PLAN + "time: {column: at, period: day}", rows);
        assertThat(report.rows().current().leftOut())
                .containsOnlyKeys("missing_score", "no_time", "score_not_a_number", "score_out_of_range")
                .containsEntry("no_time", 2L);
        assertThat(report.rows().current().used()).isEqualTo(100);
    }

    @Test
    void anEmptyFileIsNoEvidence() {
        PerformanceReport report = audit(PLAN, new Predictions("score,label"));
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.current().rows()).isZero();
        assertThat(report.notes()).contains("The data have no row that can be used.");
    }

    @Test
    void whatCannotBeReadIsRefusedWithWhatToDo() {
        Predictions rows = new Predictions("score,label,at,known,region");
        for (int i = 0; i < 120; i++) {
            rows.row(i / 120.0, i % 2, "2026-01-02T10:00:00" + (i < 60 ? "Z" : ""), "2026-01-03 10:00:00", "r" + i);
        }
        Path data = rows.in(folder, "bad.csv");
        assertThatThrownBy(() -> Predictions.audit(PLAN + "time: {column: at}", null, data))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("60 times in 'at' say their zone or offset and 60 do not");
        assertThatThrownBy(() -> Predictions.audit(PLAN + "segments: [region]", null, data))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("'region' has more than 50 values");
        assertThatThrownBy(() -> Predictions.audit(PLAN.replace("score: score", "score: chance"), null, data))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("bad.csv")
                .hasMessageContaining("chance");
        assertThatThrownBy(() -> Predictions.audit(PLAN, data, data))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("reference: the plan names none, and 1 files are given");
        Predictions mixed = new Predictions("score,label,at,known");
        for (int i = 0; i < 20; i++) {
            mixed.row(0.5, 1, "2026-01-02T10:00:00Z", "2026-01-03 10:00:00");
        }
        Path zones = mixed.in(folder, "zones.csv");
        assertThatThrownBy(
                        () -> Predictions.audit(PLAN + "time: {column: at}\nlabel_time: {column: known}", null, zones))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("'at' says its zone or offset and 'known' does not");
    }

    private PerformanceReport audit(String plan, Predictions rows) {
        return Predictions.audit(plan, null, rows.in(folder, "d.csv")).report();
    }
}
