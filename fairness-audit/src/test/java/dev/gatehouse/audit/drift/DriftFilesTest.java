package dev.gatehouse.audit.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole drift audits of files, and what is wrong with files. */
class DriftFilesTest {
    @TempDir
    Path folder;

    private static DriftPlan plan(String more) {
        return DriftPlan.parse(
                ("{kind: drift, data: now, reference: then, minimum_rows: 50, classifier: false" + more + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private DriftAudit.Result run(String more, Path reference, Path current) {
        return DriftAudit.run(
                plan(more), List.of(reference), List.of(current), Progress.NONE, new Limits(128, 1, folder));
    }

    private void refused(String more, Path reference, Path current, String... message) {
        assertThatThrownBy(() -> run(more, reference, current))
                .isInstanceOf(AuditException.class)
                .hasMessageContainingAll(message);
    }

    private Path csv(String name, String header, int rows, IntFunction<String> row) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (int i = 0; i < rows; i++) {
            text.append(row.apply(i)).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private static Drift feature(DriftReport report, String name) {
        return report.drift().stream()
                .filter(each -> each.feature().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> checks(DriftReport report, String feature) {
        return report.quality().stream()
                .filter(each -> feature.equals(each.feature()))
                .map(Quality::check)
                .toList();
    }

    @Test
    void anAuditOfFilesNamesThemByDigestAndIsRecomputedFromItsCells() throws IOException {
        Random random = new Random(5);
        Path then =
                csv("then.csv", "age,job,score", 400, i -> (20 + random.nextInt(40)) + ",clerk," + random.nextDouble());
        Path now = csv(
                "now.csv", "score,age,job", 300, i -> random.nextDouble() + "," + (40 + random.nextInt(40)) + ",clerk");
        List<String> stages = new ArrayList<>();
        DriftPlan plan = plan(", score: score, limits: {wasserstein_normed: {max: 0.5}}");
        DriftAudit.Result result = DriftAudit.run(
                plan, List.of(then), List.of(now), (stage, share) -> stages.add(stage), new Limits(128, 1, folder));
        DriftReport report = result.report();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons()).containsExactly("age: wasserstein_normed lies beyond its limit.");
        assertThat(report.dataDigest()).isEqualTo(Digests.sha256(now));
        assertThat(report.referenceDigest()).isEqualTo(Digests.sha256(then));
        assertThat(report.engine()).startsWith("DuckDB");
        assertThat(report.score().feature()).isEqualTo("score");
        assertThat(report.rows().reference().used()).isEqualTo(400);
        assertThat(report.rows().current().used()).isEqualTo(300);
        assertThat(stages).startsWith("digest").endsWith("evaluate");
        DriftReport again = DriftAudit.evaluate(
                plan, DriftCells.parse(result.cells().toJson()), report.dataDigest(), report.referenceDigest());
        assertThat(again.toJson()).isEqualTo(report.toJson());
    }

    @Test
    void differentSchemasAreFindingsAndWhatIsCommonIsCompared() throws IOException {
        Path then =
                csv("then.csv", "age,gone,amount,code", 200, i -> i % 50 + ",1," + i + "," + (i % 2 == 0 ? "a" : "b"));
        Path now =
                csv("now.csv", "amount,age,fresh,code", 200, i -> (i % 4 == 0 ? "n/a" : i) + "," + i % 50 + ",x," + i);
        DriftReport report =
                run(", limits: {wasserstein_normed: {max: 0.5}}", then, now).report();
        assertThat(checks(report, "gone")).contains("column_missing");
        assertThat(checks(report, "fresh")).contains("column_new");
        assertThat(checks(report, "amount")).contains("type_break");
        assertThat(checks(report, "code")).contains("type_break");
        assertThat(feature(report, "age").verdict()).isEqualTo(Verdict.PASS);
        assertThat(feature(report, "gone").verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(new String(report.toJson(), StandardCharsets.UTF_8)).doesNotContain("n/a");
        assertThat(run(", limits: {type_breaks: {max: 0}}", then, now).report().verdict())
                .isEqualTo(Verdict.FAIL);
        refused(", features: [age, nothing]", then, now, "nothing");
    }

    @Test
    void samplesWithoutACommonColumnAreRefused() throws IOException {
        Path then = csv("then.csv", "a,b", 100, i -> i + ",1");
        Path now = csv("now.csv", "c,d", 100, i -> i + ",1");
        refused("", then, now, "no column can be compared", "[a, b]", "[c, d]");
        Path outcome = csv("outcome.csv", "s", 100, i -> "" + i);
        refused(", score: s", outcome, outcome, "no feature");
    }

    @Test
    void columnsWithoutAnyValueOrWithOneAreToldAndNotTakenForDrift() throws IOException {
        Path then = csv("then.csv", "none,lost,one,x", 200, i -> "," + i % 7 + ",5," + i % 9);
        Path now = csv("now.csv", "none,lost,one,x", 200, i -> ",,5," + i % 9);
        DriftReport report = run(", limits: {wasserstein_normed: {max: 0.5}, jensen_shannon: {max: 0.5}}", then, now)
                .report();
        assertThat(feature(report, "none").deciding()).isFalse();
        assertThat(feature(report, "one").statistic()).isZero();
        assertThat(feature(report, "lost").undefined()).isEqualTo("the current rows have no value");
        assertThat(checks(report, "lost")).contains("all_missing");
        assertThat(checks(report, "one")).contains("constant_column");
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).singleElement().asString().startsWith("lost: ");
    }

    @Test
    void aReferenceBelowTheMinimumIsNoEvidence() throws IOException {
        Path then = csv("then.csv", "x", 40, i -> "" + i);
        Path now = csv("now.csv", "x", 200, i -> "" + (i + 500));
        DriftReport report =
                run(", limits: {wasserstein_normed: {max: 0.5}}", then, now).report();
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).anyMatch(reason -> reason.contains("minimum_rows is 50"));
        Path empty = csv("empty.csv", "x", 0, i -> "");
        assertThat(run(", limits: {missing_share_increase: {max: 0.1}}", then, empty)
                        .report()
                        .verdict())
                .isEqualTo(Verdict.INSUFFICIENT);
    }

    @Test
    void timestampsOutOfOrderAreCutByTheZonesCalendarAndAnEmptyMonthIsAChunk() throws IOException {
        Path then =
                csv("then.csv", "at,x", 300, i -> "2026-0" + (1 + (i * 7) % 3) + "-1" + i % 9 + "T23:30:00," + i % 11);
        Path now = csv(
                "now.csv",
                "at,x",
                200,
                i -> (i % 2 == 0 ? "2026-07-31T23:59:00," : i % 10 == 1 ? "," : "2026-05-01T00:00:00,") + i % 11);
        DriftReport report =
                run(", time: {column: at, zone: Europe/Berlin}", then, now).report();
        List<Chunk> chunks = feature(report, "x").chunks();
        assertThat(chunks)
                .extracting(Chunk::label)
                .containsExactly("2026-01", "2026-02", "2026-03", "2026-05", "2026-06", "2026-07");
        assertThat(chunks.get(3).from()).isEqualTo("2026-04-30T22:00:00Z");
        assertThat(chunks.get(4).rows()).isZero();
        assertThat(chunks.get(4).statistic()).isNull();
        assertThat(report.rows().current().leftOut()).containsEntry("no_time", 20L);
        assertThat(report.quality()).extracting(Quality::check).contains("rows_without_time", "empty_chunk");
    }

    @Test
    void mixedZonesAndLocalTimesWithoutAZoneAreRefusedWithWhatToDo() throws IOException {
        Path local = csv("local.csv", "at,x", 100, i -> "2026-01-01T00:00:00," + i);
        Path mixed = csv("mixed.csv", "at,x", 100, i -> "2026-01-01T00:00:00" + (i % 3 == 0 ? "+02:00," : ",") + i);
        refused(", time: {column: at}", local, local, "time: ", "'zone'");
        refused(
                ", time: {column: at, zone: UTC}",
                mixed,
                local,
                "do not; write all of them with an offset, or all without");
        refused(", time: {column: when}", local, local, "when");
    }

    @Test
    void filesThatAreNotAsTheyShouldBeAreRefusedByName() throws Exception {
        Path good = csv("good.csv", "x,y", 100, i -> i + ",1");
        Path twice = csv("twice.csv", "x,x", 100, i -> i + ",1");
        refused("", good, twice, "twice.csv", "'x' is there twice");
        Path ragged = csv("ragged.csv", "x,y", 100, i -> i == 50 ? "1" : i + ",1");
        refused("", good, ragged, "ragged.csv");
        assertThatThrownBy(() -> FairnessAudit.resolve(folder, "*.parquet"))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("no file is named by '*.parquet'");
        Path nested = folder.resolve("nested.parquet");
        duckDb("COPY (SELECT range % 5 AS x, {'a': 1} AS y FROM range(100)) TO '" + nested + "' (FORMAT parquet)");
        DriftReport report = run("", nested, nested).report();
        assertThat(report.drift()).extracting(Drift::feature).containsExactly("x");
        assertThat(report.notes()).anyMatch(note -> note.startsWith("Not compared: y ("));
        refused(", features: [x, y]", nested, nested, "'y'");
    }

    @Test
    void theClassifierSeesWhatNoSingleFeatureShowsAndNeedsTheRows() throws IOException {
        Random random = new Random(3);
        Path then = csv("then.csv", "a,b,s", 600, i -> random.nextInt(2) + "," + random.nextInt(2) + ",1");
        Path now = csv("now.csv", "a,b,s", 600, i -> i % 2 + "," + i % 2 + ",2");
        DriftPlan plan = DriftPlan.parse(
                "{kind: drift, data: n, reference: t, score: s, limits: {jensen_shannon: {max: 0.2}, domain_auc: {max: 0.6}}, categorical: [a, b, s], metrics: {by_feature: {s: psi}}}"
                        .getBytes(StandardCharsets.UTF_8));
        DriftAudit.Result result =
                DriftAudit.run(plan, List.of(then), List.of(now), Progress.NONE, new Limits(128, 1, folder));
        DriftReport report = result.report();
        assertThat(report.drift()).allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.PASS));
        assertThat(report.classifier().auc().value()).isBetween(0.7, 0.8);
        assertThat(report.classifier().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.classifier().features().get(0).name()).isEqualTo("a & b");
        assertThat(report.classifier().features())
                .extracting(DriftReport.Teller::name)
                .doesNotContain("s");
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons())
                .containsExactly("domain_auc: the classifier tells the samples apart better than its limit allows.");
        DriftReport counts = DriftAudit.evaluate(plan, result.cells(), null, null);
        assertThat(counts.classifier()).isNull();
        assertThat(counts.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(counts.reasons())
                .containsExactly("domain_auc: the classifier needs the rows, and there are only counts.");
    }

    @Test
    void withinItsLimitTheClassifierPassesAndNannymlFlagsByItsOwn() throws IOException {
        Random random = new Random(9);
        Path then = csv("then.csv", "a,b", 800, i -> random.nextInt(9) + "," + random.nextInt(9));
        Path now = csv("now.csv", "a,b", 800, i -> random.nextInt(9) + "," + random.nextInt(9));
        for (String more : List.of("limits: {domain_auc: {max: 0.6}}", "method: nannyml")) {
            DriftPlan plan = DriftPlan.parse(
                    ("{kind: drift, data: n, reference: t, " + more + "}").getBytes(StandardCharsets.UTF_8));
            DriftReport report = DriftAudit.run(
                            plan, List.of(then), List.of(now), Progress.NONE, new Limits(128, 1, folder))
                    .report();
            assertThat(report.classifier().drifted()).isFalse();
            assertThat(report.verdict()).isEqualTo(more.startsWith("limits") ? Verdict.PASS : null);
        }
    }

    @Test
    void aCancelledAuditSaysSoAndStaysInterrupted() throws IOException {
        Path rows = csv("rows.csv", "x", 100, i -> "" + i);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> run("", rows, rows))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("cancelled");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void duckDb(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
