package dev.gatehouse.approval.release;

import dev.gatehouse.approval.gate.GateStatus;
import java.util.List;

/** What became of a submission. */
public sealed interface SubmitOutcome {
    /**
     * The board can vote.
     *
     * @param state the release before the board
     */
    record Submitted(ReleaseState.InReview state) implements SubmitOutcome {}

    /**
     * Gates are closed.
     *
     * @param unmet each closed gate, why, and how to meet it
     */
    record Refused(List<GateStatus> unmet) implements SubmitOutcome {
        /** Copies the list. */
        public Refused {
            unmet = List.copyOf(unmet);
        }
    }
}
