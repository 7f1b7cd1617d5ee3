package dev.gatehouse.governance.models;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.risk.Tier;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

@Path("/api/v1")
class OverrideResource {

    record OverrideToRequest(
            @NotNull @Pattern(regexp = "LOW|MEDIUM|HIGH", message = "is one of LOW, MEDIUM, HIGH")
            String tier,

            @NotBlank @Size(min = 20, max = 2000) String reason,
            @NotNull LocalDate until) {}

    record Revocation(@NotBlank @Size(min = 10, max = 1000) String reason) {}

    record OverrideList(List<RequestedOverride> items) {}

    private final Overrides overrides;

    @Inject
    OverrideResource(Overrides overrides) {
        this.overrides = overrides;
    }

    @GET
    @Path("/models/{model}/overrides")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public OverrideList list(String model) {
        return new OverrideList(overrides.of(model));
    }

    @POST
    @Path("/models/{model}/overrides")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response request(String model, @Valid @NotNull OverrideToRequest wanted) {
        RequestedOverride requested =
                overrides.request(model, Tier.valueOf(wanted.tier()), wanted.reason(), wanted.until());
        return Response.created(URI.create("/api/v1/models/" + model + "/overrides"))
                .entity(requested)
                .build();
    }

    @POST
    @Path("/models/{model}/overrides/{override}/confirmation")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public RequestedOverride confirm(String model, UUID override) {
        return overrides.confirm(model, override);
    }

    @POST
    @Path("/models/{model}/overrides/{override}/revocation")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.COMPLIANCE})
    public RequestedOverride revoke(String model, UUID override, @Valid @NotNull Revocation revocation) {
        return overrides.revoke(model, override, revocation.reason());
    }
}
