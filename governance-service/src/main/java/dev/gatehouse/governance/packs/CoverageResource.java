package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

@Path("/api/v1")
class CoverageResource {

    record CoverageList(List<CoverageTable> items) {}

    private final CoverageTables tables;

    @Inject
    CoverageResource(CoverageTables tables) {
        this.tables = tables;
    }

    @GET
    @Path("/coverage")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public CoverageList coverage() {
        return new CoverageList(tables.all());
    }
}
