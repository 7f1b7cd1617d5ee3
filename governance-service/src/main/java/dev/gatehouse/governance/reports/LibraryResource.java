package dev.gatehouse.governance.reports;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

@Path("/api/v1")
class LibraryResource {

    private static final int MAX_PAGE_ITEMS = 200;

    private final ReportLibrary library;

    @Inject
    LibraryResource(ReportLibrary library) {
        this.library = library;
    }

    @GET
    @Path("/reports")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ReportLibrary.Page list(
            @QueryParam("q") @DefaultValue("") String text,
            @QueryParam("kind") @DefaultValue("") String kind,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        return library.forApi(ReportLibrary.Search.of(text, kind, from, to), cursor, limit);
    }
}
