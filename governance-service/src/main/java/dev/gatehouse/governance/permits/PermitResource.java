package dev.gatehouse.governance.permits;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class PermitResource {

    private static final int MAX_PAGE_ITEMS = 200;

    record Suspension(@NotBlank @Size(min = 10, max = 1000) String reason) {}

    record Revocation(@NotBlank @Size(min = 10, max = 1000) String reason) {}

    /** One page; {@code next} is the cursor of the page after it, null on the last one. */
    record PermitPage(List<IssuedPermit> items, UUID next) {}

    /** Every act, oldest first. */
    record ActList(List<StoredPermits.Act> items) {}

    private final Permits permits;
    private final StoredPermits stored;

    @Inject
    PermitResource(Permits permits, StoredPermits stored) {
        this.permits = permits;
        this.stored = stored;
    }

    @GET
    @Path("/permits")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public PermitPage list(
            @QueryParam("model") String model,
            @QueryParam("environment") String environment,
            @QueryParam("state") PermitFilter.State state,
            @QueryParam("expiring_before") String expiringBefore,
            @QueryParam("cursor") UUID cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        PermitFilter filter = new PermitFilter(
                Optional.ofNullable(model),
                Optional.ofNullable(environment),
                Optional.ofNullable(state),
                Optional.ofNullable(expiringBefore).map(PermitResource::instant));
        List<IssuedPermit> found = stored.newest(filter, Optional.ofNullable(cursor), limit + 1);
        List<IssuedPermit> items = found.stream().limit(limit).toList();
        return new PermitPage(items, found.size() > limit ? items.get(limit - 1).id() : null);
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

    @GET
    @Path("/permits/{permit}/acts")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ActList acts(UUID permit) {
        return new ActList(stored.history(permits.named(permit).id()));
    }

    @POST
    @Path("/permits/{permit}/suspend")
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public IssuedPermit suspend(UUID permit, @Valid @NotNull Suspension suspension) {
        return permits.suspend(permit, suspension.reason());
    }

    @POST
    @Path("/permits/{permit}/revoke")
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public IssuedPermit revoke(UUID permit, @Valid @NotNull Revocation revocation) {
        return permits.revoke(permit, revocation.reason());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new dev.gatehouse.approval.canonical.InvalidDocumentException(
                    "expiring_before: '" + text + "' is not an instant such as 2026-12-31T00:00:00Z", e);
        }
    }
}
