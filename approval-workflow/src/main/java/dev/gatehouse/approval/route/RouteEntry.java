package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One route of a snapshot.
 *
 * @param route name that clients call
 * @param model name of the model, of which every target is a version
 * @param stalenessLimit how long the route serves after the snapshot was last signed
 * @param secret by which shares of its subjects are drawn; empty in a snapshot of a service that knew none, and then no share can be drawn
 * @param primary what was deployed
 * @param fallback what answers calls that the primary's permit does not admit; of another version that takes the same requests
 */
public record RouteEntry(
        String route,
        String model,
        Duration stalenessLimit,
        Optional<RouteSecret> secret,
        RouteTarget primary,
        Optional<RouteTarget> fallback) {
    /** Longest staleness limit. */
    public static final Duration MAX_STALENESS = Duration.ofDays(7);

    /** @throws InvalidDocumentException if a field is out of its range, or the fallback cannot stand in for the primary */
    public RouteEntry {
        Identifiers.requireName(route, "route");
        Identifiers.requireName(model, "model");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(primary, "primary");
        if (stalenessLimit.isNegative() || stalenessLimit.isZero() || stalenessLimit.compareTo(MAX_STALENESS) > 0) {
            throw new InvalidDocumentException("route " + route + ": the staleness limit " + stalenessLimit
                    + " is not above 0 and at most " + MAX_STALENESS);
        }
        if (fallback.filter(other -> other.version().equals(primary.version())).isPresent()) {
            throw new InvalidDocumentException("route " + route + ": the fallback is the version that is deployed");
        }
        if (fallback.filter(other -> !other.signature().takesRequestsOf(primary.signature()))
                .isPresent()) {
            throw new InvalidDocumentException("route " + route
                    + ": the fallback's signature has another protocol or input, so it cannot take the same requests");
        }
    }

    /** The primary, then the fallback if there is one. */
    public List<RouteTarget> targets() {
        return Stream.concat(Stream.of(primary), fallback.stream()).toList();
    }
}
