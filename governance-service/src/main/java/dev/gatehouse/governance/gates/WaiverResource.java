package dev.gatehouse.governance.gates;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.governance.waivers.NewWaiver;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class WaiverResource {

    /** Shortest and longest reason, characters. */
    static final int MIN_REASON_CHARS = 10;

    static final int MAX_REASON_CHARS = 2000;

    /** {@code trafficCap} is left out for none. */
    record WaiverToRequest(
            @NotBlank @Size(max = 100) String gate,

            @NotNull
            @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}", message = "lower-case letters, digits and hyphens, at most 63")
            String environment,

            @NotBlank @Size(min = MIN_REASON_CHARS, max = MAX_REASON_CHARS)
            String reason,

            @NotNull LocalDate until,

            @DecimalMin(value = "0", inclusive = false) @DecimalMax("1")
            BigDecimal trafficCap) {}

    /** {@code function} is the board function that the caller acts for. */
    record Decision(
            @NotBlank @Size(max = 63) String function,

            @NotBlank @Size(min = MIN_REASON_CHARS, max = MAX_REASON_CHARS)
            String rationale) {}

    record Revocation(
            @NotBlank @Size(min = MIN_REASON_CHARS, max = MAX_REASON_CHARS)
            String reason) {}

    record WaiverList(List<GrantedWaiver> items) {}

    private final GateWaivers waivers;

    @Inject
    WaiverResource(GateWaivers waivers) {
        this.waivers = waivers;
    }

    @GET
    @Path("/models/{model}/versions/{version}/waivers")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public WaiverList list(String model, String version) {
        return new WaiverList(waivers.of(model, version));
    }

    @POST
    @Path("/models/{model}/versions/{version}/waivers")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response request(String model, String version, @Valid @NotNull WaiverToRequest wanted) {
        return Response.status(Response.Status.CREATED)
                .entity(waivers.request(
                        model,
                        version,
                        new NewWaiver(
                                wanted.gate(),
                                wanted.environment(),
                                wanted.reason(),
                                wanted.until(),
                                Optional.ofNullable(wanted.trafficCap()))))
                .build();
    }

    @POST
    @Path("/models/{model}/versions/{version}/waivers/{waiver}/confirmation")
    @RolesAllowed(Roles.BOARD)
    public GrantedWaiver confirm(String model, String version, UUID waiver, @Valid @NotNull Decision decision) {
        return waivers.confirm(model, version, waiver, decision.function(), decision.rationale());
    }

    @POST
    @Path("/models/{model}/versions/{version}/waivers/{waiver}/refusal")
    @RolesAllowed(Roles.BOARD)
    public GrantedWaiver refuse(String model, String version, UUID waiver, @Valid @NotNull Decision decision) {
        return waivers.refuse(model, version, waiver, decision.function(), decision.rationale());
    }

    @POST
    @Path("/models/{model}/versions/{version}/waivers/{waiver}/revocation")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public GrantedWaiver revoke(String model, String version, UUID waiver, @Valid @NotNull Revocation revocation) {
        return waivers.revoke(model, version, waiver, revocation.reason());
    }
}
