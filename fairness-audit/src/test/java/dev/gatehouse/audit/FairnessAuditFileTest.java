package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairnessAuditFileTest {
    private static final AuditPlan PLAN = Plans.scored("""
            favourable: negative
            protected: [race, sex]
            intersections: 2
            limits: {impact_ratio: {min: 0.8}, fpr_difference: {max: 0.1}}
            """);

    @TempDir
    Path folder;

    @Test
    void csvGzipAndParquetGiveTheCellsCountedByHand() throws Exception {
        Rows rows = people(3_000);
        Path csv = rows.writeTo(folder.resolve("rows.csv"));
        Path gz = folder.resolve("rows.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            Files.copy(csv, out);
        }
        Path parquet = folder.resolve("rows.parquet");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("COPY (SELECT race, sex, y::INTEGER AS y, s::DOUBLE AS s FROM read_csv('" + csv
                    + "')) TO '" + parquet + "' (FORMAT parquet)");
        }
        Cells byHand = rows.cells(PLAN);
        for (Path file : new Path[] {csv, gz, parquet}) {
            FairnessAudit.Result result = FairnessAudit.run(PLAN, file);
            assertThat(result.cells().equals(byHand)).as("%s", file).isTrue();
            assertThat(result.report().cellsDigest()).isEqualTo(byHand.digest());
            assertThat(result.report().dataDigest()).isEqualTo(Digests.sha256(Files.readAllBytes(file)));
            assertThat(result.report().engine()).startsWith("DuckDB ");
            assertThat(result.report().rows()).isEqualTo(new AuditReport.Rows(3_000, 3_000, null, Map.of(), null));
        }
    }

    @Test
    void cellsAndReportsAreReadBackFromTheirBytes() {
        FairnessAudit.Result result = FairnessAudit.run(PLAN, people(500).writeTo(folder.resolve("rows.csv")));
        assertThat(Cells.parse(result.cells().toJson())).isEqualTo(result.cells());
        assertThat(AuditReport.parse(result.report().toJson())).isEqualTo(result.report());
        assertThat(FairnessAudit.evaluate(
                        PLAN,
                        Cells.parse(result.cells().toJson()),
                        result.report().engine(),
                        result.report().dataDigest()))
                .isEqualTo(result.report());
        assertThat(new String(result.report().toJson(), StandardCharsets.UTF_8))
                .contains(
                        "\"verdict\":",
                        "\"plan_digest\":\"sha256:",
                        "\"cells_digest\":\"sha256:",
                        "\"limit\":\"impact_ratio\"")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void scoreMetricsAreExactOnTheGrid() {
        Rows rows = Rows.withColumns("g", "y", "s")
                .row("a", 1, "0.9")
                .row("a", 1, "0.29")
                .row("a", 0, "0.29")
                .row("a", 0, "0.1")
                .row("a", 0, "0.7");
        AuditReport report = FairnessAudit.run(
                        byScore("limits: {impact_ratio: {min: 0.8}}"), rows.writeTo(folder.resolve("rows.csv")))
                .report();
        // Pairs of positive and negative: 0.9 wins three; 0.29 ties one, wins one, loses one.
        assertThat(report.overall().metric(GroupMetric.AUC).value()).isCloseTo(4.5 / 6, within(1e-12));
        double brier = (0.1 * 0.1 + 0.71 * 0.71 + 0.29 * 0.29 + 0.1 * 0.1 + 0.7 * 0.7) / 5;
        assertThat(report.overall().metric(GroupMetric.BRIER).value()).isCloseTo(brier, within(1e-12));
        assertThat(report.overall().metric(GroupMetric.SCORE_MEAN).value()).isCloseTo(2.28 / 5, within(1e-12));
        assertThat(report.overall().metric(GroupMetric.BRIER).lower()).isBetween(0.0, brier);
        assertThat(report.overall().metric(GroupMetric.AUC).lower()).isBetween(0.0, 0.75);
    }

    @Test
    void scoresThatAreNoProbabilitiesHaveNoBrierScoreButAnArea() {
        Rows rows = Rows.withColumns("g", "y", "s")
                .row("a", 1, 9)
                .row("a", 0, 3)
                .row("b", 1, 5)
                .row("b", 0, 5);
        AuditReport report = FairnessAudit.run(
                        byScore("limits: {impact_ratio: {min: 0.8}}"), rows.writeTo(folder.resolve("rows.csv")))
                .report();
        assertThat(report.overall().metric(GroupMetric.BRIER).undefined()).isEqualTo("a score lies outside [0, 1]");
        assertThat(report.overall().metric(GroupMetric.AUC).value()).isEqualTo(3.5 / 4);
    }

    @Test
    void everyRowIsUsedOrLeftOutWithItsReason() {
        Rows rows = Rows.withColumns("g", "y", "s")
                .row("a", 1, "0.9")
                .row("b", 0, "0.1")
                .row("a", "", "0.9")
                .row("a", 1, "")
                .row("a", 1, "NaN")
                .row("a", 1, "n/a")
                .row("a", 1, "inf")
                .row("a", 1, "-1e300")
                .row(" ", 1, "0.9")
                .row("x".repeat(201), 1, "0.9");
        AuditReport report = FairnessAudit.run(
                        byScore("limits: {impact_ratio: {min: 0.8}}"), rows.writeTo(folder.resolve("rows.csv")))
                .report();
        assertThat(report.rows().read()).isEqualTo(10);
        assertThat(report.rows().used()).isEqualTo(2);
        assertThat(report.rows().leftOut())
                .isEqualTo(Map.of(
                        "missing_label", 1L,
                        "missing_score", 1L,
                        "score_not_a_number", 2L,
                        "score_out_of_range", 2L,
                        "missing_attribute:g", 1L,
                        "value_too_long:g", 1L));
    }

    @Test
    void oneGroupOneClassOrNoRowsIsInsufficientNotAnError() {
        AuditPlan plan = byScore("limits: {impact_ratio: {min: 0.8}, fpr_difference: {max: 0.1}}");
        AuditReport oneGroup = FairnessAudit.run(
                        plan,
                        Rows.withColumns("g", "y", "s")
                                .times(50, "a", 1, "0.9")
                                .times(50, "a", 0, "0.2")
                                .writeTo(folder.resolve("1.csv")))
                .report();
        assertThat(oneGroup.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(oneGroup.reasons()).containsExactly("There are no two groups to compare.");

        AuditReport oneClass = FairnessAudit.run(
                        plan,
                        Rows.withColumns("g", "y", "s")
                                .times(500, "a", 1, "0.9")
                                .times(500, "b", 1, "0.9")
                                .writeTo(folder.resolve("2.csv")))
                .report();
        assertThat(oneClass.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(oneClass.overall().metric(GroupMetric.AUC).undefined()).isEqualTo("no row has a negative label");
        assertThat(oneClass.comparisons())
                .filteredOn(c -> c.metric().equals("fpr"))
                .allSatisfy(c -> assertThat(c.reason()).isEqualTo("in the group, no row has a negative label"));

        AuditReport empty = FairnessAudit.run(
                        plan, Rows.withColumns("g", "y", "s").writeTo(folder.resolve("3.csv")))
                .report();
        assertThat(empty.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(empty.overall().metric(GroupMetric.ACCURACY).undefined()).isEqualTo("the group has no rows");
    }

    @Test
    void badFilesAreRefusedWithWhatIsWrongAndWhere() throws IOException {
        AuditPlan plan = byScore("limits: {impact_ratio: {min: 0.8}}");
        refused(plan, "g,y\na,1\n".getBytes(StandardCharsets.UTF_8), "has no column 's'");
        refused(plan, "g,y,s,g\na,1,0.5,b\n".getBytes(StandardCharsets.UTF_8), "the column 'g' is there twice");
        refused(
                plan,
                "g,y,s\na,1,0.5\nsecret,1\n".getBytes(StandardCharsets.UTF_8),
                "line 3 has 2 fields, the header has 3");
        refused(plan, "g,y,s\na,1,0.5,9\n".getBytes(StandardCharsets.UTF_8), "line 2 has 4 fields, the header has 3");
        refused(plan, new byte[0], "empty");
        refused(plan, "g,y,s\nJos\u00e9,1,0.5\n".getBytes(StandardCharsets.ISO_8859_1), "not UTF-8");
        refused(plan, "PAR1 but not really".getBytes(StandardCharsets.UTF_8), "could not be read");
        refused(plan, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "cannot be read");
        assertThatThrownBy(() -> FairnessAudit.run(plan, folder.resolve("absent.csv")))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("absent.csv");
    }

    @Test
    void tooManyGroupsAreRefusedWithTheAttribute() {
        Rows rows = Rows.withColumns("g", "y", "s");
        for (int i = 0; i < 10_000; i++) {
            rows.row("person-" + i, i % 2, "0.5");
        }
        Path file = rows.writeTo(folder.resolve("rows.csv"));
        assertThatThrownBy(() -> FairnessAudit.run(byScore("limits: {impact_ratio: {min: 0.8}}"), file))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("'g' has more than 1000 values");
    }

    @Test
    void namesAndValuesWithQuotesAreOnlyNamesAndValues() {
        String attribute = "g\" FROM x; DROP TABLE y; --";
        String value = "it's \\' OR 1=1 --";
        Rows rows = Rows.withColumns(attribute, "it's y", "s\"")
                .times(60, value, value, "0.9")
                .times(60, "plain", "0", "0.1");
        AuditPlan plan = new AuditPlan(
                "rows.csv",
                null,
                null,
                new AuditPlan.Label("it's y", value),
                new AuditPlan.Decision.ByScore("s\"", new BigDecimal("0.5")),
                null,
                false,
                AuditPlan.Favourable.POSITIVE,
                List.of(attribute),
                1,
                List.of(),
                new AuditPlan.Reference.Named(Map.of(attribute, value)),
                List.of(),
                null,
                null,
                null,
                30,
                10,
                new BigDecimal("0.95"),
                Map.of(ComparisonMetric.IMPACT_RATIO, new AuditPlan.Limit(new BigDecimal("0.8"), null)),
                AuditPlan.Deciding.SINGLE);
        FairnessAudit.Result result = FairnessAudit.run(plan, rows.writeTo(folder.resolve("it's.csv")));
        assertThat(result.cells()).isEqualTo(rows.cells(plan));
        assertThat(result.report().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(AuditPlan.parse(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void givenScoresCannotBeExplained() throws IOException {
        AuditPlan plan = Plans.scored("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\nexplanations: {local: 1}\n");
        Path file = Files.writeString(folder.resolve("scores.csv"), "g,y,s\na,1,0.7\nb,0,0.2\n");
        assertThatThrownBy(() -> FairnessAudit.run(plan, file))
                .isInstanceOf(AuditException.class)
                .hasMessage(
                        "audit plan: explanations: need the model, and these are given scores without one; leave them out,"
                                + " or run the plan in the service, which has the model");
    }

    private void refused(AuditPlan plan, byte[] content, String message) throws IOException {
        Path file = Files.write(folder.resolve("bad.csv"), content);
        assertThatThrownBy(() -> FairnessAudit.run(plan, file))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("bad.csv: ")
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(folder.toString(), "secret"));
    }

    private static AuditPlan byScore(String more) {
        return Plans.scored("protected: [g]\n" + more + "\n");
    }

    private static Rows people(int count) {
        Random random = new Random(7);
        Rows rows = Rows.withColumns("race", "sex", "y", "s");
        for (int i = 0; i < count; i++) {
            rows.row(
                    new String[] {"A", "B", "C"}[random.nextInt(3)],
                    random.nextBoolean() ? "Female" : "Male",
                    random.nextInt(2),
                    String.format(Locale.ROOT, "%.4f", random.nextInt(10_001) / 10_000.0));
        }
        return rows;
    }
}
