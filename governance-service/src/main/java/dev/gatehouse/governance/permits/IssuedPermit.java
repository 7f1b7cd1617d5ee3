package dev.gatehouse.governance.permits;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A permit as the other features and the API see it.
 *
 * @param id of the permit
 * @param release that it was granted for; null for emergency use
 * @param versionId key of its version; never shown
 * @param model name of the model
 * @param version name of the version
 * @param environment where it holds
 * @param route for which it holds
 * @param basis {@code board}, or {@code emergency}
 * @param state {@code ACTIVE}, {@code SUSPENDED}, {@code REVOKED}, {@code SUPERSEDED}, or {@code EXPIRED} by the clock
 * @param stateReason why; null for one that was never touched, or was resumed
 * @param stateChangedAt since when
 * @param issuedAt when it was signed
 * @param expiresAt first instant at which it no longer holds
 * @param resumeAskedAt when the first of two people asked to resume it; null while nobody has
 * @param resumeAskedReason why they asked
 * @param envelope the DSSE envelope's JSON text, as signed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssuedPermit(
        UUID id,
        UUID release,
        @JsonIgnore long versionId,
        String model,
        String version,
        String environment,
        String route,
        String basis,
        String state,
        String stateReason,
        Instant stateChangedAt,
        Instant issuedAt,
        Instant expiresAt,
        Instant resumeAskedAt,
        String resumeAskedReason,
        @JsonIgnore String envelope) {

    /** Whether it admits traffic now. */
    @JsonIgnore
    public boolean isActive() {
        return state.equals("ACTIVE");
    }

    /** Whether it was suspended and nothing followed yet. */
    @JsonIgnore
    public boolean isSuspended() {
        return state.equals("SUSPENDED");
    }

    /** Whether nothing can be done with it any more. */
    @JsonIgnore
    public boolean isFinal() {
        return state.equals("REVOKED") || state.equals("SUPERSEDED");
    }

    /** Whether two people granted it before validation, instead of the board. */
    @JsonIgnore
    public boolean isEmergency() {
        return basis.equals("emergency");
    }
}
