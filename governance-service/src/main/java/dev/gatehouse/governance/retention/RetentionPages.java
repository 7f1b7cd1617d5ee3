package dev.gatehouse.governance.retention;

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
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** How long predictions are kept, what keeps them longer, and what was deleted: the page and its forms. */
@Path("/ui/retention")
@Blocking
class RetentionPages {

    private static final int PAGE_ITEMS = 50;
    private static final long NEWEST = Long.MAX_VALUE;

    /** What was typed into the form that was refused. */
    record Typed(String environment, String route, String from, String to, String reason) {
        static final Typed NOTHING = new Typed("", "", "", "", "");
    }

    /**
     * What the page shows.
     *
     * @param next {@code cursor} of the next page of deletions; null on the last one
     * @param mayHold whether the caller places and lifts holds
     * @param mayRun whether the caller may have what is over deleted now
     * @param form the form that was refused: {@code place}, or the id of a hold; empty if none was
     * @param fault why; null if nothing was
     * @param done what has just been done; empty if nothing
     */
    record RetentionPage(
            List<Retention.OfRoute> routes,
            List<LegalHold> holds,
            Set<UUID> asked,
            List<Deletion> deletions,
            Long next,
            boolean mayHold,
            boolean mayRun,
            String form,
            Typed typed,
            String fault,
            String done) {

        /** Whether the caller asked to lift that hold, so that somebody else agrees. */
        public boolean askedFor(UUID hold) {
            return asked.contains(hold);
        }

        /** Whether the form that was refused is that hold's. */
        public boolean refused(UUID hold) {
            return form.equals(hold.toString());
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance retention(RetentionPage p);

        private Templates() {}
    }

    private final Retention retention;
    private final LegalHolds holds;
    private final Caller caller;

    @Inject
    RetentionPages(Retention retention, LegalHolds holds, Caller caller) {
        this.retention = retention;
        this.holds = holds;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response show(
            @QueryParam("cursor") @DefaultValue("" + NEWEST) long cursor,
            @QueryParam("done") @DefaultValue("") String done) {
        return page(200, cursor, "", Typed.NOTHING, null, done);
    }

    @POST
    @Path("/runs")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.COMPLIANCE})
    public Response run() {
        Retention.Run run = retention.run(Retention.By.CALLER, RetentionResource.RUN_LIMIT);
        return back(run.deleted().isEmpty() ? "nothing" : run.unfinished() ? "some" : "deleted");
    }

    @POST
    @Path("/holds")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.COMPLIANCE)
    public Response place(
            @RestForm @DefaultValue("") String environment,
            @RestForm @DefaultValue("") String route,
            @RestForm @DefaultValue("") String from,
            @RestForm @DefaultValue("") String to,
            @RestForm @DefaultValue("") String reason) {
        Typed typed = new Typed(environment.strip(), route.strip(), from.strip(), to.strip(), reason);
        try {
            holds.place(
                    named(typed.environment()),
                    named(typed.route()),
                    day("From", typed.from()).orElseThrow(() -> refused("From: say from which day on the hold is.")),
                    day("To", typed.to()),
                    reason(reason));
            return back("placed");
        } catch (ProblemException e) {
            return page(e.type().status(), NEWEST, "place", typed, e.getMessage(), "");
        }
    }

    @POST
    @Path("/holds/{hold}/lifting")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.COMPLIANCE)
    public Response lift(
            UUID hold, @RestForm @DefaultValue("") String reason, @RestForm @DefaultValue("") String decision) {
        try {
            if (decision.equals("decline")) {
                holds.keep(hold, reason(reason));
                return back("kept");
            }
            return back(holds.lift(hold, reason(reason)).lifted() == null ? "asked" : "lifted");
        } catch (ProblemException e) {
            Typed typed = new Typed("", "", "", "", reason);
            return page(e.type().status(), NEWEST, hold.toString(), typed, e.getMessage(), "");
        }
    }

    private static Optional<String> named(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static Optional<LocalDate> day(String name, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            throw refused(name + ": write a day such as 2026-11-30.");
        }
    }

    private static String reason(String typed) {
        String reason = typed.strip();
        if (reason.length() < LegalHolds.MIN_REASON_CHARS || reason.length() > LegalHolds.MAX_REASON_CHARS) {
            throw refused("Say why in " + LegalHolds.MIN_REASON_CHARS + " to " + LegalHolds.MAX_REASON_CHARS
                    + " characters.");
        }
        return reason;
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(ProblemType.INVALID_VALUE, sentence);
    }

    private static Response back(String done) {
        return Response.seeOther(URI.create("/ui/retention?done=" + done)).build();
    }

    private Response page(int status, long cursor, String form, Typed typed, String fault, String done) {
        List<Deletion> deletions = retention.deletions(cursor, PAGE_ITEMS);
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.retention(new RetentionPage(
                                retention.routes(),
                                holds.all(),
                                holds.askedByCaller(),
                                deletions,
                                deletions.size() < PAGE_ITEMS
                                        ? null
                                        : deletions.get(PAGE_ITEMS - 1).id(),
                                caller.has(Roles.COMPLIANCE),
                                caller.has(Roles.COMPLIANCE) || caller.has(Roles.OPERATOR),
                                form,
                                typed,
                                fault,
                                done))
                        .render())
                .build();
    }
}
