package dev.gatehouse.governance.emergency;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A request for emergency use as the API and the pages show it.
 *
 * @param id of the request
 * @param trafficCap share of subjects asked for, decimal text
 * @param until when it is to end; null for the longest that the policy allows
 * @param dossierDigest the dossier as it stands, closed gates included; who confirms names it
 * @param state {@code OPEN}, {@code LAPSED} by the clock, {@code CONFIRMED} or {@code REFUSED}
 * @param requestedBy name of who asked
 * @param capacity in which they asked
 * @param confirmBefore last instant at which an open one can be confirmed
 * @param decidedBy name of who confirmed or refused it; null while it is open
 * @param decidedAs function for which they confirmed; null otherwise
 * @param rationale why they did; null while it is open
 * @param permit that followed; null if none did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EmergencyView(
        UUID id,
        String model,
        String version,
        String environment,
        String route,
        String reason,
        String trafficCap,
        Instant until,
        String dossierDigest,
        String state,
        String requestedBy,
        String capacity,
        Instant requestedAt,
        Instant confirmBefore,
        String decidedBy,
        String decidedAs,
        Instant decidedAt,
        String rationale,
        UUID permit) {

    /** Whether a second person can still confirm it. */
    @JsonIgnore
    public boolean isOpen() {
        return state.equals("OPEN");
    }
}
