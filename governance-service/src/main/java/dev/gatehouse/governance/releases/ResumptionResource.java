package dev.gatehouse.governance.releases;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.permits.IssuedPermit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

@Path("/api/v1")
class ResumptionResource {

    record Resumption(@NotBlank @Size(min = 10, max = 1000) String reason) {}

    private final Resumptions resumptions;

    @Inject
    ResumptionResource(Resumptions resumptions) {
        this.resumptions = resumptions;
    }

    /** 202 for the first person's call, 200 for that of the second, who opens the gate. */
    @POST
    @Path("/permits/{permit}/resume")
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public Response resume(UUID permit, @Valid @NotNull Resumption resumption) {
        IssuedPermit resumed = resumptions.resume(permit, resumption.reason());
        return Response.status(resumed.isSuspended() ? Response.Status.ACCEPTED : Response.Status.OK)
                .entity(resumed)
                .build();
    }
}
