package dev.gatehouse.approval.release;

import java.util.List;

/** Whether an approval still stands when its permit is to be made. */
public sealed interface Reconfirmation {
    /**
     * It stands.
     *
     * @param decision what a permit is made from: the votes that stand, and the limits that they set together
     * @param lapsed votes that no longer count; the others fill every seat without them
     */
    record Stands(Decision decision, List<LapsedVote> lapsed) implements Reconfirmation {
        /** Copies the list. */
        public Stands {
            lapsed = List.copyOf(lapsed);
        }
    }

    /**
     * Seats are empty again: votes lapsed because their voters no longer hold the function. The round goes on with the other votes.
     *
     * @param review the release before the board, with the votes that stand and those that lapsed just now
     */
    record Reopened(ReleaseState.InReview review) implements Reconfirmation {}

    /**
     * None of its votes counts any more.
     *
     * @param reason what changed
     */
    record Lapsed(Refusal reason) implements Reconfirmation {}
}
