package dev.gatehouse.approval.permit;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.DOSSIER;
import static dev.gatehouse.approval.Approvals.KEY;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.approval;
import static dev.gatehouse.approval.Approvals.cast;
import static dev.gatehouse.approval.Approvals.decisionUnder;
import static dev.gatehouse.approval.Approvals.functionsNow;
import static dev.gatehouse.approval.Approvals.permitUnder;
import static dev.gatehouse.approval.Approvals.submitted;
import static dev.gatehouse.approval.Approvals.terms;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Quorum;
import dev.gatehouse.approval.release.Reconfirmation;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PermitSigningTest {
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.verificationKey());
    private static final SignedPermit PERMIT = permitUnder(Conditions.onlyPurposes(Set.of("credit-origination")));

    @Test
    void anIssuedPermitIsValidAndSaysWhatTheBoardDecided() {
        assertThat(PermitVerifier.verify(PERMIT.envelope().bytes(), TRUSTED))
                .isEqualTo(new PermitCheck.Valid(PERMIT.permit(), KEY.keyId()));
        Permit permit = PERMIT.permit();
        assertThat(permit.model()).isEqualTo("credit-default");
        assertThat(permit.artifact()).isEqualTo(ARTIFACT);
        assertThat(permit.dossierDigest()).isEqualTo(DOSSIER);
        assertThat(permit.conditions().purposes()).contains(Set.of("credit-origination"));
        assertThat(permit.votes())
                .hasSize(5)
                .extracting(PermitVote::voter)
                .containsExactlyInAnyOrder("p-1", "p-2", "p-3", "p-4", "p-5");
        assertThat(payload()).doesNotContain("lars", "priya");
    }

    @Test
    void thePayloadIsTheStatementOfTheContractInCanonicalForm() {
        assertThat(payload())
                .isEqualTo(
                        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{\"binding\":\"loaded-by-digest\","
                                + "\"conditions\":{\"callers\":null,\"expiresAt\":null,\"humanReview\":null,\"purposes\":[\"credit-origination\"],"
                                + "\"segment\":null,\"trafficCap\":null},\"dossierDigest\":\"" + DOSSIER + "\","
                                + "\"environment\":\"production\",\"expiresAt\":\"2027-05-20T12:00:00Z\",\"issuedAt\":\"2026-11-21T12:00:00Z\","
                                + "\"model\":\"credit-default\",\"notBefore\":\"2026-11-21T12:00:00Z\","
                                + "\"permitId\":\"6f1a7d9e-4e0c-4b3a-9b8e-0123456789ab\",\"route\":\"credit-default\",\"tier\":\"HIGH\","
                                + "\"version\":\"2\",\"votes\":["
                                + "{\"decision\":\"approve\",\"function\":\"product\",\"voter\":\"p-1\"},"
                                + "{\"decision\":\"approve_with_conditions\",\"function\":\"legal\",\"voter\":\"p-2\"},"
                                + "{\"decision\":\"approve\",\"function\":\"ethics\",\"voter\":\"p-3\"},"
                                + "{\"decision\":\"approve\",\"function\":\"engineering\",\"voter\":\"p-4\"},"
                                + "{\"decision\":\"approve\",\"function\":\"validation\",\"voter\":\"p-5\"}]},"
                                + "\"predicateType\":\"https://gatehouse.dev/permit/v1\","
                                + "\"subject\":[{\"digest\":{\"sha256\":\"" + ARTIFACT.hex()
                                + "\"},\"name\":\"credit-default/2\"}]}");
    }

    @Test
    void everyChangedByteOfThePayloadIsFound() {
        ObjectNode envelope = (ObjectNode) PERMIT.envelope().toJson();
        byte[] payload = Base64.getDecoder().decode(envelope.get("payload").textValue());
        for (int i = 0; i < payload.length; i++) {
            byte[] changed = payload.clone();
            changed[i] ^= 1;
            envelope.put("payload", Base64.getEncoder().encodeToString(changed));
            assertInvalid(Envelope.of(envelope), "trusted key");
        }
    }

    @Test
    void everyChangedCharacterAroundThePayloadIsFoundUnlessItIsTheKeyId() {
        String json = PERMIT.envelope().json();
        int payloadFrom = json.indexOf(":\"") + 3;
        int payloadTo = json.indexOf("\"payloadType\"") - 4;
        int keyIdFrom = json.indexOf("\"keyid\"");
        int keyIdTo = json.indexOf("\"sig\"");
        for (int i = 0; i < json.length(); i++) {
            if ((i < payloadFrom || i >= payloadTo) && (i < keyIdFrom || i >= keyIdTo)) {
                char other = json.charAt(i) == 'A' ? 'B' : 'A';
                Envelope changed = new Envelope(json.substring(0, i) + other + json.substring(i + 1));
                assertThat(PermitVerifier.verify(changed.bytes(), TRUSTED))
                        .as("character %d", i)
                        .isInstanceOf(PermitCheck.Invalid.class);
            }
        }
    }

    @Test
    void anotherKeyIsNotBelieved() {
        assertThat(PermitVerifier.verify(
                        PERMIT.envelope().bytes(),
                        TrustedKeys.of(SigningKey.generate().verificationKey())))
                .isInstanceOf(PermitCheck.Invalid.class);
    }

    @Test
    void aSignedStatementThatIsNotAPermitIsInvalid() {
        assertResigned(json -> json.replace("\"version\":\"2\"", "\"version\":\"3\""), "subject[0].name");
        assertResigned(json -> json.replace("\"tier\":\"HIGH\"", "\"tier\":\"PROHIBITED\""), "tier");
        assertResigned(json -> json.replace("\"tier\":\"HIGH\"", "\"tier\":\"HIGH\",\"tier\":\"LOW\""), "Duplicate");
        assertResigned(json -> json.replace("\"tier\":\"HIGH\"", "\"tier\":\"HIGH\",\"limit\":1"), "$.predicate.limit");
        assertResigned(json -> json.replace("[\"credit-origination\"]", "[]"), "admits nothing");
        assertResigned(json -> json.replace("permit/v1", "permit/v2"), "predicateType");
        assertResigned(json -> json.replace("2027-05-20", "2020-05-20"), "valid for no time");
        assertResigned(json -> json.replace("2027-05-20", "2127-05-20"), "valid for no time");
        assertResigned(json -> json.replace("\"subject\":[{", "\"subject\":[{},{"), "subject");
        assertResigned(json -> json.replace("6f1a7d9e", "6F1A7D9E"), "permitId");
        assertResigned(json -> json + " x", "strict JSON");
    }

    @Test
    void anEnvelopeOfAnotherKindIsNotAPermit() {
        Envelope snapshot =
                Dsse.sign("application/vnd.gatehouse.snapshot+json", payload().getBytes(UTF_8), KEY);
        assertInvalid(snapshot, "payload type");
    }

    @Test
    void conditionsThatLeaveNothingGiveNoPermit() {
        PermitTerms terms = terms();
        assertRefused(decisionUnder(Conditions.until(NOON)), terms, "no_time_left");
        PermitTerms weak = new PermitTerms(
                terms.permitId(),
                ARTIFACT,
                Tier.HIGH,
                Binding.DECLARED,
                Binding.ATTESTED,
                NOON,
                Duration.ofDays(4_000),
                Map.of("lars", "p-2"));
        assertRefused(
                decisionUnder(Conditions.none()),
                weak,
                "binding_too_weak",
                "validity_too_long",
                "voter_without_pseudonym",
                "voter_without_pseudonym",
                "voter_without_pseudonym",
                "voter_without_pseudonym");
    }

    @Test
    void votesWhosePurposesHaveNothingInCommonGiveNoPermit() {
        var state = submitted(new Quorum(Map.of("legal", 1, "ethics", 1)));
        var first = cast(state, approval("lars", Conditions.onlyPurposes(Set.of("a"))));
        var approved = (ReleaseState.Approved) cast(first, approval("emeka", Conditions.onlyPurposes(Set.of("b"))));
        var stands = (Reconfirmation.Stands) approved.reconfirm(functionsNow(), DOSSIER);
        assertRefused(stands.decision(), terms(), "conditions_admit_nothing");
    }

    @Test
    void severalSegmentsBecomeOneAndThePermitHandedBackIsTheOneThatIsRead() {
        Conditions segments = new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of("a > 1", "b > 2"),
                Optional.empty());
        SignedPermit signed = permitUnder(segments);
        assertThat(signed.permit().conditions().segment()).contains("(a > 1) && (b > 2)");
        assertThat(PermitVerifier.verify(signed.envelope().bytes(), TRUSTED))
                .isEqualTo(new PermitCheck.Valid(signed.permit(), KEY.keyId()));
    }

    private static String payload() {
        return new String(
                Base64.getDecoder()
                        .decode(PERMIT.envelope().toJson().get("payload").textValue()),
                UTF_8);
    }

    private static void assertResigned(UnaryOperator<String> edit, String because) {
        String edited = edit.apply(payload());
        assertThat(edited).isNotEqualTo(payload());
        assertInvalid(Dsse.sign(PermitStatement.PAYLOAD_TYPE, edited.getBytes(UTF_8), KEY), because);
    }

    private static void assertInvalid(Envelope envelope, String because) {
        assertThat(PermitVerifier.verify(envelope.bytes(), TRUSTED))
                .isInstanceOfSatisfying(
                        PermitCheck.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains(because));
    }

    private static void assertRefused(Decision decision, PermitTerms terms, String... codes) {
        assertThat(PermitIssuer.issue(decision, terms, KEY, NOON))
                .isInstanceOfSatisfying(
                        IssueOutcome.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly(codes));
    }
}
