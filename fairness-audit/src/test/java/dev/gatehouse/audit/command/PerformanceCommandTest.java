package dev.gatehouse.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.page.PerformancePage;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/performance.md, run with the command on data of its shape. */
class PerformanceCommandTest {
    @TempDir
    Path folder;

    private String out;
    private String err;

    private Path example() throws IOException {
        Matcher example = Pattern.compile("```yaml\\n(kind: performance.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "performance.md")));
        assertThat(example.find()).isTrue();
        rows("validated.csv", 2024, 0);
        rows("current.csv", 2025, 0.4);
        return Files.writeString(folder.resolve("plan.yaml"), example.group(1));
    }

    /** Twelve months; from each month on more labels are still to come. */
    private void rows(String name, int year, double unlabelled) throws IOException {
        SplittableRandom random = new SplittableRandom(year);
        StringBuilder csv = new StringBuilder("at,score,defaulted,known,source,region\n");
        for (int i = 0; i < 3_600; i++) {
            int month = 1 + i % 12;
            double score = Math.round(1_000 * Math.pow(random.nextDouble(), 1.3)) / 1_000.0;
            String label = random.nextDouble() < score ? "yes" : "no";
            boolean known = random.nextDouble() >= unlabelled * month / 6.0;
            String day = year + (month < 10 ? "-0" : "-") + month + "-05";
            csv.append(day + " 09:00:00," + score + "," + (known ? label : "") + ","
                    + (known ? year + "-12-" + (10 + i % 20) + " 12:00:00" : "")
                    + (i % 3 == 0 ? ",clerk," : ",court,") + (i % 2 == 0 ? "north\n" : "south\n"));
        }
        Files.writeString(folder.resolve(name), csv);
    }

    private int run(Object... args) {
        CommandRun run = CommandRun.of(args);
        out = run.out();
        err = run.err();
        return run.code();
    }

    @Test
    void theExampleOfTheGuideRuns() throws IOException {
        Path plan = example();
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("report.html");
        Path cells = folder.resolve("cells.json");
        assertThat(run(plan, "--json", json, "--html", html, "--cells", cells))
                .as(err)
                .isZero();
        assertThat(out)
                .startsWith("PASS: performance on current.csv")
                .contains("precision_drop  PASS", "estimate without labels", "reference 2024-01", "2025-12");
        PerformanceReport report = PerformanceReport.parse(Files.readAllBytes(json));
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.chunks()).hasSize(24);
        assertThat(report.bands()).containsKey("auc");
        assertThat(report.estimate().realised().get("accuracy").chunks()).isPositive();
        assertThat(Files.readString(html))
                .isEqualTo(PerformancePage.html(PerformancePlan.parse(Files.readAllBytes(plan)), report));
        assertThat(run(plan, "--from-cells", cells, "--json", "-")).isZero();
        PerformanceReport again = PerformanceReport.parse(out.getBytes(StandardCharsets.UTF_8));
        assertThat(again.current()).isEqualTo(report.current());
        assertThat(again.chunks()).isEqualTo(report.chunks());
        assertThat(again.cellsDigest()).isEqualTo(report.cellsDigest());
        // Other files in the place of the plan's: the current rows held against themselves have lost nothing.
        assertThat(run(plan, "--reference", folder.resolve("current.csv"), "--json", "-"))
                .isZero();
        PerformanceReport same = PerformanceReport.parse(out.getBytes(StandardCharsets.UTF_8));
        assertThat(same.limits()).anySatisfy(limit -> {
            assertThat(limit.limit()).isEqualTo("precision_drop");
            assertThat(limit.value().value()).isZero();
        });
    }

    @Test
    void schemasArePrintedAndAReferenceThatThePlanDoesNotNameIsRefused() throws IOException {
        assertThat(run("--schema", "performance-plan")).isZero();
        assertThat(out).contains("Gatehouse performance plan");
        assertThat(run("--schema", "performance-report")).isZero();
        assertThat(out).contains("Gatehouse performance report");
        Path plan = Files.writeString(
                folder.resolve("alone.yaml"),
                "{kind: performance, data: d.csv, label: {column: y, positive: 1}, decision: {column: d, positive: 1}}");
        Files.writeString(folder.resolve("d.csv"), "y,d\n1,1\n0,0\n");
        assertThat(run(plan)).isZero();
        assertThat(out).startsWith("NO VERDICT (the plan sets no limit)");
        assertThat(run(plan, "--reference", folder.resolve("d.csv"))).isEqualTo(2);
        assertThat(err).contains("the plan names no reference");
    }
}
