package dev.gatehouse.approval.release;

import static dev.gatehouse.approval.Approvals.BOARD;
import static dev.gatehouse.approval.Approvals.DOSSIER;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.RELEASE;
import static dev.gatehouse.approval.Approvals.cast;
import static dev.gatehouse.approval.Approvals.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangesRequestedTest {
    private static final String CARD = "Name the reviewer in the card.";
    private static final String PLAN = "Add a rollback plan.";
    private static final Release NEXT = new Release(
            "release-2", "credit-default", "3", "production", "credit-default", "erin", Set.of("erin", "enzo"));

    @Test
    void aRevisionAnswersEveryChangeInTheOrderOfTheRequest() {
        assertThat(sentBack()
                        .revise(
                                NEXT,
                                List.of(
                                        new ChangeAnswer(
                                                PLAN, false, "There is one; see the evidence 'rollback-plan'."),
                                        new ChangeAnswer(CARD, true, "Done in the oversight section."))))
                .isInstanceOfSatisfying(ReviseOutcome.Revised.class, revised -> {
                    assertThat(revised.draft()).isEqualTo(new ReleaseState.Draft(NEXT));
                    assertThat(revised.answers())
                            .extracting(ChangeAnswer::change)
                            .containsExactly(CARD, PLAN);
                });
    }

    @Test
    void aRevisionThatLeavesAChangeOpenIsRefusedWithEveryReason() {
        ChangeAnswer card = new ChangeAnswer(CARD, true, "Done.");
        assertRefused(NEXT, List.of(card), "change_unanswered");
        assertRefused(NEXT, List.of(), "change_unanswered", "change_unanswered");
        assertRefused(NEXT, List.of(card, card, new ChangeAnswer(PLAN, true, "Done.")), "change_answered_twice");
        assertRefused(
                NEXT,
                List.of(card, new ChangeAnswer("Something else", true, "Done.")),
                "change_unanswered",
                "change_unknown");
    }

    @Test
    void aRevisionIsOfTheSameModelAndEnvironment() {
        List<ChangeAnswer> answers =
                List.of(new ChangeAnswer(CARD, true, "Done."), new ChangeAnswer(PLAN, true, "Done."));
        for (Release other : List.of(
                new Release("release-2", "another", "3", "production", "credit-default", "erin", Set.of()),
                new Release("release-2", "credit-default", "3", "staging", "credit-default", "erin", Set.of()))) {
            assertRefused(other, answers, "revises_another");
        }
    }

    @Test
    void anAnswerSaysSomethingOfBoundedLength() {
        for (String text : List.of(" ", "x".repeat(ChangeAnswer.MAX_TEXT_CHARS + 1))) {
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .isThrownBy(() -> new ChangeAnswer(CARD, true, text));
        }
    }

    private static ReleaseState.ChangesRequested sentBack() {
        return (ReleaseState.ChangesRequested) cast(
                submitted(),
                new Vote(
                        "lars",
                        BOARD.get("lars"),
                        VoteDecision.REQUEST_CHANGES,
                        "Two things are missing.",
                        Conditions.none(),
                        List.of(CARD, PLAN),
                        DOSSIER,
                        NOON));
    }

    private static void assertRefused(Release next, List<ChangeAnswer> answers, String... codes) {
        assertThat(sentBack().revise(next, answers))
                .isInstanceOfSatisfying(
                        ReviseOutcome.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly(codes));
        assertThat(sentBack().release()).isEqualTo(RELEASE);
    }
}
