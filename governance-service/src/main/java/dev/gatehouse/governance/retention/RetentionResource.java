package dev.gatehouse.governance.retention;

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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class RetentionResource {

    /** What a run that somebody asks for may begin within; the rest is for the next. */
    static final Duration RUN_LIMIT = Duration.ofSeconds(30);

    private static final int MAX_PAGE_ITEMS = 200;

    record HoldToPlace(
            @Size(min = 1, max = 63) String environment,
            @Size(min = 1, max = 63) String route,
            @NotNull LocalDate from,
            LocalDate to,

            @NotBlank @Size(min = LegalHolds.MIN_REASON_CHARS, max = LegalHolds.MAX_REASON_CHARS)
            String reason) {}

    record Why(
            @NotBlank @Size(min = LegalHolds.MIN_REASON_CHARS, max = LegalHolds.MAX_REASON_CHARS)
            String reason) {}

    record RouteList(List<Retention.OfRoute> routes) {}

    record HoldList(List<LegalHold> items) {}

    /** One page, the last first; {@code next} is the cursor of the page after it, null on the last one. */
    record DeletionPage(List<Deletion> items, Long next) {}

    private final Retention retention;
    private final LegalHolds holds;

    @Inject
    RetentionResource(Retention retention, LegalHolds holds) {
        this.retention = retention;
        this.holds = holds;
    }

    @GET
    @Path("/retention")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public RouteList routes() {
        return new RouteList(retention.routes());
    }

    @POST
    @Path("/retention/runs")
    @RolesAllowed({Roles.OPERATOR, Roles.COMPLIANCE})
    public Retention.Run run() {
        return retention.run(Retention.By.CALLER, RUN_LIMIT);
    }

    @GET
    @Path("/retention/deletions")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public DeletionPage deletions(
            @QueryParam("cursor") @DefaultValue("9223372036854775807") long cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<Deletion> items = retention.deletions(cursor, limit);
        return new DeletionPage(
                items, items.size() < limit ? null : items.get(items.size() - 1).id());
    }

    @GET
    @Path("/legal-holds")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public HoldList holds() {
        return new HoldList(holds.all());
    }

    @POST
    @Path("/legal-holds")
    @RolesAllowed(Roles.COMPLIANCE)
    public Response place(@Valid @NotNull HoldToPlace hold) {
        LegalHold placed = holds.place(
                Optional.ofNullable(hold.environment()),
                Optional.ofNullable(hold.route()),
                hold.from(),
                Optional.ofNullable(hold.to()),
                hold.reason().strip());
        return Response.status(Response.Status.CREATED).entity(placed).build();
    }

    /** The first to ask, then the second who agrees. */
    @POST
    @Path("/legal-holds/{hold}/lifting")
    @RolesAllowed(Roles.COMPLIANCE)
    public Response lift(UUID hold, @Valid @NotNull Why why) {
        LegalHold now = holds.lift(hold, why.reason().strip());
        return Response.status(now.lifted() == null ? Response.Status.ACCEPTED : Response.Status.OK)
                .entity(now)
                .build();
    }

    @POST
    @Path("/legal-holds/{hold}/lifting/refusal")
    @RolesAllowed(Roles.COMPLIANCE)
    public LegalHold keep(UUID hold, @Valid @NotNull Why why) {
        return holds.keep(hold, why.reason().strip());
    }
}
