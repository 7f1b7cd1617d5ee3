package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Assessment.Status;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tiers that people have overridden, and what two assessments differ in. */
class OverrideTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static RiskAssessor assessor;

    @BeforeAll
    static void load() throws InvalidPackException {
        String settings = "permit_validity: P1Y, revalidation: P1Y, staleness_limit: PT1H, minimum_binding: declared";
        String pack = """
                pack: {id: small, version: 1, title: Small, kind: law}
                look_ahead: P24M
                facts:
                  risk: {type: enum, values: [none, law, ahead, banned], question: Which}
                  logged: {type: bool, question: Logged}
                gates:
                  check: {title: Checked, evidence: checklist, given_by: [validator]}
                rules:
                  - {id: law, citation: A, certainty: O, effective_from: 2020-01-01, when: risk == 'law', effects: {tier_floor: MEDIUM}}
                  - {id: ahead, citation: B, certainty: O, effective_from: 2027-12-02, when: risk == 'ahead', effects: {tier_floor: HIGH}}
                  - {id: banned, citation: C, certainty: O, effective_from: 2020-01-01, when: risk == 'banned', effects: {prohibited: true}}
                  - {id: logs, citation: D, certainty: O, effective_from: 2020-01-01, when: logged, effects: {gates: [check], obligations: {log_retention: P3Y}}}
                tiers:
                  citation: Ours
                  certainty: D
                  effective_from: 2020-01-01
                  LOW: {quorum: {legal: 1}, log_retention: P1Y, %1$s}
                  MEDIUM: {quorum: {legal: 1}, log_retention: P2Y, %1$s}
                  HIGH: {gates: [check], quorum: {legal: 2}, log_retention: P5Y, finding_due: {high: P60D}, drift: {limits: {psi: {max: 0.2}}}, %1$s}
                test_facts: {risk: none, logged: false}
                tests:
                  - {name: none, on: 2026-11-22, tier: LOW, does_not_fire: [law, ahead, banned, logs]}
                  - {name: law, on: 2026-11-22, facts: {risk: law, logged: true}, tier: MEDIUM, fires: [law, logs]}
                  - {name: ahead, on: 2026-11-22, facts: {risk: ahead}, tier: HIGH, fires: [ahead]}
                  - {name: banned, on: 2026-11-22, facts: {risk: banned}, tier: PROHIBITED, fires: [banned]}
                """.formatted(settings);
        assessor = RiskAssessor.of(List.of(PolicyPack.load("small.yaml", pack.getBytes(StandardCharsets.UTF_8))));
    }

    private static Assessment assess(String risk, Tier wanted, LocalDate on) throws InvalidFactsException {
        return assessor.assess(
                Map.of("risk", risk, "logged", false),
                on,
                Optional.of(new TierOverride(wanted, "judged by the second line", DAY.plusDays(30))));
    }

    @Test
    void anOverrideReplacesTheTierAndWhatItAsksFor() throws Exception {
        Assessment lower = assess("ahead", Tier.LOW, DAY);
        assertThat(lower.tier()).isEqualTo(Tier.LOW);
        assertThat(lower.assessedTier()).isEqualTo(Tier.HIGH);
        assertThat(lower.override().orElseThrow().effective()).isTrue();
        assertThat(lower.obligations().orElseThrow().gates()).isEmpty();
        assertThat(lower.obligations().orElseThrow().logRetention()).hasToString("P1Y");

        Assessment higher = assess("none", Tier.HIGH, DAY);
        assertThat(higher.obligations().orElseThrow().gates()).hasSize(1);
        assertThat(higher.tierAtMost()).isEqualTo(Tier.HIGH);
    }

    @Test
    void itLapsesByItselfAfterItsLastDay() throws Exception {
        assertThat(assess("ahead", Tier.LOW, DAY.plusDays(30)).tier()).isEqualTo(Tier.LOW);
        Assessment later = assess("ahead", Tier.LOW, DAY.plusDays(31));
        assertThat(later.tier()).isEqualTo(Tier.HIGH);
        assertThat(later.override()).isEmpty();
    }

    @Test
    void itDoesNotGoBelowLawInForce() throws Exception {
        Assessment refused = assess("law", Tier.LOW, DAY);
        assertThat(refused.tier()).isEqualTo(Tier.MEDIUM);
        assertThat(refused.override().orElseThrow().effective()).isFalse();
        assertThat(refused.override().orElseThrow().note()).contains("law in force");
        assertThat(refused.refusesOverride(Tier.LOW)).isPresent();
        assertThat(refused.refusesOverride(Tier.MEDIUM).orElseThrow()).contains("already");
        assertThat(refused.refusesOverride(Tier.HIGH)).isEmpty();
        assertThat(refused.refusesOverride(Tier.PROHIBITED)).isPresent();
        // Looking ahead is house policy, so people may judge otherwise until the law binds.
        assertThat(assess("ahead", Tier.LOW, DAY).tier()).isEqualTo(Tier.LOW);
        Assessment binding = assessor.assess(
                Map.of("risk", "ahead", "logged", false),
                LocalDate.parse("2027-12-02"),
                Optional.of(new TierOverride(Tier.LOW, "judged", LocalDate.parse("2028-01-01"))));
        assertThat(binding.tier()).isEqualTo(Tier.HIGH);
    }

    @Test
    void whatIsProhibitedStaysSo() throws Exception {
        Assessment banned = assess("banned", Tier.LOW, DAY);
        assertThat(banned.status()).isEqualTo(Status.PROHIBITED);
        assertThat(banned.tier()).isEqualTo(Tier.PROHIBITED);
        assertThat(banned.override().orElseThrow().effective()).isFalse();
    }

    @Test
    void aRuleThatAddedNothingToTheStricterTierIsAskedAboutUnderTheLowerOne() throws Exception {
        TierOverride override = new TierOverride(Tier.LOW, "judged", DAY);
        // At HIGH the gate and longer logs are asked for anyway.
        assertThat(assessor.assess(Map.of("risk", "ahead"), DAY).status()).isEqualTo(Status.ASSESSED);
        Assessment open = assessor.assess(Map.of("risk", "ahead"), DAY, Optional.of(override));
        assertThat(open.status()).isEqualTo(Status.BLOCKED);
        assertThat(open.missing()).extracting(Assessment.MissingFact::name).containsExactly("logged");
    }

    @Test
    void whileALawMayStillSetAFloorTheTierMayReturnToTheAssessedOne() throws Exception {
        String pack = """
                pack: {id: two, version: 1, title: Two, kind: law}
                facts:
                  big: {type: bool, question: Whether}
                  listed: {type: bool, question: Whether}
                rules:
                  - {id: house-like, citation: Ours, certainty: D, effective_from: 2020-01-01, when: big, effects: {tier_floor: HIGH}}
                  - {id: law, citation: A, certainty: O, effective_from: 2020-01-01, when: listed, effects: {tier_floor: MEDIUM}}
                tiers:
                  citation: Ours
                  certainty: D
                  effective_from: 2020-01-01
                  LOW: &
                  MEDIUM: &
                  HIGH: &
                test_facts: {big: false, listed: false}
                tests:
                  - {name: none, on: 2026-11-22, tier: LOW, does_not_fire: [house-like, law]}
                  - {name: both, on: 2026-11-22, facts: {big: true, listed: true}, tier: HIGH, fires: [house-like, law]}
                """.replace(
                        "&",
                        "{quorum: {legal: 1}, log_retention: P1Y, permit_validity: P1Y, revalidation: P1Y,"
                                + " staleness_limit: PT1H, minimum_binding: declared}");
        RiskAssessor two = RiskAssessor.of(List.of(PolicyPack.load("two.yaml", pack.getBytes(StandardCharsets.UTF_8))));
        Optional<TierOverride> low = Optional.of(new TierOverride(Tier.LOW, "judged", DAY));

        // A rule of certainty D is our default even in a pack of law, so people may go below it.
        Assessment ours = two.assess(Map.of("big", true, "listed", false), DAY, low);
        assertThat(ours.lawFloor()).isEqualTo(Tier.LOW);
        assertThat(ours.tier()).isEqualTo(Tier.LOW);

        Assessment open = two.assess(Map.of("big", true), DAY, low);
        assertThat(open.status()).isEqualTo(Status.BLOCKED);
        assertThat(open.missing()).extracting(Assessment.MissingFact::name).containsExactly("listed");
        assertThat(open.tier()).isEqualTo(Tier.LOW);
        assertThat(open.tierAtMost()).isEqualTo(Tier.HIGH);
        assertThat(two.assess(Map.of("big", true, "listed", true), DAY, low).tier())
                .isEqualTo(Tier.HIGH);
    }

    @Test
    void twoAssessmentsAreComparedInSentences() throws Exception {
        Assessment none = assessor.assess(Map.of("risk", "none", "logged", false), DAY);
        Assessment ahead = assessor.assess(Map.of("risk", "ahead", "logged", false), DAY);

        assertThat(AssessmentChange.between(none, none)).isEmpty();
        AssessmentChange up = AssessmentChange.between(none, ahead).orElseThrow();
        assertThat(up.direction()).isEqualTo(AssessmentChange.Direction.STRICTER);
        assertThat(up.sentences())
                .containsExactly(
                        "Tier: LOW → HIGH",
                        "New: gate check: Checked (checklist by validator)",
                        "New: drift limits: psi ≤ 0.2",
                        "New: findings due: high P60D",
                        "log retention: P1Y → P5Y",
                        "quorum: legal 1 → legal 2");
        AssessmentChange down = AssessmentChange.between(ahead, none).orElseThrow();
        assertThat(down.direction()).isEqualTo(AssessmentChange.Direction.EASIER);
        assertThat(down.sentences())
                .contains("Tier: HIGH → LOW", "No longer: gate check: Checked (checklist by validator)");
    }

    @Test
    void anUnsettledAssessmentIsStricterAndSaysWhatItNeeds() throws Exception {
        Assessment none = assessor.assess(Map.of("risk", "none", "logged", false), DAY);
        Assessment open = assessor.assess(Map.of("logged", false), DAY);
        AssessmentChange change = AssessmentChange.between(none, open).orElseThrow();
        assertThat(change.direction()).isEqualTo(AssessmentChange.Direction.STRICTER);
        assertThat(change.sentences()).containsExactly("Assessment: ASSESSED → BLOCKED", "Facts now needed: risk");
    }
}
