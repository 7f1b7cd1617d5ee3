package dev.gatehouse.risk;

import static dev.gatehouse.risk.EuUse.assess;
import static dev.gatehouse.risk.EuUse.duties;
import static dev.gatehouse.risk.EuUse.duty;
import static dev.gatehouse.risk.EuUse.euClasses;
import static dev.gatehouse.risk.EuUse.fired;
import static dev.gatehouse.risk.EuUse.gates;
import static dev.gatehouse.risk.EuUse.harmless;
import static dev.gatehouse.risk.EuUse.missing;
import static dev.gatehouse.risk.EuUse.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Assessment.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the AI Act makes a high-risk system and what it does not, and incidents of such systems. */
class EuHighRiskTest {
    private static final LocalDate ANNEX_III_APPLIES = LocalDate.parse("2027-12-02");
    static final List<String> CODES = List.of(
            "1a", "1b", "1c", "2", "3a", "3b", "3c", "3d", "4a", "4b", "5a", "5b", "5c", "5d", "6a", "6b", "6c", "6d",
            "6e", "7a", "7b", "7c", "7d", "8a", "8b");

    static List<String> codes() {
        return CODES;
    }

    @ParameterizedTest
    @MethodSource("codes")
    void eachPointOfAnnexIIIAloneMakesAHighRiskSystem(String code) throws InvalidFactsException {
        Assessment assessment = assess(ANNEX_III_APPLIES, "annex3_points", List.of(code));

        assertThat(assessment.status()).isEqualTo(Status.ASSESSED);
        assertThat(assessment.tier()).isEqualTo(Tier.HIGH);
        assertThat(euClasses(assessment)).containsExactly("eu-high-risk");
        assertThat(fired(assessment))
                .filteredOn(rule -> rule.startsWith("aia-iii-"))
                .containsExactly("aia-iii-" + code);
        assertThat(reason(assessment, "aia-iii-" + code).facts()).containsEntry("annex3_points", List.of(code));
    }

    @ParameterizedTest
    @CsvSource({"5b, fraud_detection_only", "1a, biometric_verification_only"})
    void anExceptionTakesOutItsOwnPointOnly(String code, String exception) throws InvalidFactsException {
        Assessment alone = assess(ANNEX_III_APPLIES, "annex3_points", List.of(code), exception, true);
        Assessment withAnother = assess(ANNEX_III_APPLIES, "annex3_points", List.of(code, "4a"), exception, true);
        Assessment unknown = assess(ANNEX_III_APPLIES, "annex3_points", List.of(code), exception, "unsure");

        assertThat(euClasses(alone)).isEmpty();
        assertThat(euClasses(withAnother)).containsExactly("eu-high-risk");
        assertThat(fired(withAnother)).contains("aia-iii-4a").doesNotContain("aia-iii-" + code);
        assertThat(missing(unknown)).containsExactly(exception);
    }

    @Test
    void derogationNeedsAConditionNoProfilingNoSignificantRiskAndNoMaterialInfluence() throws InvalidFactsException {
        for (String condition : List.of("none", "a", "b", "c", "d")) {
            for (int bits = 0; bits < 8; bits++) {
                boolean profiling = (bits & 1) != 0;
                boolean significant = (bits & 2) != 0;
                boolean influences = (bits & 4) != 0;
                Assessment assessment = assess(
                        ANNEX_III_APPLIES,
                        "art6_3_condition",
                        condition,
                        "performs_profiling",
                        profiling,
                        "significant_risk_of_harm",
                        significant,
                        "materially_influences_decision",
                        influences,
                        "reliance",
                        0,
                        "automation_level",
                        "advisory");
                boolean derogated = !condition.equals("none") && bits == 0;

                assertThat(euClasses(assessment))
                        .as("condition %s, bits %d", condition, bits)
                        .containsExactly(derogated ? "eu-not-high-risk-by-derogation" : "eu-high-risk");
                assertThat(assessment.tier()).isEqualTo(derogated ? Tier.MEDIUM : Tier.HIGH);
                assertThat(gates(assessment).contains("eu-derogation-assessment"))
                        .isEqualTo(derogated);
                assertThat(duties(assessment).contains("eu-register-derogation"))
                        .isEqualTo(derogated);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none, true, true, false",
        "A, false, true, false",
        "A, true, false, false",
        "A, true, true, true",
        "B, true, true, true",
    })
    void productNeedsASectionOfAnnexITheComponentAndAThirdParty(
            String section, boolean component, boolean thirdParty, boolean highRisk) throws InvalidFactsException {
        Assessment assessment = assess(
                LocalDate.parse("2028-08-02"),
                "annex3_points",
                List.of(),
                "annex1_section",
                section,
                "safety_component",
                component,
                "third_party_assessment",
                thirdParty);

        assertThat(euClasses(assessment).contains("eu-high-risk")).isEqualTo(highRisk);
        assertThat(gates(assessment).contains("eu-technical-documentation"))
                .as("Section B leaves the requirements to the law on the product")
                .isEqualTo(highRisk && section.equals("A"));
    }

    @Test
    void productIsHighTierAsSoonAsItsDateIsWithinTheLookAhead() throws InvalidFactsException {
        Map<String, Object> device = harmless();
        device.putAll(Map.of("annex1_section", "A", "safety_component", true, "third_party_assessment", true));

        assertThat(assess(device, LocalDate.parse("2026-08-01")).tier()).isEqualTo(Tier.LOW);
        assertThat(assess(device, LocalDate.parse("2026-08-02")).tier()).isEqualTo(Tier.HIGH);
    }

    @ParameterizedTest
    @CsvSource({
        "a, false, 2028-03-11T09:00:00Z", // 10 days: death
        "a, true, 2028-03-03T09:00:00Z", // 2 days: widespread
        "b, false, 2028-03-03T09:00:00Z", // 2 days: critical infrastructure
        "c, false, 2028-03-16T09:00:00Z", // 15 days
        "d, false, 2028-03-16T09:00:00Z",
    })
    void incidentIsReportedWithinTheShortestTimeInCalendarDays(String type, boolean widespread, Instant deadline)
            throws InvalidFactsException {
        Assessment assessment = assess(
                LocalDate.parse("2028-03-01"),
                "incident_type",
                type,
                "widespread",
                widespread,
                "aware_at",
                "2028-03-01T10:00:00+01:00");

        assertThat(duty(assessment, "eu-report-serious-incident").deadline()).contains(deadline);
        assertThat(duty(assessment, "gdpr-notify-breach").deadline()).contains(Instant.parse("2028-03-04T09:00:00Z"));
        assertThat(duties(assessment)).contains("eu-keep-evidence", "eu-tell-provider", "gdpr-tell-persons");
    }

    @Test
    void withoutAnIncidentNothingIsSaidOrAskedAboutOne() throws InvalidFactsException {
        Assessment assessment = assess(LocalDate.parse("2028-03-01"));

        assertThat(missing(assessment)).isEmpty();
        assertThat(duties(assessment)).doesNotContain("eu-report-serious-incident", "gdpr-notify-breach");
    }

    @Test
    void incidentOfACustomerOutsideTheActIsNotReportedUnderIt() throws InvalidFactsException {
        Map<String, Object> facts = harmless();
        facts.putAll(Map.of("incident_type", "c", "aware_at", "2028-03-01T09:00:00Z", "widespread", true));

        assertThat(fired(assess(facts, LocalDate.parse("2028-03-01")))).noneMatch(rule -> rule.startsWith("aia-73"));
    }
}
