package dev.gatehouse.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on plans of kind drift. */
class DriftCommandTest {
    @TempDir
    Path folder;

    private Path plan;
    private String out;
    private String err;

    @BeforeEach
    void samples() throws IOException {
        rows("then.csv", 0);
        rows("now.csv", 0);
        plan = plan("limits: {ks: {max: 0.3}}\n");
    }

    private Path plan(String more) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), """
                kind: drift
                data: now.csv
                reference: then.csv
                metrics: {number: ks}
                """ + more);
    }

    private Path rows(String name, int shift) throws IOException {
        StringBuilder csv = new StringBuilder("x,job\n");
        for (int i = 0; i < 500; i++) {
            csv.append(i * 7 % 100 + shift).append(i % 3 == 0 ? ",clerk\n" : ",baker\n");
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    private int run(Object... args) {
        CommandRun run = CommandRun.of(args);
        out = run.out();
        err = run.err();
        return run.code();
    }

    @Test
    void publishedStatisticsTakeThePlaceOfReferenceRows() throws IOException {
        Path statistics = folder.resolve("statistics.json");
        assertThat(run(plan, "--statistics", statistics)).as(err).isZero();
        Files.delete(folder.resolve("then.csv"));
        assertThat(run(plan, "--reference-statistics", statistics)).as(err).isZero();
        assertThat(out).contains("The reference is published statistics of 500 rows");
        rows("now.csv", 80);
        assertThat(run(plan, "--reference-statistics", statistics)).isEqualTo(1);
        assertThat(run(plan, "--reference-statistics", statistics, "--reference", "then.csv"))
                .isEqualTo(2);
        assertThat(err).contains("--reference-statistics takes the place of the reference of a plan of kind drift");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"kind\":\"drift\"}");
        assertThat(run(plan, "--reference-statistics", other)).isEqualTo(2);
        assertThat(err).contains("other.json: not a statistics report of format 1");
        assertThat(run("--schema", "statistics")).isZero();
        assertThat(out).contains("gatehouse.dev/schemas/statistics.json");
    }

    @Test
    void theExitCodeIsTheVerdict() throws IOException {
        assertThat(run(plan)).as(err).isZero();
        assertThat(out).startsWith("PASS: drift of now.csv against then.csv");
        rows("now.csv", 80);
        assertThat(run(plan)).isEqualTo(1);
        assertThat(out).startsWith("FAIL: ").contains("x: ks lies beyond its limit.");
        rows("now.csv", 30);
        assertThat(run(plan)).isEqualTo(3);
        assertThat(out).startsWith("INSUFFICIENT EVIDENCE: ");
        assertThat(run(plan(""))).isZero();
        assertThat(out).startsWith("NO VERDICT");
    }

    @Test
    void reportPageAndCellsAreWrittenAndTheReportIsRecomputedFromThem() throws IOException {
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("report.html");
        Path cells = folder.resolve("cells.json");
        Path flat = plan("limits: {ks: {max: 0.3}}\nclassifier: false\n");
        assertThat(run(flat, "--json", json, "--html", html, "--cells", cells)).isZero();
        DriftReport report = DriftReport.parse(Files.readAllBytes(json));
        assertThat(DriftCells.parse(Files.readAllBytes(cells)).digest()).isEqualTo(report.cellsDigest());
        assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains(report.cellsDigest(), "<svg ");
        Files.delete(folder.resolve("now.csv"));
        Files.delete(folder.resolve("then.csv"));
        assertThat(run(flat, "--from-cells", cells, "--json", "-")).isZero();
        DriftReport again = DriftReport.parse(out.getBytes(StandardCharsets.UTF_8));
        assertThat(again.drift()).isEqualTo(report.drift());
        assertThat(again.dataDigest()).isNull();
    }

    @Test
    void otherFilesCanBeNamedForBothSamples() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        rows("other/one.csv", 80);
        rows("other/two.csv", 80);
        assertThat(run(plan, "--data", other + "/*.csv")).isEqualTo(1);
        assertThat(out).contains("current 1,000 read");
        assertThat(run(plan, "--data", other + "/*.csv", "--reference", other.resolve("one.csv")))
                .isZero();
        assertThat(run(plan, "--reference", other + "/none*.csv")).isEqualTo(2);
        assertThat(err).startsWith("--reference: no file is named by 'none*.csv'");
        Files.delete(folder.resolve("then.csv"));
        assertThat(run(plan)).isEqualTo(2);
        assertThat(err).contains("plan.yaml: reference: ", "--reference FILE names another");
    }

    @Test
    void aReferenceIsNotForPlansOfFairnessAndAnUnknownKindIsRefused() throws IOException {
        Path fairness = Files.writeString(folder.resolve("fair.yaml"), """
                kind: fairness
                data: now.csv
                decision: {column: job, positive: clerk}
                protected: [x]
                limits: {impact_ratio: {min: 0.8}}
                """);
        assertThat(run(fairness, "--reference", "then.csv")).isEqualTo(2);
        assertThat(err)
                .contains(
                        "only plans of kind drift, performance, diagnosis and splits compare with a reference",
                        "Usage");
        Path unknown = Files.writeString(folder.resolve("what.yaml"), "kind: quality\ndata: now.csv\n");
        assertThat(run(unknown)).isEqualTo(2);
        assertThat(err)
                .contains(
                        "what.yaml: audit plan: kind: must be one of [fairness, drift, performance, diagnosis, splits], not 'quality'");
        assertThat(run(plan, "--html", folder.resolve("then.csv"))).isEqualTo(2);
        assertThat(err).contains("is what the audit reads");
    }

    @Test
    void withEvidentlysRulesTheWholeDataSetDecides() throws IOException {
        rows("now.csv", 80);
        Path evidently = Files.writeString(
                folder.resolve("evidently.yaml"),
                "kind: drift\ndata: now.csv\nreference: then.csv\nmethod: evidently\nclassifier: false\n");
        Path json = folder.resolve("report.json");
        assertThat(run(evidently, "--json", json)).isEqualTo(1);
        assertThat(DriftReport.parse(Files.readAllBytes(json)).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(out).contains("1 of 2 features drifted", "evidently:ks", "evidently:z");
    }
}
