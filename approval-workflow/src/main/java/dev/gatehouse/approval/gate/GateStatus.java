package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import java.util.Optional;

/**
 * Whether one gate is open, and why.
 *
 * @param id the requirement
 * @param title the requirement in a few words
 * @param reason the reason as a code
 * @param why one sentence
 * @param howToMeet one sentence: what would open it; also present when it is open
 * @param evidence the evidence that decided; empty if there is none
 */
public record GateStatus(
        String id, String title, Reason reason, String why, String howToMeet, Optional<Digest> evidence) {
    /** Why a gate is open or closed. */
    public enum Reason {
        /** Evidence meets the requirement: the only reason for which a gate is open. */
        MET,
        /** No evidence was given. */
        MISSING,
        /** The evidence is of another kind. */
        WRONG_KIND,
        /** The evidence was given by somebody who may not give it. */
        WRONG_GIVER,
        /** The evidence speaks of another artifact. */
        OTHER_ARTIFACT,
        /** No audit plan is fixed. */
        NO_PLAN,
        /** The audit ran on another plan, or before the plan was fixed. */
        OTHER_PLAN,
        /** The evidence is too old. */
        STALE,
        /** The evidence is dated in the future. */
        FROM_THE_FUTURE,
        /** The audit failed. */
        FAILED,
        /** The audit could not tell. */
        INSUFFICIENT
    }

    /** Whether the gate is open. */
    public boolean open() {
        return reason == Reason.MET;
    }
}
