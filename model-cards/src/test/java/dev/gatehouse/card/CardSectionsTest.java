package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CardSectionsTest {

    @Test
    void aFullCardHasEverySectionAndNoneThatListsGaps() {
        assertThat(shown(Cards.rich()))
                .containsExactly(
                        "summary",
                        "details",
                        "tier",
                        "use",
                        "performance",
                        "groups",
                        "comparisons",
                        "explanations",
                        "data",
                        "development",
                        "ethics",
                        "gates",
                        "findings",
                        "monitoring",
                        "changes",
                        "risk",
                        "conformity",
                        "resources",
                        "digests",
                        "completeness",
                        "approval");
    }

    @Test
    void sectionsWithoutContentGiveWayToOneListThatNamesEveryEntry() {
        assertThat(shown(Cards.sparse())).containsExactly("summary", "details", "not-held", "completeness", "approval");
        String page = page(Cards.sparse());
        String list = page.substring(page.indexOf("id=\"not-held\""), page.indexOf("id=\"completeness\""));
        assertThat(list.split("<tr>", -1)).hasSize(2 + 17);
        assertThat(list)
                .contains(
                        "<td class=\"none\"><p>Not provided: Importance of the features; Explanations of single rows.</p></td>");
        for (CardText text : CardText.values()) {
            if (text != CardText.SUMMARY) {
                assertThat(list).as(text.id()).contains(text.title());
            }
        }
        assertThat(page).contains("Summary not provided");
    }

    @Test
    void entriesWithoutContentAreGatheredAtTheEndOfTheirSection() {
        CardContent card = CardContent.of(ModelDetails.named("m", "1", "t"))
                .text(CardText.BENCHMARK, Field.of("Better than chance.", "x"))
                .calibration(Field.notApplicable("the model gives classes only"))
                .text(CardText.RESOURCES, Field.notApplicable("a rule <needs> none"))
                .build();
        String page = page(card);
        assertThat(page)
                .contains("<h3>Benchmark</h3><div class=\"written\"><p>Better than chance.</p></div>"
                        + "<p class=\"source\">Source: x</p>"
                        + "<p class=\"none\">Calibration: not applicable, because the model gives classes only</p>"
                        + "<p class=\"none\">Not provided: Metrics; Sensitivity and stress; Out-of-time results.</p>")
                .doesNotContain("<h3>Metrics</h3>");
        assertThat(page.substring(page.indexOf("id=\"not-held\"")))
                .contains(
                        "<td class=\"none\"><p>Resources and maintenance: not applicable, because a rule &lt;needs&gt; none</p><p>Not"
                                + " provided: Environmental impact.</p></td>");
    }

    @Test
    void theGapsOfEachFrameworkAreNamedWithTheirRemedy() {
        String page = page(Cards.sparse());
        String completeness = page.substring(page.indexOf("id=\"completeness\""), page.indexOf("id=\"approval\""));
        Completeness.of(Cards.sparse()).forEach(framework -> {
            assertThat(completeness)
                    .contains("0 %: 0 of " + framework.requirements().size());
            framework
                    .gaps()
                    .forEach(gap -> assertThat(completeness)
                            .contains(
                                    Markup.escape(gap.citation()),
                                    Markup.escape(gap.title()),
                                    Markup.escape(gap.remedy())));
        });
        assertThat(page(Cards.rich())).contains("100 %: ").doesNotContain("How to supply it");
    }

    @Test
    void theValueOfAFactStandsOnceHoweverManyRulesUsedIt() {
        CardContent card = rules(IntStream.range(0, 30)
                .mapToObj(i -> rule(
                        i,
                        Map.of(
                                "annex3_points",
                                "5b, credit",
                                "reliance",
                                "high " + i / 29,
                                "annex3_points[5b]",
                                "yes",
                                "source",
                                "own"),
                        i % 10 == 0))
                .toList());
        String tier = section(page(card), "tier", "not-held");
        assertThat(tier.split("5b, credit", -1)).hasSize(2);
        assertThat(tier)
                .contains("<th scope=\"row\">Annex3 points</th><td>Which points of Annex III?</td><td>5b, credit</td>")
                .containsOnlyOnce("<td>Annex3 points, Annex3 points (5b), Reliance, Source</td>")
                .contains("<td>the same as rule 0</td>")
                .contains("What was answered stands in &#39;Facts of the use case&#39;.")
                .contains(
                        "<th scope=\"row\">Reliance</th><td>high 0</td>",
                        "<th scope=\"row\">Reliance</th><td>high 1</td>")
                .contains("rule 10<br/><span class=\"interval\">sets the tier</span>");
        assertThat(tier.split("<td>high ", -1)).hasSize(3);
    }

    @Test
    void theSummaryNamesTheRulesThatSetTheTierAndCountsTheOthers() {
        List<RiskTier.Reason> reasons = IntStream.range(0, 30)
                .mapToObj(i -> rule(i, Map.of(), i % 10 == 9))
                .toList();
        assertThat(section(page(rules(reasons)), "summary", "tier"))
                .contains("rule 9<", "rule 19<", "rule 29<")
                .contains("and 27 more rules, see section &#39;Risk tier and legal classes&#39;")
                .doesNotContain("rule 0<");
        assertThat(section(
                        page(rules(reasons.stream()
                                .map(r -> new RiskTier.Reason(r.rule(), null, null, null, r.facts(), null))
                                .limit(6)
                                .toList())),
                        "summary",
                        "tier"))
                .contains("rule 0<", "rule 4<", "and 1 more rule, see section")
                .doesNotContain("rule 5<");
    }

    private static RiskTier.Reason rule(int number, Map<String, String> facts, boolean decides) {
        return new RiskTier.Reason("rule " + number, "Article " + number, "official text", null, facts, decides);
    }

    private static CardContent rules(List<RiskTier.Reason> reasons) {
        return CardContent.of(ModelDetails.named("m", "1", "t"))
                .tier(Field.of(new RiskTier("HIGH", null, null, reasons), "assessment"))
                .regulatoryFacts(Field.of(
                        List.of(new NamedValue("Which points of Annex III?", "5b, credit", "annex3_points")), "intake"))
                .build();
    }

    private static String section(String page, String from, String to) {
        return page.substring(page.indexOf("<h2 id=\"" + from), page.indexOf("<h2 id=\"" + to));
    }

    @Test
    void whatWasLookedForAndNotFoundIsSaidAndIsNoTable() throws Exception {
        CardContent card = CardContent.of(ModelDetails.named("m", "1", "t"))
                .regulatoryFacts(Field.of(List.of(), "r"))
                .metrics(Field.of(List.of(), "r"))
                .calibration(Field.of(List.of(), "r"))
                .factors(Field.of(List.of(), "r"))
                .groups(Field.of(List.of(), "r"))
                .comparisons(Field.of(List.of(), "r"))
                .proxies(Field.of(List.of(), "r"))
                .importance(Field.of(new Importance("AUC", 10, 1, Estimate.of(0.7), List.of()), "r"))
                .localExplanations(Field.of(
                        List.of(new LocalExplanation("Row", "LIME", BigDecimal.ONE, null, null, List.of())), "r"))
                .drift(Field.of(List.of(), "r"))
                .changes(Field.of(new Changes("0", "sha256:00", List.of()), "r"))
                .digests(Field.of(List.of(), "r"))
                .build();
        assertThat(page(card))
                .contains(
                        "No fact was asked for.",
                        "No metric was computed.",
                        "Calibration was not measured.",
                        "No factor was examined.",
                        "No group was examined.",
                        "No comparison was made.",
                        "No proxy was looked for.",
                        "AUC without shuffling",
                        "Drift was not measured.",
                        "Both cards read the same.",
                        "There is no digest.")
                .doesNotContain("<tbody></tbody>");
        assertThat(PdfReading.violations(CardPdf.render(WrittenCard.of(card), Optional.empty(), Cards.ISSUED)))
                .isEmpty();
    }

    private static List<String> shown(CardContent card) {
        return CardSections.of(card, Optional.empty()).stream()
                .map(Frame.Section::id)
                .toList();
    }

    private static String page(CardContent card) {
        return CardHtml.render(WrittenCard.of(card), Optional.empty());
    }
}
