package dev.gatehouse.governance.intake;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.Models;
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
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The intake form, the tier beside it, and the list of drafts. */
@Path("/ui/intake")
@Blocking
class IntakePages {

    private static final String MORE_ROWS = "rows-";

    /** A draft in the list, with what the packs say of it today. */
    record DraftRow(Draft draft, Outcome outcome, int answered, int questions) {}

    /**
     * What the page of the form shows.
     *
     * @param seen the window that saved what the form began with
     * @param on the day to assess for, as typed
     * @param faults everything to be put right, first of all the form
     * @param other another draft of the caller's for the same model; null when there is none
     * @param unasked facts of the model that are dropped when it is saved
     * @param mayWrite whether the caller may keep drafts and submit
     * @param savedAt when it was saved last; null when it is not
     * @param notSaved why it was not saved; empty when it was, or was not to be
     * @param done what has just been done: {@code saved}, {@code checked} or nothing
     */
    record FormPage(
            Draft draft,
            UUID seen,
            String on,
            Sheet sheet,
            List<Sheet.Fault> faults,
            Draft other,
            List<String> unasked,
            boolean mayWrite,
            Instant savedAt,
            String notSaved,
            String done) {

        /** The sentence beside a field, or null. */
        public String fault(String field) {
            return faults.stream()
                    .filter(f -> f.field().equals(field))
                    .map(Sheet.Fault::sentence)
                    .findFirst()
                    .orElse(null);
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance drafts(List<DraftRow> rows, boolean mayWrite, boolean discarded);

        static native TemplateInstance form(FormPage p);

        static native TemplateInstance standing(FormPage p);

        private Templates() {}
    }

    private final Intake intake;
    private final Drafts drafts;
    private final Models models;
    private final Caller caller;
    private final Clock clock;

    @Inject
    IntakePages(Intake intake, Drafts drafts, Models models, Caller caller, Clock clock) {
        this.intake = intake;
        this.drafts = drafts;
        this.models = models;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance drafts(@QueryParam("done") @DefaultValue("") String done) {
        List<DraftRow> rows = drafts.mine().stream()
                .map(draft -> {
                    Sheet sheet = intake.sheet(draft.answers(), today(), "");
                    return new DraftRow(draft, sheet.outcome(), sheet.answered(), sheet.questions());
                })
                .toList();
        return Templates.drafts(rows, mayWrite(), done.equals("discarded"));
    }

    /** An empty form, or one with what is known of a model. Nothing is kept before something is typed. */
    @GET
    @Path("/new")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance begin(@QueryParam("model") @DefaultValue("") String model) {
        UUID window = UUID.randomUUID();
        if (model.isEmpty()) {
            Draft empty = new Draft(
                    UUID.randomUUID(),
                    Draft.Texts.EMPTY,
                    Answers.of(Map.of()),
                    Optional.empty(),
                    window,
                    clock.instant());
            return Templates.form(page(empty, window, today().toString(), List.of(), null, "", "", ""));
        }
        Model edited = models.named(model);
        Draft begun = new Draft(
                UUID.randomUUID(),
                new Draft.Texts(
                        edited.name(), edited.title(), edited.owner(), edited.intendedUse(), edited.outOfScopeUse()),
                intake.answersOf(edited),
                Optional.of(new Draft.Editing(edited.name(), edited.revision())),
                window,
                clock.instant());
        return Templates.form(page(begun, window, today().toString(), List.of(), null, "", "", ""));
    }

    @GET
    @Path("/{draft}")
    @RolesAllowed(Roles.ENGINEER)
    public TemplateInstance resume(UUID draft, @QueryParam("done") @DefaultValue("") String done) {
        Draft kept = drafts.mine(draft);
        Draft here =
                new Draft(kept.id(), kept.texts(), kept.answers(), kept.editing(), UUID.randomUUID(), kept.updatedAt());
        return Templates.form(page(
                here,
                kept.savedIn(),
                today().toString(),
                List.of(),
                kept.updatedAt(),
                "",
                done.equals("saved") ? "saved" : "",
                ""));
    }

    /** The tier as the answers stand, for the page's live part; what was typed is kept. */
    @POST
    @Path("/{draft}/standing")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance standing(UUID draft, MultivaluedMap<String, String> inputs) {
        Posted posted = new Posted(draft, inputs);
        Kept kept = keep(posted);
        return Templates.standing(page(
                posted.draft(clock.instant()),
                posted.seen(),
                posted.on(),
                List.of(),
                kept.at(),
                kept.notSaved(),
                "",
                ""));
    }

    /** Checks, saves or submits the form, or shows it with more rows, as the button says. */
    @POST
    @Path("/{draft}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response act(UUID draft, MultivaluedMap<String, String> inputs) {
        Posted posted = new Posted(draft, inputs);
        String act = posted.text("act");
        Kept kept = keep(posted);
        if (act.equals("save") && kept.at() != null) {
            return Response.seeOther(URI.create("/ui/intake/" + draft + "?done=saved"))
                    .build();
        }
        Draft form = posted.draft(clock.instant());
        if (act.equals("submit") && mayWrite() && kept.notSaved().isEmpty()) {
            return submit(form, posted, kept);
        }
        String rowsOf = act.startsWith(MORE_ROWS) ? act.substring(MORE_ROWS.length()) : "";
        UUID seen = kept.notSaved().isEmpty()
                ? posted.seen()
                : drafts.savedIn(draft).orElse(posted.seen());
        return html(
                kept.notSaved().isEmpty() ? 200 : 409,
                page(
                        form,
                        seen,
                        posted.on(),
                        List.of(),
                        kept.at(),
                        kept.notSaved(),
                        rowsOf.isEmpty() ? "checked" : "",
                        rowsOf));
    }

    @POST
    @Path("/{draft}/discard")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ENGINEER)
    public Response discard(UUID draft) {
        drafts.discard(draft);
        return Response.seeOther(URI.create("/ui/intake?done=discarded")).build();
    }

    private Response submit(Draft form, Posted posted, Kept kept) {
        List<Sheet.Fault> faults = new ArrayList<>(intake.faults(form));
        faults.addAll(intake.sheet(form.answers(), today(), "").faults());
        int status = 422;
        Draft next = form;
        if (faults.isEmpty()) {
            try {
                String model = intake.submit(form);
                return Response.seeOther(UriBuilder.fromPath("/ui/models/{model}")
                                .queryParam("done", form.editing().isPresent() ? "edited" : "registered")
                                .build(model))
                        .build();
            } catch (ProblemException e) {
                faults.addAll(Intake.faults(e));
                status = e.type().status();
                next = e.type() == ProblemType.STALE_EDIT ? rebased(form) : form;
            }
        }
        return html(status, page(next, posted.seen(), posted.on(), faults, kept.at(), "", "", ""));
    }

    /** The form as an edit of the model's present revision: who was told that it changed, and saves again, means it. */
    private Draft rebased(Draft form) {
        String model = form.editing().orElseThrow().model();
        return new Draft(
                form.id(),
                form.texts(),
                form.answers(),
                Optional.of(new Draft.Editing(model, models.named(model).revision())),
                form.savedIn(),
                form.updatedAt());
    }

    /** When it was saved, or why not; neither for callers who keep no drafts. */
    private record Kept(Instant at, String notSaved) {}

    private Kept keep(Posted posted) {
        if (!mayWrite()) {
            return new Kept(null, "");
        }
        try {
            return new Kept(drafts.save(posted.draft(clock.instant()), posted.seen()), "");
        } catch (ProblemException e) {
            if (e.type() != ProblemType.STALE_EDIT && e.type() != ProblemType.WRONG_STATE) {
                throw e;
            }
            return new Kept(null, e.getMessage());
        }
    }

    private FormPage page(
            Draft draft,
            UUID seen,
            String on,
            List<Sheet.Fault> faults,
            Instant savedAt,
            String notSaved,
            String done,
            String moreRowsOf) {
        List<Sheet.Fault> all = new ArrayList<>(faults);
        LocalDate day = today();
        try {
            day = LocalDate.parse(on);
        } catch (DateTimeException e) {
            all.add(Sheet.Fault.of("on", "Write the day to assess for as a date, such as 2027-12-02."));
        }
        Sheet sheet = intake.sheet(draft.answers(), day, moreRowsOf);
        sheet.faults().stream().filter(f -> !all.contains(f)).forEach(all::add);
        return new FormPage(
                draft,
                seen,
                on,
                sheet,
                all,
                other(draft),
                draft.editing()
                        .map(e -> intake.unasked(models.named(e.model())))
                        .orElse(List.of()),
                mayWrite(),
                savedAt,
                notSaved,
                done);
    }

    private Draft other(Draft draft) {
        if (draft.editing().isEmpty() || !mayWrite()) {
            return null;
        }
        String model = draft.editing().get().model();
        return drafts.mine().stream()
                .filter(d -> !d.id().equals(draft.id())
                        && d.editing().filter(e -> e.model().equals(model)).isPresent())
                .findFirst()
                .orElse(null);
    }

    private static Response html(int status, FormPage page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.form(page).render())
                .build();
    }

    private boolean mayWrite() {
        return caller.has(Roles.ENGINEER);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
