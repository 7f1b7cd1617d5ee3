package dev.gatehouse.audit.page;

import static dev.gatehouse.audit.page.Pages.all;
import static dev.gatehouse.audit.page.Pages.assertEvenTables;
import static dev.gatehouse.audit.page.Pages.assertOutline;
import static dev.gatehouse.audit.page.Pages.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.diagnosis.DiagnosisAudit;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.report.DiagnosisReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class DiagnosisPageTest {
    private static final DiagnosisPlan PLAN = DiagnosisPlan.parse("""
            kind: diagnosis
            data: now.csv
            reference: then.csv
            label: {column: label, positive: 1}
            decision: {score: score, threshold: 0.5}
            label_source: {column: source, confirmed: [court]}
            weak_label: {column: first}
            metrics: [precision, auc]
            segments: [region]
            """.getBytes(StandardCharsets.UTF_8));

    private static DiagnosisReport report;
    private static PerformanceCells cells;

    @BeforeAll
    static void audit(@TempDir Path folder) throws IOException {
        DiagnosisAudit.Result result = DiagnosisAudit.run(
                PLAN,
                List.of(rows(folder.resolve("then.csv"), false)),
                List.of(rows(folder.resolve("now.csv"), true)),
                Progress.NONE,
                Limits.standard());
        report = result.report();
        cells = result.cells();
    }

    private static Path rows(Path file, boolean now) throws IOException {
        StringBuilder csv = new StringBuilder("x,score,label,source,first,region\n");
        for (int i = 0; i < 600; i++) {
            double score = i % 20 / 20.0;
            int label = i * 37 % 100 < 100 * score ? 1 : 0;
            csv.append((now ? i % 7 : i % 5) + "," + score + "," + (now && i % 3 == 0 ? "" : label) + ","
                    + (i % 4 == 0 ? "clerk" : "court") + "," + (i % 9 == 0 ? 1 - label : label) + ","
                    + (i % 2 == 0 ? "<north>" : "") + "\n");
        }
        return Files.writeString(file, csv);
    }

    @Test
    void headingsDescendLinksFindTheirTargetAndTablesAreEven() {
        String html = DiagnosisPage.html(PLAN, report);
        Document page = parsed(html);
        assertOutline(page);
        assertEvenTables(page);
        assertThat(all(page, "svg")).hasSizeGreaterThanOrEqualTo(4);
        assertThat(html)
                .contains("&lt;north&gt;", "(blank)", "With the relation", "Represented", "Weak label")
                .doesNotContain("<north>", "<script", "http-equiv=\"refresh\"");
    }

    @Test
    void withoutTheRowsThePageSaysWhyThereIsNoSplit() {
        DiagnosisReport stored = DiagnosisAudit.evaluate(PLAN, cells, null, null);
        String html = DiagnosisPage.html(PLAN, stored);
        assertEvenTables(parsed(html));
        assertThat(html).contains("The change is not split: the split needs the rows, and there are only cells.");
        assertThat(DiagnosisText.table(PLAN, stored, 80, true)).contains("insuff.");
    }

    @Test
    void theTextHasEveryFindingAndFitsTheTerminal() {
        String text = DiagnosisText.table(PLAN, report, 80, false);
        assertThat(text).startsWith("DIAGNOSIS of now.csv against then.csv").contains("region: <north>", "(blank)");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        String flat = text.replaceAll("\\s+", " ");
        assertThat(report.findings()).hasSizeGreaterThan(3);
        report.findings().stream()
                .filter(finding -> finding.chars().allMatch(c -> c < 128))
                .forEach(finding -> assertThat(flat).contains(finding));
    }
}
