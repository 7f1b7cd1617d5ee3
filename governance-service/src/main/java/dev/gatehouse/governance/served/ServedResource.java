package dev.gatehouse.governance.served;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.util.List;

@Path("/api/v1")
class ServedResource {

    record Deployments(List<ServedThen.Deployment> items) {}

    private final RouteHistory history;
    private final Clock clock;

    @Inject
    ServedResource(RouteHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /** What the route served at a moment, and by whose word. */
    @GET
    @Path("/environments/{environment}/routes/{route}/served")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ServedThen served(
            String environment,
            String route,
            @QueryParam("at") @DefaultValue("") String at,
            @QueryParam("zone") @DefaultValue("") String zone) {
        return history.at(
                environment,
                route,
                Moment.parse(at.strip(), zone.strip(), clock.instant()).at());
    }

    /** Every deployment on the route, newest first. */
    @GET
    @Path("/environments/{environment}/routes/{route}/deployments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Deployments deployments(String environment, String route) {
        return new Deployments(history.deployments(environment, route));
    }
}
