package dev.gatehouse.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    @TempDir
    Path folder;

    private String out;
    private String err;

    private int run(Object... args) {
        return ran(CommandRun.of(args));
    }

    private int run(Terminal terminal, Object... args) {
        return ran(CommandRun.of(terminal, args));
    }

    private int ran(CommandRun run) {
        out = run.out();
        err = run.err();
        return run.code();
    }

    private Path plan(String more) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), """
                kind: fairness
                data: rows.csv
                decision: {column: hired, positive: "1"}
                protected: [group]
                """ + more);
    }

    private Path planLimited() throws IOException {
        return plan("limits: {impact_ratio: {min: 0.8}}\n");
    }

    /** So many rows a group, so many of them hired. */
    private Path rows(String name, String a, int hiredA, String b, int hiredB, int each) throws IOException {
        StringBuilder csv = new StringBuilder("group,hired\n");
        for (int i = 0; i < each; i++) {
            csv.append(a).append(i < hiredA ? ",1\n" : ",0\n");
            csv.append(b).append(i < hiredB ? ",1\n" : ",0\n");
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    private void passingRows() throws IOException {
        rows("rows.csv", "a", 1000, "b", 990, 2000);
    }

    private void failingRows() throws IOException {
        rows("rows.csv", "a", 1000, "b", 300, 2000);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void withinItsLimitsAnAuditPassesWithZero() throws IOException {
        passingRows();
        assertThat(run(planLimited())).isZero();
        assertThat(out).startsWith("PASS: rows.csv by group").contains("4,000 used", "0.500 [", "0.990 [");
        assertThat(err).isEmpty();
    }

    @Test
    void beyondALimitItFailsWithOne() throws IOException {
        failingRows();
        assertThat(run(planLimited())).isEqualTo(1);
        assertThat(out).startsWith("FAIL: ").contains("0.300 [", "Flagged by the four-fifths rule");
    }

    @Test
    void withoutEnoughEvidenceItEndsWithThree() throws IOException {
        rows("rows.csv", "a", 20, "b", 16, 40);
        assertThat(run(planLimited())).isEqualTo(3);
        assertThat(out).startsWith("INSUFFICIENT EVIDENCE: ");
    }

    @Test
    void withoutLimitsItSaysSoAndEndsWithZero() throws IOException {
        failingRows();
        assertThat(run(plan("profile: eu-ai-act\n"))).isZero();
        assertThat(out).startsWith("NO VERDICT (the plan sets no limit): rows.csv by group");
    }

    @Test
    void reportPageAndCellsAreWrittenAndBelongTogether() throws IOException {
        failingRows();
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("report.html");
        Path cells = folder.resolve("cells.json");
        assertThat(run(planLimited(), "--json", json, "--html", html, "--cells", cells))
                .isEqualTo(1);
        AuditReport report = AuditReport.parse(Files.readAllBytes(json));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Cells.parse(Files.readAllBytes(cells)).digest()).isEqualTo(report.cellsDigest());
        assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains(report.cellsDigest(), "<svg ");
        assertThat(err).contains("cells.json holds small groups, unmerged");
        assertThat(files()).containsExactly("cells.json", "plan.yaml", "report.html", "report.json", "rows.csv");
    }

    @Test
    void theReportGoesToTheStandardOutputAlone() throws IOException {
        passingRows();
        assertThat(run(planLimited(), "--json", "-")).isZero();
        assertThat(AuditReport.parse(out.getBytes(StandardCharsets.UTF_8)).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(err).isEmpty();
    }

    @Test
    void fromCellsTheSameReportComesWithoutTheRows() throws IOException {
        failingRows();
        Path cells = folder.resolve("cells.json");
        assertThat(run(planLimited(), "--json", folder.resolve("first.json"), "--cells", cells))
                .isEqualTo(1);
        Files.delete(folder.resolve("rows.csv"));
        assertThat(run(planLimited(), "--from-cells", cells, "--json", folder.resolve("second.json")))
                .isEqualTo(1);
        ObjectNode first = read("first.json");
        ObjectNode second = read("second.json");
        assertThat(second.remove("engine").asText()).isEqualTo(FairnessKind.STORED_CELLS);
        assertThat(first.remove("engine").asText()).startsWith("DuckDB");
        assertThat(first.remove("data_digest").asText()).startsWith("sha256:");
        assertThat(second.has("data_digest")).isFalse();
        assertThat(second).isEqualTo(first);
    }

    private ObjectNode read(String name) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(Files.readAllBytes(folder.resolve(name)));
    }

    @Test
    void otherDataCanBeNamedAsFileOrGlob() throws IOException {
        planLimited();
        Path other = Files.createDirectory(folder.resolve("other"));
        rows("other/one.csv", "a", 500, "b", 495, 1000);
        rows("other/two.csv", "a", 500, "b", 495, 1000);
        assertThat(run(folder.resolve("plan.yaml"), "--data", other.resolve("one.csv")))
                .isZero();
        assertThat(out).contains("Rows: 2,000 read");
        assertThat(run(folder.resolve("plan.yaml"), "--data", other + "/*.csv")).isZero();
        assertThat(out).contains("Rows: 4,000 read");
        assertThat(run(folder.resolve("plan.yaml"), "--data", other + "/three.csv"))
                .isEqualTo(2);
        assertThat(err).contains("--data: ", "three.csv", "no such file");
        assertThat(run(folder.resolve("plan.yaml"), "--data", other + "/*.parquet"))
                .isEqualTo(2);
        assertThat(err).contains("--data: ", "*.parquet");
    }

    @Test
    void errorsEndWithTwoAndNameWhatAndWhere() throws IOException {
        assertThat(run(folder.resolve("none.yaml"))).isEqualTo(2);
        assertThat(err).contains("none.yaml: cannot be read: there is no such file");

        assertThat(run(planLimited())).isEqualTo(2);
        assertThat(err).contains("plan.yaml: ", "rows.csv", "--data FILE");

        assertThat(run(plan("limits: {impact: {min: 0.8}}\n"))).isEqualTo(2);
        assertThat(err).contains("plan.yaml: audit plan: ", "impact");

        Files.writeString(folder.resolve("rows.csv"), "group,hire\na,1\n");
        assertThat(run(planLimited())).isEqualTo(2);
        assertThat(err).contains("rows.csv: ", "'hired'").doesNotContain("\tat ");

        Files.writeString(folder.resolve("plan.yaml"), " ".repeat(70_000));
        assertThat(run(folder.resolve("plan.yaml"))).isEqualTo(2);
        assertThat(err).contains("larger than 65536 bytes");

        Files.writeString(folder.resolve("cells.json"), "{}");
        assertThat(run(planLimited(), "--from-cells", folder.resolve("cells.json")))
                .isEqualTo(2);
        assertThat(err).contains("cells.json: ").doesNotContain("\tat ");
        assertThat(out).isEmpty();
    }

    @Test
    void aWrongCallEndsWithTwoAndTellsTheUsage() throws IOException {
        for (Object[] call : new Object[][] {
            {},
            {"--what"},
            {planLimited(), "second.yaml"},
            {planLimited(), "--html", "-"},
            {planLimited(), "--from-cells", "cells.json", "--data", "rows.csv"},
            {"--schema", "plans"},
            {"--schema", "plan", planLimited()}
        }) {
            assertThat(run(call)).as(List.of(call).toString()).isEqualTo(2);
            assertThat(err).contains("Usage: gatehouse audit").doesNotContain("\tat ");
            assertThat(out).isEmpty();
        }
        assertThat(run("--help")).isZero();
        assertThat(out).contains("Usage: gatehouse audit", "3 insufficient evidence", "--from-cells");
    }

    @Test
    void whatIsReadIsNeverOverwritten() throws IOException {
        passingRows();
        Path plan = planLimited();
        Path rows = folder.resolve("rows.csv");
        byte[] before = Files.readAllBytes(rows);
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), rows);
        for (Object[] call : new Object[][] {
            {plan, "--json", rows},
            {plan, "--html", plan},
            {plan, "--json", link},
            {plan, "--cells", folder.resolve("x/../rows.csv")},
            {plan, "--json", folder.resolve("same"), "--html", folder.resolve("same")},
            {plan, "--json", folder.resolve("none/report.json")},
            {plan, "--html", folder}
        }) {
            assertThat(run(call)).as(List.of(call).toString()).isEqualTo(2);
            assertThat(err).isNotBlank().doesNotContain("\tat ", "Usage");
        }
        assertThat(Files.readAllBytes(rows)).isEqualTo(before);
        assertThat(files()).containsExactly("link.json", "plan.yaml", "rows.csv");
    }

    @Test
    void anEarlierReportIsReplacedAsAWhole() throws IOException {
        passingRows();
        Path json = Files.writeString(folder.resolve("report.json"), "x".repeat(1_000_000));
        assertThat(run(planLimited(), "--json", json)).isZero();
        assertThat(AuditReport.parse(Files.readAllBytes(json)).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void namesInTheDataSteerNeitherTerminalNorPage() throws IOException {
        rows("rows.csv", "<script>alert(1)</script>", 1000, "\u001b]0;owned\u0007\u202Eb", 990, 2000);
        Path html = folder.resolve("report.html");
        assertThat(run(planLimited(), "--html", html)).isZero();
        assertThat(out).contains("<script>").doesNotContain("\u001b", "\u0007", "\u202E");
        assertThat(Files.readString(html))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "\u001b", "\u202E");
    }

    @Test
    void aTerminalOfAsciiGetsAscii() throws IOException {
        rows("rows.csv", "Zoë", 1000, "日本", 990, 2000);
        assertThat(run(new Terminal(80, StandardCharsets.US_ASCII, false), planLimited()))
                .isZero();
        assertThat(out).isASCII().contains("Zo\\u{eb}", "\\u{65e5}\\u{672c}", "impact_ratio >= 0.8");
        assertThat(out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theSchemasArePrinted() throws IOException {
        for (String schema : List.of("plan", "report", "drift-plan", "drift-report")) {
            assertThat(run("--schema", schema)).isZero();
            JsonNode json = new ObjectMapper().readTree(out);
            assertThat(json.path("$schema").asText()).startsWith("https://json-schema.org/");
            assertThat(json.path("properties").size()).isPositive();
        }
    }
}
