package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.release.Refusal;
import java.util.List;

/** What became of the confirmation of an emergency request. */
public sealed interface EmergencyOutcome {
    /**
     * Two people agreed.
     *
     * @param decision from which a permit can be issued
     */
    record Confirmed(EmergencyDecision decision) implements EmergencyOutcome {}

    /**
     * It is not confirmed.
     *
     * @param reasons everything that stands in the way
     */
    record Refused(List<Refusal> reasons) implements EmergencyOutcome {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
