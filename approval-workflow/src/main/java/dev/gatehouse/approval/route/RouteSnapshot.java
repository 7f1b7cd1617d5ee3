package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All routes of an environment at one position.
 *
 * @param position where it stands in the order of snapshots
 * @param environment the environment; a gateway of another one refuses it
 * @param issuedAt when it was signed; a heartbeat is the same snapshot signed later
 * @param routes the routes, their names all different
 */
public record RouteSnapshot(Position position, String environment, Instant issuedAt, List<RouteEntry> routes) {
    /** Most routes of an environment. */
    public static final int MAX_ROUTES = 1_000;

    /** @throws InvalidDocumentException if a field is out of its range or a route appears twice */
    public RouteSnapshot {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(issuedAt, "issuedAt");
        Identifiers.requireName(environment, "environment");
        routes = List.copyOf(routes);
        if (routes.size() > MAX_ROUTES) {
            throw new InvalidDocumentException(
                    "a snapshot has " + routes.size() + " routes; at most " + MAX_ROUTES + " are allowed");
        }
        Set<String> names = new HashSet<>();
        for (RouteEntry entry : routes) {
            if (!names.add(entry.route())) {
                throw new InvalidDocumentException("a snapshot has the route " + entry.route() + " twice");
            }
        }
    }

    /** Whether this snapshot is of a later position than the other. */
    public boolean isNewerThan(RouteSnapshot other) {
        return position.compareTo(other.position) > 0;
    }

    /** Whether both say the same at the same position: one is a heartbeat of the other. When each was signed does not matter. */
    public boolean isSameAs(RouteSnapshot other) {
        return position.equals(other.position) && environment.equals(other.environment) && routes.equals(other.routes);
    }

    /**
     * Whether this snapshot must be refused by who holds the other one: it is of an earlier position, signed earlier at the same position,
     * or says something else at the same position.
     */
    public boolean isRolledBackFrom(RouteSnapshot held) {
        int order = position.compareTo(held.position);
        return order < 0 || (order == 0 && (!isSameAs(held) || issuedAt.isBefore(held.issuedAt)));
    }

    /** The same snapshot as of another instant, to be signed as a heartbeat. */
    public RouteSnapshot renewedAt(Instant now) {
        return new RouteSnapshot(position, environment, now, routes);
    }

    /** The route of this name. */
    public Optional<RouteEntry> route(String name) {
        return routes.stream().filter(entry -> entry.route().equals(name)).findFirst();
    }

    /** Whether the snapshot is too old for one of its routes to be served. */
    public boolean isStaleFor(RouteEntry entry, Instant now) {
        return now.isAfter(issuedAt.plus(entry.stalenessLimit()));
    }
}
