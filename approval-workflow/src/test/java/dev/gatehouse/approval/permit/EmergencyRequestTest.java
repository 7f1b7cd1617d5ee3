package dev.gatehouse.approval.permit;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.DOSSIER;
import static dev.gatehouse.approval.Approvals.KEY;
import static dev.gatehouse.approval.Approvals.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.permit.EmergencyRequest.Confirmation;
import dev.gatehouse.approval.permit.EmergencyRequest.Limits;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Voter;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmergencyRequestTest {
    private static final Limits LIMITS = new Limits(new BigDecimal("0.1"), Duration.ofDays(14));
    private static final String WHY = "Fraud is running and the old model is blind to it.";
    private static final Voter ODILE = new Voter("odile", Set.of(), false);
    private static final Voter LARS = new Voter("lars", Set.of("legal"), false);

    private static EmergencyRequest request(Voter requester, String capacity, String share, Instant until) {
        return new EmergencyRequest(
                "fraud",
                "3",
                "production",
                "fraud",
                requester,
                capacity,
                Set.of("enzo"),
                DOSSIER,
                new BigDecimal(share),
                Optional.ofNullable(until),
                NOON);
    }

    private static EmergencyRequest request() {
        return request(ODILE, "operator", "0.1", null);
    }

    private static Confirmation by(Voter confirmer, String function) {
        return new Confirmation(confirmer, function, WHY, DOSSIER);
    }

    private static EmergencyDecision decision(EmergencyRequest request, Instant at) {
        return ((EmergencyOutcome.Confirmed) request.confirm(by(LARS, "legal"), LIMITS, at)).decision();
    }

    static Permit permit() {
        return ((IssueOutcome.Issued)
                        PermitIssuer.issueEmergency(decision(request(), NOON), terms(Binding.ATTESTED), KEY, NOON))
                .permit()
                .permit();
    }

    private static PermitTerms terms(Binding minimum) {
        return new PermitTerms(
                UUID.fromString("6f1a7d9e-4e0c-4b3a-9b8e-0123456789ac"),
                ARTIFACT,
                Tier.HIGH,
                Binding.ATTESTED,
                minimum,
                NOON,
                LIMITS.validity(),
                Map.of("odile", "p-7", "lars", "p-2"));
    }

    @Test
    void twoPeopleOfTwoFunctionsAgreeAndThePermitSaysSo() {
        Permit permit = permit();
        assertThat(permit.basis()).isEqualTo(Basis.EMERGENCY);
        assertThat(permit.conditions().trafficCap()).contains(new BigDecimal("0.1"));
        assertThat(permit.conditions().expiresAt()).contains(NOON.plus(Duration.ofDays(14)));
        assertThat(permit.effectiveExpiry()).isEqualTo(NOON.plus(Duration.ofDays(14)));
        assertThat(permit.votes())
                .containsExactly(
                        new PermitVote("p-7", "operator", dev.gatehouse.approval.release.VoteDecision.APPROVE),
                        new PermitVote("p-2", "legal", dev.gatehouse.approval.release.VoteDecision.APPROVE));
        assertThat(permit.dossierDigest()).isEqualTo(DOSSIER);
    }

    @Test
    void theBasisIsSignedAndAnyOtherWordForItIsRefused() {
        IssueOutcome issued =
                PermitIssuer.issueEmergency(decision(request(), NOON), terms(Binding.ATTESTED), KEY, NOON);
        var envelope = ((IssueOutcome.Issued) issued).permit().envelope();
        String payload = new String(
                Base64.getDecoder().decode(envelope.toJson().get("payload").textValue()), StandardCharsets.UTF_8);
        assertThat(payload).contains("\"basis\":\"emergency\"");
        TrustedKeys trusted = TrustedKeys.of(KEY.verificationKey());
        assertThat(PermitVerifier.verify(envelope.bytes(), trusted)).isInstanceOf(PermitCheck.Valid.class);
        for (String other : List.of("board", "waiver", "")) {
            byte[] edited = payload.replace("\"basis\":\"emergency\"", "\"basis\":\"" + other + "\"")
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(PermitVerifier.verify(
                            Dsse.sign(PermitStatement.PAYLOAD_TYPE, edited, KEY).bytes(), trusted))
                    .as(other)
                    .isInstanceOf(PermitCheck.Invalid.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "odile, legal, legal, false, two_people_needed",
        "lars, legal, ethics, false, function_not_held",
        "lars, legal, legal, true, service_account",
        "enzo, legal, legal, false, contributor"
    })
    void whoMayNotConfirmIsTold(String who, String held, String acting, boolean machine, String code) {
        assertRefused(request().confirm(by(new Voter(who, Set.of(held), machine), acting), LIMITS, NOON), code);
    }

    @Test
    void theSecondPersonActsForAFunctionThatTheFirstDoesNotHold() {
        Voter ines = new Voter("ines", Set.of("engineering", "legal"), false);
        EmergencyRequest asked = request(ines, "engineer", "0.1", null);
        assertRefused(asked.confirm(by(LARS, "legal"), LIMITS, NOON), "same_function");
        EmergencyRequest asEngineering = request(new Voter("ines", Set.of(), false), "legal", "0.1", null);
        assertRefused(asEngineering.confirm(by(LARS, "legal"), LIMITS, NOON), "same_function");
    }

    @Test
    void aMachineDoesNotAsk() {
        EmergencyRequest asked = request(new Voter("ci", Set.of(), true), "engineer", "0.1", null);
        assertThat(asked.refusals(LIMITS)).extracting(Refusal::code).containsExactly("service_account");
        assertRefused(asked.confirm(by(LARS, "legal"), LIMITS, NOON), "service_account");
    }

    @Test
    void thePolicyLimitsShareAndTimeAtTheRequestAndAtTheConfirmation() {
        Instant beyond = NOON.plus(Duration.ofDays(15));
        EmergencyRequest greedy = request(ODILE, "operator", "0.2", beyond);
        assertThat(greedy.refusals(LIMITS)).extracting(Refusal::code).containsExactly("cap_too_large", "too_long");
        assertThat(request(ODILE, "operator", "0.1", NOON).refusals(LIMITS))
                .extracting(Refusal::code)
                .containsExactly("no_time_left");
        assertThat(request().refusals(LIMITS)).isEmpty();
        Limits stricter = new Limits(new BigDecimal("0.05"), Duration.ofDays(7));
        assertRefused(request().confirm(by(LARS, "legal"), stricter, NOON), "cap_too_large");
    }

    @Test
    void itEndsWhenItWasAskedToAndNeverLaterThanThePolicyAllows() {
        Instant later = NOON.plus(Duration.ofHours(3));
        assertThat(decision(request(), later).conditions().expiresAt()).contains(later.plus(LIMITS.validity()));
        Instant friday = NOON.plus(Duration.ofDays(2));
        assertThat(decision(request(ODILE, "operator", "0.1", friday), later)
                        .conditions()
                        .expiresAt())
                .contains(friday);
        assertRefused(
                request(ODILE, "operator", "0.1", NOON.plusSeconds(60)).confirm(by(LARS, "legal"), LIMITS, later),
                "no_time_left");
    }

    @Test
    void aShareOfEverybodyIsNoCondition() {
        Limits whole = new Limits(BigDecimal.ONE, Duration.ofDays(1));
        EmergencyOutcome outcome = request(ODILE, "operator", "1", null).confirm(by(LARS, "legal"), whole, NOON);
        assertThat(((EmergencyOutcome.Confirmed) outcome)
                        .decision()
                        .conditions()
                        .trafficCap())
                .isEmpty();
    }

    @Test
    void aRequestLapsesAfterADayAndWhenTheDossierChanges() {
        Instant last = NOON.plus(EmergencyRequest.CONFIRM_WITHIN);
        assertThat(request().confirm(by(LARS, "legal"), LIMITS, last)).isInstanceOf(EmergencyOutcome.Confirmed.class);
        assertRefused(request().confirm(by(LARS, "legal"), LIMITS, last.plusMillis(1)), "request_lapsed");
        Confirmation ofAnother = new Confirmation(LARS, "legal", WHY, Digest.of(new byte[] {1}));
        assertRefused(request().confirm(ofAnother, LIMITS, NOON), "dossier_changed");
    }

    @Test
    void aConfirmationSaysWhyAndAShareIsOne() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new Confirmation(LARS, "legal", "yes", DOSSIER));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> request(ODILE, "operator", "0", null));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> request(ODILE, "operator", "1.01", null));
    }

    @Test
    void theTiersBindingHoldsInAnEmergencyToo() {
        assertThat(PermitIssuer.issueEmergency(decision(request(), NOON), terms(Binding.LOADED_BY_DIGEST), KEY, NOON))
                .isInstanceOfSatisfying(
                        IssueOutcome.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly("binding_too_weak"));
    }

    private static void assertRefused(EmergencyOutcome outcome, String... codes) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EmergencyOutcome.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly(codes));
    }
}
