package dev.gatehouse.governance.packs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;

/**
 * A proposal to make a file the active one of its pack, or to retire the pack.
 *
 * @param id of the proposal
 * @param pack id of the pack
 * @param digest of the file; null when the pack is to be retired
 * @param version of the file; null when the pack is to be retired
 * @param replaces digest that was active when this was read, or, once decided, null
 * @param reason why, in the proposer's words
 * @param state where it stands
 * @param proposedAt when
 * @param proposedBy name of the proposer
 * @param proposer {@code sub} of the proposer, who may not activate it; never shown
 * @param decidedAt when it was activated, rejected or withdrawn; null while it waits
 * @param decidedBy name of who did; null while it waits
 * @param decisionReason why; null while it waits
 */
public record PackProposal(
        UUID id,
        String pack,
        String digest,
        String version,
        String replaces,
        String reason,
        State state,
        Instant proposedAt,
        String proposedBy,
        @JsonIgnore String proposer,
        Instant decidedAt,
        String decidedBy,
        String decisionReason) {

    /** Where a proposal stands. */
    public enum State {
        /** Waits for a second person. */
        PROPOSED,
        /** In force since it was decided. */
        ACTIVE,
        /** Was in force until a later one of the same pack took its place. */
        REPLACED,
        /** A second person said no. */
        REJECTED,
        /** The proposer took it back. */
        WITHDRAWN
    }

    /** Whether the pack is to apply no more. */
    public boolean retire() {
        return digest == null;
    }
}
