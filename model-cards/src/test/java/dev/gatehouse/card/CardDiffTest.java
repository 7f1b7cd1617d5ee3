package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CardDiffTest {

    @Test
    void equalCardsHaveNoDifference() {
        assertThat(CardDiff.between(Cards.rich(), Cards.rich()).changes()).isEmpty();
        assertThat(CardDiff.between(Cards.sparse(), Cards.sparse()).changes()).isEmpty();
    }

    @Test
    void exchangingTheCardsExchangesBeforeAndAfter() {
        List<CardDiff.Change> there =
                CardDiff.between(Cards.sparse(), Cards.rich()).changes();
        List<CardDiff.Change> back =
                CardDiff.between(Cards.rich(), Cards.sparse()).changes();
        assertThat(there).hasSizeGreaterThan(120);
        assertThat(back)
                .containsExactlyInAnyOrderElementsOf(there.stream()
                        .map(change ->
                                new CardDiff.Change(change.section(), change.entry(), change.after(), change.before()))
                        .toList());
    }

    @Test
    void everyRowOfAFullCardIsAnEntryOfItsOwn() {
        Map<String, Map<String, String>> entries = CardEntries.of(Cards.rich());
        assertThat(entries.get("Performance")).hasSize(Cards.metrics().size());
        assertThat(entries.get("Comparisons between groups"))
                .hasSize(Cards.comparisons().size());
        assertThat(entries.get("Written texts")).hasSize(CardText.values().length);
        assertThat(entries.get("Calibration")).hasSize(10);
        assertThat(entries.get("Proxies")).hasSize(3);
        assertThat(entries)
                .allSatisfy((section, values) -> assertThat(values).as(section).isNotEmpty());
    }

    @Test
    void everyEntryThatIsTakenAwayIsFoundInItsSection() {
        String[][] removed = {
            {"metrics", "Performance", "AUC"},
            {"comparisons", "Comparisons between groups", "selection rate ratio, sex: male : female"},
            {"groups", "Performance by group", "sex: female, selection rate"},
            {"gates", "Gates", "fairness audit"},
            {"findings", "Findings", "F-12"},
            {"waivers", "Waivers", "calibration"},
            {"monitoring", "Monitoring plan", "score drift (PSI, 10 bins)"},
            {"factors", "Factors", "sex"},
            {"legalClasses", "Legal classes", "high-risk"},
            {"regulatoryFacts", "Facts of the use case", "Role under the AI Act"},
            {"proxies", "Proxies", "sex"},
            {"localExplanations", "Explanations of single rows", "Row nearest the threshold, pay_0"},
            {"drift", "Drift", "score, PSI, 10 bins"},
            {"digests", "Digests", "Audit plan"},
            {"objectives", "Objectives and key results", "Decide sooner (2)"},
            {"kpis", "Success measures beyond accuracy", "Complaints about refusals"},
            {"thirdParties", "Third parties", "Bureau Ltd"},
            {"inputData", "Input data", "Applications"},
            {"trainingData", "Training data", "Card accounts 2025, training part, rows"},
            {"evaluationData", "Evaluation data", "Card accounts 2025, hold-out, digest"},
        };
        for (String[] row : removed) {
            CardContent less = CardVariants.changed(
                    Cards.rich(), tree -> ((ArrayNode) tree.at("/" + row[0] + "/value")).remove(0));
            List<CardDiff.Change> changes = CardDiff.between(Cards.rich(), less).changes();
            assertThat(changes)
                    .as(row[0])
                    .allSatisfy(change -> assertThat(change.section()).isEqualTo(row[1]));
            assertThat(changes).as(row[0]).anySatisfy(change -> {
                assertThat(change.entry()).isEqualTo(row[2]);
                assertThat(change.before()).isNotBlank();
                assertThat(change.after()).isNull();
            });
        }
    }

    @Test
    void valuesReadAsTheyArePrinted() {
        CardContent after = CardVariants.changed(Cards.rich(), tree -> {
            ((ObjectNode) tree.at("/metrics/value/0/estimate"))
                    .put("value", 0.7901)
                    .put("upper", 0.8);
            ((ObjectNode) tree.at("/metrics/value/2/estimate")).put("value", 0.81944);
            ((ObjectNode) tree.at("/findings/value/0")).put("open", false);
            ((ObjectNode) tree.at("/importance/value/features/0/drop")).put("value", 0.1);
        });
        assertThat(CardDiff.between(Cards.rich(), after).changes())
                .containsExactly(
                        new CardDiff.Change(
                                "Performance",
                                "AUC",
                                "0.781 (0.770 to 0.792); at least 0.75; PASS; hold-out, 95 % interval",
                                "0.790 (0.770 to 0.800); at least 0.75; PASS; hold-out, 95 % interval"),
                        new CardDiff.Change(
                                "Importance of the features",
                                "Drop for pay_0",
                                "0.091 (0.078 to 0.105)",
                                "0.100 (0.078 to 0.105)"),
                        new CardDiff.Change(
                                "Findings",
                                "F-12",
                                "MEDIUM; Reason codes are not stable under small changes of input; open; Erin Osei; due 28 February"
                                        + " 2027",
                                "MEDIUM; Reason codes are not stable under small changes of input; closed; Erin Osei; due 28"
                                        + " February 2027"));
    }

    @Test
    void textsAreQuotedWholeUpToALimitAndThenCutWithTheirDigest() {
        String text = "ä".repeat(CardDiff.MAX_VALUE_CHARS);
        CardContent whole = CardVariants.with(Cards.sparse(), "logging", "texts", Field.of(text, "x"));
        assertThat(CardDiff.between(Cards.sparse(), whole).changes())
                .containsExactly(new CardDiff.Change("Written texts", "Logging", null, text));
        CardContent longer = CardVariants.with(Cards.sparse(), "logging", "texts", Field.of(text + "!", "x"));
        String digest = Resources.sha256((text + "!").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(CardDiff.between(whole, longer).changes())
                .containsExactly(new CardDiff.Change(
                        "Written texts", "Logging", text, text + "… (4,001 characters, " + digest + ")"));
    }

    @Test
    void statementsThatSomethingIsNoneOrCannotApplyAreCompared() {
        CardContent none = CardVariants.changed(
                Cards.sparse(),
                tree -> tree.set(
                        "findings",
                        tree.objectNode()
                                .put("state", "provided")
                                .put("source", "r")
                                .set("value", tree.arrayNode())));
        CardContent never = CardVariants.changed(
                Cards.sparse(),
                tree -> tree.set(
                        "findings",
                        tree.objectNode().put("state", "not-applicable").put("because", "it is old")));
        assertThat(CardDiff.between(Cards.sparse(), none).changes())
                .containsExactly(new CardDiff.Change("Findings", "Stated", null, "none"));
        assertThat(CardDiff.between(none, never).changes())
                .containsExactly(
                        new CardDiff.Change("Findings", "Stated", "none", "not applicable, because it is old"));
    }

    @Test
    void rowsOfOneKeyAreToldApartByTheirOrder() {
        CardContent twice = CardVariants.changed(Cards.rich(), tree -> {
            ArrayNode metrics = (ArrayNode) tree.at("/metrics/value");
            JsonNode copy = metrics.get(2).deepCopy();
            metrics.add(copy);
        });
        assertThat(CardDiff.between(Cards.rich(), twice).changes())
                .containsExactly(new CardDiff.Change("Performance", "Accuracy (2)", null, "0.819 (0.811 to 0.827)"));
    }

    @Test
    void aCardListsItsChangesToALimitAndCountsTheRest() {
        List<CardDiff.Change> many = new ArrayList<>();
        for (int i = 0; i < Changes.MAX_LISTED + 5; i++) {
            many.add(new CardDiff.Change("s", "e" + i, null, "x".repeat(1_000)));
        }
        Changes changes = Changes.since("1", CardParts.digest('a'), new CardDiff(many));
        assertThat(changes.list()).hasSize(Changes.MAX_LISTED + 1);
        assertThat(changes.list().get(0).after()).startsWith("x".repeat(300) + "… (1,000 characters, sha256:");
        assertThat(changes.list().get(Changes.MAX_LISTED))
                .isEqualTo(new CardDiff.Change("All sections", "Further differences", null, "5"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CardDiff.Change("s", "e", "a", "a"))
                .withMessageContaining("the same");
    }
}
