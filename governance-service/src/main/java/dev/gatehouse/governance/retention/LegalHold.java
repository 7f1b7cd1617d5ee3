package dev.gatehouse.governance.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What must not be deleted, whatever its retention says.
 *
 * @param environment of the route; null, as {@code route}, for every route
 * @param from first day, UTC
 * @param to last day, UTC; null when it has no end
 * @param placedBy name of who placed it
 * @param lifting who asked to lift it; null while nobody has
 * @param lifted who agreed, as the second person; null while it stands
 */
public record LegalHold(
        UUID id,
        String environment,
        String route,
        LocalDate from,
        LocalDate to,
        String reason,
        Instant placedAt,
        String placedBy,
        Step lifting,
        Step lifted) {

    /** Somebody's part in lifting it. */
    public record Step(Instant at, String by, String reason) {}
}
