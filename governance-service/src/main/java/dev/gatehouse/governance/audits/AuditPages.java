package dev.gatehouse.governance.audits;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;

/** A run of an audit: how far it is, a way to end it, and what it found. */
@Path("/ui/audits/{run}")
@Blocking
class AuditPages {

    /**
     * What the page shows.
     *
     * @param mayCancel whether the caller may end it, and it has not ended
     * @param done {@code cancelled} right after that was asked for
     * @param fault why it could not be cancelled; null when nothing was refused
     */
    record RunPage(AuditView audit, ModelVersion version, boolean mayCancel, String done, String fault) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance run(RunPage p);

        private Templates() {}
    }

    private final Audits audits;
    private final AuditReports reports;
    private final Caller caller;

    @Inject
    AuditPages(Audits audits, AuditReports reports, Caller caller) {
        this.audits = audits;
        this.reports = reports;
        this.caller = caller;
    }

    @GET
    @Produces("text/html;charset=UTF-8")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public TemplateInstance run(UUID run, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.run(page(run, done, null));
    }

    @POST
    @Path("/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response cancel(UUID run) {
        try {
            audits.cancel(run);
            return Response.seeOther(URI.create("/ui/audits/" + run + "?done=cancelled"))
                    .build();
        } catch (ProblemException e) {
            if (e.type() == ProblemType.NOT_FOUND) {
                throw e;
            }
            return Response.status(e.type().status())
                    .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                    .entity(Templates.run(page(run, "", e.getMessage())).render())
                    .build();
        }
    }

    @GET
    @Path("/report.json")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response report(UUID run) {
        return Response.ok(reports.stored(run))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit-report-" + run + ".json\"")
                .build();
    }

    /** The report with every figure, as a page that can be kept. */
    @GET
    @Path("/report.html")
    @Produces("text/html;charset=UTF-8")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public String whole(UUID run, @Context HttpServerResponse answer) {
        String page = reports.page(run);
        // Set here, since a header of a Response would come on top of the policy that every answer has.
        answer.headers().set("Content-Security-Policy", AuditView.REPORT_POLICY);
        return page;
    }

    private RunPage page(UUID id, String done, String fault) {
        AuditRun run = audits.run(id);
        boolean mayCancel =
                !run.ended() && !run.cancelRequested() && (caller.has(Roles.ENGINEER) || caller.has(Roles.VALIDATOR));
        return new RunPage(AuditView.of(run), audits.versionOf(id), mayCancel, done, fault);
    }
}
