package dev.gatehouse.governance.search;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

@Path("/api/v1")
class SearchResource {

    /** What was found, by kind; empty where nothing that the caller may open fits. */
    record Found(List<Search.Group> groups) {}

    private final Search search;

    @Inject
    SearchResource(Search search) {
        this.search = search;
    }

    @GET
    @Path("/search")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Found search(@QueryParam("q") @DefaultValue("") String q) {
        return new Found(search.find(q));
    }
}
