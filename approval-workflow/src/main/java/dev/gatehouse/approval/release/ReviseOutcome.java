package dev.gatehouse.approval.release;

import java.util.List;

/** What became of a revision of a release that was sent back. */
public sealed interface ReviseOutcome {
    /**
     * Every change is answered.
     *
     * @param draft the next release
     * @param answers one for each change, in the order in which the changes were asked for
     */
    record Revised(ReleaseState.Draft draft, List<ChangeAnswer> answers) implements ReviseOutcome {
        /** Copies the list. */
        public Revised {
            answers = List.copyOf(answers);
        }
    }

    /**
     * It does not answer what the board asked for.
     *
     * @param reasons all that is missing or does not fit
     */
    record Refused(List<Refusal> reasons) implements ReviseOutcome {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
