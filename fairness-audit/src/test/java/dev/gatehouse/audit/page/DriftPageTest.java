package dev.gatehouse.audit.page;

import static dev.gatehouse.audit.page.Pages.all;
import static dev.gatehouse.audit.page.Pages.assertEvenTables;
import static dev.gatehouse.audit.page.Pages.assertOutline;
import static dev.gatehouse.audit.page.Pages.parsed;
import static dev.gatehouse.audit.page.Pages.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.drift.DriftReports;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class DriftPageTest {
    private static final String LIMITS =
            ", score: gap, limits: {wasserstein_normed: {max: 0.1}, jensen_shannon: {max: 0.3}, new_category_share: {max: 0.01}}";

    private static Document page(String more) {
        DriftPlan plan = DriftReports.plan(more);
        return parsed(DriftPage.html(plan, DriftReports.report(plan)));
    }

    @ParameterizedTest
    @ValueSource(strings = {LIMITS, "", ", method: evidently", ", method: nannyml"})
    void headingsDescendLinksFindTheirTargetAndTablesAreEven(String more) {
        Document page = page(more);
        assertOutline(page);
        assertEvenTables(page);
    }

    @Test
    void theFarthestFeatureComesFirstWithItsNoiseFloor() {
        Document page = page(LIMITS);
        Element table = all(page, "table").stream()
                .filter(each -> each.getTextContent().startsWith("Features against the reference, farthest first"))
                .findFirst()
                .orElseThrow();
        assertThat(table.getElementsByTagName("thead").item(0).getTextContent())
                .contains("Verdict", "Distance (interval)", "Noise floor", "Detectable", "Limit");
        NodeList heads = table.getElementsByTagName("tbody").item(0).getChildNodes();
        assertThat(heads.item(1).getTextContent()).startsWith("x").contains("Fail");
        assertThat(texts(page, "strong")).containsExactly("Fail");
    }

    @Test
    void chartsHaveWordsAndTheirNumbersStandInTables() {
        Document page = page(LIMITS);
        assertThat(all(page, "svg"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(svg -> assertThat(svg.getAttribute("aria-label")).isNotBlank())
                .extracting(svg -> svg.getAttribute("aria-label"))
                .anyMatch(label -> label.startsWith("Distance from the whole reference, chunk by chunk"))
                .anyMatch(label -> label.startsWith("Current values against the reference"))
                .anyMatch(label -> label.startsWith("What tells the samples apart. x: 0.800"));
        assertThat(texts(page, "caption"))
                .contains(
                        "Distance by chunk; ▲ marks an alert",
                        "Share of missing values by chunk; ▲ marks an alert",
                        "Rows by value of job",
                        "Every distance of each feature; points, not judged",
                        "Features that tell the samples apart",
                        "What was counted, broken limits first");
    }

    @Test
    void aSelectionOfChartsDrawsWhatMovedMostAndFitsSheetsOfPaper() {
        DriftReport report = DriftReports.report(DriftReports.plan(LIMITS));
        List<DriftReport.Drift> many = IntStream.range(0, 8)
                .mapToObj(i -> report.drift())
                .flatMap(List::stream)
                .toList();
        DriftReport wide = new DriftReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons(),
                report.method(),
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.driftedShare(),
                many,
                report.score(),
                report.label(),
                report.quality(),
                report.classifier(),
                report.notes());
        List<ReportCharts.Chart> charts = ReportCharts.of(wide);
        assertThat(charts)
                .extracting(ReportCharts.Chart::title)
                .doesNotHaveDuplicates()
                .contains(
                        "Current values against the reference (1 of 2)",
                        "Current values against the reference (2 of 2)",
                        "Distance from the whole reference, chunk by chunk (2 of 2)",
                        "What tells the samples apart");
        assertThat(charts).allSatisfy(chart -> {
            Element svg = parsed(chart.svg()).getDocumentElement();
            assertThat(svg.getAttribute("aria-label")).startsWith(chart.title());
            assertThat(Integer.parseInt(svg.getAttribute("height"))).isLessThan(720);
        });
        assertThat(charts)
                .filteredOn(chart -> chart.title().endsWith("(1 of 2)"))
                .allSatisfy(chart -> assertThat(chart.caption()).contains(" The first 12 of "));
        assertThat(ReportCharts.of(report))
                .extracting(ReportCharts.Chart::caption)
                .noneMatch(caption -> caption.contains(" The first "));
    }

    @Test
    void whateverTheDataSayStaysText() {
        Document page = page("");
        assertThat(all(page, "script")).isEmpty();
        assertThat(texts(page, "bdi")).contains(DriftReports.SCRIPT);
        DriftPlan plan = DriftReports.plan("");
        assertThat(DriftPage.html(plan, DriftReports.report(plan)).replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("<script", "<link", "<img", "src=", "url(", "http:", "https:")
                .contains("default-src 'none'");
    }

    @Test
    void theTerminalTellsTheSameInBrief() {
        DriftPlan plan = DriftReports.plan(LIMITS);
        DriftReport report = DriftReports.report(plan);
        String text = DriftText.table(plan, report, 120, true);
        assertThat(text)
                .startsWith("FAIL: drift of now.csv against then.csv")
                .contains("Rows: reference 1,000 read, 1,000 used; current 1,000 read, 1,000 used")
                .contains(
                        "grade: c2 0.326, c3 0.687 (limit 0.036)",
                        "New categories",
                        "All features together: AUC 0.710 (0.690 to 0.730), by chance up to 0.530")
                .endsWith("\n");
        for (int width : new int[] {60, 80, 100}) {
            assertThat(DriftText.table(plan, report, width, false).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
        assertThat(DriftText.table(plan, report, 80, false)).matches("\\p{ASCII}*");
        assertThat(DriftText.table(DriftReports.plan(""), DriftReports.report(DriftReports.plan("")), 100, true))
                .startsWith("NO VERDICT (nothing that decides has a limit)");
    }
}
