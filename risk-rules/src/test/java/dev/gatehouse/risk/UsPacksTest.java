package dev.gatehouse.risk;

import static dev.gatehouse.risk.UsUseCases.hiring;
import static dev.gatehouse.risk.UsUseCases.lending;
import static dev.gatehouse.risk.UsUseCases.with;
import static dev.gatehouse.risk.UsUseCases.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Reason;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Obligations.Duty;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Origin;
import dev.gatehouse.risk.PolicyPack.RuleText;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The US packs as they work together with the house's, which sets what every release needs. */
class UsPacksTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final LocalDate IN_2027 = LocalDate.of(2027, 1, 1);

    private static final List<PolicyPack> PACKS = new ArrayList<>();
    private static RiskAssessor assessor;

    @BeforeAll
    static void loadPacks() throws InvalidPackException {
        PACKS.addAll(UsUseCases.packs());
        assessor = RiskAssessor.of(PACKS);
    }

    @ParameterizedTest
    @CsvSource({
        "us-mrm,               S, 2026-04-17, ",
        "us-mrm-relevance,     S, 2026-04-17, ",
        "us-mrm-card,          D, 2026-04-17, ",
        "us-mrm-card-relevance, D, 2026-04-17, ",
        "us-sr117,             G, 2011-04-04, 2026-04-16",
        "us-regb-aa,           G, 2011-12-30, ",
        "us-regb-ret, G, 2011-12-30, ",
        "us-regb-ret-business, G, 2011-12-30, ",
        "us-regb-di-legacy,    G, 2011-12-30, 2026-07-20",
        "us-regb-di,           S, 2026-07-21, ",
        "us-regb-di-proxy,     S, 2026-07-21, ",
        "us-fha,               G, 2015-06-25, ",
        "us-45,                G, 1978-09-25, ",
        "fda-pccp,             S, 2025-08-18, ",
        "nyc-144,              G, 2023-07-05, ",
        "nyc-144-stale,        G, 2023-07-05, ",
        "nyc-144-scoring,      D, 2023-07-05, ",
        "co-admt,              S, 2027-01-01, ",
        "il-3773,              S, 2026-01-01, ",
        "il-3773-zip,          S, 2026-01-01, ",
        "ca-ads-feha,          G, 2025-10-01, ",
        "ca-ads-ccpa,          G, 2027-01-01, "
    })
    void everyRuleHasItsCertaintyAndItsDates(String id, String certainty, LocalDate from, LocalDate until) {
        RuleText rule = rules().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule " + id));

        assertThat(rule.certainty().code()).isEqualTo(certainty);
        assertThat(rule.effectiveFrom()).isEqualTo(from);
        assertThat(rule.effectiveUntil()).isEqualTo(Optional.ofNullable(until));
        assertThat(rule.supersededBy().isPresent()).isEqualTo(until != null);
    }

    @Test
    void thereAreNoOtherRules() {
        assertThat(rules()).hasSize(22);
    }

    @Test
    void withdrawnCircularsAreNotCited() {
        assertThat(rules()).extracting(RuleText::citation).noneMatch(citation -> citation.contains("Circular"));
    }

    @Test
    void aDefaultAmongLawsSaysThatItIsOne() {
        assertThat(rules())
                .filteredOn(rule -> rule.certainty() == Certainty.DEFAULT)
                .extracting(RuleText::citation)
                .isNotEmpty()
                .allMatch(citation -> citation.startsWith("Default of this pack"));
    }

    @ParameterizedTest
    @CsvSource({
        "US-NYC,       nyc-144",
        "US-NY,        nyc-144",
        "US-CO,        co-admt",
        "US-IL,        il-3773",
        "US-CA,        ca-ads-feha ca-ads-ccpa",
        "US-CO US-IL,  co-admt il-3773",
        "US,           nyc-144 co-admt il-3773 ca-ads-feha ca-ads-ccpa",
        "US US-TX,     nyc-144 co-admt il-3773 ca-ads-feha ca-ads-ccpa",
        "US-TX,        ''",
        "US-NJ,        ''",
        "US-ID,        ''",
        "US-CT,        ''",
        "CA CO IL,     ''",
        "CA-ON,        ''",
        "DE,           ''"
    })
    void aPlaceBringsTheRulesOfItsStateAndCity(String places, String expected) throws InvalidFactsException {
        Assessment assessment = assessor.assess(hiring("jurisdictions", words(places)), IN_2027);

        assertThat(fired(assessment, "us-employment")).containsExactlyElementsOf(words(expected));
        assertThat(assessment.status()).isEqualTo(Status.ASSESSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PR", "GU", "VI", "US-TX"})
    void federalLawReachesStatesAndTerritories(String place) throws InvalidFactsException {
        assertThat(fired(assessor.assess(lending("jurisdictions", List.of(place)), TODAY), "us-model-risk"))
                .containsExactly("us-mrm", "us-mrm-card", "us-regb-aa", "us-regb-ret", "us-regb-di");
    }

    @Test
    void sr117EndsTheDayBeforeItsSuccessorBinds() throws InvalidFactsException {
        LocalDate first = LocalDate.of(2026, 4, 17);
        Assessment before = assessor.assess(lending(), first.minusDays(1));
        Assessment after = assessor.assess(lending(), first);

        assertThat(before.legalClasses())
                .extracting(LegalClass::id, LegalClass::inForce)
                .containsExactly(tuple("us-model", false), tuple("us-model-legacy", true));
        assertThat(after.legalClasses())
                .extracting(LegalClass::id, LegalClass::inForce)
                .containsExactly(tuple("us-model", true));
        assertThat(duties(before)).contains("us-sr117-annual-review");
        assertThat(duties(after)).doesNotContain("us-sr117-annual-review").contains("us-model-inventory");
    }

    @Test
    void theEffectsTestEndsAndTheFairnessAuditStaysByOurOwnPolicy() throws InvalidFactsException {
        LocalDate removed = LocalDate.of(2026, 7, 21);

        assertThat(duties(assessor.assess(lending(), removed.minusDays(1)))).contains("us-regb-effects-test");
        assertThat(duties(assessor.assess(lending(), removed)))
                .contains("us-regb-no-proxies")
                .doesNotContain("us-regb-effects-test");
        GateRequirement audit = gate(assessor.assess(lending(), TODAY), "fairness-audit");
        assertThat(audit.origins()).extracting(Origin::rule).containsExactly("house-us-lending");
        assertThat(audit.origins()).extracting(Origin::certainty).containsExactly(Certainty.DEFAULT);
        assertThat(audit.origins()).extracting(Origin::citation).noneMatch(citation -> citation.contains("1002"));
    }

    @Test
    void housingIsAuditedForFairnessByLaw() throws InvalidFactsException {
        Assessment assessment = assessor.assess(with(lending("consumer_credit", false), "domain", "housing"), TODAY);

        assertThat(assessment.tier()).isEqualTo(Tier.LOW);
        assertThat(gate(assessment, "fairness-audit").origins())
                .extracting(Origin::rule)
                .containsExactly("us-fha");
        // An audit that is asked for has limits to be judged by, at every tier.
        assertThat(assessment.obligations().orElseThrow().fairness()).isPresent();
    }

    @Test
    void lendingIsAskedNothingAboutWork() throws InvalidFactsException {
        String[] aboutWork = {"group_counts", "last_bias_audit_date", "aedt_substantially_assists", "output_mode"};

        for (String place : List.of("US", "US-NYC", "US-CA", "US-IL", "US-CO", "DE")) {
            assertThat(missing(without(lending("jurisdictions", List.of(place)), aboutWork), IN_2027))
                    .isEmpty();
        }
    }

    @Test
    void outsideTheUsNothingOfTheseLawsIsAsked() throws InvalidFactsException {
        Map<String, Object> facts = hiring("jurisdictions", List.of("DE"));
        for (PolicyPack pack : PACKS.subList(0, 2)) {
            pack.facts().stream()
                    .map(Fact::name)
                    .filter(name -> !name.equals("jurisdictions")
                            && PACKS.get(2).facts().stream()
                                    .noneMatch(fact -> fact.name().equals(name)))
                    .forEach(facts::remove);
        }

        assertThat(missing(facts, IN_2027)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-22, 2026-11-22, false",
        "2025-11-21, 2026-11-22, true",
        "2024-02-29, 2025-02-28, false",
        "2024-02-29, 2025-03-01, true",
        "2027-03-01, 2028-03-01, false",
        "2027-03-01, 2028-03-02, true",
        "2025-12-31, 2026-12-31, false",
        "2025-12-31, 2027-01-01, true"
    })
    void aBiasAuditCoversOneYearToTheDay(LocalDate audited, LocalDate on, boolean overdue)
            throws InvalidFactsException {
        Map<String, Object> facts = with(hiring("jurisdictions", List.of("US-NYC")), "last_bias_audit_date", audited);

        assertThat(fired(assessor.assess(facts, on), "us-employment").contains("nyc-144-stale"))
                .isEqualTo(overdue);
    }

    @Test
    void aToolInNewYorkCityNeedsItsAuditAndItsNotice() throws InvalidFactsException {
        Assessment assessment = assessor.assess(hiring("jurisdictions", List.of("US-NYC")), TODAY);

        assertThat(gate(assessment, "us-bias-audit").freshFor()).contains(Period.ofYears(1));
        assertThat(gate(assessment, "us-ai-notice").origins())
                .extracting(Origin::rule)
                .containsExactly("nyc-144");
        assertThat(duties(assessment)).contains("us-aedt-notice", "us-aedt-publish");
    }

    @Test
    void coloradoIsAnnouncedUntilItsDayAndBindsFromIt() throws InvalidFactsException {
        Map<String, Object> facts = lending("jurisdictions", List.of("US-CO"));
        Obligations before =
                assessor.assess(facts, IN_2027.minusDays(1)).obligations().orElseThrow();
        Obligations after = assessor.assess(facts, IN_2027).obligations().orElseThrow();

        assertThat(before.upcomingGates())
                .extracting(GateRequirement::id)
                .containsExactly("us-adverse-outcome-procedure", "us-ai-notice");
        assertThat(before.gates()).extracting(GateRequirement::id).doesNotContain("us-ai-notice");
        assertThat(after.upcomingGates()).isEmpty();
        assertThat(after.gates())
                .extracting(GateRequirement::id)
                .contains("us-adverse-outcome-procedure", "us-ai-notice");
        assertThat(after.duties())
                .filteredOn(duty -> duty.id().startsWith("us-admt-"))
                .hasSize(3)
                .allMatch(duty -> duty.dueOn(IN_2027) && !duty.dueOn(IN_2027.minusDays(1)));
    }

    @Test
    void californiaKeepsRecordsOfHiringForFourYearsFromItsDay() throws InvalidFactsException {
        LocalDate day = LocalDate.of(2025, 10, 1);
        Map<String, Object> facts = hiring("jurisdictions", List.of("US-CA"));

        assertThat(assessor.assess(facts, day.minusDays(1))
                        .obligations()
                        .orElseThrow()
                        .logRetention())
                .isEqualTo(Period.ofYears(3));
        assertThat(assessor.assess(facts, day).obligations().orElseThrow().logRetention())
                .isEqualTo(Period.ofYears(4));
    }

    @Test
    void regulationBKeepsConsumersLongerThanBusinesses() {
        assertThat(rules())
                .filteredOn(rule -> rule.id().startsWith("us-regb-ret"))
                .extracting(rule -> String.join(" ", rule.effects()))
                .satisfiesExactly(
                        consumer -> assertThat(consumer).contains("P25M"),
                        business -> assertThat(business).contains("P12M"));
    }

    @ParameterizedTest
    @CsvSource({
        "US-IL, employment, false, true",
        "US-TX, employment, false, false",
        "US-TX, credit,     true,  true",
        "US-TX, credit,     false, false",
        "DE,    credit,     true,  false"
    })
    void aPostalCodeNeedsAReviewInLendingAndInIllinoisHiring(String place, String domain, boolean credit, boolean asked)
            throws InvalidFactsException {
        Map<String, Object> facts = with(hiring("jurisdictions", List.of(place)), "uses_postcode", true);
        facts.put("domain", domain);
        facts.put("consumer_credit", credit);

        assertThat(assessor.assess(facts, TODAY).obligations().orElseThrow().gates().stream()
                        .anyMatch(gate -> gate.id().equals("us-proxy-review")))
                .isEqualTo(asked);
    }

    private static List<RuleText> rules() {
        return PACKS.subList(0, 2).stream()
                .flatMap(pack -> pack.rules().stream())
                .toList();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }

    private static List<String> fired(Assessment assessment, String pack) {
        return assessment.reasons().stream()
                .filter(reason -> reason.pack().equals(pack))
                .map(Reason::rule)
                .toList();
    }

    private static List<String> duties(Assessment assessment) {
        return assessment.obligations().orElseThrow().duties().stream()
                .map(Duty::id)
                .toList();
    }

    private static GateRequirement gate(Assessment assessment, String id) {
        return assessment.obligations().orElseThrow().gates().stream()
                .filter(gate -> gate.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("gate " + id + " is not asked for"));
    }

    private static List<String> missing(Map<String, Object> facts, LocalDate on) throws InvalidFactsException {
        return assessor.assess(facts, on).missing().stream()
                .map(MissingFact::name)
                .toList();
    }
}
