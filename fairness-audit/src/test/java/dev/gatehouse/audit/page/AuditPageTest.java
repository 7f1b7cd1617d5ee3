package dev.gatehouse.audit.page;

import static dev.gatehouse.audit.page.Pages.all;
import static dev.gatehouse.audit.page.Pages.assertEvenTables;
import static dev.gatehouse.audit.page.Pages.assertOutline;
import static dev.gatehouse.audit.page.Pages.parsed;
import static dev.gatehouse.audit.page.Pages.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Rows;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class AuditPageTest {
    private static final AuditPlan PLAN = Reports.plan("scores.csv", "race");

    private static Document page(AuditPlan plan, AuditReport report) {
        return parsed(AuditPage.html(plan, report));
    }

    private static Document page(Verdict verdict, String... values) {
        return page(PLAN, Reports.report(PLAN, verdict, values));
    }

    @Test
    void theVerdictComesFirstAndInWords() {
        assertThat(texts(page(Verdict.FAIL, "a", "b"), "strong")).containsExactly("Fail");
        assertThat(texts(page(Verdict.PASS, "a", "b"), "strong")).containsExactly("Pass");
        assertThat(texts(page(Verdict.INSUFFICIENT, "a", "b"), "strong")).containsExactly("Insufficient evidence");
        assertThat(texts(page(null, "a"), "strong")).containsExactly("No verdict");
    }

    @Test
    void headingsDescendOneLevelAtATimeAndLinksFindTheirTarget() {
        assertOutline(page(Verdict.FAIL, "a", "b", "c"));
    }

    @Test
    void tablesHaveCaptionsAndScopesAndAreReachedByKeyboard() {
        assertThat(all(page(Verdict.FAIL, "a", "b"), "table"))
                .hasSizeGreaterThan(5)
                .allSatisfy(table -> {
                    assertThat(table.getElementsByTagName("caption").getLength())
                            .isEqualTo(1);
                    NodeList heads = table.getElementsByTagName("th");
                    for (int i = 0; i < heads.getLength(); i++) {
                        assertThat(((Element) heads.item(i)).getAttribute("scope"))
                                .isIn("col", "row");
                    }
                    Element region = (Element) table.getParentNode();
                    assertThat(region.getAttribute("tabindex")).isEqualTo("0");
                    assertThat(region.getAttribute("aria-label")).isNotBlank();
                });
    }

    @Test
    void everyRowOfATableHasACellForEachColumn() {
        for (Document page : List.of(
                page(Verdict.FAIL, Reports.many(40)), page(null, "a"), page(Verdict.PASS, "a", "b", "c", "d", "e"))) {
            assertEvenTables(page);
        }
    }

    @Test
    void thePageLoadsNothingAndRunsNothing() {
        String html = AuditPage.html(PLAN, Reports.report(PLAN, Verdict.FAIL, "a", "b"));
        assertThat(html.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "http:", "https:")
                .contains("default-src 'none'");
    }

    @Test
    void whateverTheDataSayStaysText() {
        String hostile = "\"><img src=x onerror=alert(1)>";
        AuditPlan plan = Reports.plan("</title><script>x</script>.csv", "g\"><b>");
        AuditReport report =
                Reports.report(plan, Verdict.FAIL, Reports.SCRIPT, hostile, "\u202Egnol\u0007", "]]>", "{{x}}");
        Document page = page(plan, report);
        assertThat(all(page, "script")).isEmpty();
        assertThat(all(page, "img")).isEmpty();
        assertThat(all(page, "b")).isEmpty();
        assertThat(texts(page, "bdi")).contains(Reports.SCRIPT, hostile, "\uFFFDgnol\uFFFD", "]]>");
        assertThat(texts(page, "title").get(0)).isEqualTo("Fairness audit of </title><script>x</script>.csv: Fail");
    }

    @Test
    void allNumbersOfTheChartsStandInTables() {
        Document page = page(Verdict.FAIL, "Caucasian", "Asian");
        List<String> captions = texts(page, "caption");
        assertThat(captions)
                .contains(
                        "Race: decisions and errors",
                        "Race: scores",
                        "Calibration by race",
                        "Rows by score and race",
                        "What decides, worst first",
                        "Rows left out, by the first reason that applies");
        assertThat(texts(page, "td")).contains("undefinedthe feature has one value");
        assertThat(texts(page, "figcaption"))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .filteredOn(caption -> caption.contains("race"))
                .hasSize(7);
    }

    @Test
    void failuresComeBeforeOpenQuestionsBeforePasses() {
        Document page = page(Verdict.FAIL, "a", "b", "c", "d", "e", "f", "g");
        Element table = all(page, "table").stream()
                .filter(each -> each.getTextContent().startsWith("What decides, worst first"))
                .findFirst()
                .orElseThrow();
        List<String> verdicts = new ArrayList<>();
        NodeList cells = table.getElementsByTagName("td");
        for (int i = 0; i < cells.getLength(); i++) {
            String kind = ((Element) cells.item(i)).getAttribute("class");
            if (Set.of("pass", "fail", "insufficient").contains(kind)
                    && (verdicts.isEmpty() || !verdicts.get(verdicts.size() - 1).equals(kind))) {
                verdicts.add(kind);
            }
        }
        assertThat(verdicts).containsExactly("fail", "insufficient", "pass");
    }

    @Test
    void aValueOnTheWrongSideOfItsLimitIsNotRoundedOntoIt() {
        AuditReport.Judgement limit = new AuditReport.Judgement(
                "impact_ratio", new java.math.BigDecimal("0.8"), null, null, null, Verdict.FAIL, null);
        assertThat(Wording.number(0.7996, limit)).isEqualTo("0.7996");
        assertThat(Wording.number(0.79999, limit)).isEqualTo("0.79999");
        assertThat(Wording.number(0.8, limit)).isEqualTo("0.800");
        assertThat(Wording.number(0.7996)).isEqualTo("0.800");
        assertThat(Wording.number(-0.0001)).isEqualTo("0.000");
        assertThat(Wording.number(1234.56)).isEqualTo("1234.6");
    }

    @Test
    void groupsBeyondTheChartsAreNamed() {
        String text = AuditPage.html(PLAN, Reports.report(PLAN, Verdict.FAIL, Reports.many(40)));
        assertThat(text).contains("The charts show the 30 largest groups. Not drawn: Group number 30");
    }

    @Test
    void whatMovesTheScoreHasChartsAndTables() {
        Document page = page(Verdict.PASS, "a", "b");
        assertThat(texts(page, "h2")).contains("What moves the score");
        assertThat(texts(page, "h4"))
                .containsExactly("Row nearest the threshold 0.5", "Row nearest the 50 % quantile of scores");
        List<String> tables = texts(page, "table");
        assertThat(tables)
                .anyMatch(text -> text.startsWith("Drop of AUC, the greatest first")
                        && text.contains("priors_count0.0910.071 to 0.112")
                        && text.contains("decile_of_area−0.004−0.011 to 0.003"));
        assertThat(tables)
                .anyMatch(text -> text.startsWith("Row nearest the threshold 0.5: contributions")
                        && text.contains("priors_count4+0.1420.004")
                        && text.contains("decile_of_area3 to 5−0.0520.002"));
        assertThat(texts(page, "p")).contains("The features that are not listed add −0.001 together.");
        assertThat(all(page, "svg"))
                .extracting(svg -> svg.getAttribute("aria-label"))
                .anyMatch(label -> label.startsWith("Drop of AUC when a feature is permuted. priors_count: 0.091"))
                .anyMatch(label -> label.contains("decile_of_area: 3 to 5: −0.052"));
        AuditReport bare = Reports.report(PLAN, Verdict.PASS, "a", "b").withExplanations(null, List.of());
        assertThat(texts(page(PLAN, bare), "h2")).doesNotContain("What moves the score");
    }

    @Test
    void anAuditWithoutComparisonsOrRowsIsShownToo() {
        AuditReport full = Reports.report(PLAN, null, "only");
        AuditReport bare = new AuditReport(
                full.kind(),
                full.format(),
                null,
                List.of(),
                null,
                "binary",
                full.planDigest(),
                null,
                full.cellsDigest(),
                full.engine(),
                full.confidence(),
                new Rows(0, 0, null, Map.of(), null),
                null,
                new AuditReport.Performance(0, Map.of(), null, null),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of());
        assertThat(texts(page(PLAN, bare), "p")).contains("No two groups could be compared.");
    }

    @Test
    void eachClassHasARowOfItsOwn() {
        AuditReport full = Reports.report(PLAN, null, "a");
        AuditReport.Performance overall = new AuditReport.Performance(
                900,
                Map.of(),
                null,
                List.of(
                        new AuditReport.ClassMetrics("low", Reports.metrics(0.25, 900)),
                        new AuditReport.ClassMetrics("high", Reports.metrics(0.75, 900))));
        AuditReport report = new AuditReport(
                full.kind(),
                full.format(),
                null,
                List.of(),
                null,
                "multiclass",
                full.planDigest(),
                null,
                full.cellsDigest(),
                full.engine(),
                full.confidence(),
                full.rows(),
                null,
                overall,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of());
        Element table = all(page(PLAN, report), "table").stream()
                .filter(each ->
                        each.getTextContent().startsWith("Each class against the rest, over all rows: decisions"))
                .findFirst()
                .orElseThrow();
        assertThat(table.getTextContent()).contains("low900", "high900", "0.2500.222 to 0.278", "0.7500.722 to 0.778");
    }
}
