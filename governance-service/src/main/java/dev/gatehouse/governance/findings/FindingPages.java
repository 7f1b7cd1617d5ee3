package dev.gatehouse.governance.findings;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.identity.SecondPerson;
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
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    record ListPage(List<Finding> findings, String model, String state, UUID next, boolean mayReport) {}

    /**
     * What the page of a finding shows.
     *
     * @param mayClose whether the caller may close or change it, and it is open
     * @param mayReopen whether the caller may open it again, and it is closed
     * @param closesNot why the caller may not close it, who else may; null where they may
     * @param mayDecide whether the caller's roles include declining the change that waits
     * @param second whether the caller may agree to it; null where none waits
     * @param typed what was typed into the form that was refused
     * @param done what has just been done
     */
    record FindingPage(
            Finding finding,
            List<Finding.Event> history,
            boolean mayClose,
            boolean mayReopen,
            String closesNot,
            boolean mayDecide,
            SecondPerson second,
            List<String> severities,
            Typed typed,
            String fault,
            String done) {

        /** Id of the field with the fault; null when nothing was refused. */
        public String form() {
            return fault == null ? null : typed.field();
        }
    }

    /** @param field id of the field that {@code text} was typed into */
    record Typed(String field, String text, String evidence, String severity, String dueOn, String function) {
        static Typed nothing(String field, String text) {
            return new Typed(field, text, "", "", "", "");
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        static native TemplateInstance finding(FindingPage p);

        private Templates() {}
    }

    private final Findings findings;
    private final FindingChanges changes;
    private final Caller caller;

    @Inject
    FindingPages(Findings findings, FindingChanges changes, Caller caller) {
        this.findings = findings;
        this.changes = changes;
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
                found.size() > PAGE_ITEMS ? items.get(PAGE_ITEMS - 1).id() : null,
                isSecondLine() || caller.has(Roles.BOARD) || caller.has(Roles.OPERATOR)));
    }

    @GET
    @Path("/{finding}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance finding(UUID finding, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.finding(page(finding, Typed.nothing("", ""), null, done));
    }

    @POST
    @Path("/{finding}/remediation")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response remedy(
            UUID finding, @RestForm @DefaultValue("") String text, @RestForm @DefaultValue("") String evidence) {
        String digest = evidence.strip();
        return act(finding, new Typed("remediation", text.strip(), digest, "", "", ""), () -> {
            findings.remedy(finding, text.strip(), Optional.of(digest).filter(d -> !d.isEmpty()));
            return "remedied";
        });
    }

    @POST
    @Path("/{finding}/closing")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response close(UUID finding, @RestForm @DefaultValue("") String note) {
        return act(finding, Typed.nothing("note", note.strip()), () -> {
            findings.close(finding, note.strip());
            return "closed";
        });
    }

    @POST
    @Path("/{finding}/changes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response change(
            UUID finding,
            @RestForm @DefaultValue("") String severity,
            @RestForm @DefaultValue("") String dueOn,
            @RestForm @DefaultValue("") String reason) {
        return act(
                finding,
                new Typed("reason", reason.strip(), "", severity, dueOn, ""),
                () -> changes.change(
                                        finding,
                                        new FindingChange(
                                                Optional.of(severity(severity)),
                                                Optional.of(day(dueOn)),
                                                Optional.empty()),
                                        reason.strip())
                                .waits()
                        ? "asked"
                        : "changed");
    }

    @POST
    @Path("/{finding}/changes/decision")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response decide(
            UUID finding,
            @RestForm @DefaultValue("") String decision,
            @RestForm @DefaultValue("") String function,
            @RestForm @DefaultValue("") String rationale) {
        return act(finding, new Typed("rationale", rationale.strip(), "", "", "", function), () -> {
            if (decision.equals("agree")) {
                changes.confirm(finding, function, rationale.strip());
                return "changed";
            }
            changes.refuse(finding, rationale.strip());
            return "declined";
        });
    }

    @POST
    @Path("/{finding}/reopening")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response reopen(
            UUID finding, @RestForm @DefaultValue("") String reason, @RestForm @DefaultValue("") String dueOn) {
        return act(finding, new Typed("again", reason.strip(), "", "", dueOn.strip(), ""), () -> {
            findings.reopen(finding, reason.strip(), day(dueOn));
            return "reopened";
        });
    }

    /** Does what a form asks for, which says what was done, or shows the page again with what was typed and why not. */
    private Response act(UUID finding, Typed typed, Supplier<String> act) {
        String text = typed.text();
        int status = 422;
        String fault = "Write " + MIN_NOTE_CHARS + " to " + MAX_NOTE_CHARS + " characters.";
        if (text.length() >= MIN_NOTE_CHARS && text.length() <= MAX_NOTE_CHARS) {
            try {
                return Response.seeOther(URI.create("/ui/findings/" + finding + "?done=" + act.get()))
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
                .entity(Templates.finding(page(finding, typed, fault, "")).render())
                .build();
    }

    private static Severity severity(String text) {
        try {
            return Severity.of(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "Choose one of the severities.");
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "Write the day as a date, such as 2027-01-31.");
        }
    }

    private boolean isSecondLine() {
        return caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE);
    }

    private FindingPage page(UUID id, Typed typed, String fault, String done) {
        Finding finding = findings.named(id);
        boolean open = finding.state() == Finding.State.OPEN;
        boolean waits = finding.proposed() != null;
        return new FindingPage(
                finding,
                findings.history(id),
                open && isSecondLine(),
                !open && (isSecondLine() || caller.has(Roles.BOARD) || caller.has(Roles.OPERATOR)),
                open && isSecondLine() ? findings.closesNot(id).orElse(null) : null,
                waits && (isSecondLine() || caller.has(Roles.BOARD)),
                waits ? changes.second(id) : null,
                Stream.of(Severity.values()).map(Severity::text).toList(),
                typed,
                fault,
                done);
    }
}
