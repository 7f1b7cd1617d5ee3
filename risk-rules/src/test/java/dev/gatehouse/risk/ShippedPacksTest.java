package dev.gatehouse.risk;

import static dev.gatehouse.risk.CreditDefault.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Reason;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Origin;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShippedPacksTest {
    private static RiskAssessor assessor;

    @BeforeAll
    static void loadPacks() {
        assessor = RiskAssessor.shipped();
    }

    @Test
    void shipsFivePacksWithTheirDigests() {
        assertThat(assessor.packs())
                .extracting(Assessment.PackReference::id)
                .containsExactly("eu-ai-act", "gdpr", "house", "us-employment", "us-model-risk");
        assertThat(assessor.packs())
                .allSatisfy(pack -> assertThat(pack.digest()).matches("sha256:[0-9a-f]{64}"));
    }

    @Test
    void creditDefaultIsHighAheadOfTheLawAndByTheScorecard() throws InvalidFactsException {
        Assessment assessment = assessor.assess(CreditDefault.facts(), TODAY);

        assertThat(assessment.status()).isEqualTo(Status.ASSESSED);
        assertThat(assessment.tier()).isEqualTo(Tier.HIGH);
        assertThat(assessment.missing()).isEmpty();
        assertThat(assessment.score().orElseThrow().points()).isEqualTo(20);
        assertThat(assessment.legalClasses())
                .contains(new LegalClass(
                        "eu-ai-act", "eu-high-risk", "High-risk AI system", LocalDate.of(2027, 12, 2), false));
        Reason credit = reason(assessment, "aia-iii-5b");
        assertThat(credit.ahead()).isTrue();
        assertThat(credit.effectiveFrom()).isEqualTo("2027-12-02");
        assertThat(credit.tierFloor()).contains(Tier.HIGH);
        assertThat(credit.effects()).contains("tier at least HIGH already now, by house policy of looking ahead");
        assertThat(credit.facts()).containsEntry("annex3_points", List.of("5b"));
        Reason scorecard = reason(assessment, "scorecard");
        assertThat(scorecard.certainty()).isEqualTo(Certainty.DEFAULT);
        assertThat(scorecard.effects()).containsExactly("20 of 33 points: tier at least HIGH");
    }

    @Test
    void highTierObligationsAreThoseOfTheHousePlusThoseOfTheLaw() throws InvalidFactsException {
        Obligations obligations =
                assessor.assess(CreditDefault.facts(), TODAY).obligations().orElseThrow();

        assertThat(obligations.gates())
                .extracting(GateRequirement::id)
                .containsExactly(
                        "adverse-action-reasons",
                        "fairness-audit",
                        "gdpr-automated-decision-safeguards",
                        "gdpr-impact-assessment",
                        "human-oversight-plan",
                        "model-card",
                        "monitoring-plan",
                        "rollback-plan",
                        "training-data-statement",
                        "validation-checklist",
                        "validation-report");
        assertThat(obligations.quorum())
                .isEqualTo(Map.of("product", 1, "legal", 1, "ethics", 1, "engineering", 1, "validation", 1));
        assertThat(obligations.mayNotVote()).containsExactly("developers", "submitters");
        assertThat(obligations.permitValidity()).isEqualTo(Period.ofDays(90));
        assertThat(obligations.revalidation()).isEqualTo(Period.ofYears(1));
        assertThat(obligations.logRetention()).isEqualTo(Period.ofYears(7));
        assertThat(obligations.stalenessLimit()).isEqualTo(Duration.ofMinutes(15));
        assertThat(obligations.minimumBinding()).isEqualTo("loaded-by-digest");
        assertThat(obligations.monitorCadence()).containsEntry("data", Period.ofDays(7));
        Obligations.FairnessPolicy fairness = obligations.fairness().orElseThrow();
        assertThat(fairness.limits().get("impact_ratio").min()).contains(new BigDecimal("0.8"));
        assertThat(fairness.limits().get("tpr_difference").max()).contains(new BigDecimal("0.1"));
        assertThat(fairness.deciding()).containsExactly("fpr_difference", "impact_ratio", "tpr_difference");
        assertThat(fairness.minimumGroup()).isEqualTo(100);
        assertThat(fairness.confidence()).isEqualByComparingTo("0.95");
        assertThat(obligations.origins().get("permit_validity").certainty()).isEqualTo(Certainty.DEFAULT);
        assertThat(obligations.driftLimits().get("psi").max()).contains(new BigDecimal("0.2"));
        assertThat(obligations.findingDue()).containsEntry("high", Period.ofDays(60));
        GateRequirement validation = obligations.gates().stream()
                .filter(gate -> gate.id().equals("validation-checklist"))
                .findFirst()
                .orElseThrow();
        assertThat(validation.origins()).extracting(Origin::rule).containsExactly("tier HIGH", "us-mrm");
        assertThat(validation.freshFor()).contains(Period.ofYears(1));
    }

    @Test
    void whatACardMustAnswerIsUnitedByTheGreatestFigureAndBindsWithItsLaw() throws InvalidFactsException {
        LocalDate day = LocalDate.of(2027, 12, 2);
        Assessment before = assessor.assess(CreditDefault.facts(), day.minusDays(1));
        Obligations after =
                assessor.assess(CreditDefault.facts(), day).obligations().orElseThrow();

        assertThat(before.obligations().orElseThrow().cardCompleteness())
                .isEqualTo(Map.of("mitchell", 100, "sr-26-2", 90));
        assertThat(reason(before, "aia-card").effects())
                .containsExactlyInAnyOrder(
                        "from 2027-12-02: model card complete for annex-iv to at least 80 %",
                        "from 2027-12-02: model card complete for article-13 to at least 100 %");
        assertThat(after.cardCompleteness())
                .isEqualTo(Map.of("annex-iv", 80, "article-13", 100, "mitchell", 100, "sr-26-2", 90));
        assertThat(after.origins())
                .hasEntrySatisfying(
                        "card_completeness.sr-26-2",
                        origin -> assertThat(origin.rule()).isEqualTo("us-mrm-card-relevance"))
                .hasEntrySatisfying(
                        "card_completeness.annex-iv",
                        origin -> assertThat(origin.certainty()).isEqualTo(Certainty.DEFAULT));
    }

    @Test
    void lawsOfTheFutureAreAnnouncedAndBindOnTheirDay() throws InvalidFactsException {
        LocalDate day = LocalDate.of(2027, 12, 2);
        Obligations before = assessor.assess(CreditDefault.facts(), day.minusDays(1))
                .obligations()
                .orElseThrow();
        Obligations after =
                assessor.assess(CreditDefault.facts(), day).obligations().orElseThrow();

        assertThat(before.upcomingGates())
                .extracting(GateRequirement::id)
                .contains("eu-fundamental-rights-assessment", "eu-technical-documentation", "eu-risk-management")
                .allMatch(gate -> gate.startsWith("eu-"));
        assertThat(before.duties())
                .filteredOn(duty -> duty.id().equals("eu-human-oversight"))
                .singleElement()
                .satisfies(duty -> {
                    assertThat(duty.dueOn(day.minusDays(1))).isFalse();
                    assertThat(duty.dueOn(day)).isTrue();
                });
        assertThat(after.upcomingGates()).isEmpty();
        assertThat(after.gates())
                .extracting(GateRequirement::id)
                .contains("eu-fundamental-rights-assessment", "eu-technical-documentation");
        assertThat(reason(assessor.assess(CreditDefault.facts(), day), "aia-iii-5b")
                        .ahead())
                .isFalse();
    }

    @Test
    void aRuleBeyondTheLookAheadIsReportedButSetsNoTier() throws InvalidFactsException {
        Map<String, Object> lowerScore = CreditDefault.factsWith("reliance", 0);
        Assessment early = assessor.assess(lowerScore, LocalDate.of(2025, 12, 1));

        assertThat(early.tier()).isEqualTo(Tier.MEDIUM);
        assertThat(reason(early, "aia-iii-5b").tierFloor()).isEmpty();
        assertThat(reason(early, "aia-iii-5b").effects()).contains("from 2027-12-02: tier at least HIGH");
        assertThat(assessor.assess(lowerScore, LocalDate.of(2025, 12, 2)).tier())
                .isEqualTo(Tier.HIGH);
    }

    @Test
    void aFactBlocksOnlyWhileItCouldChangeTheResult() throws InvalidFactsException {
        // The tier is HIGH by law already, so no factor of the scorecard can matter any more.
        assertThat(assessor.assess(CreditDefault.factsWithout("exposure_amount", "reliance", "opacity"), TODAY)
                        .status())
                .isEqualTo(Status.ASSESSED);

        Assessment blocked = assessor.assess(CreditDefault.factsWith("fraud_detection_only", "unsure"), TODAY);
        assertThat(blocked.status()).isEqualTo(Status.BLOCKED);
        assertThat(blocked.obligations()).isEmpty();
        assertThat(blocked.missing())
                .filteredOn(missing -> missing.name().equals("fraud_detection_only"))
                .singleElement()
                .satisfies(missing -> {
                    assertThat(missing.unsure()).isTrue();
                    assertThat(missing.rules())
                            .contains("eu-ai-act/aia-11", "eu-ai-act/aia-27", "eu-ai-act/aia-iii-5b");
                });
        assertThat(blocked.missing())
                .as("what a credit score is not asked for, only to detect fraud or not")
                .extracting(MissingFact::fact)
                .doesNotContain("consumer_credit", "group_counts", "exposure_amount", "incident_type");
    }

    @Test
    void everythingThatMattersIsAskedWhenNothingIsKnown() throws InvalidFactsException {
        Assessment nothing = assessor.assess(Map.of(), TODAY);

        assertThat(nothing.status()).isEqualTo(Status.BLOCKED);
        assertThat(nothing.tier()).isEqualTo(Tier.LOW);
        assertThat(nothing.tierAtMost()).isEqualTo(Tier.PROHIBITED);
        assertThat(nothing.missing())
                .extracting(MissingFact::name)
                .contains("jurisdictions", "art5_screen[ba]", "exposure_amount", "consumer_credit");
    }

    @Test
    void prohibitedWinsOverMissingFacts() throws InvalidFactsException {
        Assessment assessment =
                assessor.assess(Map.of("jurisdictions", List.of("DE"), "art5_screen", Map.of("c", true)), TODAY);

        assertThat(assessment.status()).isEqualTo(Status.PROHIBITED);
        assertThat(assessment.tier()).isEqualTo(Tier.PROHIBITED);
        assertThat(assessment.missing()).isEmpty();
        assertThat(assessment.obligations()).isEqualTo(Optional.empty());
        assertThat(reason(assessment, "aia-5c").facts()).containsEntry("art5_screen[c]", "yes");
    }

    @Test
    void factsThatCannotBeUsedAreAllNamed() {
        Map<String, Object> facts = CreditDefault.factsWith("domian", "credit");
        facts.put("opacity", 4);
        facts.put("reliance", 2.5);
        facts.put("exposure_amount", "1E999999999");
        facts.put("decision_effect", "lots");
        facts.put("jurisdictions", List.of("DE", "XQ"));
        facts.put("art5_screen", Map.of("i", "no", "a", "maybe"));
        facts.put("personal_data", "yes");
        facts.put("annex3_points", "5b");

        assertThatThrownBy(() -> assessor.assess(facts, TODAY))
                .isInstanceOfSatisfying(
                        InvalidFactsException.class,
                        refusal -> assertThat(refusal.problems())
                                .extracting(InvalidFactsException.Problem::fact)
                                .containsExactlyInAnyOrder(
                                        "annex3_points",
                                        "art5_screen[a]",
                                        "art5_screen[i]",
                                        "decision_effect",
                                        "domian",
                                        "exposure_amount",
                                        "jurisdictions",
                                        "opacity",
                                        "personal_data",
                                        "reliance"));
    }

    @Test
    void answersAreTheSameEveryTime() throws InvalidFactsException {
        Assessment first = assessor.assess(CreditDefault.facts(), TODAY);
        Assessment second = RiskAssessor.shipped().assess(CreditDefault.facts(), TODAY);

        assertThat(second).isEqualTo(first);
        assertThat(second).hasToString(first.toString());
    }

    private static Reason reason(Assessment assessment, String rule) {
        return assessment.reasons().stream()
                .filter(reason -> reason.rule().equals(rule))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule + " gave no reason"));
    }
}
