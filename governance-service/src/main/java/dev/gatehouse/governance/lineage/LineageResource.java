package dev.gatehouse.governance.lineage;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/api/v1")
class LineageResource {

    private final Ways ways;

    @Inject
    LineageResource(Ways ways) {
        this.ways = ways;
    }

    /** The version's way from its data to the labels of what it predicted. */
    @GET
    @Path("/models/{model}/versions/{version}/lineage")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Lineage get(String model, String version) {
        return ways.of(model, version);
    }
}
