package dev.gatehouse.audit.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.Schemas;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.diagnosis.DiagnosisAudit.Result;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.LabelMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files to reports: labels, segments, stored cells, and input that cannot be used. */
class DiagnosisFilesTest {
    private static final String PLAN = """
            kind: diagnosis
            data: now.csv
            reference: then.csv
            label: {column: label, positive: "1"}
            decision: {score: score, threshold: 0.5}
            time: {column: at}
            label_time: {column: known}
            label_source: {column: source, confirmed: [court]}
            weak_label: {column: first}
            metrics: [accuracy, auc]
            segments: [region]
            """;

    @TempDir
    Path folder;

    /** What a row is: a draw in [0, 1) of the score, and one of the rest. */
    private record Draw(double score, double other) {}

    /**
     * @param labelled whether the row has a label
     * @param honest whether the label follows the score
     */
    private Path file(
            String name,
            long seed,
            BiFunction<Draw, String, Boolean> labelled,
            BiFunction<Draw, String, Boolean> honest)
            throws IOException {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder("x,score,label,at,known,source,first,region\n");
        for (int i = 0; i < 1_500; i++) {
            Draw draw = new Draw(Math.round(200 * random.nextDouble()) / 200.0, random.nextDouble());
            String region = i % 3 == 0 ? "north" : "south";
            int label = random.nextDouble() < (honest.apply(draw, region) ? draw.score() : 0.5) ? 1 : 0;
            boolean known = labelled.apply(draw, region);
            boolean wrong = i % 10 == 0;
            csv.append(draw.score() * 10 + "," + draw.score() + "," + (known ? label : "")
                    + ",2026-03-01T10:00:00Z," + (known ? "2026-03-0" + (2 + i % 5) + "T10:00:00Z" : "") + ","
                    + (i % 2 == 0 ? "court" : "clerk") + "," + (wrong ? 1 - label : label) + "," + region + "\n");
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    private Path then() throws IOException {
        return file("then.csv", 1, (draw, region) -> true, (draw, region) -> true);
    }

    private static Result run(String plan, Path reference, Path data) {
        return DiagnosisAudit.run(
                World.plan(plan), List.of(reference), List.of(data), Progress.NONE, Limits.standard());
    }

    @Test
    void labelsThatAreMissingByScoreAreFoundAndWhatTheyDoIsPutRight() throws IOException {
        // Rows in the middle, where the model errs, have no label in the current window.
        Path now = file(
                "now.csv",
                2,
                (draw, region) -> Math.abs(draw.score() - 0.5) > 0.2 || draw.other() < 0.1,
                (draw, region) -> true);
        DiagnosisReport report = run(PLAN, then(), now).report();
        assertThat(report.labels().coverageChange().upper()).isLessThan(-0.2);
        assertThat(report.labels().unevenP()).isLessThan(1e-6);
        assertThat(report.labels().bands()).hasSize(10);
        assertThat(report.labels().bands().stream()
                        .mapToLong(DiagnosisReport.Band::currentRows)
                        .sum())
                .isEqualTo(1_500);
        LabelMetric accuracy = report.labels().metrics().get(0);
        double before = report.metrics().get(0).reference().value();
        assertThat(accuracy.choice().lower()).isPositive();
        assertThat(accuracy.represented().lower()).isLessThan(before);
        assertThat(accuracy.represented().upper()).isGreaterThan(before);
        assertThat(report.metrics().get(0).change().lower()).isPositive();
        // The labelled rows are others, so that the classifier sees changed inputs; the relation is as it was.
        assertThat(report.metrics().get(0).split().relation().lower()).isNegative();
        assertThat(report.metrics().get(0).split().relation().upper()).isPositive();
        assertThat(report.findings())
                .anySatisfy(finding -> assertThat(finding).startsWith("The share of rows with a label fell"))
                .anySatisfy(
                        finding -> assertThat(finding).startsWith("Current labels are missing unevenly over scores"))
                .anySatisfy(
                        finding -> assertThat(finding).startsWith("Which current rows have a label moves accuracy"));
        assertThat(report.labels().disagreement().current().value()).isCloseTo(0.1, within(0.03));
        assertThat(report.labels().current().confirmedShare().value()).isCloseTo(0.5, within(0.05));
        assertThat(report.labels().current().delay().medianSeconds()).isCloseTo(3 * 86_400.0, within(3_000.0));
        assertThat(Schemas.faults(
                        Schemas.schema(DiagnosisReport.class, "diagnosis-report.schema.json"), report.toJson()))
                .isEmpty();
        assertThat(DiagnosisReport.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void theSegmentWhoseLabelsStoppedToFollowTheScoreMovedMost() throws IOException {
        Path now = file("now.csv", 3, (draw, region) -> true, (draw, region) -> region.equals("south"));
        Result result = run(PLAN, then(), now);
        DiagnosisReport report = result.report();
        Segment first = report.segments().get(0);
        assertThat(first.metric()).isEqualTo("accuracy");
        assertThat(first.value()).isEqualTo("north");
        assertThat(first.pHolm()).isLessThan(0.001);
        assertThat(first.within().upper()).isNegative();
        assertThat(report.segments().stream()
                        .filter(each -> each.metric().equals("accuracy"))
                        .mapToDouble(each -> each.within().value() + each.mix().value())
                        .sum())
                .isCloseTo(report.metrics().get(0).change().value(), within(1e-12));
        assertThat(report.metrics().get(0).split().relation().upper()).isNegative();
        assertThat(report.labels().unevenP()).isNull();
        assertThat(report.findings())
                .anySatisfy(finding -> assertThat(finding).startsWith("Where region is north, accuracy fell"));
        // From the cells all comes again but what needs the rows.
        PerformanceCells cells = PerformanceCells.parse(result.cells().toJson());
        DiagnosisReport again = DiagnosisAudit.evaluate(World.plan(PLAN), cells, null, null);
        assertThat(again.segments()).isEqualTo(report.segments());
        assertThat(again.cellsDigest()).isEqualTo(report.cellsDigest());
        assertThat(again.metrics().get(0).split()).isNull();
        assertThat(again.reweighting().insufficient()).isEqualTo(DiagnosisEvaluation.WITHOUT_ROWS);
        assertThat(again.labels().disagreement()).isNull();
        assertThat(Schemas.faults(
                        Schemas.schema(DiagnosisReport.class, "diagnosis-report.schema.json"), again.toJson()))
                .isEmpty();
    }

    private static final String LEAST = """
            kind: diagnosis
            data: d
            reference: r
            label: {column: y, positive: "1"}
            decision: {column: d, positive: "1"}
            """;

    private Path csv(String name, String header, String... rows) throws IOException {
        StringBuilder csv = new StringBuilder(header).append('\n');
        for (int i = 0; i < 200; i++) {
            csv.append(rows[i % rows.length]).append('\n');
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    @Test
    void columnsOfOneWindowOnlyAreToldAndAreNoInputs() throws IOException {
        Path then = csv("then.csv", "y,d,x,old", "1,1,1,5", "0,0,2,6", "1,0,3,7");
        Path now = csv("now.csv", "y,d,x,fresh", "1,1,1,5", "0,1,2,6", "1,0,3,7");
        DiagnosisReport report = run(LEAST, then, now).report();
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note).startsWith("The column 'old' is not in the current rows"))
                .anySatisfy(note -> assertThat(note).startsWith("The column 'fresh' is not in the reference"));
        assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("a classifier on 1 input."));
        assertThat(report.labels().bands())
                .extracting(DiagnosisReport.Band::decision)
                .containsExactly("negative", "positive");
    }

    @Test
    void columnsWithoutAValueOrWithOneLeaveNothingToSplit() throws IOException {
        Path then = csv("then.csv", "y,d,x,empty", "1,1,4,", "0,0,4,", "1,0,4,");
        DiagnosisReport report = run(LEAST, then, then).report();
        assertThat(report.reweighting().insufficient()).startsWith("no input has more than one value");
        assertThat(report.metrics()).allSatisfy(change -> {
            assertThat(change.change().value()).isZero();
            assertThat(change.split().insufficient()).startsWith("no input has more than one value");
        });
    }

    @Test
    void windowsWithoutRowsOrLabelsAreToldAsSuch() throws IOException {
        Path then = csv("then.csv", "y,d,x", "1,1,1", "0,0,2", "1,0,3");
        Path none = Files.writeString(folder.resolve("none.csv"), "y,d,x\n");
        Path unlabelled = csv("unlabelled.csv", "y,d,x", ",1,1", ",0,2");
        DiagnosisReport empty = run(LEAST, then, none).report();
        assertThat(empty.notes()).contains("The current window has no rows.");
        assertThat(empty.findings().get(0)).startsWith("Accuracy cannot be compared: no row has a label");
        DiagnosisReport report = run(LEAST, unlabelled, then).report();
        assertThat(report.notes()).contains("The reference has no labelled row.");
        assertThat(report.reweighting().insufficient()).startsWith("the reference has 0 labelled rows");
        assertThat(run(LEAST, none, none).report().notes()).contains("The reference has no rows.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            y,d         | y,d   | features: no input is left
            y,d,x       | y,x   | has no column 'd'
            y,x         | y,d,x | has no column 'd'
            d,x         | d,x   | has no column 'y'
            """)
    void filesThatLackAColumnAreRefused(String reference, String current, String problem) throws IOException {
        String row = "1,0,1";
        Path then =
                csv("then.csv", reference, row.substring(0, reference.length()), row.substring(0, reference.length()));
        Path now = csv("now.csv", current, row.substring(0, current.length()));
        assertThatThrownBy(() -> run(LEAST, then, now))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void timesThatSayTheirZoneOnOneSideOnlyAreRefused() throws IOException {
        Path then = csv("then.csv", "y,d,x,at,known", "1,1,1,2026-01-01 10:00:00,2026-01-02 10:00:00+01:00");
        String plan = LEAST + "time: {column: at, zone: Europe/Berlin}\nlabel_time: {column: known}\n";
        assertThatThrownBy(() -> run(plan, then, then))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("write both alike");
    }

    @Test
    void cellsOfAnotherPlanAreRefused() throws IOException {
        Result result = run(LEAST, csv("a.csv", "y,d,x", "1,1,1", "0,0,2"), csv("b.csv", "y,d,x", "1,1,1", "0,1,2"));
        DiagnosisPlan other = World.plan(PLAN);
        assertThatThrownBy(() -> DiagnosisAudit.evaluate(other, result.cells(), null, null))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("do not fit the plan");
    }
}
