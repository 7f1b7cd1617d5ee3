package dev.gatehouse.approval.release;

import java.util.List;

/** What became of a vote. */
public sealed interface VoteOutcome {
    /**
     * The vote counts.
     *
     * @param state the release after the vote: still in review, or decided
     */
    record Accepted(ReleaseState state) implements VoteOutcome {}

    /**
     * The vote does not count and changes nothing.
     *
     * @param reasons every rule it breaks, in the order of the rules
     */
    record Refused(List<Refusal> reasons) implements VoteOutcome {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
