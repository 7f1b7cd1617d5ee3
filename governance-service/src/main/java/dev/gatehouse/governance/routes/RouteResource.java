package dev.gatehouse.governance.routes;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;

@Path("/api/v1")
class RouteResource {

    /** @param fallback {@code none}: no version answers what the permit does not admit. Null: the one that served before, if it may */
    record Deployment(
            @NotBlank @Size(max = 63) String model,
            @NotBlank @Size(max = 63) String version,

            @Pattern(regexp = NO_FALLBACK, message = "is left out, or 'none'")
            String fallback) {}

    private static final String NO_FALLBACK = "none";

    record RouteList(List<Routes.RouteView> items) {}

    private final Routes routes;

    @Inject
    RouteResource(Routes routes) {
        this.routes = routes;
    }

    /** Deploys a version on a route. Refused with every closed gate until it holds an active permit for it. */
    @PUT
    @Path("/environments/{environment}/routes/{route}")
    @RolesAllowed({Roles.ENGINEER, Roles.OPERATOR})
    public Routes.RouteView deploy(String environment, String route, @Valid @NotNull Deployment deployment) {
        return routes.deploy(
                environment, route, deployment.model(), deployment.version(), deployment.fallback() == null);
    }

    @GET
    @Path("/environments/{environment}/routes/{route}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Routes.RouteView get(String environment, String route) {
        return routes.named(environment, route);
    }

    @GET
    @Path("/routes")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public RouteList list() {
        return new RouteList(routes.all());
    }
}
