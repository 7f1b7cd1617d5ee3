package dev.gatehouse.approval.release;

import static dev.gatehouse.approval.Approvals.DOSSIER;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.RELEASE;
import static dev.gatehouse.approval.Approvals.approval;
import static dev.gatehouse.approval.Approvals.approvedUnder;
import static dev.gatehouse.approval.Approvals.cast;
import static dev.gatehouse.approval.Approvals.functionsNow;
import static dev.gatehouse.approval.Approvals.person;
import static dev.gatehouse.approval.Approvals.submitted;
import static dev.gatehouse.approval.Approvals.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BallotTest {
    private static final Digest OTHER_DOSSIER = Digest.of(new byte[] {9});
    private static final Conditions ORIGINATION = Conditions.onlyPurposes(Set.of("credit-origination"));

    @Test
    void aFullQuorumApprovesUnderTheConditionsOfItsVotes() {
        ReleaseState.Approved approved = approvedUnder(ORIGINATION);
        assertThat(approved.conditions()).isEqualTo(ORIGINATION);
        assertThat(approved.votes()).hasSize(5);
        assertThat(approved.release()).isEqualTo(RELEASE);
    }

    @Test
    void untilTheLastSeatIsFilledTheReviewGoesOnAndSaysWhatIsMissing() {
        ReleaseState state = cast(submitted(), vote("priya", VoteDecision.APPROVE));
        assertThat(state)
                .isInstanceOfSatisfying(
                        ReleaseState.InReview.class,
                        review -> assertThat(review.missing())
                                .containsOnlyKeys("legal", "ethics", "engineering", "validation"));
    }

    @Test
    void votesOnlyTightenWhatTheSubmitterAskedFor() {
        Submission asked = new Submission(
                RELEASE,
                "erin",
                DOSSIER,
                new Quorum(Map.of("legal", 1)),
                Conditions.onlyPurposes(Set.of("a", "b")),
                NOON);
        ReleaseState state = cast(
                new ReleaseState.InReview(asked, List.of(), List.of()),
                approval("lars", Conditions.onlyPurposes(Set.of("b", "c"))));
        assertThat(((ReleaseState.Approved) state).conditions()).isEqualTo(Conditions.onlyPurposes(Set.of("b")));
    }

    @Test
    void oneRejectClosesTheRound() {
        ReleaseState state =
                cast(cast(submitted(), vote("priya", VoteDecision.APPROVE)), vote("emeka", VoteDecision.REJECT));
        assertThat(state).isInstanceOf(ReleaseState.Rejected.class);
        assertRefused(state, person("lars"), vote("lars", VoteDecision.APPROVE), "round_closed");
    }

    @Test
    void aRequestForChangesClosesTheRoundAndTheReleaseCanBeRevised() {
        ReleaseState state = cast(submitted(), vote("lars", VoteDecision.REQUEST_CHANGES));
        assertThat(state).isInstanceOf(ReleaseState.ChangesRequested.class);
        ReleaseState.ChangesRequested sentBack = (ReleaseState.ChangesRequested) state;
        assertThat(sentBack.changes()).containsExactly("Say who reviews declined cases.");
        assertThat(sentBack.revise(
                        RELEASE,
                        List.of(new ChangeAnswer("Say who reviews declined cases.", true, "The credit office does."))))
                .isInstanceOfSatisfying(
                        ReviseOutcome.Revised.class,
                        revised -> assertThat(revised.draft()).isEqualTo(new ReleaseState.Draft(RELEASE)));
        assertRefused(state, person("priya"), vote("priya", VoteDecision.APPROVE), "round_closed");
    }

    @Test
    void anAbstentionIsKeptAndFillsNoSeat() {
        ReleaseState state = cast(submitted(new Quorum(Map.of("legal", 1))), vote("lars", VoteDecision.ABSTAIN));
        assertThat(state).isInstanceOfSatisfying(ReleaseState.InReview.class, review -> {
            assertThat(review.votes()).hasSize(1);
            assertThat(review.missing()).containsEntry("legal", 1);
        });
    }

    @Test
    void twoSeatsOfOneFunctionTakeTwoPeople() {
        ReleaseState state = cast(submitted(new Quorum(Map.of("legal", 2))), vote("lars", VoteDecision.APPROVE));
        assertRefused(state, person("lars"), vote("lars", VoteDecision.APPROVE), "already_voted");
        Voter lena = new Voter("lena", Set.of("legal"), false);
        assertThat(((VoteOutcome.Accepted) Ballot.cast(state, lena, vote("lena", VoteDecision.APPROVE), 0)).state())
                .isInstanceOf(ReleaseState.Approved.class);
    }

    @Test
    void theSubmitterDoesNotVote() {
        Release byOthers = new Release("release-1", "m", "1", "production", "m", "otto", Set.of());
        Submission submission =
                new Submission(byOthers, "lars", DOSSIER, new Quorum(Map.of("legal", 1)), Conditions.none(), NOON);
        ReleaseState state = new ReleaseState.InReview(submission, List.of(), List.of());
        assertRefused(state, person("lars"), vote("lars", VoteDecision.APPROVE), "submitter_may_not_vote");
        assertRefused(
                state,
                new Voter("otto", Set.of("legal"), false),
                vote("otto", VoteDecision.APPROVE),
                "submitter_may_not_vote");
    }

    @Test
    void aDeveloperOfTheVersionDoesNotVote() {
        assertRefused(
                submitted(),
                new Voter("enzo", Set.of("legal"), false),
                vote("enzo", VoteDecision.APPROVE),
                "contributor_may_not_vote");
    }

    @Test
    void aServiceAccountDoesNotVote() {
        assertRefused(
                submitted(),
                new Voter("ci", Set.of("legal"), true),
                vote("ci", VoteDecision.APPROVE),
                "service_account_may_not_vote");
    }

    @Test
    void aFunctionThatThePersonDoesNotHoldIsRefused() {
        assertRefused(
                submitted(),
                new Voter("lars", Set.of("ethics"), false),
                vote("lars", VoteDecision.APPROVE),
                "function_not_held");
    }

    @Test
    void aFunctionWithoutASeatIsRefused() {
        assertRefused(
                submitted(new Quorum(Map.of("ethics", 1))),
                person("lars"),
                vote("lars", VoteDecision.REJECT),
                "function_has_no_seat");
    }

    @Test
    void onePersonFillsOneSeatEvenWithTwoFunctions() {
        ReleaseState state = cast(submitted(), vote("lars", VoteDecision.APPROVE));
        Vote second =
                new Vote("lars", "ethics", VoteDecision.APPROVE, "Also for ethics.", Conditions.none(), DOSSIER, NOON);
        assertRefused(state, new Voter("lars", Set.of("legal", "ethics"), false), second, "one_person_one_seat");
    }

    @Test
    void aVoteOnAnotherDossierIsRefused() {
        Vote vote = new Vote(
                "lars", "legal", VoteDecision.APPROVE, "Read the old one.", Conditions.none(), OTHER_DOSSIER, NOON);
        assertRefused(submitted(), person("lars"), vote, "dossier_changed");
    }

    @Test
    void aVoteForSomebodyElseIsRefused() {
        assertRefused(
                submitted(),
                new Voter("priya", Set.of("legal"), false),
                vote("lars", VoteDecision.APPROVE),
                "voter_is_another");
    }

    @Test
    void aVoteSaysWhyAtSomeLengthNotTooGreat() {
        for (String rationale : List.of("   yes     ", "x".repeat(Vote.MAX_RATIONALE_CHARS + 1))) {
            Vote vote = new Vote("lars", "legal", VoteDecision.ABSTAIN, rationale, Conditions.none(), DOSSIER, NOON);
            assertRefused(submitted(), person("lars"), vote, "rationale_length");
        }
    }

    @Test
    void conditionsComeWithAnApprovalWithConditionsAndOnlyThen() {
        assertRefused(
                submitted(), person("lars"), vote("lars", VoteDecision.APPROVE_WITH_CONDITIONS), "conditions_missing");
        assertRefused(
                submitted(), person("lars"), vote("lars", VoteDecision.APPROVE, ORIGINATION), "conditions_unexpected");
        Conditions nothing = Conditions.onlyPurposes(Set.of());
        assertRefused(
                submitted(),
                person("lars"),
                vote("lars", VoteDecision.APPROVE_WITH_CONDITIONS, nothing),
                "conditions_admit_nothing");
    }

    @Test
    void aSeatIsNotFilledWhileAQuestionWaits() {
        for (VoteDecision decision : VoteDecision.values()) {
            Conditions conditions = decision == VoteDecision.APPROVE_WITH_CONDITIONS ? ORIGINATION : Conditions.none();
            VoteOutcome outcome = Ballot.cast(submitted(), person("lars"), vote("lars", decision, conditions), 2);
            if (decision.fillsSeat()) {
                assertThat(outcome)
                        .as(decision.text())
                        .isInstanceOfSatisfying(
                                VoteOutcome.Refused.class,
                                refused -> assertThat(refused.reasons())
                                        .extracting(Refusal::code)
                                        .containsExactly("questions_open"));
            } else {
                assertThat(outcome).as(decision.text()).isInstanceOf(VoteOutcome.Accepted.class);
            }
        }
    }

    @Test
    void aRequestForChangesListsThemAndNoOtherVoteDoes() {
        assertRefused(submitted(), person("lars"), asking(VoteDecision.REQUEST_CHANGES), "changes_missing");
        assertRefused(submitted(), person("lars"), asking(VoteDecision.REJECT, "Again"), "changes_unexpected");
        assertRefused(
                submitted(), person("lars"), asking(VoteDecision.REQUEST_CHANGES, "Same", " Same "), "changes_limits");
        assertRefused(submitted(), person("lars"), asking(VoteDecision.REQUEST_CHANGES, "  "), "changes_limits");
        assertRefused(
                submitted(),
                person("lars"),
                asking(VoteDecision.REQUEST_CHANGES, "x".repeat(Vote.MAX_CHANGE_CHARS + 1)),
                "changes_limits");
        String[] tooMany = new String[Vote.MAX_CHANGES + 1];
        Arrays.setAll(tooMany, i -> "Change " + i);
        assertRefused(submitted(), person("lars"), asking(VoteDecision.REQUEST_CHANGES, tooMany), "changes_limits");
        assertThat(cast(submitted(), asking(VoteDecision.REQUEST_CHANGES, Arrays.copyOf(tooMany, Vote.MAX_CHANGES))))
                .isInstanceOf(ReleaseState.ChangesRequested.class);
    }

    @Test
    void whoTookAPartThatTheTierExcludesDoesNotVote() {
        Voter giver = new Voter("lars", Set.of("legal"), false, Set.of("evidence-givers"));
        assertRefused(submitted(), giver, vote("lars", VoteDecision.APPROVE), "tier_excludes_voter");
    }

    @Test
    void conditionsThatTogetherPassTheLimitAreRefusedNotThrown() {
        ReleaseState state = submitted();
        state = cast(state, approval("priya", segment("a == '" + "x".repeat(2_500) + "'")));
        assertRefused(
                state,
                person("lars"),
                approval("lars", segment("b == '" + "x".repeat(2_500) + "'")),
                "conditions_too_many");
    }

    @Test
    void aRefusalNamesEveryRuleThatIsBroken() {
        Vote vote = new Vote("erin", "marketing", VoteDecision.APPROVE, "ok", Conditions.none(), OTHER_DOSSIER, NOON);
        assertRefused(
                submitted(),
                new Voter("erin", Set.of(), true),
                vote,
                "service_account_may_not_vote",
                "submitter_may_not_vote",
                "contributor_may_not_vote",
                "function_has_no_seat",
                "function_not_held",
                "dossier_changed",
                "rationale_length");
    }

    @Test
    void whenTheDossierChangesVotesLapseAndSayWhy() {
        ReleaseState.InReview review = (ReleaseState.InReview) cast(submitted(), vote("lars", VoteDecision.APPROVE));
        ReleaseState.InReview renewed = review.replaceDossier(OTHER_DOSSIER, List.of("audits"), NOON);
        assertThat(renewed.votes()).isEmpty();
        assertThat(renewed.lapsed()).hasSize(1);
        assertThat(renewed.lapsed().get(0).reason()).contains("audits");
        assertRefused(renewed, person("lars"), vote("lars", VoteDecision.APPROVE), "dossier_changed");
        assertThat(review.replaceDossier(DOSSIER, List.of(), NOON)).isSameAs(review);
    }

    @Test
    void aDecisionIsConfirmedOnlyWithTheFunctionsAndDossierOfNow() {
        ReleaseState.Approved approved = approvedUnder(Conditions.none());
        assertThat(approved.reconfirm(functionsNow(), DOSSIER)).isInstanceOf(Reconfirmation.Stands.class);

        assertThat(approved.reconfirm(functionsNow(), OTHER_DOSSIER))
                .isInstanceOfSatisfying(
                        Reconfirmation.Lapsed.class,
                        lapsed -> assertThat(lapsed.reason().code()).isEqualTo("dossier_changed"));
        assertThat(approved.reconfirm(Map.of(), OTHER_DOSSIER)).isInstanceOf(Reconfirmation.Lapsed.class);
    }

    @Test
    void aVoteLapsesWithItsVotersFunctionAndTheRoundGoesOnWithTheOthers() {
        ReleaseState.InReview reopened =
                ((Reconfirmation.Reopened) approvedUnder(Conditions.none()).reconfirm(withoutLars(), DOSSIER)).review();
        assertThat(reopened.missing()).isEqualTo(Map.of("legal", 1));
        assertThat(reopened.votes()).extracting(Vote::voter).containsExactly("priya", "emeka", "ines", "viktor");
        assertThat(reopened.lapsed())
                .extracting(lapsed -> lapsed.vote().voter())
                .containsExactly("lars");
        assertThat(reopened.lapsed().get(0).reason()).isEqualTo("The voter no longer holds the function 'legal'.");
        assertThat(castFor("legal", reopened, vote("lara", VoteDecision.APPROVE)))
                .isInstanceOf(ReleaseState.Approved.class);
    }

    @Test
    void aDecisionNamesOnlyTheVotesThatStand() {
        ReleaseState state = submitted();
        for (String name : List.of("priya", "emeka", "ines", "lars")) {
            state = cast(state, approval(name, name.equals("lars") ? ORIGINATION : Conditions.none()));
        }
        state = castFor("legal", state, vote("lara", VoteDecision.APPROVE));
        ReleaseState.Approved approved = (ReleaseState.Approved) cast(state, vote("viktor", VoteDecision.APPROVE));
        Map<String, Set<String>> now = withoutLars();
        now.put("lara", Set.of("legal"));

        Reconfirmation.Stands stands = (Reconfirmation.Stands) approved.reconfirm(now, DOSSIER);

        assertThat(stands.decision().votes())
                .extracting(Vote::voter)
                .containsExactly("priya", "emeka", "ines", "lara", "viktor");
        assertThat(stands.decision().conditions()).isEqualTo(Conditions.none());
        assertThat(stands.lapsed()).extracting(lapsed -> lapsed.vote().voter()).containsExactly("lars");
    }

    private static Map<String, Set<String>> withoutLars() {
        Map<String, Set<String>> now = new HashMap<>(functionsNow());
        now.put("lars", Set.of("ethics"));
        return now;
    }

    private static ReleaseState castFor(String function, ReleaseState state, Vote vote) {
        return ((VoteOutcome.Accepted) Ballot.cast(state, new Voter(vote.voter(), Set.of(function), false), vote, 0))
                .state();
    }

    @Test
    void anApprovalThatItsVotesDoNotCarryCannotBeMade() {
        ReleaseState.Approved approved = approvedUnder(ORIGINATION);
        Submission submission = approved.submission();
        List<Vote> four = approved.votes().subList(0, 4);
        List<Vote> rejected = new ArrayList<>(approved.votes());
        rejected.add(
                new Vote("lena", "legal", VoteDecision.REJECT, "I do not agree.", Conditions.none(), DOSSIER, NOON));
        List<Vote> twice = new ArrayList<>(approved.votes());
        twice.add(approved.votes().get(0));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new ReleaseState.Approved(submission, four, ORIGINATION, NOON))
                .withMessageContaining("validation");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new ReleaseState.Approved(submission, rejected, ORIGINATION, NOON));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new ReleaseState.Approved(submission, twice, ORIGINATION, NOON));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new ReleaseState.Approved(submission, approved.votes(), Conditions.none(), NOON));
    }

    @Test
    void anApprovalByTheSubmitterOrAContributorCannotBeMade() {
        Submission submission = submitted(new Quorum(Map.of("legal", 1))).submission();
        for (String name : List.of("erin", "enzo")) {
            assertThat(submission.excludes(name)).isTrue();
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .isThrownBy(() -> new ReleaseState.Approved(
                            submission, List.of(vote(name, VoteDecision.APPROVE)), Conditions.none(), NOON));
        }
        assertThat(submission.excludes("lars")).isFalse();
    }

    private static Vote asking(VoteDecision decision, String... changes) {
        return new Vote(
                "lars",
                "legal",
                decision,
                "The dossier leaves questions.",
                Conditions.none(),
                List.of(changes),
                DOSSIER,
                NOON);
    }

    private static Conditions segment(String cel) {
        return new Conditions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(cel), Optional.empty());
    }

    private static void assertRefused(ReleaseState state, Voter voter, Vote vote, String... codes) {
        assertThat(Ballot.cast(state, voter, vote, 0))
                .isInstanceOfSatisfying(
                        VoteOutcome.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly(codes));
    }
}
