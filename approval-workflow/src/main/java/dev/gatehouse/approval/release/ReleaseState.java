package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.gate.GateEvaluation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a release stands. Each state's methods are the only ways out of it; votes go through {@link Ballot#cast}. Stored states are made
 * again by their constructors, which refuse what votes do not carry.
 */
public sealed interface ReleaseState {
    /** Longest reason or rationale of an act in characters. */
    int MAX_REASON_CHARS = 4_000;

    /** The release. */
    Release release();

    /**
     * Being prepared.
     *
     * @param release the release
     */
    record Draft(Release release) implements ReleaseState {
        /**
         * Submits the release to the board. Refused while a gate is closed.
         *
         * @param submittedBy {@code sub} of who submits
         * @param dossierDigest the dossier as the board will see it
         * @param quorum the seats that the tier asks for
         * @param requested limits that the submitter asks for
         * @param gates the tier's gates, evaluated at {@code at}
         * @param at when
         */
        public SubmitOutcome submit(
                String submittedBy,
                Digest dossierDigest,
                Quorum quorum,
                Conditions requested,
                GateEvaluation gates,
                Instant at) {
            if (!gates.open()) {
                return new SubmitOutcome.Refused(gates.unmet());
            }
            Submission submission = new Submission(release, submittedBy, dossierDigest, quorum, requested, at);
            return new SubmitOutcome.Submitted(new InReview(submission, List.of(), List.of()));
        }

        /** Gives the release up. */
        public Withdrawn withdraw(String by, String reason, Instant at) {
            return new Withdrawn(release, by, reason, at);
        }
    }

    /**
     * Before the board.
     *
     * @param submission what the board decides
     * @param votes votes that count, in the order in which they were cast
     * @param lapsed votes that counted until the dossier changed or their voters lost the function
     */
    record InReview(Submission submission, List<Vote> votes, List<LapsedVote> lapsed) implements ReleaseState {
        /** @throws InvalidDocumentException if a vote is on another dossier */
        public InReview {
            votes = List.copyOf(votes);
            lapsed = List.copyOf(lapsed);
            requireOnDossier(submission, votes);
        }

        @Override
        public Release release() {
            return submission.release();
        }

        /** Seats still empty by function. */
        public Map<String, Integer> missing() {
            return submission.quorum().missing(votes);
        }

        /**
         * The dossier changed under the board: all votes lapse and the round goes on with the new dossier.
         *
         * @param current digest of the dossier as it is now
         * @param changed names of the sections that changed
         * @param at when it was found
         * @return this state if the digest is the one that was submitted
         */
        public InReview replaceDossier(Digest current, Collection<String> changed, Instant at) {
            if (current.equals(submission.dossierDigest())) {
                return this;
            }
            String reason = "The dossier changed after this vote"
                    + (changed.isEmpty() ? "." : ": " + String.join(", ", changed) + ".");
            List<LapsedVote> all = new ArrayList<>(lapsed);
            votes.forEach(vote -> all.add(new LapsedVote(vote, reason)));
            Submission renewed = new Submission(
                    release(), submission.submittedBy(), current, submission.quorum(), submission.requested(), at);
            return new InReview(renewed, List.of(), all);
        }

        /** Takes the release back from the board. */
        public Withdrawn withdraw(String by, String reason, Instant at) {
            return new Withdrawn(release(), by, reason, at);
        }
    }

    /**
     * Approved by a full quorum. A permit is made from it by way of {@link #reconfirm}.
     *
     * @param submission what the board decided
     * @param votes the votes of the round
     * @param conditions the submitter's limits, tightened by those of every approving vote
     * @param at when the last seat was filled
     */
    record Approved(Submission submission, List<Vote> votes, Conditions conditions, Instant at)
            implements ReleaseState {
        /** @throws InvalidDocumentException if these votes do not carry this approval */
        public Approved {
            votes = List.copyOf(votes);
            requireOnDossier(submission, votes);
            if (!submission.quorum().missing(votes).isEmpty()) {
                throw new InvalidDocumentException(
                        "the votes leave seats empty: " + submission.quorum().missing(votes));
            }
            if (votes.stream()
                    .anyMatch(vote -> vote.decision() == VoteDecision.REJECT
                            || vote.decision() == VoteDecision.REQUEST_CHANGES)) {
                throw new InvalidDocumentException("a vote closed the round without approval");
            }
            if (votes.stream().map(Vote::voter).distinct().count() < votes.size()) {
                throw new InvalidDocumentException("one person voted twice");
            }
            if (votes.stream().map(Vote::voter).anyMatch(submission::excludes)) {
                throw new InvalidDocumentException("a vote is by the submitter or a contributor");
            }
            if (!conditions.equals(Ballot.merged(submission, votes))) {
                throw new InvalidDocumentException("the conditions are not those of the votes");
            }
        }

        @Override
        public Release release() {
            return submission.release();
        }

        /**
         * Asks once more, at issuance, whether the approval stands: the dossier is the one that the voters read, and those who still hold
         * their function fill every seat. The votes of the others lapse, with the limits that they set.
         *
         * @param currentFunctions functions that each voter ({@code sub}) may act for now; absent voters hold none
         * @param currentDossier digest of the dossier as it is now
         */
        public Reconfirmation reconfirm(Map<String, Set<String>> currentFunctions, Digest currentDossier) {
            return Ballot.reconfirm(this, currentFunctions, currentDossier);
        }
    }

    /**
     * Rejected by a required function. Final.
     *
     * @param submission what the board decided
     * @param votes the votes of the round; the last one is the reject
     * @param at when
     */
    record Rejected(Submission submission, List<Vote> votes, Instant at) implements ReleaseState {
        /** Copies the votes. */
        public Rejected {
            votes = List.copyOf(votes);
        }

        @Override
        public Release release() {
            return submission.release();
        }
    }

    /**
     * Sent back by the board. It is answered by the next release, see {@link #revise}; there is no other way out.
     *
     * @param submission what the board read
     * @param votes the votes of the round; the last one asks for the changes
     * @param at when
     */
    record ChangesRequested(Submission submission, List<Vote> votes, Instant at) implements ReleaseState {
        /** Copies the votes. */
        public ChangesRequested {
            votes = List.copyOf(votes);
        }

        @Override
        public Release release() {
            return submission.release();
        }

        /** What the board asked to be changed; empty for a request from before requests listed changes. */
        public List<String> changes() {
            return votes.get(votes.size() - 1).changes();
        }

        /**
         * Answers the board with another release of the model for the same environment. Each change must be answered, done or not.
         *
         * @param next the release to submit; a version of its own is usual
         * @param answers in any order
         */
        public ReviseOutcome revise(Release next, Collection<ChangeAnswer> answers) {
            List<Refusal> reasons = new ArrayList<>();
            if (!next.model().equals(release().model())
                    || !next.environment().equals(release().environment())) {
                reasons.add(new Refusal(
                        "revises_another",
                        "The release that was sent back is of " + release().model() + " for "
                                + release().environment() + "; a revision is of the same model and environment."));
            }
            Map<String, ChangeAnswer> given = new LinkedHashMap<>();
            for (ChangeAnswer answer : answers) {
                if (given.put(answer.change(), answer) != null) {
                    reasons.add(new Refusal(
                            "change_answered_twice", "The change '" + answer.change() + "' is answered twice."));
                }
            }
            List<ChangeAnswer> inOrder = new ArrayList<>();
            for (String change : changes()) {
                ChangeAnswer answer = given.remove(change);
                if (answer == null) {
                    reasons.add(new Refusal(
                            "change_unanswered",
                            "The board asked for '" + change + "'; say what was done, or why it was not."));
                } else {
                    inOrder.add(answer);
                }
            }
            given.keySet()
                    .forEach(unknown ->
                            reasons.add(new Refusal("change_unknown", "The board did not ask for '" + unknown + "'.")));
            return reasons.isEmpty()
                    ? new ReviseOutcome.Revised(new Draft(next), inOrder)
                    : new ReviseOutcome.Refused(reasons);
        }
    }

    /**
     * Given up by its submitter. Final.
     *
     * @param release the release
     * @param by {@code sub} of who withdrew it
     * @param reason why, 1 to {@value #MAX_REASON_CHARS} characters
     * @param at when
     */
    record Withdrawn(Release release, String by, String reason, Instant at) implements ReleaseState {
        /** @throws InvalidDocumentException if there is no reason or no person */
        public Withdrawn {
            Identifiers.requireParty(by, "person");
            if (reason.isBlank() || reason.length() > MAX_REASON_CHARS) {
                throw new InvalidDocumentException(
                        "a withdrawal needs a reason of 1 to " + MAX_REASON_CHARS + " characters");
            }
        }
    }

    private static void requireOnDossier(Submission submission, List<Vote> votes) {
        if (votes.stream().anyMatch(vote -> !vote.dossierDigest().equals(submission.dossierDigest()))) {
            throw new InvalidDocumentException("a vote is on another dossier than the submission's");
        }
    }
}
