package dev.gatehouse.governance.models;

import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** The form with which a person opens a finding. */
@Path("/ui/findings/new")
@Blocking
class ReportedFindingPages {

    private static final List<String> SEVERITIES =
            Stream.of(Severity.values()).map(Severity::text).toList();
    private static final int MAX_TITLE_CHARS = 200;
    private static final int MAX_LINES = 50;
    private static final int MAX_LINE_CHARS = 2000;

    /** The form with what was typed; {@code fault} is null when nothing was refused. */
    record ReportPage(
            String model,
            String severity,
            String typedTitle,
            String detail,
            String owner,
            List<String> severities,
            String fault) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance report(ReportPage p);

        private Templates() {}
    }

    private final ReportedFindings findings;

    @Inject
    ReportedFindingPages(ReportedFindings findings) {
        this.findings = findings;
    }

    @GET
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance form() {
        return Templates.report(new ReportPage("", "medium", "", "", "", SEVERITIES, null));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response report(
            @RestForm @DefaultValue("") String model,
            @RestForm @DefaultValue("") String severity,
            @RestForm @DefaultValue("") String title,
            @RestForm @DefaultValue("") String detail,
            @RestForm @DefaultValue("") String owner) {
        List<String> lines = detail.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        int status = 422;
        String fault = null;
        if (title.isBlank() || title.strip().length() > MAX_TITLE_CHARS) {
            fault = "Say what is wrong, in at most " + MAX_TITLE_CHARS + " characters.";
        } else if (lines.isEmpty()
                || lines.size() > MAX_LINES
                || lines.stream().anyMatch(line -> line.length() > MAX_LINE_CHARS)) {
            fault = "Give 1 to " + MAX_LINES + " lines of detail, each of at most " + MAX_LINE_CHARS + " characters.";
        } else if (!SEVERITIES.contains(severity)) {
            fault = "Choose the severity.";
        } else {
            try {
                ReportedFindings.Reported reported = findings.report(new ReportedFindings.Report(
                        model.strip(),
                        Severity.of(severity),
                        title.strip(),
                        lines,
                        Optional.of(owner.strip()).filter(o -> !o.isEmpty()),
                        Optional.empty(),
                        Optional.empty()));
                return Response.seeOther(
                                URI.create("/ui/findings/" + reported.finding().id() + "?done=reported"))
                        .build();
            } catch (ProblemException e) {
                status = e.type().status() == 404 ? status : e.type().status();
                fault = e.getMessage();
            }
        }
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.report(new ReportPage(
                                model.strip(), severity, title.strip(), detail, owner.strip(), SEVERITIES, fault))
                        .render())
                .build();
    }
}
