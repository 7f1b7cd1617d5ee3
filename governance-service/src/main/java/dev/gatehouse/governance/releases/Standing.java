package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Ballot;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.approval.release.VoteOutcome;
import dev.gatehouse.approval.release.Voter;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Whether the caller may vote on a release now: the ballot's own rules are asked, nothing is cast. */
@ApplicationScoped
public class Standing {

    /** Long enough for the rule on rationales; it is never stored. */
    private static final String TRIAL = "asked whether a vote would be taken";

    /** Most rounds that are looked through for those that want the caller's vote. */
    private static final int MAX_ROUNDS = 50;

    /**
     * The answer.
     *
     * @param functions for which a vote of the caller would be taken
     * @param reasons why none would, a sentence each; empty when {@code functions} is not
     */
    record Answer(List<String> functions, List<String> reasons) {
        public boolean mayVote() {
            return !functions.isEmpty();
        }
    }

    private final ReleaseBook book;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Standing(ReleaseBook book, Caller caller, Clock clock) {
        this.book = book;
        this.caller = caller;
        this.clock = clock;
    }

    @Transactional
    Answer of(UUID id) {
        return of(book.round(ReleaseEntity.named(id)));
    }

    /**
     * Releases on which a vote of the caller would be taken: overdue ones first, then by the RICE score of their model, then the oldest.
     *
     * @param limit most of them; only the {@value #MAX_ROUNDS} first rounds are looked through
     */
    @Transactional
    public List<ReleaseView> votesWanted(int limit) {
        if (!caller.has(Roles.BOARD)) {
            return List.of();
        }
        return book.rounds(ReleaseEntity.inReview(clock.instant(), MAX_ROUNDS)).stream()
                .filter(round -> of(round).mayVote())
                .limit(limit)
                .map(round -> book.view(round.release()))
                .toList();
    }

    /** The same answer, about a release whose round is read already. */
    Answer of(ReleaseBook.Round round) {
        if (!caller.has(Roles.BOARD)) {
            return new Answer(List.of(), List.of("Only members of the board vote."));
        }
        ReleaseEntity entity = round.release();
        ReleaseState state = book.stateForCaller(round);
        Voter voter = book.voter(entity, round.version());
        List<String> open = new ArrayList<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (String function : caller.functions()) {
            Vote trial = new Vote(
                    caller.sub(),
                    function,
                    VoteDecision.ABSTAIN,
                    TRIAL,
                    Conditions.none(),
                    Digest.parse(entity.dossierDigest),
                    clock.instant());
            VoteOutcome outcome = Ballot.cast(state, voter, trial, 0);
            if (outcome instanceof VoteOutcome.Refused refused) {
                refused.reasons().stream().map(Refusal::sentence).forEach(reasons::add);
            } else {
                open.add(function);
            }
        }
        if (caller.functions().isEmpty()) {
            reasons.add("You hold no board function; the identity provider assigns them.");
        }
        return new Answer(open, open.isEmpty() ? List.copyOf(reasons) : List.of());
    }
}
