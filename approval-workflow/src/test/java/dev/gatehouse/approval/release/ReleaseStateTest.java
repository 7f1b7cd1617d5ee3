package dev.gatehouse.approval.release;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.DOSSIER;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.ONE_SEAT_EACH;
import static dev.gatehouse.approval.Approvals.RELEASE;
import static dev.gatehouse.approval.Approvals.approvedUnder;
import static dev.gatehouse.approval.Approvals.cast;
import static dev.gatehouse.approval.Approvals.person;
import static dev.gatehouse.approval.Approvals.submitted;
import static dev.gatehouse.approval.Approvals.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.gate.EvidenceKind;
import dev.gatehouse.approval.gate.Gate;
import dev.gatehouse.approval.gate.GateEvaluation;
import dev.gatehouse.approval.gate.GateStatus;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReleaseStateTest {
    private static final Set<String> ACTS = Set.of("submit", "withdraw", "replaceDossier", "revise", "reconfirm");

    /** Every state and the acts it knows; an act that is not named does not exist there, so it cannot be called. */
    private static final Map<Class<? extends ReleaseState>, Set<String>> LEGAL = Map.of(
            ReleaseState.Draft.class, Set.of("submit", "withdraw"),
            ReleaseState.InReview.class, Set.of("replaceDossier", "withdraw"),
            ReleaseState.Approved.class, Set.of("reconfirm"),
            ReleaseState.Rejected.class, Set.of(),
            ReleaseState.ChangesRequested.class, Set.of("revise"),
            ReleaseState.Withdrawn.class, Set.of());

    @TestFactory
    Stream<DynamicTest> everyStateKnowsItsActsAndNoOther() {
        return Arrays.stream(ReleaseState.class.getPermittedSubclasses())
                .flatMap(state -> ACTS.stream()
                        .map(act -> DynamicTest.dynamicTest(
                                state.getSimpleName() + " × " + act,
                                () -> assertThat(actsOf(state).contains(act))
                                        .isEqualTo(LEGAL.get(state).contains(act)))));
    }

    @TestFactory
    Stream<DynamicTest> aVoteCountsOnlyInReview() {
        ReleaseState.ChangesRequested changes =
                (ReleaseState.ChangesRequested) cast(submitted(), vote("lars", VoteDecision.REQUEST_CHANGES));
        List<ReleaseState> states = List.of(
                new ReleaseState.Draft(RELEASE),
                submitted(),
                approvedUnder(Conditions.none()),
                cast(submitted(), vote("lars", VoteDecision.REJECT)),
                changes,
                submitted().withdraw("erin", "No longer needed.", NOON));
        assertThat(states).hasSameSizeAs(ReleaseState.class.getPermittedSubclasses());
        return states.stream()
                .map(state -> DynamicTest.dynamicTest(
                        state.getClass().getSimpleName(),
                        () -> assertThat(Ballot.cast(state, person("viktor"), vote("viktor", VoteDecision.APPROVE), 0))
                                .isInstanceOf(
                                        state instanceof ReleaseState.InReview
                                                ? VoteOutcome.Accepted.class
                                                : VoteOutcome.Refused.class)));
    }

    @Test
    void theActsInTheTableAreAllThereAre() {
        for (Class<?> state : ReleaseState.class.getPermittedSubclasses()) {
            assertThat(ACTS).containsAll(actsOf(state));
        }
    }

    @Test
    void aSubmissionWithAClosedGateIsRefusedWithTheGate() {
        Gate gate = new Gate(
                "model-card",
                "Model card",
                EvidenceKind.CARD,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Gate.Remedy("Write the card.", "/ui/models/m/versions/1", "/api/v1/models/m/versions/1/card"));
        GateEvaluation closed = GateEvaluation.of(List.of(gate), List.of(), ARTIFACT, NOON);
        assertThat(new ReleaseState.Draft(RELEASE)
                        .submit("erin", DOSSIER, ONE_SEAT_EACH, Conditions.none(), closed, NOON))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused -> assertThat(refused.unmet())
                                .extracting(GateStatus::id)
                                .containsExactly("model-card"));
    }

    @Test
    void aWithdrawalNeedsAReason() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> submitted().withdraw("erin", " ", NOON));
        assertThat(new ReleaseState.Draft(RELEASE)
                        .withdraw("erin", "Superseded.", NOON)
                        .release())
                .isEqualTo(RELEASE);
    }

    @Test
    void aQuorumHasSeats() {
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new Quorum(Map.of()));
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new Quorum(Map.of("legal", 0)));
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new Quorum(Map.of("legal", 21)));
    }

    /** Acts are the public methods beside the record's own accessors, toString, hashCode, equals and what only asks. */
    private static Set<String> actsOf(Class<?> state) {
        Set<String> accessors = Stream.concat(
                        Arrays.stream(state.getRecordComponents()).map(component -> component.getName()),
                        Stream.of("toString", "hashCode", "equals", "release", "missing", "changes"))
                .collect(Collectors.toSet());
        return Arrays.stream(state.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !accessors.contains(name))
                .collect(Collectors.toSet());
    }
}
