package dev.gatehouse.governance.permits;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** A permit's signed envelope to download for who is signed in to the pages. */
@Path("/ui/permits/{permit}")
class PermitPages {

    private final Permits permits;

    @Inject
    PermitPages(Permits permits) {
        this.permits = permits;
    }

    @GET
    @Path("/envelope.json")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response envelope(UUID permit) {
        return Response.ok(permits.named(permit).envelope())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"permit-" + permit + ".dsse.json\"")
                .build();
    }
}
