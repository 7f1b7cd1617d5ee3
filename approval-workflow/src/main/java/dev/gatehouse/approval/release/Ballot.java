package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of voting. Every rule is asked, so that a refusal names all that stands in the way. */
public final class Ballot {
    private record Cast(Submission submission, List<Vote> votes, Voter voter, Vote vote, int openQuestions) {
        boolean brings(VoteDecision decision) {
            return vote.decision() == decision;
        }
    }

    private interface Rule {
        Optional<Refusal> refuses(Cast cast);
    }

    private static final List<Rule> RULES = List.of(
            cast -> when(
                    !cast.vote.voter().equals(cast.voter.subject()),
                    "voter_is_another",
                    "The vote names another person than the one who casts it; vote for yourself."),
            cast -> when(
                    cast.voter.serviceAccount(),
                    "service_account_may_not_vote",
                    "Service accounts do not vote; a person who holds the function must."),
            cast -> when(
                    cast.submission.submits(cast.vote.voter()),
                    "submitter_may_not_vote",
                    "You submitted this release; somebody else of your function must vote."),
            cast -> when(
                    cast.submission.release().contributors().contains(cast.vote.voter()),
                    "contributor_may_not_vote",
                    "You are named as a developer of this version; somebody independent of it must vote."),
            cast -> when(
                    !cast.voter.excludedAs().isEmpty(),
                    "tier_excludes_voter",
                    "This tier's board excludes " + String.join(", ", cast.voter.excludedAs())
                            + ", and you are one of them here; somebody independent of it must vote."),
            cast -> when(
                    !cast.submission.quorum().requires(cast.vote.function()),
                    "function_has_no_seat",
                    "This board has no seat for '" + cast.vote.function() + "'; it seats "
                            + String.join(", ", cast.submission.quorum().seats().keySet()) + "."),
            cast -> when(
                    !cast.voter.functions().contains(cast.vote.function()),
                    "function_not_held",
                    "You may not act for '" + cast.vote.function()
                            + "'; your functions come from the identity provider."),
            cast -> when(
                    cast.votes.stream()
                            .anyMatch(earlier -> earlier.voter().equals(cast.vote.voter())
                                    && earlier.function().equals(cast.vote.function())),
                    "already_voted",
                    "You have voted in this round; a vote is final until the round ends."),
            cast -> when(
                    cast.votes.stream()
                            .anyMatch(earlier -> earlier.voter().equals(cast.vote.voter())
                                    && !earlier.function().equals(cast.vote.function())),
                    "one_person_one_seat",
                    "You have voted for another function in this round; one person fills one seat."),
            cast -> when(
                    !cast.vote.dossierDigest().equals(cast.submission.dossierDigest()),
                    "dossier_changed",
                    "You read dossier " + cast.vote.dossierDigest() + ", the board decides on "
                            + cast.submission.dossierDigest() + "; read it again and vote on that one."),
            cast -> when(
                    cast.vote.rationale().length() < Vote.MIN_RATIONALE_CHARS
                            || cast.vote.rationale().length() > Vote.MAX_RATIONALE_CHARS,
                    "rationale_length",
                    "A vote says why in " + Vote.MIN_RATIONALE_CHARS + " to " + Vote.MAX_RATIONALE_CHARS
                            + " characters; yours has " + cast.vote.rationale().length() + "."),
            cast -> when(
                    cast.brings(VoteDecision.APPROVE_WITH_CONDITIONS)
                            && cast.vote.conditions().kinds().isEmpty(),
                    "conditions_missing",
                    "An approval with conditions names at least one; approve without, or name it."),
            cast -> when(
                    !cast.brings(VoteDecision.APPROVE_WITH_CONDITIONS)
                            && !cast.vote.conditions().kinds().isEmpty(),
                    "conditions_unexpected",
                    "Only an approval with conditions carries conditions; change the decision, or leave them out."),
            cast -> when(
                    cast.vote.conditions().admitsNothing(),
                    "conditions_admit_nothing",
                    "These conditions leave no purpose or no caller; reject the release if that is meant."),
            Ballot::conditionsTooMany,
            cast -> when(
                    cast.brings(VoteDecision.REQUEST_CHANGES)
                            && cast.vote.changes().isEmpty(),
                    "changes_missing",
                    "A request for changes lists what is to be changed, so that the next release can answer each item."),
            cast -> when(
                    !cast.brings(VoteDecision.REQUEST_CHANGES)
                            && !cast.vote.changes().isEmpty(),
                    "changes_unexpected",
                    "Only a request for changes lists changes; change the decision, or leave them out."),
            cast -> when(
                    changesOutOfRange(cast.vote.changes()),
                    "changes_limits",
                    "A request lists at most " + Vote.MAX_CHANGES + " different changes of 1 to "
                            + Vote.MAX_CHANGE_CHARS + " characters each."),
            cast -> when(
                    cast.vote.decision().fillsSeat() && cast.openQuestions > 0,
                    "questions_open",
                    cast.openQuestions
                            + (cast.openQuestions == 1
                                    ? " question on the dossier waits"
                                    : " questions on the dossier wait")
                            + " for an answer; a seat is filled once each is answered or withdrawn."));

    private Ballot() {}

    /**
     * Casts a vote. One reject closes the round as rejected, one request for changes as such; when the last seat is filled the release is
     * approved under the merged conditions. Only functions with a seat vote, so every reject is by a required function. More approvals
     * than seats are taken while the round is open; they tighten the conditions like any other.
     *
     * @param state the release as it is now; the caller holds it against concurrent change
     * @param voter who casts, as the identity provider knows them now
     * @param vote the vote
     * @param openQuestions questions on the dossier that nobody has answered and their askers have not withdrawn; while there is one,
     *     no vote that fills a seat is taken
     */
    public static VoteOutcome cast(ReleaseState state, Voter voter, Vote vote, int openQuestions) {
        if (!(state instanceof ReleaseState.InReview review)) {
            return new VoteOutcome.Refused(List.of(new Refusal(
                    "round_closed",
                    "This release is not before the board; a vote can be cast only while it is in review.")));
        }
        Cast cast = new Cast(review.submission(), review.votes(), voter, vote, openQuestions);
        List<Refusal> refusals = new ArrayList<>();
        RULES.forEach(rule -> rule.refuses(cast).ifPresent(refusals::add));
        return refusals.isEmpty() ? new VoteOutcome.Accepted(counted(review, vote)) : new VoteOutcome.Refused(refusals);
    }

    private static ReleaseState counted(ReleaseState.InReview review, Vote vote) {
        Submission submission = review.submission();
        List<Vote> votes = new ArrayList<>(review.votes());
        votes.add(vote);
        if (vote.decision() == VoteDecision.REJECT) {
            return new ReleaseState.Rejected(submission, votes, vote.at());
        }
        if (vote.decision() == VoteDecision.REQUEST_CHANGES) {
            return new ReleaseState.ChangesRequested(submission, votes, vote.at());
        }
        if (submission.quorum().missing(votes).isEmpty()) {
            return new ReleaseState.Approved(submission, votes, merged(submission, votes), vote.at());
        }
        return new ReleaseState.InReview(submission, votes, review.lapsed());
    }

    /** The submitter's limits, tightened by those of every vote that fills a seat. */
    static Conditions merged(Submission submission, List<Vote> votes) {
        Conditions merged = submission.requested();
        for (Vote vote : votes) {
            if (vote.decision().fillsSeat()) {
                merged = merged.tighten(vote.conditions());
            }
        }
        return merged;
    }

    static Reconfirmation reconfirm(
            ReleaseState.Approved approved, Map<String, Set<String>> currentFunctions, Digest currentDossier) {
        Submission submission = approved.submission();
        if (!currentDossier.equals(submission.dossierDigest())) {
            return new Reconfirmation.Lapsed(new Refusal(
                    "dossier_changed",
                    "The dossier is " + currentDossier + " now; the board approved " + submission.dossierDigest()
                            + "."));
        }
        List<Vote> standing = new ArrayList<>();
        List<LapsedVote> lapsed = new ArrayList<>();
        for (Vote vote : approved.votes()) {
            if (currentFunctions.getOrDefault(vote.voter(), Set.of()).contains(vote.function())) {
                standing.add(vote);
            } else {
                lapsed.add(new LapsedVote(vote, "The voter no longer holds the function '" + vote.function() + "'."));
            }
        }
        return submission.quorum().missing(standing).isEmpty()
                ? new Reconfirmation.Stands(
                        new Decision(new ReleaseState.Approved(
                                submission, standing, merged(submission, standing), approved.at())),
                        lapsed)
                : new Reconfirmation.Reopened(new ReleaseState.InReview(submission, standing, lapsed));
    }

    private static Optional<Refusal> conditionsTooMany(Cast cast) {
        try {
            merged(cast.submission, cast.votes).tighten(cast.vote.conditions());
            return Optional.empty();
        } catch (InvalidDocumentException e) {
            return Optional.of(new Refusal(
                    "conditions_too_many",
                    "Together with the other votes' conditions this cannot be one permit: " + e.getMessage() + "."));
        }
    }

    private static boolean changesOutOfRange(List<String> changes) {
        return changes.size() > Vote.MAX_CHANGES
                || new HashSet<>(changes).size() < changes.size()
                || changes.stream().anyMatch(text -> text.isEmpty() || text.length() > Vote.MAX_CHANGE_CHARS);
    }

    private static Optional<Refusal> when(boolean broken, String code, String sentence) {
        return broken ? Optional.of(new Refusal(code, sentence)) : Optional.empty();
    }
}
