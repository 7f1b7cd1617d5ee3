package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.gateway.Refusal;
import java.util.Map;
import java.util.Optional;

/**
 * All routes at one moment. Replaced as a whole, never changed.
 *
 * @param snapshot the snapshot it was made from; empty when there is none to believe
 * @param routes by name
 * @param closed why there is no snapshot to believe; then every name is refused with it
 */
public record RoutingTable(Optional<RouteSnapshot> snapshot, Map<String, Route> routes, Optional<Refusal> closed) {

    public RoutingTable {
        routes = Map.copyOf(routes);
    }

    static RoutingTable closed(Refusal.Code code, String sentence) {
        return new RoutingTable(Optional.empty(), Map.of(), Optional.of(new Refusal(code, sentence)));
    }

    /** The route of a name. */
    public Optional<Route> route(String name) {
        return Optional.ofNullable(routes.get(name));
    }

    /** Why a name has no route. */
    public Refusal unknown(String name) {
        return closed.orElseGet(() -> new Refusal(
                Refusal.Code.UNKNOWN_ROUTE,
                "There is no route '" + name + "' in this environment; call a deployed route by its name."));
    }
}
