package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.page.ReportPage;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditView;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/** One live audit: how far it is, and what it found. */
@Path("/ui/live-audits/{audit}")
@Blocking
class LiveAuditRunPages {

    /**
     * What the page shows.
     *
     * @param against the window that it was compared with, in words; null for none
     * @param requestedBy the name of who asked for it
     * @param mayCancel whether the caller may take it back; only while it waits
     * @param fault why it was not taken back; null for none
     */
    record RunPage(
            AuditView audit,
            ModelVersion version,
            String environment,
            String route,
            Instant from,
            Instant to,
            String against,
            String requestedBy,
            boolean mayCancel,
            String fault) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance run(RunPage p);

        private Templates() {}
    }

    private final LiveAudits audits;
    private final AuditPlans plans;
    private final Versions versions;
    private final People people;
    private final Caller caller;

    @Inject
    LiveAuditRunPages(LiveAudits audits, AuditPlans plans, Versions versions, People people, Caller caller) {
        this.audits = audits;
        this.plans = plans;
        this.versions = versions;
        this.people = people;
        this.caller = caller;
    }

    @GET
    @Produces("text/html;charset=UTF-8")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public TemplateInstance run(UUID audit) {
        return Templates.run(page(audit, null));
    }

    @POST
    @Path("/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response cancel(UUID audit) {
        try {
            audits.cancel(audit);
            return Response.seeOther(URI.create("/ui/live-audits/" + audit)).build();
        } catch (ProblemException e) {
            if (e.type() == ProblemType.NOT_FOUND) {
                throw e;
            }
            return Response.status(e.type().status())
                    .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                    .entity(Templates.run(page(audit, e.getMessage())).render())
                    .build();
        }
    }

    private RunPage page(UUID audit, String fault) {
        LiveAuditEntity found = audits.named(audit);
        ModelVersion version = versions.byId(found.versionId);
        return new RunPage(
                view(found, LiveAudits.report(found).orElse(null)),
                version,
                found.environment,
                found.route,
                found.from,
                found.to,
                against(version, found),
                people.displayName(found.requestedBy),
                found.status.equals(LiveAudits.QUEUED) && (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE)),
                fault);
    }

    @GET
    @Path("/report.json")
    @Produces("application/json")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response json(UUID audit) {
        LiveAuditEntity found = audits.named(audit);
        readable(found);
        return Response.ok(found.report)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"live-audit-" + audit + ".json\"")
                .build();
    }

    /** The report with every figure, as a page that can be kept. */
    @GET
    @Path("/report.html")
    @Produces("text/html;charset=UTF-8")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public String whole(UUID audit, @Context HttpServerResponse answer) {
        LiveAuditEntity found = audits.named(audit);
        String page = ReportPage.html(plans.fixedPlan(found.planDigest).plan(), readable(found));
        // Set here, since a header of a Response would come on top of the policy that every answer has.
        answer.headers().set("Content-Security-Policy", AuditView.REPORT_POLICY);
        return page;
    }

    private static Report readable(LiveAuditEntity found) {
        return LiveAudits.report(found)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "The live audit is " + found.status + " and has no report to show."));
    }

    /** One without what its report says, as in a list. */
    static AuditView summary(LiveAuditEntity found) {
        return view(found, null);
    }

    private static AuditView view(LiveAuditEntity found, Report report) {
        return AuditView.live(
                found.id,
                found.planDigest,
                found.kind,
                found.status,
                found.stage,
                found.error,
                found.requestedAt,
                found.runAt,
                found.reportDigest,
                found.verdict,
                report);
    }

    static String against(ModelVersion version, LiveAuditEntity found) {
        if (found.referenceStatistics != null) {
            return "statistics of training rows, " + Wording.shortDigest(found.referenceStatistics);
        }
        if (found.referenceFrom == null) {
            return null;
        }
        return Wording.utc(found.referenceFrom) + " to " + Wording.utc(found.referenceTo)
                + (found.referenceVersion.equals(version.version()) ? "" : ", version " + found.referenceVersion);
    }
}
