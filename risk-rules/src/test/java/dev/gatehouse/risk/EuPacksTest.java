package dev.gatehouse.risk;

import static dev.gatehouse.risk.EuUse.assess;
import static dev.gatehouse.risk.EuUse.credit;
import static dev.gatehouse.risk.EuUse.fired;
import static dev.gatehouse.risk.EuUse.gates;
import static dev.gatehouse.risk.EuUse.harmless;
import static dev.gatehouse.risk.EuUse.missing;
import static dev.gatehouse.risk.EuUse.reason;
import static dev.gatehouse.risk.EuUse.upcoming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.PolicyPack.RuleText;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The AI Act and the GDPR together with house policy: their rules and dates, what they ask for, and where they reach. */
class EuPacksTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final LocalDate ANNEX_III_APPLIES = LocalDate.parse("2027-12-02");

    /** Rows of the regulation map, section 1b, that name a date or certainty of their own: rule, effective_from, certainty. */
    @ParameterizedTest
    @CsvSource({
        "aia-5a, 2025-02-02, O",
        "aia-5h, 2025-02-02, O",
        "aia-5ba, 2026-12-02, S",
        "aia-5bb, 2026-12-02, S",
        "aia-6-1, 2028-08-02, S",
        "aia-6-3, 2027-12-02, S",
        "aia-9, 2027-12-02, S",
        "aia-12, 2027-12-02, S",
        "aia-15, 2027-12-02, S",
        "aia-26, 2027-12-02, S",
        "aia-43, 2027-12-02, S",
        "aia-49, 2027-12-02, S",
        "aia-49-2, 2027-12-02, G",
        "aia-50-1, 2026-08-02, S",
        "aia-50-2, 2026-08-02, S",
        "aia-50-2-grace, 2026-12-02, S",
        "aia-50-4, 2026-08-02, S",
        "aia-53, 2025-08-02, G",
        "aia-53-grace, 2027-08-02, G",
        "aia-55, 2025-08-02, G",
        "aia-72, 2027-12-02, G",
        "aia-73, 2027-12-02, G",
        "aia-86, 2027-12-02, G",
        "aia-16-annex1, 2028-08-02, S",
        "aia-card, 2027-12-02, D",
        "aia-card-annex1, 2028-08-02, D",
        "aia-111-2-public, 2030-08-02, S",
        "gdpr-22, 2018-05-25, G",
        "gdpr-33, 2018-05-25, G",
    })
    void ruleCarriesItsDateAndTheWeakerCertainty(String id, LocalDate from, String certainty) {
        RuleText rule = rules().get(id);

        assertThat(rule.effectiveFrom()).isEqualTo(from);
        assertThat(Certainty.ofCode(certainty)).contains(rule.certainty());
    }

    @Test
    void everyRowOfTheRegulationMapHasItsRule() {
        Set<String> expected = new TreeSet<>();
        List.of("a", "b", "c", "d", "e", "f", "g", "h", "ba", "bb").forEach(letter -> expected.add("aia-5" + letter));
        EuHighRiskTest.CODES.forEach(code -> expected.add("aia-iii-" + code));
        expected.addAll(List.of(
                "aia-6-1", "aia-6-3", "aia-9", "aia-10", "aia-11", "aia-12", "aia-13", "aia-14", "aia-14-5", "aia-15"));
        expected.addAll(List.of(
                "aia-17",
                "aia-18",
                "aia-19",
                "aia-26",
                "aia-26-6",
                "aia-27",
                "aia-43",
                "aia-47",
                "aia-49",
                "aia-50-1"));
        expected.addAll(List.of("aia-50-2", "aia-50-3", "aia-50-4", "aia-53", "aia-55", "aia-72", "aia-73", "aia-86"));
        expected.addAll(List.of("gdpr-22", "gdpr-33", "gdpr-35", "gdpr-36"));

        assertThat(rules().keySet()).containsAll(expected);
    }

    @Test
    void whatIsOpenOrOurReadingSaysSo() {
        for (String id : List.of("aia-49-2", "aia-72", "aia-73", "aia-86")) {
            assertThat(rules().get(id).note().orElseThrow())
                    .startsWith("Open: ")
                    .contains("Ask counsel");
        }
        for (String id : List.of("aia-43", "aia-47", "aia-49")) {
            assertThat(rules().get(id).note().orElseThrow()).contains("our reading");
        }
        assertThat(rules().values())
                .filteredOn(rule -> rule.effects().isEmpty())
                .allSatisfy(rule -> assertThat(rule.note()).isPresent());
        assertThat(rules().values())
                .filteredOn(rule -> rule.certainty() == Certainty.DEFAULT)
                .allSatisfy(rule -> assertThat(rule.citation()).startsWith("Default of this pack"))
                .extracting(RuleText::id)
                .containsExactlyInAnyOrder("aia-card", "aia-card-annex1");
    }

    @ParameterizedTest
    @CsvSource({
        "eu-risk-management, 2027-12-02",
        "eu-conformity, 2027-12-02",
        "eu-fundamental-rights-assessment, 2027-12-02",
        "eu-post-market-plan, 2027-12-02",
        "eu-transparency-notice, 2026-08-02",
        "gdpr-impact-assessment, 2018-05-25",
    })
    void gateIsAnnouncedTheDayBeforeAndBindsOnTheDay(String gate, LocalDate day) throws InvalidFactsException {
        Assessment before = assess(day.minusDays(1), "interacts_with_public", true);
        Assessment on = assess(day, "interacts_with_public", true);

        assertThat(gates(before)).doesNotContain(gate);
        assertThat(upcoming(before)).contains(gate);
        assertThat(gates(on)).contains(gate);
        assertThat(upcoming(on)).doesNotContain(gate);
    }

    @Test
    void newProhibitionIsAlreadyAvoidedByHousePolicyAndIsLawOnItsDay() throws InvalidFactsException {
        Map<String, Object> facts = credit();
        facts.put("art5_screen", Map.of("ba", "yes"));
        Assessment before = assess(facts, LocalDate.parse("2026-12-01"));
        Assessment on = assess(facts, LocalDate.parse("2026-12-02"));

        assertThat(before.status()).isEqualTo(Status.PROHIBITED);
        assertThat(reason(before, "aia-5ba").ahead()).isTrue();
        assertThat(reason(on, "aia-5ba").ahead()).isFalse();
    }

    @Test
    void markingOfContentWaitsForOlderSystemsOnlyUntilTheTransitionEnds() throws InvalidFactsException {
        Object[] pictures = {
            "ai_kind",
            List.of("generative"),
            "output_mode",
            List.of("image"),
            "deepfake",
            false,
            "public_interest_text",
            false
        };
        Assessment asked = assess(LocalDate.parse("2026-12-01"), pictures);
        Assessment old = assess(LocalDate.parse("2026-12-01"), with(pictures, "placed_on_market_date", "2026-08-01"));
        Assessment young = assess(LocalDate.parse("2026-12-01"), with(pictures, "placed_on_market_date", "2026-08-02"));
        Assessment after = assess(LocalDate.parse("2026-12-02"), pictures);

        assertThat(missing(asked)).containsExactly("placed_on_market_date");
        assertThat(upcoming(old)).contains("eu-content-marking");
        assertThat(gates(old)).doesNotContain("eu-content-marking");
        assertThat(gates(young)).contains("eu-content-marking");
        assertThat(missing(after)).isEmpty();
        assertThat(gates(after)).contains("eu-content-marking");
    }

    @Test
    void creditScoreOfABankStaysUsableUntilTheHighRiskChaptersApply() throws InvalidFactsException {
        Assessment today = assess(credit(), TODAY);

        assertThat(today.status()).isEqualTo(Status.ASSESSED);
        assertThat(today.tier()).isEqualTo(Tier.HIGH);
        assertThat(gates(today)).noneMatch(gate -> gate.startsWith("eu-"));
        assertThat(gates(today)).contains("gdpr-automated-decision-safeguards", "gdpr-impact-assessment");
        assertThat(upcoming(today))
                .containsExactly(
                        "eu-accuracy-robustness-security",
                        "eu-conformity",
                        "eu-data-governance",
                        "eu-event-logging",
                        "eu-fundamental-rights-assessment",
                        "eu-instructions-for-use",
                        "eu-oversight-design",
                        "eu-post-market-plan",
                        "eu-quality-management",
                        "eu-registration",
                        "eu-risk-management",
                        "eu-technical-documentation");
        assertThat(today.legalClasses())
                .contains(
                        new LegalClass("eu-ai-act", "eu-high-risk", "High-risk AI system", ANNEX_III_APPLIES, false),
                        new LegalClass(
                                "gdpr",
                                "gdpr-automated-decision",
                                "Solely automated decision",
                                LocalDate.parse("2018-05-25"),
                                true));
        assertThat(reason(today, "aia-17-4").effects())
                .singleElement()
                .asString()
                .contains("internal governance");
    }

    /** A fact left out of the credit example, and what is asked for then ("-" for nothing). */
    @ParameterizedTest
    @CsvSource({
        "interacts_with_public, interacts_with_public",
        "emotion_recognition, emotion_recognition",
        "biometric_categorisation, biometric_categorisation",
        "worker_facing, worker_facing",
        "gdpr22_basis, gdpr22_basis",
        "decision_effect, decision_effect",
        "art6_3_condition, -",
        "personal_data, personal_data",
        "eu_financial_institution, -",
        "significant_risk_of_harm, -",
        "performs_profiling, -",
        "learning_mode, -",
        "org_type, -",
        "safety_component, -",
    })
    void leavingOutAFactAsksForItOnlyWhereItMatters(String left, String asked) throws InvalidFactsException {
        Map<String, Object> facts = credit();
        facts.remove(left);

        assertThat(missing(assess(facts, TODAY))).isEqualTo(asked.equals("-") ? Set.of() : Set.of(asked));
    }

    @Test
    void outsideTheUnionNothingIsAskedForByTheEuPacks() throws InvalidFactsException {
        Assessment nothingElseKnown = assess(Map.of("jurisdictions", List.of("US", "GB", "CH")), TODAY);

        assertThat(nothingElseKnown.missing())
                .flatExtracting(MissingFact::rules)
                .allMatch(rule -> rule.startsWith("house/"));
    }

    @Test
    void useThatNoPointListsNeedsNoAnswersAboutTheDerogationOrProductsOrWorkers() throws InvalidFactsException {
        Map<String, Object> facts = harmless();
        facts.keySet()
                .removeAll(List.of(
                        "art6_3_condition",
                        "performs_profiling",
                        "significant_risk_of_harm",
                        "materially_influences_decision",
                        "annex1_section",
                        "third_party_assessment",
                        "worker_facing",
                        "fraud_detection_only",
                        "eu_financial_institution",
                        "org_type",
                        "gdpr22_basis"));

        Assessment assessment = assess(facts, TODAY);

        assertThat(missing(assessment)).isEmpty();
        assertThat(assessment.tier()).isEqualTo(Tier.LOW);
        assertThat(assessment.legalClasses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EU", "DE", "DE-BY", "FR-IDF", "RE", "AX"})
    void memberStatesAndTheirPartsAreInTheUnion(String place) throws InvalidFactsException {
        assertThat(fired(assess(TODAY, "jurisdictions", List.of("US-NY", place))))
                .contains("aia-iii-5b", "gdpr-35");
    }

    @ParameterizedTest
    @CsvSource({"NO, true", "IS, true", "LI, true", "CH, false", "GB, false", "TR, false", "UA, false"})
    void neighboursAreNotInTheUnionButSomeAreUnderTheGdpr(String place, boolean underGdpr)
            throws InvalidFactsException {
        Set<String> fired = fired(assess(TODAY, "jurisdictions", List.of(place)));

        assertThat(fired).doesNotContain("aia-iii-5b");
        assertThat(fired.contains("gdpr-35")).isEqualTo(underGdpr);
    }

    private static Map<String, RuleText> rules() {
        return Stream.concat(EuUse.AI_ACT.rules().stream(), EuUse.GDPR.rules().stream())
                .collect(Collectors.toMap(RuleText::id, Function.identity()));
    }

    private static Object[] with(Object[] changes, String name, Object value) {
        return Stream.concat(Arrays.stream(changes), Stream.of(name, value)).toArray();
    }
}
