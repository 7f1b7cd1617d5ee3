package dev.gatehouse.audit.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.performance.PerformanceAudit.Result;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.PerformanceReport.Chunk;
import dev.gatehouse.audit.report.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceFilesTest {
    private static final String LABEL = "label: {column: label, positive: 1}\n";
    private static final String SCORE = "decision: {score: score, threshold: 0.5}\n";

    @TempDir
    Path folder;

    @Test
    void confusionAndRatesAreThoseCountedByHand() {
        Predictions rows = new Predictions("score,label");
        times(rows, 30, 0.9, 1);
        times(rows, 10, 0.8, 0);
        times(rows, 20, 0.2, 1);
        times(rows, 140, 0.1, 0);
        times(rows, 25, 0.7, "");
        Result result = Predictions.audit(
                "kind: performance\ndata: d\n" + LABEL + SCORE + "limits: {precision: {min: 0.5}}\nminimum_rows: 20",
                null,
                rows.in(folder, "d.csv"));
        PerformanceReport report = result.report();
        assertThat(report.current().confusion()).isEqualTo(new PerformanceReport.Confusion(30, 10, 20, 140));
        assertThat(report.rows().current().labelled()).isEqualTo(200);
        assertThat(value(report, "accuracy")).isEqualTo(0.85);
        assertThat(value(report, "precision")).isEqualTo(0.75);
        assertThat(value(report, "recall")).isEqualTo(0.6);
        assertThat(value(report, "specificity")).isCloseTo(140 / 150.0, within(1e-15));
        assertThat(value(report, "fpr")).isCloseTo(10 / 150.0, within(1e-15));
        assertThat(value(report, "fnr")).isEqualTo(0.4);
        assertThat(value(report, "npv")).isEqualTo(0.875);
        assertThat(value(report, "f1")).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(value(report, "balanced_accuracy")).isCloseTo((0.6 + 140 / 150.0) / 2, within(1e-15));
        assertThat(value(report, "mcc")).isCloseTo(4_000 / Math.sqrt(40.0 * 50 * 150 * 160), within(1e-12));
        assertThat(value(report, "prevalence")).isEqualTo(0.25);
        assertThat(value(report, "predicted_positive_rate")).isCloseTo(65 / 225.0, within(1e-15));
        // AUC by pairs: positives 30 at 0.9 and 20 at 0.2; negatives 10 at 0.8 and 140 at 0.1.
        assertThat(value(report, "auc")).isCloseTo((30 * 150 + 20 * 140) / 7_500.0, within(1e-12));
        assertThat(value(report, "brier"))
                .isCloseTo((30 * 0.01 + 10 * 0.64 + 20 * 0.64 + 140 * 0.01) / 200, within(1e-12));
        assertThat(value(report, "average_precision")).isCloseTo((30 * 1.0 + 20 * (50 / 60.0)) / 50, within(1e-12));
        assertThat(value(report, "score_ks")).isCloseTo(140 / 150.0, within(1e-12));
        assertThat(report.labels().coverage().value()).isCloseTo(200 / 225.0, within(1e-15));
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(PerformanceReport.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void aReportFromStoredCellsIsTheReportFromRows() {
        Path reference = new Predictions("score,label").scored(1, 1_500, s -> s).in(folder, "r.csv");
        Path data = new Predictions("score,label").scored(2, 1_200, s -> 0.4).in(folder, "d.csv");
        String plan = "kind: performance\ndata: d\nreference: r\n" + LABEL + SCORE
                + "chunks: {number: 4}\nlimits: {auc_drop: {max: 0.05}, auc: {min: 0.7}}";
        Result result = Predictions.audit(plan, reference, data);
        PerformanceCells stored = PerformanceCells.parse(result.cells().toJson());
        assertThat(stored).isEqualTo(result.cells());
        assertThat(stored.digest()).isEqualTo(result.report().cellsDigest());
        assertThat(PerformanceAudit.evaluate(
                        Predictions.plan(plan),
                        stored,
                        result.report().dataDigest(),
                        result.report().referenceDigest()))
                .isEqualTo(result.report());
        // Labels that scores say nothing of: the fall is found, and the estimate, which cannot know, does not see it.
        assertThat(result.report().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.report().reasons())
                .containsExactly("auc lies beyond its limit.", "auc_drop lies beyond its limit.");
        assertThat(result.report().estimate().metrics().get("auc").lower()).isGreaterThan(0.7);
        assertThat(result.report().estimate().realised().get("auc").within()).isZero();
        assertThat(result.report().chunks().stream().filter(chunk -> !chunk.reference()))
                .hasSize(4)
                .allSatisfy(
                        chunk -> assertThat(chunk.metrics().get("auc").alert()).isTrue());
        byte[] torn = result.cells().toJson();
        torn[torn.length / 2] = '!';
        assertThatThrownBy(() -> PerformanceCells.parse(torn)).isInstanceOf(AuditException.class);
    }

    @Test
    void monthsWithFewOrNoLabelsAreInsufficientAndNotZero() {
        Predictions rows = new Predictions("score,label,at,known,source,region");
        for (int i = 0; i < 400; i++) {
            // Out of order on purpose; March is empty, April has no label yet, May has five.
            int month = List.of(5, 1, 4, 2).get(i % 4);
            boolean labelled = month < 4 || (month == 5 && i < 20);
            String at = "2026-0" + month + "-10T12:00:00Z";
            rows.row(
                    (i / 4 % 10) / 10.0,
                    labelled ? (i / 4 % 10 >= 5 ? 1 : 0) : "",
                    at,
                    labelled ? (i == 1 ? "2026-01-09T12:00:00Z" : "2026-0" + month + "-12T12:00:00Z") : "",
                    i % 8 < 4 ? "court" : "clerk",
                    i % 3 == 0 ? "" : i % 3 == 1 ? "north" : "south");
        }
        PerformanceReport report = Predictions.audit(
                        "kind: performance\ndata: d\n" + LABEL + SCORE
                                + "time: {column: at, period: month}\nlabel_time: {column: known}\n"
                                + "label_source: {column: source, confirmed: [court]}\nsegments: [region]\nminimum_rows: 20\n"
                                + "limits: {label_coverage: {min: 0.9}}",
                        null,
                        rows.in(folder, "d.csv"))
                .report();
        assertThat(report.chunks())
                .extracting(Chunk::label, Chunk::rows, Chunk::labelled)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("2026-01", 100L, 100L),
                        org.assertj.core.groups.Tuple.tuple("2026-02", 100L, 100L),
                        org.assertj.core.groups.Tuple.tuple("2026-03", 0L, 0L),
                        org.assertj.core.groups.Tuple.tuple("2026-04", 100L, 0L),
                        org.assertj.core.groups.Tuple.tuple("2026-05", 100L, 5L));
        assertThat(report.chunks().get(0).metrics().get("accuracy").value()).isEqualTo(1);
        assertThat(report.chunks().get(2).metrics().get("accuracy"))
                .isEqualTo(new PerformanceReport.Point(null, null, null, null, "no row has a label"));
        assertThat(report.chunks().get(2).coverage().undefined()).isEqualTo("there are no rows");
        assertThat(report.chunks().get(4).metrics().get("accuracy").insufficient())
                .isEqualTo("it rests on 5 rows; the plan's minimum_rows is 20");
        assertThat(report.chunks().get(4).metrics().get("accuracy").alert()).isNull();
        // Two days, to within a hundredth; one label is older than its prediction.
        assertThat(report.labels().delay().rows()).isEqualTo(205);
        assertThat(report.labels().delay().early()).isEqualTo(1);
        assertThat(report.labels().delay().medianSeconds()).isCloseTo(172_800, within(1_800.0));
        assertThat(report.labels().delay().longestSeconds()).isEqualTo(172_800);
        assertThat(report.labels().confirmed()).isEqualTo(103);
        assertThat(report.labels().confirmedMetrics().get("accuracy").value()).isEqualTo(1);
        assertThat(report.segments())
                .extracting(PerformanceReport.Segment::value)
                .containsExactly("", "north", "south");
        assertThat(report.segments().stream()
                        .mapToLong(PerformanceReport.Segment::rows)
                        .sum())
                .isEqualTo(400);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note).startsWith("195 of 400 rows have no label yet."))
                .anySatisfy(note -> assertThat(note).startsWith("1 labels are older than their prediction."))
                .anySatisfy(note -> assertThat(note).contains("labels are not confirmed (source is none of [court])"));
    }

    @Test
    void aRegressionHasItsErrorsExactAndWhatItExplains() {
        Predictions rows = new Predictions("amount,guess");
        // scikit-learn's example, thirty times over: MAE 0.5, RMSE 0.612, R² 0.9486, MAPE 0.3274.
        for (int i = 0; i < 30; i++) {
            rows.row(3, 2.5).row(-0.5, 0.0).row(2, 2).row(7, 8).row("", 4);
        }
        PerformanceReport report = Predictions.audit(
                        "kind: performance\ndata: d\nlabel: {column: amount}\ndecision: {value: guess}\nlimits: {r2: {min: 0.9}}",
                        null,
                        rows.in(folder, "d.csv"))
                .report();
        assertThat(value(report, "mean_error")).isCloseTo(0.25, within(1e-12));
        assertThat(value(report, "mae")).isCloseTo(0.5, within(1e-12));
        assertThat(value(report, "rmse")).isCloseTo(0.6123724356957945, within(1e-12));
        assertThat(value(report, "r2")).isCloseTo(0.9486081370449679, within(1e-12));
        assertThat(value(report, "mape")).isCloseTo(0.3273809523809524, within(1e-6));
        assertThat(report.current().metrics().get("r2").lower()).isBetween(0.9, 0.9486);
        assertThat(report.rows().current().labelled()).isEqualTo(120);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.estimate()).isNull();
        Predictions zero = new Predictions("amount,guess");
        for (int i = 0; i < 120; i++) {
            zero.row(i % 4, i % 5);
        }
        assertThat(Predictions.audit(
                                "kind: performance\ndata: d\nlabel: {column: amount}\ndecision: {value: guess}",
                                null,
                                zero.in(folder, "z.csv"))
                        .report()
                        .current()
                        .metrics()
                        .get("mape")
                        .undefined())
                .isEqualTo("30 rows have the true value 0, of which no share can be taken");
    }

    private static void times(Predictions rows, int times, Object... values) {
        for (int i = 0; i < times; i++) {
            rows.row(values);
        }
    }

    private static double value(PerformanceReport report, String metric) {
        return report.current().metrics().get(metric).value();
    }
}
