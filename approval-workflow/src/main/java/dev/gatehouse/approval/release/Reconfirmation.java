package dev.gatehouse.approval.release;

import java.util.List;

/** Whether an approval still stands when its permit is to be made. */
public sealed interface Reconfirmation {
    /**
     * It stands.
     *
     * @param decision what a permit is made from
     */
    record Stands(Decision decision) implements Reconfirmation {}

    /**
     * It does not; a new round is needed.
     *
     * @param reasons everything that changed
     */
    record Lapsed(List<Refusal> reasons) implements Reconfirmation {
        /** Copies the list. */
        public Lapsed {
            reasons = List.copyOf(reasons);
        }
    }
}
