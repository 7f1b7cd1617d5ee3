package dev.gatehouse.governance.waivers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A waiver as the API and the pages show it.
 *
 * @param id of the waiver
 * @param versionId key of its version; never shown
 * @param gate that it is for
 * @param environment where it holds
 * @param cause for which the gate was closed: {@code missing}, {@code stale}, {@code insufficient} or {@code failed}
 * @param reason in the words of who asked
 * @param trafficCap the largest share of traffic, as a decimal text; null for any
 * @param until the last day on which it holds
 * @param state {@code REQUESTED}, {@code CONFIRMED}, {@code REFUSED} or {@code REVOKED}; {@code EXPIRED} once that day has passed
 * @param requestedAt when
 * @param requestedBy name of who asked
 * @param requestedAs functions that they acted for
 * @param decidedAt when it was confirmed or refused; null before
 * @param decidedBy name of who did; null before
 * @param decidedAs function that they acted for; null before
 * @param rationale why; null before
 * @param endedAt when it was revoked; null otherwise
 * @param endedBy name of who revoked it; null otherwise
 * @param endReason why; null otherwise
 */
public record GrantedWaiver(
        UUID id,
        @JsonIgnore long versionId,
        String gate,
        String environment,
        String cause,
        String reason,
        String trafficCap,
        LocalDate until,
        String state,
        Instant requestedAt,
        String requestedBy,
        List<String> requestedAs,
        Instant decidedAt,
        String decidedBy,
        String decidedAs,
        String rationale,
        Instant endedAt,
        String endedBy,
        String endReason) {

    /** Whether it was confirmed and not taken back, whether or not its time is over. */
    @JsonIgnore
    public boolean wasConfirmed() {
        return inForce() || (state.equals("EXPIRED") && decidedAt != null);
    }

    /** Whether it holds its gate open, where the gate is still closed for its cause. */
    @JsonIgnore
    public boolean inForce() {
        return state.equals("CONFIRMED");
    }

    /** Whether a second person can still decide on it. */
    @JsonIgnore
    public boolean waits() {
        return state.equals("REQUESTED");
    }
}
