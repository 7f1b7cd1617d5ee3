package dev.gatehouse.governance.permits;

import java.time.Instant;
import java.util.Optional;

/**
 * Which permits to list; an empty part does not limit.
 *
 * @param model name of the model
 * @param environment where they hold
 * @param state in which they are, by the clock too
 * @param expiringBefore only active and suspended ones that have not ended yet and end before this instant
 */
public record PermitFilter(
        Optional<String> model, Optional<String> environment, Optional<State> state, Optional<Instant> expiringBefore) {

    /** Where a permit stands. */
    public enum State {
        ACTIVE,
        SUSPENDED,
        REVOKED,
        SUPERSEDED,
        /** Past its end and in no other state; computed, never stored. */
        EXPIRED
    }

    /** Every permit. */
    public static PermitFilter all() {
        return new PermitFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
