package dev.gatehouse.governance.permits;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.UUID;

@Path("/api/v1")
class PermitResource {

    record Suspension(@NotBlank @Size(min = 10, max = 1000) String reason) {}

    private final Permits permits;

    @Inject
    PermitResource(Permits permits) {
        this.permits = permits;
    }

    @GET
    @Path("/permits/{permit}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public IssuedPermit get(UUID permit) {
        return permits.named(permit);
    }

    /** The DSSE envelope as it was signed; anybody with the public key can check it. */
    @GET
    @Path("/permits/{permit}/envelope")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public String envelope(UUID permit) {
        return permits.named(permit).envelope();
    }

    @POST
    @Path("/permits/{permit}/suspend")
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public IssuedPermit suspend(UUID permit, @Valid @NotNull Suspension suspension) {
        return permits.suspend(permit, suspension.reason());
    }
}
