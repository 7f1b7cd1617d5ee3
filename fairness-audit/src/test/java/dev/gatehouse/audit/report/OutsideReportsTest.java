package dev.gatehouse.audit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.Schemas;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.diagnosis.DiagnosisAudit;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.page.DriftCharts;
import dev.gatehouse.audit.page.ReportCharts;
import dev.gatehouse.audit.page.ReportCharts.Chart;
import dev.gatehouse.audit.performance.PerformanceAudit;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.DriftReport.Bar;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.PerformanceReport.Segment;
import dev.gatehouse.audit.splits.SplitsAudit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of drift, of performance and of a diagnosis as readers outside get them. */
class OutsideReportsTest {

    private static final int MINIMUM = 10;

    @TempDir
    static Path files;

    private static Path reference;
    private static Path current;

    /** Towns: two large ones, one of 12 rows and one of 4 in either sample, and one of 3 in the current rows only. */
    @BeforeAll
    static void rows() throws IOException {
        reference = Files.writeString(files.resolve("reference.csv"), rows(1, 0));
        current = Files.writeString(files.resolve("current.csv"), rows(2, 3));
    }

    private static String rows(int seed, int inNowhere) {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder("income,town,score,label\n");
        append(csv, random, "Ansbach", 300);
        append(csv, random, "Bamberg", 200);
        append(csv, random, "Coburg", 12);
        append(csv, random, "Dachau", 4);
        append(csv, random, "Nowhere", inNowhere);
        return csv.toString();
    }

    private static void append(StringBuilder csv, Random random, String town, int rows) {
        for (int i = 0; i < rows; i++) {
            double score = random.nextDouble();
            csv.append(String.format(
                    Locale.ROOT,
                    "%.3f,%s,%.4f,%s%n",
                    1_000 * random.nextDouble(),
                    town,
                    score,
                    random.nextDouble() < score ? "yes" : "no"));
        }
    }

    @Test
    void rareCategoriesAreOneBarAndExtremeValuesGo() {
        DriftReport inside = drift("{new_category_share: {max: 0.5}}");
        DriftReport outside = inside.forDisclosure(MINIMUM);

        assertThat(of(inside, "town").bars()).extracting(Bar::value).contains("Dachau", "Nowhere");
        assertThat(of(outside, "town").bars())
                .containsExactlyInAnyOrder(
                        new Bar(null, null, "Ansbach", 300, 300),
                        new Bar(null, null, "Bamberg", 200, 200),
                        new Bar(null, null, "(withheld)", 16, 19));
        assertThat(new String(outside.toJson(), StandardCharsets.UTF_8)).doesNotContain("Dachau", "Nowhere");
        List<Bar> incomes = of(outside, "income").bars();
        assertThat(incomes).allSatisfy(bar -> {
            assertThat(bar.reference()).isGreaterThanOrEqualTo(MINIMUM);
            assertThat(bar.current()).isGreaterThanOrEqualTo(MINIMUM);
        });
        assertThat(incomes.stream().mapToLong(Bar::current).sum()).isEqualTo(519);
        assertThat(incomes.get(0).from()).isNull();
        assertThat(incomes.get(incomes.size() - 1).to()).isNull();
        assertThat(outside.verdict()).isEqualTo(inside.verdict());
        assertThat(outside.quality())
                .filteredOn(found -> found.check().equals("new_category_share"))
                .extracting(DriftReport.Quality::detail)
                .containsExactly("fewer than 10 values, which are withheld");
        assertThat(DriftReport.parse(outside.toJson()).drift())
                .hasSize(inside.drift().size());
    }

    /** The axis of numbers is told only between the withheld ends. */
    @Test
    void chartsOfAReportForReadersOutsideTellNothingThatItWithholds() {
        DriftReport inside = drift("{}");
        DriftReport outside = inside.forDisclosure(MINIMUM);

        assertThat(ReportCharts.of(inside)).extracting(Chart::svg).anyMatch(svg -> svg.contains(">Dachau<"));
        assertThat(ReportCharts.of(outside))
                .extracting(Chart::title)
                .containsExactlyElementsOf(
                        ReportCharts.of(inside).stream().map(Chart::title).toList());
        String drawn = ReportCharts.of(outside).stream().map(Chart::svg).collect(Collectors.joining());
        assertThat(drawn).contains(">(withheld)<", ">Ansbach<", ">400<").doesNotContain("Dachau", "Nowhere", ">1000<");
        Drift income = of(outside, "income");
        List<Bar> bars = income.bars();
        assertThat(DriftCharts.distributions(
                        "two open bars", List.of(withBars(income, bars.get(0), bars.get(bars.size() - 1)))))
                .isPresent();
        assertThat(DriftCharts.distributions(
                        "one bar without ends", List.of(withBars(income, new Bar(null, null, null, 500, 500)))))
                .isEmpty();
    }

    private static Drift withBars(Drift drift, Bar... bars) {
        return new Drift(
                drift.feature(),
                drift.kind(),
                drift.method(),
                drift.statistic(),
                drift.undefined(),
                drift.interval(),
                drift.noiseFloor(),
                drift.detectable(),
                drift.pValue(),
                drift.limit(),
                drift.drifted(),
                drift.pLimit(),
                drift.pHolm(),
                drift.verdict(),
                drift.reason(),
                drift.deciding(),
                drift.errorBound(),
                drift.rowsReference(),
                drift.rowsCurrent(),
                drift.metrics(),
                List.of(bars),
                drift.chunks());
    }

    @Test
    void aBrokenLimitOnNewCategoriesDoesNotNameThem() {
        DriftReport inside = drift("{new_category_share: {max: 0.001}}");
        DriftReport outside = inside.forDisclosure(MINIMUM);

        assertThat(inside.reasons()).anySatisfy(reason -> assertThat(reason).contains("Nowhere"));
        assertThat(outside.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outside.reasons())
                .anySatisfy(reason -> assertThat(reason).contains("town", "fewer than 10 values"))
                .noneSatisfy(reason -> assertThat(reason).contains("Nowhere"));
    }

    @Test
    void smallSegmentsAreWithheldOnBothSidesWithTheNextSmallest() {
        PerformancePlan plan = PerformancePlan.parse("""
                kind: performance
                data: current.csv
                reference: reference.csv
                label: {column: label, positive: "yes"}
                decision: {score: score, threshold: 0.5}
                segments: [town]
                """.getBytes(StandardCharsets.UTF_8));
        PerformanceReport inside = PerformanceAudit.run(
                        plan,
                        List.of(reference),
                        List.of(current),
                        Progress.NONE,
                        new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, files))
                .report();
        PerformanceReport outside = inside.forDisclosure(MINIMUM);

        assertThat(inside.segments()).extracting(Segment::value).contains("Coburg", "Dachau", "Nowhere");
        assertThat(outside.segments())
                .extracting(Segment::value)
                .containsExactlyInAnyOrder("Ansbach", "Bamberg", "Ansbach", "Bamberg");
        assertThat(outside.current().calibration())
                .allSatisfy(bin -> assertThat(bin.n()).isGreaterThanOrEqualTo(MINIMUM));
        assertThat(outside.current().metrics()).isEqualTo(inside.current().metrics());
        assertThat(inside.forDisclosure(1).segments()).isEqualTo(inside.segments());
    }

    /** Four rows stand in both samples, which is fewer than may be shown; the label's balance is not. */
    @Test
    void splitsOutsideCountNoFewRowsAndTellNoSingleTime() throws IOException {
        List<String> later = rows(5, 0).lines().toList();
        List<String> copied = rows(1, 0).lines().skip(1).limit(4).toList();
        Path evaluation = Files.writeString(
                files.resolve("evaluation.csv"),
                Stream.concat(later.stream(), copied.stream()).collect(Collectors.joining("\n", "", "\n")));
        SplitsPlan plan = SplitsPlan.parse("""
                kind: splits
                data: evaluation.csv
                reference: reference.csv
                label: {column: label, positive: "yes"}
                entity: [town]
                limits: {shared_row_share: {max: 0}, leak_auc: {max: 0.99}}
                classifier: false
                """.getBytes(StandardCharsets.UTF_8));
        SplitsReport inside = SplitsAudit.run(
                        plan,
                        List.of(reference),
                        List.of(evaluation),
                        Progress.NONE,
                        new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, files))
                .report();
        SplitsReport outside = inside.forDisclosure(MINIMUM);

        assertThat(inside.duplicates().whole().evaluation()).isEqualTo(4);
        assertThat(inside.reasons().get(0)).contains("4 of 520 evaluation rows");
        assertThat(outside.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outside.duplicates()).isNull();
        assertThat(outside.reasons().get(0))
                .isEqualTo("shared_row_share is above its limit: fewer than 10 rows, which are withheld.");
        assertThat(outside.checks().get(0).value().isDefined()).isFalse();
        assertThat(new String(outside.toJson(), StandardCharsets.UTF_8)).doesNotContain("4 of 520");
        // Of four towns all are shared, by many rows.
        assertThat(outside.entities()).isNull();
        assertThat(outside.leakage()).isEqualTo(inside.leakage());
        assertThat(outside.notes()).hasSize(inside.notes().size() + 1);
        assertThat(Report.parse(outside.toJson())).isEqualTo(outside);
        assertThat(Schemas.faults(Schemas.schema(SplitsReport.class, "splits-report.schema.json"), outside.toJson()))
                .isEmpty();
        assertThat(ReportCharts.of(outside)).extracting(Chart::title).contains("AUC of each feature alone");
        assertThat(inside.forDisclosure(1).duplicates()).isEqualTo(inside.duplicates());
    }

    @Test
    void aDiagnosisOutsideNamesNoSmallSegmentAndNoSinglePersonsScore() {
        DiagnosisPlan plan = DiagnosisPlan.parse("""
                kind: diagnosis
                data: current.csv
                reference: reference.csv
                features: [income]
                label: {column: label, positive: "yes"}
                decision: {score: score, threshold: 0.5}
                metrics: [accuracy, precision]
                segments: [town]
                minimum_rows: 10
                """.getBytes(StandardCharsets.UTF_8));
        DiagnosisReport inside = DiagnosisAudit.run(
                        plan,
                        List.of(reference),
                        List.of(current),
                        Progress.NONE,
                        new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, files))
                .report();
        DiagnosisReport outside = inside.forDisclosure(MINIMUM);

        assertThat(inside.segments()).extracting(DiagnosisReport.Segment::value).contains("Coburg", "Dachau");
        assertThat(outside.segments())
                .extracting(DiagnosisReport.Segment::value)
                .containsOnly("Ansbach", "Bamberg");
        assertThat(new String(outside.toJson(), StandardCharsets.UTF_8)).doesNotContain("Coburg", "Dachau", "Nowhere");
        List<DiagnosisReport.Band> bands = outside.labels().bands();
        assertThat(bands).hasSameSizeAs(inside.labels().bands());
        assertThat(bands.get(0).from()).isNull();
        assertThat(bands.get(0).to()).isEqualTo(inside.labels().bands().get(0).to());
        assertThat(bands.get(bands.size() - 1).to()).isNull();
        assertThat(outside.metrics()).isEqualTo(inside.metrics());
        assertThat(outside.notes()).hasSize(inside.notes().size() + 1);
        assertThat(DiagnosisReport.parse(outside.toJson()))
                .usingRecursiveComparison()
                .isEqualTo(outside);
        assertThat(inside.forDisclosure(1).segments()).isEqualTo(inside.segments());
        assertThat(inside.forDisclosure(1).notes()).isEqualTo(inside.notes());
        assertThat(inside.forDisclosure(1_000_000).segments()).isEmpty();
        assertThat(inside.forDisclosure(1_000_000).labels().bands()).isEmpty();
        assertThat(ReportCharts.of(inside))
                .extracting(Chart::title)
                .contains("What the change goes with", "Change of precision by segment");
        assertThat(ReportCharts.of(outside))
                .extracting(Chart::svg)
                .noneMatch(svg -> svg.contains("Dachau") || svg.contains("Coburg"));
    }

    private static Drift of(DriftReport report, String feature) {
        return report.drift().stream()
                .filter(drift -> drift.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }

    private static DriftReport drift(String limits) {
        DriftPlan plan = DriftPlan.parse("""
                kind: drift
                data: current.csv
                reference: reference.csv
                exclude: [label]
                classifier: false
                limits: %s
                """.formatted(limits).getBytes(StandardCharsets.UTF_8));
        return DriftAudit.run(
                        plan,
                        List.of(reference),
                        List.of(current),
                        Progress.NONE,
                        new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, files))
                .report();
    }
}
