package dev.gatehouse.governance.findings;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** What owners are to see to by a day: the list, one finding, and the form that closes it. */
@Path("/ui/findings")
@Blocking
class FindingPages {

    private static final int PAGE_ITEMS = 50;
    private static final int MIN_NOTE_CHARS = 10;
    private static final int MAX_NOTE_CHARS = 2000;
    private static final String ALL = "all";

    /**
     * What the list shows.
     *
     * @param model whose findings; empty for all
     * @param state {@code OPEN}, {@code CLOSED} or {@code all}
     * @param next cursor of the page after this; null on the last one
     */
    record ListPage(List<Finding> findings, String model, String state, UUID next) {}

    /**
     * What the page of a finding shows.
     *
     * @param mayClose whether the caller may close it, and it is open
     * @param note as it was typed
     * @param fault why it was not closed; null when nothing was refused
     * @param closed whether it has just been closed
     */
    record FindingPage(Finding finding, boolean mayClose, String note, String fault, boolean closed) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        static native TemplateInstance finding(FindingPage p);

        private Templates() {}
    }

    private final Findings findings;
    private final Caller caller;

    @Inject
    FindingPages(Findings findings, Caller caller) {
        this.findings = findings;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance list(
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("state") @DefaultValue("OPEN") String state,
            @QueryParam("cursor") UUID cursor) {
        String shown = state.equals(ALL) ? ALL : state.equals("CLOSED") ? "CLOSED" : "OPEN";
        List<Finding> found = findings.newest(
                Optional.of(model.strip()).filter(m -> !m.isEmpty()),
                shown.equals(ALL) ? Optional.empty() : Optional.of(Finding.State.valueOf(shown)),
                Optional.ofNullable(cursor),
                PAGE_ITEMS + 1);
        List<Finding> items = found.stream().limit(PAGE_ITEMS).toList();
        return Templates.list(new ListPage(
                items,
                model.strip(),
                shown,
                found.size() > PAGE_ITEMS ? items.get(PAGE_ITEMS - 1).id() : null));
    }

    @GET
    @Path("/{finding}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance finding(UUID finding, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.finding(page(finding, "", null, done.equals("closed")));
    }

    @POST
    @Path("/{finding}/closing")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response close(UUID finding, @RestForm @DefaultValue("") String note) {
        String given = note.strip();
        int status = 422;
        String fault = "Say why it can be closed, in " + MIN_NOTE_CHARS + " to " + MAX_NOTE_CHARS + " characters.";
        if (given.length() >= MIN_NOTE_CHARS && given.length() <= MAX_NOTE_CHARS) {
            try {
                findings.close(finding, given);
                return Response.seeOther(URI.create("/ui/findings/" + finding + "?done=closed"))
                        .build();
            } catch (ProblemException e) {
                if (e.type() == ProblemType.UNKNOWN_FINDING) {
                    throw e;
                }
                status = e.type().status();
                fault = e.getMessage();
            }
        }
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.finding(page(finding, given, fault, false)).render())
                .build();
    }

    private FindingPage page(UUID id, String note, String fault, boolean closed) {
        Finding finding = findings.named(id);
        boolean mayClose =
                finding.state() == Finding.State.OPEN && (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE));
        return new FindingPage(finding, mayClose, note, fault, closed);
    }
}
