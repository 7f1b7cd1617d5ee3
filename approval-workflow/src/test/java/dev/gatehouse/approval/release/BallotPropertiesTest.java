package dev.gatehouse.approval.release;

import static dev.gatehouse.approval.Approvals.approval;
import static dev.gatehouse.approval.Approvals.person;
import static dev.gatehouse.approval.Approvals.submitted;
import static dev.gatehouse.approval.Approvals.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.condition.Conditions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class BallotPropertiesTest {
    private static final List<String> PEOPLE = List.of("priya", "lars", "emeka", "ines", "viktor");

    @Property(tries = 300)
    void approvalsInAnyOrderGiveTheSameConditions(
            @ForAll("fiveConditions") List<Conditions> conditions, @ForAll Random random) {
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < PEOPLE.size(); i++) {
            votes.add(approval(PEOPLE.get(i), conditions.get(i)));
        }
        List<Vote> shuffled = new ArrayList<>(votes);
        Collections.shuffle(shuffled, random);

        ReleaseState.Approved one = (ReleaseState.Approved) after(votes);
        ReleaseState.Approved other = (ReleaseState.Approved) after(shuffled);

        assertThat(other.conditions()).isEqualTo(one.conditions());
        assertThat(new HashSet<>(other.votes())).isEqualTo(new HashSet<>(one.votes()));
    }

    @Property(tries = 500)
    void whateverIsVotedAnApprovalHasEverySeatFilledByAnotherPersonAndNoReject(@ForAll("ballots") List<Vote> votes) {
        ReleaseState state = after(votes);
        if (state instanceof ReleaseState.Approved approved) {
            Map<String, String> seats = approved.votes().stream()
                    .filter(vote -> vote.decision().fillsSeat())
                    .collect(Collectors.toMap(Vote::function, Vote::voter));
            assertThat(seats.keySet())
                    .isEqualTo(approved.submission().quorum().seats().keySet());
            assertThat(new HashSet<>(seats.values())).hasSize(seats.size());
            assertThat(approved.votes()).noneMatch(vote -> vote.decision() == VoteDecision.REJECT);
        } else {
            assertThat(state)
                    .isInstanceOfAny(
                            ReleaseState.InReview.class,
                            ReleaseState.Rejected.class,
                            ReleaseState.ChangesRequested.class);
        }
    }

    private static ReleaseState after(List<Vote> votes) {
        ReleaseState state = submitted();
        for (Vote vote : votes) {
            if (Ballot.cast(state, person(vote.voter()), vote, 0) instanceof VoteOutcome.Accepted accepted) {
                state = accepted.state();
            }
        }
        return state;
    }

    @Provide
    Arbitrary<List<Conditions>> fiveConditions() {
        return Arbitraries.of("origination", "servicing", "marketing")
                .set()
                .ofMinSize(1)
                .map(Conditions::onlyPurposes)
                .injectNull(0.3)
                .map(conditions -> conditions == null ? Conditions.none() : conditions)
                .list()
                .ofSize(5);
    }

    @Provide
    Arbitrary<List<Vote>> ballots() {
        Arbitrary<VoteDecision> decisions = Arbitraries.frequency(
                Tuple.of(12, VoteDecision.APPROVE),
                Tuple.of(2, VoteDecision.ABSTAIN),
                Tuple.of(1, VoteDecision.REJECT),
                Tuple.of(1, VoteDecision.REQUEST_CHANGES));
        return Combinators.combine(Arbitraries.of(PEOPLE), decisions)
                .as((name, decision) -> vote(name, decision))
                .list()
                .ofMaxSize(20);
    }
}
