package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
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
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

@Path("/api/v1")
class AuditResource {

    /**
     * A plan with its data.
     *
     * @param reference the rows that a plan of drift or performance compares the data with; null where it names none
     * @param plan the audit plan of docs/audits.md, docs/drift.md or docs/performance.md as JSON
     */
    record PlanToFix(
            @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "a SHA-256 has 64 lower-case hexadecimal digits")
            String dataset,

            @Pattern(regexp = "[0-9a-f]{64}", message = "a SHA-256 has 64 lower-case hexadecimal digits")
            String reference,

            @NotNull ObjectNode plan) {}

    record FixedPlan(
            String digest,
            String kind,
            String dataset,
            @JsonInclude(JsonInclude.Include.NON_NULL) String reference,
            Instant fixedAt,
            @JsonRawValue String plan) {
        static FixedPlan of(AuditPlanEntity e) {
            return new FixedPlan(e.digest, e.kind, e.datasetSha256, e.referenceSha256, e.fixedAt, e.document);
        }
    }

    record FixedPlans(List<FixedPlan> items) {}

    record RunRequest(
            @NotNull @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the plan's digest, sha256:…")
            String plan) {}

    record Runs(List<AuditRun> items) {}

    private final AuditPlans plans;
    private final Audits audits;
    private final AuditReports reports;
    private final AuditCells cells;
    private final AuditRunner runner;

    @Inject
    AuditResource(AuditPlans plans, Audits audits, AuditReports reports, AuditCells cells, AuditRunner runner) {
        this.plans = plans;
        this.audits = audits;
        this.reports = reports;
        this.cells = cells;
        this.runner = runner;
    }

    @POST
    @Path("/models/{model}/audit-plans")
    @RolesAllowed(Roles.VALIDATOR)
    public Response fix(String model, @Valid @NotNull PlanToFix plan) {
        return Response.status(Response.Status.CREATED)
                .entity(FixedPlan.of(plans.fix(model, plan.dataset(), plan.reference(), plan.plan())))
                .build();
    }

    @GET
    @Path("/models/{model}/audit-plans")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public FixedPlans plans(String model) {
        return new FixedPlans(plans.plansOf(model).stream().map(FixedPlan::of).toList());
    }

    @POST
    @Path("/models/{model}/versions/{version}/audits")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response run(String model, String version, @Valid @NotNull RunRequest request) {
        AuditRun run = audits.request(model, version, request.plan());
        runner.wake();
        return Response.accepted(run)
                .location(URI.create("/api/v1/audits/" + run.id()))
                .build();
    }

    @GET
    @Path("/models/{model}/versions/{version}/audits")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Runs runs(String model, String version) {
        return new Runs(audits.runsOf(model, version));
    }

    /** A run and how far it is. */
    @GET
    @Path("/audits/{run}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public AuditRun run(UUID run) {
        return audits.run(run);
    }

    @POST
    @Path("/audits/{run}/cancel")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public AuditRun cancel(UUID run) {
        return audits.cancel(run);
    }

    /**
     * The report's bytes exactly as they were stored: their SHA-256 is the report's digest. For disclosure, groups below the plan's
     * disclosure minimum are withheld, and those bytes are made anew.
     */
    @GET
    @Path("/audits/{run}/report")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    @Produces("application/json")
    public byte[] report(UUID run, @QueryParam("disclosure") @DefaultValue("false") boolean disclosure) {
        return disclosure ? reports.forDisclosure(run) : reports.stored(run);
    }

    /** The cells that the report was computed from. They count small groups one by one, so each reading is in the ledger with its purpose. */
    @GET
    @Path("/audits/{run}/cells")
    @RolesAllowed(Roles.VALIDATOR)
    @Produces("application/json")
    public byte[] cells(UUID run, @QueryParam("purpose") @NotBlank @Size(min = 10, max = 500) String purpose) {
        return cells.of(run, purpose);
    }
}
