package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.release.Refusal;
import java.util.List;

/** What became of an attempt to resume a permit. */
public sealed interface ResumeOutcome {
    /**
     * One person has asked; it stays suspended until another agrees.
     *
     * @param first who asked
     */
    record Waiting(Resumer first) implements ResumeOutcome {}

    /**
     * The permit admits again.
     *
     * @param state the new state
     */
    record Resumed(PermitLifecycle.Active state) implements ResumeOutcome {}

    /**
     * It stays suspended.
     *
     * @param reasons everything that stands in the way
     */
    record Refused(List<Refusal> reasons) implements ResumeOutcome {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
