package dev.gatehouse.card;

import dev.gatehouse.card.CardSection.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Which sections a card has, in the order people read: what is asked first comes first, the long formal texts last. */
final class CardSections {
    static final String COMPARISONS = "Comparisons between groups";
    static final String TIER = "Risk tier and legal classes";
    static final String FACTS = "Facts of the use case";
    static final String THIRD_PARTIES = "Third parties";
    static final String OBJECTIVES = "Objectives and key results";
    static final String KPIS = "Success measures beyond accuracy";
    static final String INPUT_DATA = "Input data";
    static final String COMPLETENESS = "Completeness";

    private static final List<CardSection> ALL = List.of(
            section(
                    "details",
                    "Model details",
                    entry("Identity and ownership", CardSections::always, NarrativeSections::identity),
                    entry("How it was trained", card -> card.details().provenance(), NarrativeSections::trained),
                    entry(
                            "Training record",
                            card -> card.details().provenanceFacts(),
                            NarrativeSections::trainingRecord),
                    entry(THIRD_PARTIES, CardContent::thirdParties, NarrativeSections::thirdParties)),
            section(
                    "tier",
                    TIER,
                    entry("Risk tier", CardContent::tier, NarrativeSections::tier),
                    entry("Legal classes", CardContent::legalClasses, NarrativeSections::legalClasses),
                    entry(FACTS, CardContent::regulatoryFacts, NarrativeSections::regulatoryFacts)),
            section(
                    "use",
                    "Intended use and limits",
                    entry("Purpose", CardContent::purpose, (card, to) -> to.prose(card.purpose())),
                    entry("Intended use", CardContent::intendedUse, (card, to) -> to.prose(card.intendedUse())),
                    entry("Out of scope", CardContent::outOfScopeUse, (card, to) -> to.prose(card.outOfScopeUse())),
                    entry(
                            "Restrictions on use",
                            CardContent::restrictions,
                            (card, to) -> to.prose(card.restrictions())),
                    Entry.text(CardText.LIMITS_OF_USE),
                    Entry.text(CardText.FORESEEABLE_MISUSE),
                    Entry.text(CardText.OUTPUT_INTERPRETATION),
                    entry(OBJECTIVES, CardContent::objectives, NarrativeSections::objectives),
                    entry(KPIS, CardContent::kpis, NarrativeSections::kpis)),
            section(
                    "performance",
                    "Performance",
                    entry("Metrics", CardContent::metrics, FigureSections::metrics),
                    entry("Calibration", CardContent::calibration, FigureSections::calibration),
                    Entry.text(CardText.BENCHMARK),
                    Entry.text(CardText.SENSITIVITY),
                    Entry.text(CardText.OUT_OF_TIME)),
            section(
                    "groups",
                    "Performance by group",
                    entry("Factors", CardContent::factors, NarrativeSections::factors),
                    entry("Groups", CardContent::groups, FigureSections::groups)),
            section(
                    "comparisons",
                    COMPARISONS,
                    entry("Comparisons", CardContent::comparisons, FigureSections::comparisons),
                    entry("Proxies for protected attributes", CardContent::proxies, ExplanationSections::proxies)),
            section(
                    "explanations",
                    "Explanations",
                    entry("Importance of the features", CardContent::importance, ExplanationSections::importance),
                    entry("Explanations of single rows", CardContent::localExplanations, ExplanationSections::local)),
            section(
                    "data",
                    "Data",
                    entry("Training data", CardContent::trainingData, NarrativeSections::training),
                    entry("Evaluation data", CardContent::evaluationData, NarrativeSections::evaluation),
                    entry(INPUT_DATA, CardContent::inputData, NarrativeSections::inputData),
                    Entry.text(CardText.DATA_PREPARATION)),
            section(
                    "development",
                    "Development and assumptions",
                    Entry.text(CardText.DEVELOPMENTAL_EVIDENCE),
                    Entry.text(CardText.ASSUMPTIONS)),
            section(
                    "ethics",
                    "Ethics and oversight",
                    Entry.text(CardText.ETHICAL_CONSIDERATIONS),
                    Entry.text(CardText.HUMAN_OVERSIGHT)),
            section("gates", "Gates and evidence", entry("Gates", CardContent::gates, SummarySections::gates)),
            section(
                    "findings",
                    "Findings and waivers",
                    entry("Findings", CardContent::findings, SummarySections::findings),
                    entry("Waivers", CardContent::waivers, SummarySections::waivers)),
            section(
                    "monitoring",
                    "Monitoring and drift",
                    entry("Monitoring plan", CardContent::monitoring, NarrativeSections::monitoring),
                    Entry.text(CardText.POST_MARKET),
                    entry("Drift", CardContent::drift, ExplanationSections::drift)),
            section(
                    "changes",
                    "Changes since the version before",
                    entry("Changes", CardContent::changes, NarrativeSections::changes)),
            section(
                    "risk",
                    "Risk management and security",
                    Entry.text(CardText.RISK_MANAGEMENT),
                    Entry.text(CardText.CYBERSECURITY),
                    Entry.text(CardText.LOGGING),
                    Entry.text(CardText.PREDETERMINED_CHANGES)),
            section(
                    "conformity",
                    "Standards and conformity",
                    Entry.text(CardText.STANDARDS),
                    Entry.text(CardText.DECLARATION)),
            section(
                    "resources",
                    "Resources and environment",
                    Entry.text(CardText.RESOURCES),
                    Entry.text(CardText.ENVIRONMENTAL_IMPACT)),
            section("digests", "Digests", entry("Digests", CardContent::digests, NarrativeSections::digests)));

    private CardSections() {}

    /** The sections of a card, in order. */
    static List<Frame.Section> of(CardContent content, Optional<ApprovalAnnex> annex) {
        List<FrameworkCompleteness> completeness = Completeness.of(content);
        List<Frame.Section> shown = new ArrayList<>();
        shown.add(new Frame.Section(
                "summary", "Summary", to -> SummarySections.summary(content, annex, completeness, to)));
        List<CardSection> empty = new ArrayList<>();
        for (CardSection section : ALL) {
            if (section.held(content)) {
                shown.add(new Frame.Section(section.id(), section.title(), to -> section.write(content, to)));
            } else {
                empty.add(section);
            }
        }
        if (!empty.isEmpty()) {
            shown.add(new Frame.Section("not-held", "What this card does not hold", to -> notHeld(empty, content, to)));
        }
        shown.add(new Frame.Section("completeness", COMPLETENESS, to -> CompletenessSection.write(completeness, to)));
        shown.add(new Frame.Section("approval", "Approval", to -> SummarySections.approval(annex, to)));
        return shown;
    }

    private static void notHeld(List<CardSection> empty, CardContent card, Markup to) {
        to.element(
                "p", "These sections would hold nothing. 'Completeness' says how to supply what a framework asks for.");
        to.table("Sections without content", List.of("Section|30", "What it would hold|70"));
        for (CardSection section : empty) {
            to.raw("<tr>").element("th scope=\"row\"", section.title()).raw("<td class=\"none\">");
            section.absences(card).forEach(line -> to.element("p", line));
            to.raw("</td></tr>");
        }
        to.endTable();
    }

    private static CardSection section(String id, String title, Entry... entries) {
        return new CardSection(id, title, List.of(entries));
    }

    private static Entry entry(
            String title, Function<CardContent, Field<?>> field, BiConsumer<CardContent, Markup> body) {
        return new Entry(title, field, body);
    }

    /** A card always has its names. */
    private static Field<?> always(CardContent card) {
        return Field.of(card.details().model(), "registration");
    }
}
