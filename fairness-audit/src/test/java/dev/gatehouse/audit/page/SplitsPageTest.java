package dev.gatehouse.audit.page;

import static dev.gatehouse.audit.page.Pages.all;
import static dev.gatehouse.audit.page.Pages.assertEvenTables;
import static dev.gatehouse.audit.page.Pages.assertOutline;
import static dev.gatehouse.audit.page.Pages.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.splits.SplitsAudit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class SplitsPageTest {
    private static final SplitsPlan PLAN = SplitsPlan.parse("""
            kind: splits
            data: evaluation.csv
            reference: training.csv
            label: {column: label, positive: 1}
            entity: [who]
            time: {column: at}
            gap: 36h
            limits: {shared_entity_share: {max: 0}}
            """.getBytes(StandardCharsets.UTF_8));

    private static SplitsReport report;

    @BeforeAll
    static void audit(@TempDir Path folder) throws IOException {
        report = SplitsAudit.run(
                        PLAN,
                        List.of(rows(folder.resolve("training.csv"), "2026-01-0")),
                        List.of(rows(folder.resolve("evaluation.csv"), "2026-01-1")),
                        Progress.NONE,
                        Limits.standard())
                .report();
    }

    private static Path rows(Path file, String day) throws IOException {
        StringBuilder csv = new StringBuilder("who,at,x,region,<code>,number,label\n");
        for (int i = 0; i < 400; i++) {
            int label = i * 37 % 100 < 40 ? 1 : 0;
            csv.append("p" + i + "," + day + (1 + i % 8) + "T00:00:00Z," + i * 13 % 97 + ","
                    + (i % 2 == 0 ? "<north>" : "") + "," + (label == 1 ? "<yes>" : "no") + "," + i + "," + label
                    + "\n");
        }
        return Files.writeString(file, csv);
    }

    @Test
    void headingsDescendLinksFindTheirTargetAndTablesAreEven() {
        String html = SplitsPage.html(PLAN, report);
        Document page = parsed(html);
        assertOutline(page);
        assertEvenTables(page);
        assertThat(all(page, "svg")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(html)
                .contains("&lt;code&gt;", "the label under another name", "Identifiers and row numbers", "1.5 days")
                .doesNotContain("<north>", "<yes>", "<script", "http-equiv=\"refresh\"");
    }

    @Test
    void theTextHasEveryReasonAndFitsTheTerminal() {
        String text = SplitsText.table(PLAN, report, 80, false);
        assertThat(text)
                .startsWith("FAIL: split into training rows training.csv and evaluation rows evaluation.csv")
                .contains("the label under another name", "number: all its values are different");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        String flat = text.replaceAll("\\s+", " ");
        assertThat(report.reasons()).hasSize(2);
        report.reasons().forEach(reason -> assertThat(flat).contains(reason));
    }
}
