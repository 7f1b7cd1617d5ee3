package dev.gatehouse.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Rows;
import dev.gatehouse.audit.report.Verdict;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class AuditPageTest {
    private static final AuditPlan PLAN = Reports.plan("scores.csv", "race");

    private static Document page(AuditPlan plan, AuditReport report) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(AuditPage.html(plan, report))));
        } catch (Exception e) {
            throw new AssertionError("the page is not well-formed", e);
        }
    }

    private static Document page(Verdict verdict, String... values) {
        return page(PLAN, Reports.report(PLAN, verdict, values));
    }

    private static List<Element> all(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document page, String name) {
        return all(page, name).stream().map(Element::getTextContent).toList();
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
        Document page = page(Verdict.FAIL, "a", "b", "c");
        int level = 0;
        NodeList everything = page.getElementsByTagName("*");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < everything.getLength(); i++) {
            Element element = (Element) everything.item(i);
            if (element.getTagName().matches("h[1-6]")) {
                int next = element.getTagName().charAt(1) - '0';
                assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
                level = next;
            }
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        assertThat(all(page, "h1")).hasSize(1);
        assertThat(all(page, "a"))
                .isNotEmpty()
                .allSatisfy(link ->
                        assertThat(ids).contains(link.getAttribute("href").substring(1)));
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
            for (Element table : all(page, "table")) {
                NodeList rows = table.getElementsByTagName("tr");
                int columns = rows.item(0).getChildNodes().getLength();
                for (int i = 1; i < rows.getLength(); i++) {
                    assertThat(rows.item(i).getChildNodes().getLength())
                            .as(table.getTextContent())
                            .isEqualTo(columns);
                }
            }
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
