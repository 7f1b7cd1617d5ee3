package dev.gatehouse.governance.findings;

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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class FindingResource {

    private static final int MAX_PAGE_ITEMS = 200;

    record Closing(@NotBlank @Size(min = 10, max = 2000) String note) {}

    /** One page; {@code next} is the cursor of the page after it, null on the last one. */
    record FindingPage(List<Finding> items, UUID next) {}

    private final Findings findings;

    @Inject
    FindingResource(Findings findings) {
        this.findings = findings;
    }

    @GET
    @Path("/findings")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public FindingPage list(
            @QueryParam("model") String model,
            @QueryParam("state") Finding.State state,
            @QueryParam("cursor") UUID cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<Finding> found = findings.newest(
                Optional.ofNullable(model), Optional.ofNullable(state), Optional.ofNullable(cursor), limit + 1);
        List<Finding> items = found.stream().limit(limit).toList();
        return new FindingPage(
                items, found.size() > limit ? items.get(limit - 1).id() : null);
    }

    @GET
    @Path("/findings/{finding}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Finding get(UUID finding) {
        return findings.named(finding);
    }

    @POST
    @Path("/findings/{finding}/closing")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Finding close(UUID finding, @Valid @NotNull Closing closing) {
        return findings.close(finding, closing.note());
    }
}
