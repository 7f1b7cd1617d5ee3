package dev.gatehouse.audit.page;

import static dev.gatehouse.audit.page.Pages.all;
import static dev.gatehouse.audit.page.Pages.parsed;
import static dev.gatehouse.audit.page.Pages.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Curves;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.awt.geom.Rectangle2D;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class AuditChartsTest {
    private static final AuditPlan PLAN = Reports.plan("scores.csv", "race");

    private static AuditReport report(String... values) {
        return Reports.report(PLAN, Verdict.FAIL, values);
    }

    private static Element svg(String drawing) {
        return parsed(drawing).getDocumentElement();
    }

    private static List<String> words(Element svg) {
        return all(svg, "text").stream().map(Element::getTextContent).toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Rectangle2D box(Element text) {
        double size = number(text, "font-size");
        double width = Svg.width(text.getTextContent(), size);
        String anchor = text.getAttribute("text-anchor");
        double x = number(text, "x") - (anchor.equals("end") ? width : anchor.equals("middle") ? width / 2 : 0);
        return new Rectangle2D.Double(x, number(text, "y") - size * 0.75, width, size * 0.9);
    }

    private static void assertNoTextLiesOnAnotherOrOutside(Element svg) {
        List<Element> texts = all(svg, "text");
        Rectangle2D paper = new Rectangle2D.Double(-0.5, 0, number(svg, "width") + 1, number(svg, "height"));
        for (int i = 0; i < texts.size(); i++) {
            Rectangle2D box = box(texts.get(i));
            assertThat(paper.contains(box))
                    .as(texts.get(i).getTextContent() + " " + box)
                    .isTrue();
            for (int j = i + 1; j < texts.size(); j++) {
                assertThat(box.intersects(box(texts.get(j))))
                        .as(
                                "'%s' on '%s'",
                                texts.get(i).getTextContent(), texts.get(j).getTextContent())
                        .isFalse();
            }
        }
    }

    private static Map<String, Curves> curves(AuditReport report) {
        Map<String, Curves> curves = new LinkedHashMap<>();
        report.groups().forEach(group -> curves.put(AuditCharts.name(group), group.curves()));
        return curves;
    }

    private static List<String> allCharts(AuditReport report) {
        return List.of(
                AuditCharts.rates(
                                "Selection rate by race",
                                "selection_rate",
                                report.groups(),
                                report.overall().metrics().get("selection_rate"))
                        .orElseThrow(),
                AuditCharts.comparisons("Impact ratio by race", "impact_ratio", report.comparisons())
                        .orElseThrow(),
                AuditCharts.comparisons("Difference by race", "fpr_difference", report.comparisons())
                        .orElseThrow(),
                AuditCharts.calibration("Calibration by race", curves(report)).orElseThrow(),
                AuditCharts.scores("Scores by race", curves(report)).orElseThrow());
    }

    @Test
    void everyChartIsAnImageOfIntegerSizeWithItsWordsAsLabel() {
        for (String drawing : allCharts(report("Caucasian", "African-American", "Asian"))) {
            Element svg = svg(drawing);
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            assertThat(svg.getAttribute("width")).isEqualTo("656");
            assertThat(svg.getAttribute("height")).matches("[1-9][0-9]*");
            assertThat(svg.getAttribute("viewBox")).isEqualTo("0 0 656 " + svg.getAttribute("height"));
            assertThat(svg.getAttribute("aria-label")).contains("race", "Caucasian", "African-American", "Asian");
            assertThat(all(svg, "title").get(0).getTextContent()).isEqualTo(svg.getAttribute("aria-label"));
        }
    }

    @Test
    void noLabelLiesOnAnother() {
        for (String[] values :
                List.of(new String[] {"Caucasian", "African-American", "Asian"}, Reports.many(40), new String[] {
                    "W".repeat(200), "日本語".repeat(30), "i".repeat(200)
                })) {
            allCharts(report(values)).forEach(drawing -> assertNoTextLiesOnAnotherOrOutside(svg(drawing)));
        }
    }

    @Test
    void aLongNameIsBrokenOverTwoLinesThenCutAndStandsInFullInTheLabel() {
        String name = "Two or more races, of which one is Native Hawaiian or other Pacific Islander";
        Element svg = svg(AuditCharts.rates(
                        "By race", "selection_rate", report("White", name).groups(), null)
                .orElseThrow());
        assertThat(words(svg)).contains("Two or more races, of which").noneMatch(word -> word.contains(name));
        assertThat(words(svg)).anyMatch(word -> word.endsWith("…"));
        assertThat(svg.getAttribute("aria-label")).contains(name);
    }

    @Test
    void valuesStandWhereTheAxisSaysAndWhiskersReachTheIntervalsEnds() {
        Group group =
                new Group(Map.of("g", "a"), null, 100, null, Map.of("tpr", Estimate.of(0.5, 0.25, 1.0)), null, null);
        Element svg = svg(AuditCharts.rates("T", "tpr", List.of(group), null).orElseThrow());
        double left = number(
                all(svg, "text").stream()
                        .filter(text -> text.getTextContent().equals("0.0"))
                        .findFirst()
                        .orElseThrow(),
                "x");
        double right = number(
                all(svg, "text").stream()
                        .filter(text -> text.getTextContent().equals("1.0"))
                        .findFirst()
                        .orElseThrow(),
                "x");
        assertThat(number(all(svg, "circle").get(0), "cx")).isEqualTo((left + right) / 2);
        assertThat(all(svg, "line")).anySatisfy(line -> {
            assertThat(number(line, "x1")).isEqualTo(left + (right - left) / 4);
            assertThat(number(line, "x2")).isEqualTo(right);
        });
    }

    @Test
    void verdictsDifferByShape() {
        Element svg = svg(AuditCharts.comparisons(
                        "T", "impact_ratio", report("a", "b", "c", "d", "e").comparisons())
                .orElseThrow());
        assertThat(words(svg)).contains("FAIL", "INSUFF.", "PASS");
        assertThat(all(svg, "circle"))
                .hasSize(words(svg).stream().filter("PASS"::equals).toList().size());
        assertThat(all(svg, "polygon"))
                .hasSize(words(svg).stream().filter("INSUFF."::equals).toList().size());
    }

    @Test
    void theBandShowsWhatTheLimitAllows() {
        Element svg = svg(
                AuditCharts.comparisons("T", "impact_ratio", report("a", "b").comparisons())
                        .orElseThrow());
        Element band = all(svg, "rect").stream()
                .filter(rect -> rect.getAttribute("class").equals("chart-band"))
                .findFirst()
                .orElseThrow();
        Element limit = all(svg, "line").stream()
                .filter(line -> line.hasAttribute("stroke-dasharray"))
                .findFirst()
                .orElseThrow();
        assertThat(number(band, "x")).isEqualTo(number(limit, "x1"));
        assertThat(words(svg)).contains("allowed: at least 0.8");
    }

    @Test
    void anUndefinedValueKeepsItsRowAndSaysSo() {
        Group defined =
                new Group(Map.of("g", "a"), null, 9, null, Map.of("tpr", Estimate.of(0.5, 0.2, 0.8)), null, null);
        Group undefined = new Group(
                Map.of("g", "b"),
                null,
                3,
                null,
                Map.of("tpr", Estimate.undefined("no row has a positive label")),
                null,
                null);
        Element svg = svg(
                AuditCharts.rates("T", "tpr", List.of(defined, undefined), null).orElseThrow());
        assertThat(words(svg)).contains("undefined: see the table", "b", "n = 3");
        assertThat(AuditCharts.rates("T", "tpr", List.of(undefined), null)).isEmpty();
    }

    @Test
    void thereIsNoChartOfWhatTheReportLacks() {
        AuditReport report = report("a", "b");
        assertThat(AuditCharts.rates("T", "mae", report.groups(), null)).isEmpty();
        assertThat(AuditCharts.comparisons("T", "auc_gap", report.comparisons()))
                .isEmpty();
        assertThat(AuditCharts.calibration("T", Map.of("a", new Curves(null, List.of()))))
                .isEmpty();
        assertThat(AuditCharts.scores("T", Map.of("a", new Curves(null, List.of()))))
                .isEmpty();
    }

    @Test
    void atMostThirtyGroupsAreDrawn() {
        Element svg = svg(AuditCharts.rates("T", "fpr", report(Reports.many(40)).groups(), null)
                .orElseThrow());
        assertThat(words(svg).stream().filter(word -> word.startsWith("n = "))).hasSize(AuditCharts.MAX_ROWS);
    }

    @Test
    void namesFromTheDataCannotBecomeMarkup() {
        for (String drawing : allCharts(report("a", Reports.SCRIPT, "\u0000\u202E]]>&\"'"))) {
            assertThat(drawing).doesNotContain("<script", "\u0000", "\u202E");
            assertThat(svg(drawing).getAttribute("aria-label")).contains(Reports.SCRIPT);
        }
    }

    @Test
    void aScoreOfAnyRangeHasReadableTicks() {
        Group group = new Group(
                Map.of("g", "a"), null, 100, null, Map.of("score_mean", Estimate.of(612.5, 598, 631)), null, null);
        Element svg =
                svg(AuditCharts.rates("T", "score_mean", List.of(group), null).orElseThrow());
        assertThat(words(svg)).contains("590", "600", "640");
        assertNoTextLiesOnAnotherOrOutside(svg);
    }
}
