package dev.gatehouse.approval.permit;

import java.util.List;

/** Whether a permit admits a route or a call. */
public sealed interface Admission {
    /** It does. */
    record Admitted() implements Admission {}

    /**
     * It does not.
     *
     * @param reasons everything that stands in the way, at least one; the first is the answer's code
     */
    record Refused(List<Reason> reasons) implements Admission {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * One thing that stands in the way.
     *
     * @param code the reason code
     * @param sentence one sentence
     */
    record Reason(RefusalCode code, String sentence) {}

    /** Admitted if there is no reason against it. */
    static Admission of(List<Reason> against) {
        return against.isEmpty() ? new Admitted() : new Refused(against);
    }
}
