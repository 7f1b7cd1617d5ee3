package dev.gatehouse.governance.permits;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A permit as the other features and the API see it.
 *
 * @param id of the permit
 * @param release that it was granted for
 * @param versionId key of its version; never shown
 * @param environment where it holds
 * @param route for which it holds
 * @param state {@code ACTIVE}, {@code SUSPENDED}, {@code REVOKED}, {@code SUPERSEDED}, or {@code EXPIRED} by the clock
 * @param stateReason why; null for one that was never touched
 * @param stateChangedAt since when
 * @param issuedAt when it was signed
 * @param expiresAt first instant at which it no longer holds
 * @param envelope the DSSE envelope's JSON text, as signed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssuedPermit(
        UUID id,
        UUID release,
        @JsonIgnore long versionId,
        String environment,
        String route,
        String state,
        String stateReason,
        Instant stateChangedAt,
        Instant issuedAt,
        Instant expiresAt,
        @JsonIgnore String envelope) {

    /** Whether it admits traffic now. */
    @JsonIgnore
    public boolean isActive() {
        return state.equals("ACTIVE");
    }
}
