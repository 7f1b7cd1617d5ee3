package dev.gatehouse.governance.emergency;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class EmergencyResource {

    private static final int MAX_PAGE_ITEMS = 200;
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String NAME_HELP = "use 1 to 63 lower-case letters, digits and inner hyphens";

    record EmergencyUse(
            @NotBlank @Size(max = 63) String model,
            @NotBlank @Size(max = 63) String version,

            @NotNull @Pattern(regexp = NAME, message = NAME_HELP)
            String environment,

            @NotNull @Pattern(regexp = NAME, message = NAME_HELP)
            String route,

            @NotBlank @Size(min = 10, max = 1000) String reason,

            @Pattern(
                    regexp = EmergencyForm.SHARE,
                    message = "is a share above 0 and at most 1 with up to 6 decimals, such as \"0.1\"")
            String trafficCap,

            Instant until) {}

    record Confirmation(
            @NotBlank @Size(max = 63) String function,
            @NotBlank @Size(min = 10, max = 1000) String rationale,

            @NotNull
            @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the digest of the dossier you read, sha256:…")
            String dossierDigest) {}

    record EmergencyRefusal(
            @NotBlank @Size(min = 10, max = 1000) String reason) {}

    /** One page; {@code next} is the cursor of the page after it, null on the last one. */
    record EmergencyPage(List<EmergencyView> items, UUID next) {}

    private final Emergencies emergencies;

    @Inject
    EmergencyResource(Emergencies emergencies) {
        this.emergencies = emergencies;
    }

    @POST
    @Path("/emergency-permits")
    @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.BOARD})
    public Response request(@Valid @NotNull EmergencyUse use) {
        EmergencyView request = emergencies.request(new EmergencyToRequest(
                use.model(),
                use.version(),
                use.environment(),
                use.route(),
                use.reason(),
                Optional.ofNullable(use.trafficCap()).map(BigDecimal::new),
                Optional.ofNullable(use.until())));
        return Response.created(URI.create("/api/v1/emergency-permits/" + request.id()))
                .entity(request)
                .build();
    }

    @GET
    @Path("/emergency-permits")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public EmergencyPage list(
            @QueryParam("cursor") UUID cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<EmergencyView> found = emergencies.newest(Optional.ofNullable(cursor), limit + 1);
        List<EmergencyView> items = found.stream().limit(limit).toList();
        return new EmergencyPage(
                items, found.size() > limit ? items.get(limit - 1).id() : null);
    }

    @GET
    @Path("/emergency-permits/{emergency}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public EmergencyView get(UUID emergency) {
        return emergencies.named(emergency);
    }

    /** The dossier's bytes: their SHA-256 is what the confirmation and the permit name. */
    @GET
    @Path("/emergency-permits/{emergency}/dossier")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public byte[] dossier(UUID emergency) {
        return emergencies.dossier(emergency).bytes();
    }

    @POST
    @Path("/emergency-permits/{emergency}/confirm")
    @RolesAllowed(Roles.BOARD)
    public EmergencyView confirm(UUID emergency, @Valid @NotNull Confirmation confirmation) {
        return emergencies.confirm(
                emergency, confirmation.function(), confirmation.rationale(), confirmation.dossierDigest());
    }

    @POST
    @Path("/emergency-permits/{emergency}/refuse")
    @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.BOARD})
    public EmergencyView refuse(UUID emergency, @Valid @NotNull EmergencyRefusal refusal) {
        return emergencies.refuse(emergency, refusal.reason());
    }
}
