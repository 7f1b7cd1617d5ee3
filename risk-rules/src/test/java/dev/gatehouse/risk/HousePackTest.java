package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Assessment.FactorScore;
import dev.gatehouse.risk.Assessment.Score;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.Origin;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HousePackTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private static PolicyPack pack;
    private static RiskAssessor house;
    private static List<Fact> shippedFacts;

    @BeforeAll
    static void loadPack() throws InvalidPackException {
        pack = PolicyPack.load("house.yaml", ShippedPacks.files().get("house.yaml"));
        house = RiskAssessor.of(List.of(pack));
        shippedFacts = RiskAssessor.shipped().facts();
    }

    @Test
    void nothingInItIsLaw() throws InvalidFactsException {
        assertThat(pack.reference().kind()).isEqualTo(PolicyPack.Kind.HOUSE);
        assertThat(pack.rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.certainty()).isEqualTo(Certainty.DEFAULT);
            assertThat(rule.citation()).startsWith("House policy");
        });
        Obligations obligations = obligations(Tier.HIGH);
        assertThat(obligations.origins().values()).extracting(Origin::certainty).containsOnly(Certainty.DEFAULT);
        assertThat(obligations.gates())
                .flatExtracting(GateRequirement::origins)
                .extracting(Origin::certainty)
                .containsOnly(Certainty.DEFAULT);
        assertThat(house.assess(nothingAtStake(), TODAY).reasons())
                .filteredOn(reason -> reason.rule().equals("scorecard"))
                .singleElement()
                .satisfies(reason -> assertThat(reason.certainty()).isEqualTo(Certainty.DEFAULT));
    }

    /** Points by hand, from the table of factors: each fact of a factor at its limits. */
    @ParameterizedTest
    @CsvSource({
        "exposure,             exposure_amount=999999.99,                                0",
        "exposure,             exposure_amount=1000000,                                  1",
        "exposure,             exposure_amount=49999999.99,                              1",
        "exposure,             exposure_amount=50000000,                                 2",
        "exposure,             exposure_amount=1000000000,                               3",
        "decision-consequence, decision_effect=none,                                     0",
        "decision-consequence, decision_effect=minor,                                    1",
        "decision-consequence, decision_effect=legal_or_similar,                         3",
        "automation,           automation_level=advisory,                                0",
        "automation,           automation_level=human_decides,                           1",
        "automation,           automation_level=human_reviews,                           2",
        "automation,           automation_level=fully_automated,                         3",
        "people-affected,      affected_persons_per_year=999,                            0",
        "people-affected,      affected_persons_per_year=1000,                           1",
        "people-affected,      affected_persons_per_year=9999,                           1",
        "people-affected,      affected_persons_per_year=10000,                          2",
        "people-affected,      affected_persons_per_year=100000,                         3",
        "vulnerable-groups,    vulnerable_groups=[elderly],                              2",
        "vulnerable-groups,    vulnerable_groups=[elderly minors],                       3",
        "complexity-opacity,   complexity=1,                                             1",
        "complexity-opacity,   opacity=2,                                                2",
        "complexity-opacity,   complexity=1 opacity=3,                                   3",
        "reliance,             reliance=1,                                               1",
        "reliance,             reliance=2,                                               2",
        "reliance,             reliance=3,                                               3",
        "regulatory-use,       regulatory_use=reporting,                                 1",
        "regulatory-use,       regulatory_use=provisioning,                              2",
        "regulatory-use,       regulatory_use=capital,                                   3",
        "data-sensitivity,     special_category_data=true large_scale=true,              0",
        "data-sensitivity,     personal_data=true,                                       1",
        "data-sensitivity,     personal_data=true large_scale=true,                      2",
        "data-sensitivity,     personal_data=true special_category_data=true,            3",
        "third-party-opacity,  source=open_source,                                       1",
        "third-party-opacity,  source=vendor opacity=1,                                  2",
        "third-party-opacity,  source=vendor opacity=2,                                  3",
        "third-party-opacity,  source=internal opacity=3,                                0",
        "change-rate,          learning_mode=periodic,                                   1",
        "change-rate,          learning_mode=online,                                     3"
    })
    void aFactorGivesThePointsThatItsTableSays(String factor, String facts, int points) throws InvalidFactsException {
        Map<String, Object> stated = nothingAtStake();
        if (facts.contains("[")) {
            String members = facts.substring(facts.indexOf('[') + 1, facts.indexOf(']'));
            stated.put(facts.substring(0, facts.indexOf('=')), Arrays.asList(members.split(" ")));
        } else {
            for (String fact : facts.split(" ")) {
                String[] nameAndValue = fact.split("=");
                stated.put(nameAndValue[0], value(nameAndValue[1]));
            }
        }

        Score score = house.assess(stated, TODAY).score().orElseThrow();

        assertThat(score.factors())
                .filteredOn(each -> each.id().equals(factor))
                .extracting(FactorScore::points)
                .containsExactly(points);
    }

    @Test
    void theScorecardHasElevenFactorsOfThreePointsAndItsCutOffs() throws InvalidFactsException {
        Score score = house.assess(nothingAtStake(), TODAY).score().orElseThrow();

        assertThat(score.factors()).hasSize(11).extracting(FactorScore::maximum).containsOnly(3);
        assertThat(score.maximum()).isEqualTo(33);
        assertThat(score.points()).isZero();
    }

    /** Sums by hand: 3 consequence, then what is named. */
    @ParameterizedTest
    @CsvSource({
        // 3 + 3 automation + 3 reliance + 2 persons = 11
        "fully_automated, 3, 10000,  none,    LOW,    11",
        // 3 + 3 + 3 + 3 = 12
        "fully_automated, 3, 100000, none,    MEDIUM, 12",
        // 3 + 2 + 3 + 3 + 1 reporting = 12
        "human_reviews,   3, 100000, reporting, MEDIUM, 12",
        // 3 + 1 + 1 + 1 = 6
        "human_decides,   1, 1000,   none,    LOW,    6"
    })
    void pointsDecideTheTier(String automation, int reliance, int persons, String regulatoryUse, Tier tier, int points)
            throws InvalidFactsException {
        Map<String, Object> facts = nothingAtStake();
        facts.put("decision_effect", "legal_or_similar");
        facts.put("automation_level", automation);
        facts.put("reliance", reliance);
        facts.put("affected_persons_per_year", persons);
        facts.put("regulatory_use", regulatoryUse);

        Assessment assessment = house.assess(facts, TODAY);

        assertThat(assessment.score().orElseThrow().points()).isEqualTo(points);
        assertThat(assessment.tier()).isEqualTo(tier);
    }

    @ParameterizedTest
    @CsvSource({
        "LOW,    P1Y,   P3M, P3M, P3Y, P3Y, PT24H,  declared",
        "MEDIUM, P180D, P1M, P1M, P2Y, P5Y, PT4H,  attested",
        "HIGH,   P90D,  P7D, P1M, P1Y, P7Y, PT15M, loaded-by-digest"
    })
    void eachTierHasItsPeriodsAndItsBinding(
            Tier tier,
            Period permit,
            Period data,
            Period report,
            Period revalidation,
            Period logs,
            Duration staleness,
            String binding) {
        Obligations obligations = obligations(tier);

        assertThat(obligations.permitValidity()).isEqualTo(permit);
        assertThat(obligations.monitorCadence()).isEqualTo(Map.of("data", data, "report", report));
        assertThat(obligations.revalidation()).isEqualTo(revalidation);
        assertThat(obligations.logRetention()).isEqualTo(logs);
        assertThat(obligations.stalenessLimit()).isEqualTo(staleness);
        assertThat(obligations.minimumBinding()).isEqualTo(binding);
    }

    @ParameterizedTest
    @CsvSource({
        "LOW,    model-card",
        "MEDIUM, model-card monitoring-plan rollback-plan training-data-statement validation-checklist",
        "HIGH,   fairness-audit human-oversight-plan model-card monitoring-plan rollback-plan training-data-statement"
                + " validation-checklist validation-report"
    })
    void eachTierHasItsGates(Tier tier, String gates) {
        assertThat(obligations(tier).gates()).extracting(GateRequirement::id).containsExactly(gates.split(" "));
    }

    @Test
    void validationIsIndependentAndHasASeatFromMediumOn() {
        assertThat(obligations(Tier.LOW).quorum()).isEqualTo(Map.of("engineering", 1));
        assertThat(obligations(Tier.MEDIUM).quorum()).isEqualTo(Map.of("engineering", 1, "validation", 1));
        assertThat(obligations(Tier.HIGH).quorum())
                .isEqualTo(Map.of("product", 1, "legal", 1, "ethics", 1, "engineering", 1, "validation", 1));
        for (Tier tier : List.of(Tier.LOW, Tier.MEDIUM, Tier.HIGH)) {
            assertThat(obligations(tier).mayNotVote()).containsExactly("developers", "submitters");
        }
        assertThat(obligations(Tier.HIGH).gates())
                .filteredOn(gate -> gate.id().equals("validation-checklist"))
                .singleElement()
                .satisfies(gate -> assertThat(gate.givenBy()).containsExactly("validator"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Tier.class,
            names = {"LOW", "MEDIUM", "HIGH"})
    void findingsAreDueBySeverity(Tier tier) {
        assertThat(obligations(tier).findingDue())
                .isEqualTo(Map.of(
                        "critical", Period.ofDays(7),
                        "high", Period.ofDays(60),
                        "medium", Period.ofDays(180),
                        "low", Period.ofDays(365)));
    }

    @Test
    void anApprovalIsBoundTighterByTheTier() {
        ApprovalPolicy low = obligations(Tier.LOW).approval();
        ApprovalPolicy medium = obligations(Tier.MEDIUM).approval();
        ApprovalPolicy high = obligations(Tier.HIGH).approval();
        assertThat(low.findingsBlock()).contains("critical");
        assertThat(medium.findingsBlock()).contains("high");
        assertThat(high)
                .isEqualTo(new ApprovalPolicy(
                        Optional.of("high"),
                        Optional.of("high"),
                        Period.ofDays(10),
                        Duration.ofHours(72),
                        Optional.of(new ApprovalPolicy.EmergencyUse(new BigDecimal("0.1"), Period.ofDays(14))),
                        Map.of(
                                "insufficient",
                                new ApprovalPolicy.WaiverLimit(Optional.of(new BigDecimal("0.25")), Period.ofDays(30)),
                                "stale",
                                new ApprovalPolicy.WaiverLimit(Optional.empty(), Period.ofDays(30)))));
        assertThat(List.of(low, medium))
                .allSatisfy(policy -> assertThat(policy.waivers())
                        .as("failed limits and missing evidence are not waived")
                        .containsOnlyKeys("insufficient", "stale"));
    }

    @ParameterizedTest
    @CsvSource({"LOW, 50", "MEDIUM, 80", "HIGH, 100"})
    void aCardIsTheMoreCompleteTheHigherTheTier(Tier tier, int percent) {
        assertThat(obligations(tier).cardCompleteness()).isEqualTo(Map.of("mitchell", percent));
    }

    /** The PSI of two normals of one variance, d standard deviations apart, is d² (Jeffreys' divergence); the rest is integrated. */
    @ParameterizedTest
    @EnumSource(
            value = Tier.class,
            names = {"LOW", "MEDIUM", "HIGH"})
    void noDistanceAllowsAGreaterShiftOfANormalThanThePsiDoes(Tier tier) {
        Map<String, Limit> limits = obligations(tier).driftLimits();
        double shift = Math.sqrt(limits.get("psi").max().orElseThrow().doubleValue());
        double bits = 0;
        double apart = 0;
        double greatest = 0;
        double step = 0.001;
        for (double x = -8; x < 9; x += step) {
            double one = density(x) * step;
            double other = density(x - shift) * step;
            double mean = (one + other) / 2;
            bits += (one * Math.log(one / mean) + other * Math.log(other / mean)) / 2 / Math.log(2);
            apart += one - other;
            greatest = Math.max(greatest, apart);
        }
        assertThat(limits.get("jensen_shannon").max().orElseThrow().doubleValue())
                .isLessThanOrEqualTo(Math.sqrt(bits));
        assertThat(limits.get("ks").max().orElseThrow().doubleValue()).isLessThanOrEqualTo(greatest);
        assertThat(limits.get("wasserstein_normed").max().orElseThrow().doubleValue())
                .isLessThanOrEqualTo(shift);
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    @Test
    void limitsTightenWithTheTier() {
        assertThat(obligations(Tier.LOW).driftLimits())
                .isEqualTo(Map.of(
                        "psi", atMost("0.25"),
                        "jensen_shannon", atMost("0.2"),
                        "ks", atMost("0.19"),
                        "wasserstein_normed", atMost("0.5")));
        assertThat(obligations(Tier.HIGH).driftLimits())
                .isEqualTo(Map.of(
                        "psi", atMost("0.2"),
                        "jensen_shannon", atMost("0.15"),
                        "ks", atMost("0.15"),
                        "wasserstein_normed", atMost("0.4")))
                .isEqualTo(obligations(Tier.MEDIUM).driftLimits());
        Limit ratio = new Limit(Optional.of(new BigDecimal("0.8")), Optional.empty());
        assertThat(fairnessLimits(Tier.LOW)).isEqualTo(Map.of("impact_ratio", ratio));
        assertThat(fairnessLimits(Tier.MEDIUM))
                .isEqualTo(Map.of("impact_ratio", ratio, "tpr_difference", atMost("0.15")));
        assertThat(fairnessLimits(Tier.HIGH))
                .isEqualTo(Map.of(
                        "impact_ratio", ratio, "tpr_difference", atMost("0.1"), "fpr_difference", atMost("0.1")));
    }

    @Test
    void aClaimedDerogationIsAtLeastMedium() throws InvalidFactsException {
        Map<String, Object> facts = nothingAtStake();
        facts.put("annex3_points", List.of("5b"));
        facts.put("art6_3_condition", "d");
        assertThat(house.assess(facts, TODAY).tier()).isEqualTo(Tier.MEDIUM);

        facts.put("art6_3_condition", "none");
        assertThat(house.assess(facts, TODAY).tier()).isEqualTo(Tier.LOW);

        facts.put("art6_3_condition", "unsure");
        assertThat(house.assess(facts, TODAY).status()).isEqualTo(Status.BLOCKED);

        facts.put("jurisdictions", List.of("US-TX"));
        facts.put("consumer_credit", false);
        assertThat(house.assess(facts, TODAY).tier()).isEqualTo(Tier.LOW);
        assertThat(house.assess(facts, TODAY).status()).isEqualTo(Status.ASSESSED);
    }

    @ParameterizedTest
    @CsvSource({"2025-11-22, false", "2025-11-21, true", "2026-11-22, false"})
    void aCapitalModelIsValidatedEveryYear(LocalDate validated, boolean again) throws InvalidFactsException {
        Map<String, Object> facts = nothingAtStake();
        facts.put("regulatory_use", "capital");
        facts.put("last_validation_date", validated);

        Obligations obligations = house.assess(facts, TODAY).obligations().orElseThrow();

        assertThat(obligations.gates().stream().anyMatch(gate -> gate.id().equals("validation-checklist")))
                .isEqualTo(again);
        assertThat(obligations.revalidation()).isEqualTo(again ? Period.ofYears(1) : Period.ofYears(3));
    }

    /** The intake facts with their types and values; a map's or counts' keys stand before its values. */
    @ParameterizedTest
    @CsvSource({
        "org_role, SET, provider deployer importer distributor gpai_provider",
        "org_type, ENUM, bank insurer public_body private_public_service employer device_maker other",
        "eu_financial_institution, BOOL, ''",
        "sme_or_smc, BOOL, ''",
        "total_assets, DECIMAL, ''",
        "jurisdictions, SET, ''",
        "ai_kind, SET, statistical ml generative agentic gpai rules",
        "method_is_complex_quantitative, BOOL, ''",
        "art5_screen, MAP, a b c d e f g h ba bb yes no",
        "annex3_points, SET, 1a 1b 1c 2 3a 3b 3c 3d 4a 4b 5a 5b 5c 5d 6a 6b 6c 6d 6e 7a 7b 7c 7d 8a 8b",
        "fraud_detection_only, BOOL, ''",
        "biometric_verification_only, BOOL, ''",
        "performs_profiling, BOOL, ''",
        "materially_influences_decision, BOOL, ''",
        "significant_risk_of_harm, BOOL, ''",
        "art6_3_condition, ENUM, none a b c d",
        "annex1_section, ENUM, none A B",
        "safety_component, BOOL, ''",
        "third_party_assessment, BOOL, ''",
        "domain, ENUM, credit employment education housing insurance health government legal essential_service other",
        "decision_effect, ENUM, none minor legal_or_similar",
        "automation_level, ENUM, advisory human_decides human_reviews fully_automated",
        "human_can_override, BOOL, ''",
        "stop_control, BOOL, ''",
        "affected_persons_per_year, INT, ''",
        "vulnerable_groups, SET, minors elderly disabled financially_vulnerable workers patients",
        "worker_facing, BOOL, ''",
        "personal_data, BOOL, ''",
        "special_category_data, BOOL, ''",
        "large_scale, BOOL, ''",
        "public_monitoring, BOOL, ''",
        "gdpr22_basis, ENUM, none contract law explicit_consent",
        "uses_postcode, BOOL, ''",
        "output_mode, SET, score class recommendation text image audio video chat",
        "interacts_with_public, BOOL, ''",
        "deepfake, BOOL, ''",
        "public_interest_text, BOOL, ''",
        "emotion_recognition, BOOL, ''",
        "biometric_categorisation, BOOL, ''",
        "training_flop, DECIMAL, ''",
        "exposure_amount, DECIMAL, ''",
        "regulatory_use, ENUM, none reporting capital provisioning",
        "complexity, INT, ''",
        "reliance, INT, ''",
        "opacity, INT, ''",
        "source, ENUM, internal vendor open_source",
        "learning_mode, ENUM, static periodic online",
        "predetermined_change_plan, BOOL, ''",
        "consumer_credit, BOOL, ''",
        "adverse_action_possible, BOOL, ''",
        "business_credit, BOOL, ''",
        "aedt_substantially_assists, BOOL, ''",
        "last_bias_audit_date, DATE, ''",
        "group_counts, COUNTS, assessed selected above_median",
        "medical_device, BOOL, ''",
        "placed_on_market_date, DATE, ''",
        "last_validation_date, DATE, ''",
        "eu_legacy_design_changed, BOOL, ''",
        "substantial_modification, BOOL, ''",
        "incident_type, ENUM, a b c d",
        "widespread, BOOL, ''",
        "aware_at, DATETIME, ''"
    })
    void everyIntakeFactIsAskedBySomePack(String name, Fact.Type type, String words) {
        Fact fact = shippedFacts.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no shipped pack asks for " + name));
        List<String> keysAndValues = new ArrayList<>(fact.keys());
        keysAndValues.addAll(fact.values());

        assertThat(fact.type()).isEqualTo(type);
        assertThat(String.join(" ", keysAndValues)).isEqualTo(words);
        assertThat(fact.group()).as("heading in the intake form").isPresent();
    }

    private static Obligations obligations(Tier tier) {
        return house.tierObligations(tier, TODAY);
    }

    private static Map<String, Limit> fairnessLimits(Tier tier) {
        return obligations(tier).fairness().orElseThrow().limits();
    }

    private static Limit atMost(String max) {
        return new Limit(Optional.empty(), Optional.of(new BigDecimal(max)));
    }

    private static Object value(String text) {
        if (text.equals("true")) {
            return Boolean.TRUE;
        }
        return text.matches("[0-9]+") ? (Object) Long.valueOf(text) : text;
    }

    private static Map<String, Object> nothingAtStake() {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("jurisdictions", List.of("DE")),
                Map.entry("exposure_amount", 0),
                Map.entry("decision_effect", "none"),
                Map.entry("automation_level", "advisory"),
                Map.entry("affected_persons_per_year", 0),
                Map.entry("vulnerable_groups", List.of()),
                Map.entry("complexity", 0),
                Map.entry("opacity", 0),
                Map.entry("reliance", 0),
                Map.entry("regulatory_use", "none"),
                Map.entry("personal_data", false),
                Map.entry("special_category_data", false),
                Map.entry("large_scale", false),
                Map.entry("source", "internal"),
                Map.entry("learning_mode", "static"),
                Map.entry("last_validation_date", "2026-06-01"),
                Map.entry("annex3_points", List.of()),
                Map.entry("art6_3_condition", "none")));
    }
}
