package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

@Path("/api/v1")
class AuditResource {

    /** {@code plan} is the audit plan of docs/audits.md as JSON. */
    record PlanToFix(
            @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "a SHA-256 has 64 lower-case hexadecimal digits")
            String dataset,

            @NotNull ObjectNode plan) {}

    record FixedPlan(
            String digest,
            String dataset,
            Instant fixedAt,
            @JsonRawValue String plan) {
        static FixedPlan of(AuditPlanEntity e) {
            return new FixedPlan(e.digest, e.datasetSha256, e.fixedAt, e.document);
        }
    }

    record FixedPlans(List<FixedPlan> items) {}

    record RunRequest(
            @NotNull @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the plan's digest, sha256:…")
            String plan) {}

    record Runs(List<AuditRun> items) {}

    private final Audits audits;

    @Inject
    AuditResource(Audits audits) {
        this.audits = audits;
    }

    @POST
    @Path("/models/{model}/audit-plans")
    @RolesAllowed(Roles.VALIDATOR)
    public Response fix(String model, @Valid @NotNull PlanToFix plan) {
        return Response.status(Response.Status.CREATED)
                .entity(FixedPlan.of(audits.fix(model, plan.dataset(), plan.plan())))
                .build();
    }

    @GET
    @Path("/models/{model}/audit-plans")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public FixedPlans plans(String model) {
        return new FixedPlans(audits.plansOf(model).stream().map(FixedPlan::of).toList());
    }

    @POST
    @Path("/models/{model}/versions/{version}/audits")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response run(String model, String version, @Valid @NotNull RunRequest request) {
        AuditRun run = audits.run(model, version, request.plan());
        return Response.created(URI.create("/api/v1/audits/" + run.id()))
                .entity(run)
                .build();
    }

    @GET
    @Path("/models/{model}/versions/{version}/audits")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Runs runs(String model, String version) {
        return new Runs(audits.runsOf(model, version));
    }

    /** The report's bytes exactly as they were stored: their SHA-256 is the report's digest. */
    @GET
    @Path("/audits/{run}/report")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    @jakarta.ws.rs.Produces("application/json")
    public byte[] report(UUID run) {
        return audits.report(run);
    }
}
