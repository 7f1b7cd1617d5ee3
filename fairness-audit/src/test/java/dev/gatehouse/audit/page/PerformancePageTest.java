package dev.gatehouse.audit.page;

import static dev.gatehouse.audit.page.Pages.all;
import static dev.gatehouse.audit.page.Pages.assertEvenTables;
import static dev.gatehouse.audit.page.Pages.assertOutline;
import static dev.gatehouse.audit.page.Pages.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.performance.PerformanceAudit;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PerformancePageTest {
    private static final PerformancePlan PLAN = PerformancePlan.parse("""
            kind: performance
            data: now.csv
            reference: then.csv
            label: {column: label, positive: 1}
            decision: {score: score, threshold: 0.5}
            time: {column: at, period: month}
            label_time: {column: known}
            label_source: {column: source, confirmed: [court]}
            segments: [region]
            limits: {precision: {min: 0.6}, auc_drop: {max: 0.05}}
            minimum_rows: 30
            """.getBytes(StandardCharsets.UTF_8));

    private static PerformanceReport report;
    private static String html;

    @BeforeAll
    static void audit(@TempDir Path folder) throws IOException {
        report = PerformanceAudit.run(
                        PLAN,
                        List.of(rows(folder.resolve("then.csv"), 2024)),
                        List.of(rows(folder.resolve("now.csv"), 2025)),
                        Progress.NONE,
                        Limits.standard())
                .report();
        html = PerformancePage.html(PLAN, report);
    }

    /** In the second year scores tell nothing from April on, and May has no label yet. */
    private static Path rows(Path file, int year) throws IOException {
        StringBuilder csv = new StringBuilder("at,score,label,known,source,region\n");
        for (int i = 0; i < 1_000; i++) {
            int month = 1 + i % 5;
            double score = i / 5 % 20 / 20.0;
            boolean positive = year == 2025 && month >= 4 ? i % 2 == 0 : i * 37 % 100 < 100 * score;
            boolean known = year == 2024 || month < 5;
            csv.append(year + "-0" + month + "-03T10:00:00Z," + score + "," + (known ? positive ? 1 : 0 : "") + ","
                    + (known ? year + "-08-0" + (1 + i % 9) + "T10:00:00Z" : "") + ","
                    + (i % 4 == 0 ? "clerk" : "court") + "," + (i % 2 == 0 ? "<north>" : "") + "\n");
        }
        return Files.writeString(file, csv);
    }

    @Test
    void headingsDescendLinksFindTheirTargetAndTablesAreEven() {
        Document page = parsed(html);
        assertOutline(page);
        assertEvenTables(page);
        assertThat(all(page, "a"))
                .extracting(link -> link.getAttribute("href"))
                .contains("#estimate", "#courses", "#calibration", "#labels", "#segments");
    }

    @Test
    void whatIsEstimatedIsMarkedAndNamesFromTheDataAreText() {
        assertThat(html)
                .contains("An estimate, not a measurement", "Estimate, all rows (range)", "&lt;north&gt;", "(missing)")
                .contains("no row has a label; estimate ")
                .doesNotContain("<north>", "<script", "http-equiv=\"refresh\"");
    }

    @Test
    void chartsSayInWordsWhatTheyShow() {
        String course =
                PerformanceCharts.courses("Performance by chunk", report).orElseThrow();
        assertThat(parsed(course).getDocumentElement().getAttribute("aria-label"))
                .contains("the dashed line an estimate without labels", "AUC: from ", "alerts in 2025-04 (");
        // A dashed piece between neighbours, a cross and a red square are drawn.
        assertThat(course)
                .contains("class=\"chart-warn\"", "stroke-dasharray", "class=\"chart-fail\"", "class=\"chart-band\"");
        assertThat(PerformanceCharts.labels("Labels by chunk", report).orElseThrow())
                .contains("share of rows with a label");
        assertThat(PerformanceCharts.calibration("Calibration", report).orElseThrow())
                .contains("reference; current");
    }

    @Test
    void theTerminalHasTheSameInTextAtEveryWidth() {
        for (int width : new int[] {60, 80, 120}) {
            String text = PerformanceText.table(PLAN, report, width, false);
            assertThat(text)
                    .startsWith("INSUFFICIENT EVIDENCE: performance on now.csv")
                    .contains("auc_drop", "insuff.", "2025-04");
            assertThat(text.chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
            assertThat(text.lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
    }

    @Test
    void aReportWithoutChunksReferenceOrScoreHasItsPageToo(@TempDir Path folder) throws IOException {
        PerformancePlan plain =
                PerformancePlan.parse("{kind: performance, data: d, label: {column: label}, decision: {value: score}}"
                        .getBytes(StandardCharsets.UTF_8));
        PerformanceReport found = PerformanceAudit.run(
                        plain,
                        List.of(),
                        List.of(rows(folder.resolve("d.csv"), 2025)),
                        Progress.NONE,
                        Limits.standard())
                .report();
        assertThat(parsed(PerformancePage.html(plain, found))
                        .getElementsByTagName("svg")
                        .getLength())
                .isZero();
        assertThat(PerformanceText.table(plain, found, 80, true)).contains("NO VERDICT", "rmse");
    }
}
