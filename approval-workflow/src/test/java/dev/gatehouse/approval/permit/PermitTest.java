package dev.gatehouse.approval.permit;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.permitUnder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermitTest {
    private static final Set<Conditions.Kind> ENFORCED =
            EnumSet.of(Conditions.Kind.PURPOSES, Conditions.Kind.CALLERS, Conditions.Kind.EXPIRY);
    private static final Deployment HERE =
            new Deployment("credit-default", "credit-default", "2", "production", ARTIFACT, Binding.LOADED_BY_DIGEST);
    private static final Instant END = NOON.plus(Duration.ofDays(180));

    private final Permit permit = permitUnder(Conditions.onlyPurposes(Set.of("credit-origination"))
                    .tighten(Conditions.onlyCallers(Set.of("scoring-app"))))
            .permit();

    @Test
    void aPermitAdmitsWhatItIsFor() {
        assertThat(permit.admits(HERE, ENFORCED, NOON)).isEqualTo(new Admission.Admitted());
        assertThat(permit.admitsCall("scoring-app", Optional.of("credit-origination"), NOON))
                .isEqualTo(new Admission.Admitted());
    }

    @Test
    void aPermitIsWithinLimitsOnlyIfTheyWouldNotTightenIt() {
        assertThat(permit.isWithin(Conditions.none())).isTrue();
        assertThat(permit.isWithin(Conditions.onlyCallers(Set.of("scoring-app", "campaign-app"))))
                .isTrue();
        assertThat(permit.isWithin(Conditions.onlyCallers(Set.of("campaign-app"))))
                .isFalse();
        assertThat(permit.isWithin(Conditions.until(END))).isTrue();
        assertThat(permit.isWithin(Conditions.until(END.minusMillis(1)))).isFalse();
        Conditions share = new Conditions(
                Optional.of(new BigDecimal("0.25")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty());
        assertThat(permit.isWithin(share)).isFalse();
        assertThat(permitUnder(share).permit().isWithin(share)).isTrue();
    }

    @Test
    void aPermitForSomethingElseIsInvalidHere() {
        Digest other = Digest.of(new byte[] {1});
        for (Deployment deployment : new Deployment[] {
            new Deployment("other", "credit-default", "2", "production", ARTIFACT, Binding.LOADED_BY_DIGEST),
            new Deployment("credit-default", "other", "2", "production", ARTIFACT, Binding.LOADED_BY_DIGEST),
            new Deployment("credit-default", "credit-default", "1", "production", ARTIFACT, Binding.LOADED_BY_DIGEST),
            new Deployment("credit-default", "credit-default", "2", "staging", ARTIFACT, Binding.LOADED_BY_DIGEST),
            new Deployment("credit-default", "credit-default", "2", "production", other, Binding.LOADED_BY_DIGEST),
            new Deployment("credit-default", "credit-default", "2", "production", ARTIFACT, Binding.ATTESTED)
        }) {
            assertRefused(permit.admits(deployment, ENFORCED, NOON), RefusalCode.PERMIT_INVALID);
        }
    }

    @Test
    void aPermitEndsAtItsInstantAndDoesNotBeginBefore() {
        assertThat(permit.effectiveExpiry()).isEqualTo(END);
        assertThat(permit.admits(HERE, ENFORCED, END.minusMillis(1))).isInstanceOf(Admission.Admitted.class);
        assertRefused(permit.admits(HERE, ENFORCED, END), RefusalCode.PERMIT_EXPIRED);
        assertRefused(
                permit.admitsCall("scoring-app", Optional.of("credit-origination"), END), RefusalCode.PERMIT_EXPIRED);
        assertRefused(permit.admits(HERE, ENFORCED, NOON.minusMillis(1)), RefusalCode.NOT_PERMITTED);
    }

    @Test
    void aConditionMayEndItEarlier() {
        Permit shorter = permitUnder(Conditions.until(NOON.plusSeconds(60))).permit();
        assertThat(shorter.effectiveExpiry()).isEqualTo(NOON.plusSeconds(60));
        assertRefused(shorter.admits(HERE, ENFORCED, NOON.plusSeconds(60)), RefusalCode.PERMIT_EXPIRED);
        Permit notLonger = permitUnder(Conditions.until(END.plusSeconds(60))).permit();
        assertThat(notLonger.effectiveExpiry()).isEqualTo(END);
    }

    @Test
    void aConditionThatTheGatewayDoesNotEnforceClosesTheRoute() {
        Permit capped = permitUnder(new Conditions(
                        Optional.of(new BigDecimal("0.25")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty()))
                .permit();
        assertRefused(capped.admits(HERE, ENFORCED, NOON), RefusalCode.CONDITION_NOT_SUPPORTED);
        assertThat(capped.admits(HERE, EnumSet.allOf(Conditions.Kind.class), NOON))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void callersAndPurposesThatAreNotNamedAreRefused() {
        assertRefused(
                permit.admitsCall("campaign-app", Optional.of("credit-origination"), NOON),
                RefusalCode.CALLER_NOT_ALLOWED);
        assertRefused(
                permit.admitsCall("scoring-app", Optional.of("marketing"), NOON), RefusalCode.PURPOSE_NOT_ALLOWED);
        assertRefused(permit.admitsCall("scoring-app", Optional.empty(), NOON), RefusalCode.PURPOSE_NOT_ALLOWED);
        assertRefused(
                permit.admitsCall("campaign-app", Optional.of("marketing"), END),
                RefusalCode.PERMIT_EXPIRED,
                RefusalCode.CALLER_NOT_ALLOWED,
                RefusalCode.PURPOSE_NOT_ALLOWED);
    }

    @Test
    void aBoundCallerCallsForItsOwnPurposesAndNeedNotNameAnOnlyOne() {
        Permit bound = permitUnder(new Conditions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Set.of("scoring-app", "campaign-app", "batch")),
                        Map.of("scoring-app", Set.of("credit-origination"), "batch", Set.of("servicing", "research")),
                        Set.of(),
                        Optional.empty()))
                .permit();
        assertThat(bound.purposeOf("scoring-app", Optional.empty())).contains("credit-origination");
        assertThat(bound.purposeOf("scoring-app", Optional.of("marketing"))).contains("marketing");
        assertThat(bound.purposeOf("batch", Optional.empty())).isEmpty();
        assertThat(bound.admitsCall("scoring-app", Optional.of("credit-origination"), NOON))
                .isInstanceOf(Admission.Admitted.class);
        assertThat(bound.admitsCall("batch", Optional.of("research"), NOON)).isInstanceOf(Admission.Admitted.class);
        assertThat(bound.admitsCall("campaign-app", Optional.of("marketing"), NOON))
                .isInstanceOf(Admission.Admitted.class);
        assertRefused(bound.admitsCall("scoring-app", Optional.of("marketing"), NOON), RefusalCode.PURPOSE_NOT_ALLOWED);
        assertRefused(bound.admitsCall("batch", Optional.empty(), NOON), RefusalCode.PURPOSE_NOT_ALLOWED);
        assertThat(bound.isWithin(Conditions.onlyCallers(Set.of("scoring-app", "campaign-app", "batch", "other"))))
                .isTrue();
    }

    @Test
    void withoutConditionsEveryCallerAndPurposeIsAdmitted() {
        Permit open = permitUnder(Conditions.none()).permit();
        assertThat(open.admitsCall("anyone", Optional.empty(), NOON)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void reasonCodesAreTheContracts() {
        assertThat(EnumSet.allOf(RefusalCode.class))
                .extracting(RefusalCode::code)
                .containsExactlyInAnyOrder(
                        "permit_invalid",
                        "permit_suspended",
                        "permit_expired",
                        "not_permitted",
                        "condition_not_supported",
                        "purpose_not_allowed",
                        "caller_not_allowed");
    }

    private static void assertRefused(Admission admission, RefusalCode... codes) {
        assertThat(admission)
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Admission.Reason::code)
                                .containsExactly(codes));
    }
}
