package dev.gatehouse.governance.home;

import java.time.Instant;

/**
 * Something that waits for the caller. The page has the words; here is what they speak of.
 *
 * @param kind says which words
 * @param page where it is seen to
 * @param title of the finding, or name of the model or pack
 * @param version of the model; null where it is about no version
 * @param about what the sentence of that kind speaks of; likewise {@code beside}; null where it speaks of nothing more
 * @param at when it is due, ends, or was asked for, as its group says
 * @param late whether it should have been done already
 */
public record WaitingItem(
        Kind kind, String page, String title, String version, String about, String beside, Instant at, boolean late) {

    /** What is to be done; with {@code about} and {@code beside}. */
    public enum Kind {
        /** A vote; environment and route. */
        VOTE,
        /** A vote before which questions are to be answered; how many. */
        VOTE_AFTER_QUESTIONS,
        /** A waiver to decide on; gate and environment. */
        WAIVER,
        /** Emergency use to confirm; environment. */
        EMERGENCY,
        /** A suspended permit to resume. */
        RESUMPTION,
        /** Another tier to confirm; the tier. */
        OVERRIDE,
        /** Another file of a pack to activate. */
        PACK,
        /** A pack to retire. */
        PACK_RETIRED,
        /** A finding to be made milder, or due later; its model. */
        EASED_FINDING,
        /** A question of the board; the section of the dossier. */
        QUESTION,
        /** An open finding; its model and severity. */
        FINDING,
        /** A route that refuses its callers; its environment, and the state of its permit, {@code EXPIRED} where it ended. */
        ROUTE,
        /** A permit that ends; environment and route. */
        PERMIT,
        /** Closed gates; their titles. */
        GATES
    }
}
