package dev.gatehouse.governance.reports;

import dev.gatehouse.governance.identity.Roles;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

@Path("/api/v1")
class ReportResource {

    private static final String PDF = "application/pdf";
    private static final String HTML = "text/html;charset=UTF-8";

    private final Reports reports;

    @Inject
    ReportResource(Reports reports) {
        this.reports = reports;
    }

    @GET
    @Path("/audits/{run}/document.pdf")
    @Produces(PDF)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response audit(UUID run, @QueryParam("disclosure") @DefaultValue("false") boolean disclosure) {
        return ReportDownload.pdf(reports.audit(run, disclosure, Reports.Form.PDF));
    }

    @GET
    @Path("/audits/{run}/document.html")
    @Produces(HTML)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response auditPage(
            UUID run,
            @QueryParam("disclosure") @DefaultValue("false") boolean disclosure,
            @Context HttpServerResponse answer) {
        return ReportDownload.page(reports.audit(run, disclosure, Reports.Form.HTML), answer);
    }

    @GET
    @Path("/models/{model}/assessments/{digest}/document.pdf")
    @Produces(PDF)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response assessment(String model, String digest) {
        return ReportDownload.pdf(reports.assessment(model, digest, Reports.Form.PDF));
    }

    @GET
    @Path("/models/{model}/assessments/{digest}/document.html")
    @Produces(HTML)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response assessmentPage(String model, String digest, @Context HttpServerResponse answer) {
        return ReportDownload.page(reports.assessment(model, digest, Reports.Form.HTML), answer);
    }

    @GET
    @Path("/releases/{release}/document.pdf")
    @Produces(PDF)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response approval(UUID release) {
        return ReportDownload.pdf(reports.approval(release, Reports.Form.PDF));
    }

    @GET
    @Path("/releases/{release}/document.html")
    @Produces(HTML)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response approvalPage(UUID release, @Context HttpServerResponse answer) {
        return ReportDownload.page(reports.approval(release, Reports.Form.HTML), answer);
    }
}
