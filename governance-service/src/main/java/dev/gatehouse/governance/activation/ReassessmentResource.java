package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

@Path("/api/v1")
class ReassessmentResource {

    private static final int MAX_ITEMS = 200;

    record RunList(List<ReassessmentRun> items) {}

    private final Reassessments reassessments;

    @Inject
    ReassessmentResource(Reassessments reassessments) {
        this.reassessments = reassessments;
    }

    @GET
    @Path("/reassessments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public RunList list(@QueryParam("limit") @DefaultValue("20") @Min(1) @Max(MAX_ITEMS) int limit) {
        return new RunList(reassessments.newest(limit));
    }

    @GET
    @Path("/reassessments/{run}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ReassessmentRun get(long run) {
        return reassessments.named(run);
    }
}
