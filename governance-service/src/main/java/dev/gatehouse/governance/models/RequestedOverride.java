package dev.gatehouse.governance.models;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * An override of a model's tier.
 *
 * @param id of the override
 * @param model name of the model
 * @param tier that is to hold in place of the assessed one
 * @param reason of who asked for it
 * @param until last day of its effect
 * @param state where it stands today
 * @param requestedAt when
 * @param requestedBy name of who asked for it
 * @param requester {@code sub} of who asked, who may not confirm it; never shown
 * @param confirmedAt when a second person did; null before
 * @param confirmedBy name of that person; null before
 * @param endedAt when it was replaced or revoked; null otherwise
 * @param endedBy name of who did that; null otherwise
 * @param endReason why; null otherwise
 */
public record RequestedOverride(
        UUID id,
        String model,
        String tier,
        String reason,
        LocalDate until,
        State state,
        Instant requestedAt,
        String requestedBy,
        @JsonIgnore String requester,
        Instant confirmedAt,
        String confirmedBy,
        Instant endedAt,
        String endedBy,
        String endReason) {

    /** Where an override stands. */
    public enum State {
        /** Waits for a second person, and has no effect. */
        REQUESTED,
        /** Two people said so; assessments use it. */
        CONFIRMED,
        /** Its last day has passed. */
        LAPSED,
        /** A later one took its place. */
        REPLACED,
        /** One person took it back. */
        REVOKED
    }
}
