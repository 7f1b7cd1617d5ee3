package dev.gatehouse.approval.permit;

import static dev.gatehouse.approval.Approvals.DOSSIER;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.permitUnder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Refusal;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PermitLifecycleTest {
    private static final Set<String> ACTS = Set.of("suspend", "askToResume", "resume", "revoke", "supersede");
    private static final Map<Class<? extends PermitLifecycle>, Set<String>> LEGAL = Map.of(
            PermitLifecycle.Active.class, Set.of("suspend", "revoke", "supersede"),
            PermitLifecycle.Suspended.class, Set.of("askToResume", "resume", "revoke", "supersede"),
            PermitLifecycle.Revoked.class, Set.of(),
            PermitLifecycle.Superseded.class, Set.of());
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Resumer ODILE = new Resumer("odile", false, false, false);
    private static final Resumer VIKTOR = new Resumer("viktor", true, false, false);

    private final Permit permit =
            permitUnder(Conditions.until(NOON.plus(Duration.ofDays(2)))).permit();
    private final PermitLifecycle.Suspended suspended =
            new PermitLifecycle.Active().suspend("Drift in age.", "odile", NOON);

    @TestFactory
    Stream<DynamicTest> everyStateKnowsItsActsAndNoOther() {
        return Arrays.stream(PermitLifecycle.class.getPermittedSubclasses())
                .map(state -> DynamicTest.dynamicTest(
                        state.getSimpleName(),
                        () -> assertThat(Arrays.stream(state.getDeclaredMethods())
                                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                                        .map(method -> method.getName())
                                        .filter(ACTS::contains)
                                        .collect(Collectors.toSet()))
                                .isEqualTo(LEGAL.get(state))));
    }

    @Test
    void actsLeadToTheirStates() {
        UUID other = UUID.randomUUID();
        List<PermitLifecycle> reached = List.of(
                new PermitLifecycle.Active(),
                suspended,
                suspended.revoke("Wrong labels.", "odile", NOON),
                new PermitLifecycle.Active().revoke("Wrong labels.", "odile", NOON),
                suspended.supersede(other, NOON),
                new PermitLifecycle.Active().supersede(other, NOON));
        assertThat(reached)
                .extracting(PermitLifecycle::state)
                .containsExactly(
                        PermitState.ACTIVE,
                        PermitState.SUSPENDED,
                        PermitState.REVOKED,
                        PermitState.REVOKED,
                        PermitState.SUPERSEDED,
                        PermitState.SUPERSEDED);
    }

    @Test
    void twoPeopleResumeWithinTheWindowAndOneOfThemMayHaveClosedIt() {
        assertThat(suspended.askToResume(permit, ODILE, DOSSIER, WINDOW, NOON))
                .isEqualTo(new ResumeOutcome.Waiting(ODILE));
        assertThat(suspended.resume(permit, ODILE, VIKTOR, DOSSIER, WINDOW, NOON.plus(WINDOW)))
                .isEqualTo(new ResumeOutcome.Resumed(new PermitLifecycle.Active()));
        assertThat(suspended.resume(permit, VIKTOR, ODILE, DOSSIER, WINDOW, NOON))
                .isEqualTo(new ResumeOutcome.Resumed(new PermitLifecycle.Active()));
    }

    @Test
    void everythingThatForbidsToResumeIsNamed() {
        Digest other = Digest.of(new byte[] {1});
        Instant late = NOON.plus(Duration.ofDays(2));
        Resumer machine = new Resumer("ci", true, true, false);
        Resumer developer = new Resumer("enzo", true, false, true);
        Resumer operator = new Resumer("otto", false, false, false);
        assertRefused(suspended.resume(permit, VIKTOR, VIKTOR, DOSSIER, WINDOW, NOON), "two_people_needed");
        assertRefused(suspended.resume(permit, ODILE, operator, DOSSIER, WINDOW, NOON), "board_member_needed");
        assertRefused(suspended.resume(permit, ODILE, machine, DOSSIER, WINDOW, NOON), "service_account");
        assertRefused(suspended.resume(permit, ODILE, developer, DOSSIER, WINDOW, NOON), "contributor");
        assertRefused(suspended.resume(permit, ODILE, VIKTOR, other, WINDOW, NOON), "dossier_changed");
        assertRefused(
                suspended.resume(
                        permit,
                        ODILE,
                        VIKTOR,
                        DOSSIER,
                        WINDOW,
                        NOON.plus(WINDOW).plusMillis(1)),
                "resume_window_passed");
        assertRefused(
                suspended.resume(permit, ODILE, ODILE, other, WINDOW, late),
                "two_people_needed",
                "board_member_needed",
                "dossier_changed",
                "resume_window_passed",
                "permit_expired");
        assertRefused(suspended.askToResume(permit, machine, DOSSIER, WINDOW, NOON), "service_account");
        assertRefused(
                suspended.askToResume(permit, developer, other, WINDOW, late),
                "contributor",
                "dossier_changed",
                "resume_window_passed",
                "permit_expired");
    }

    @Test
    void emergencyUseThatWasStoppedIsNotResumed() {
        Permit emergency = EmergencyRequestTest.permit();
        assertRefused(
                suspended.askToResume(emergency, ODILE, emergency.dossierDigest(), WINDOW, NOON),
                "emergency_not_resumable");
        assertRefused(
                suspended.resume(emergency, ODILE, VIKTOR, emergency.dossierDigest(), WINDOW, NOON),
                "emergency_not_resumable");
    }

    @Test
    void closingNeedsAReasonAndAPerson() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new PermitLifecycle.Active().suspend(" ", "odile", NOON));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new PermitLifecycle.Active().revoke("Why not.", "", NOON));
    }

    private static void assertRefused(ResumeOutcome outcome, String... codes) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ResumeOutcome.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly(codes));
    }
}
