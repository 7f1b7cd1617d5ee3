package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.release.Refusal;
import java.util.List;

/** What became of a request to issue a permit. */
public sealed interface IssueOutcome {
    /**
     * The permit exists.
     *
     * @param permit the permit and its envelope
     */
    record Issued(SignedPermit permit) implements IssueOutcome {}

    /**
     * No permit was made.
     *
     * @param reasons everything that stands in the way
     */
    record Refused(List<Refusal> reasons) implements IssueOutcome {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
