package dev.gatehouse.governance.releases;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.pages.ConditionWords;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** The board's pages: the queue, one release's dossier with what is said about it, and the form to vote with. */
@Path("/ui/releases")
@Blocking
class ReleasePages {

    private static final int MAX_RELEASES = 50;

    /** Most overdue releases on top of the first page; the filter shows the others. */
    private static final int MAX_LATE = 25;

    private static final List<String> STATES =
            List.of("InReview", "Approved", "Rejected", "ChangesRequested", "Withdrawn");
    private static final List<String> DECIDED = STATES.subList(1, STATES.size());

    /**
     * The releases that are overdue, that wait for the caller, that wait for others, and that are decided.
     *
     * @param state the filter; empty for every state
     * @param moreInReview whether more are in review than are shown
     * @param next the page of older ones; null on the last
     */
    record Queue(
            List<QueueRow> overdue,
            List<QueueRow> mine,
            List<QueueRow> others,
            List<QueueRow> decided,
            List<String> states,
            String state,
            boolean onlyOverdue,
            boolean moreInReview,
            UUID next) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance queue(Queue queue);

        static native TemplateInstance release(ReleasePage p);

        private Templates() {}
    }

    private final Releases releases;
    private final Comments comments;
    private final Differences differences;
    private final ReleaseQueue queue;
    private final Standing standing;
    private final Caller caller;

    @Inject
    ReleasePages(
            Releases releases,
            Comments comments,
            Differences differences,
            ReleaseQueue queue,
            Standing standing,
            Caller caller) {
        this.releases = releases;
        this.comments = comments;
        this.differences = differences;
        this.queue = queue;
        this.standing = standing;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance queue(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("overdue") String overdue,
            @QueryParam("after") UUID after) {
        boolean first = after == null;
        boolean anyState = !STATES.contains(state) && overdue == null;
        // However old, what waits for the board is on the first page, and what is overdue on top of it.
        List<QueueRow> open = anyState && first ? queue.inReview(MAX_RELEASES + 1) : List.of();
        List<QueueRow> listed = anyState
                ? queue.newest(DECIDED, false, after, MAX_RELEASES + 1)
                : queue.newest(
                        STATES.contains(state) ? List.of(state) : List.of(), overdue != null, after, MAX_RELEASES + 1);
        List<QueueRow> page = listed.stream().limit(MAX_RELEASES).toList();
        List<QueueRow> shown =
                Stream.concat(open.stream().limit(MAX_RELEASES), page.stream()).toList();
        return Templates.queue(new Queue(
                first ? queue.overdue(MAX_LATE) : List.of(),
                shown.stream().filter(QueueRow::mine).toList(),
                shown.stream().filter(row -> row.isInReview() && !row.mine()).toList(),
                shown.stream().filter(row -> !row.isInReview()).toList(),
                STATES,
                state,
                overdue != null,
                open.size() > MAX_RELEASES,
                listed.size() > MAX_RELEASES ? page.get(MAX_RELEASES - 1).id() : null));
    }

    @GET
    @Path("/{release}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance release(UUID release, @QueryParam("done") String done) {
        ReleaseView view = releases.named(release);
        return Templates.release(page(view, VoteForm.empty(view.dossierDigest()), quiet(), done));
    }

    @POST
    @Path("/{release}/votes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.BOARD)
    public Response vote(
            UUID release,
            @RestForm String function,
            @RestForm String decision,
            @RestForm String rationale,
            @RestForm String changes,
            @RestForm String trafficCap,
            @RestForm String expires,
            @RestForm String purposes,
            @RestForm String callers,
            @RestForm String segment,
            @RestForm String reviewShare,
            @RestForm String reviewBelow,
            @RestForm String dossier) {
        LimitsForm limits = new LimitsForm(trafficCap, expires, purposes, callers, segment, reviewShare, reviewBelow);
        VoteForm form = new VoteForm(function, decision, rationale, limits, changes, dossier, List.of());
        List<VoteForm.Fault> unreadable = form.unreadable();
        if (!unreadable.isEmpty()) {
            return again(release, 422, form.with(unreadable), quiet());
        }
        try {
            releases.vote(release, form.vote());
        } catch (ProblemException e) {
            return again(release, e.type().status(), form.refused(e), quiet());
        }
        return done(release, "vote", "");
    }

    @POST
    @Path("/{release}/comments")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response comment(
            UUID release,
            @RestForm String place,
            @RestForm String section,
            @RestForm String kind,
            @RestForm String text) {
        String written = text == null ? "" : text;
        try {
            Comment comment =
                    comments.write(release, section == null ? "" : section, kind == null ? "comment" : kind, written);
            return done(release, "comment", "said-" + comment.id());
        } catch (ProblemException e) {
            return refused(release, e, "comment-" + place, written, section, kind);
        }
    }

    @POST
    @Path("/{release}/comments/{comment}/answers")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response answer(UUID release, UUID comment, @RestForm String text) {
        String written = text == null ? "" : text;
        try {
            comments.answer(release, comment, written);
            return done(release, "answer", "said-" + comment);
        } catch (ProblemException e) {
            return refused(release, e, "answer-" + comment, written, "", "");
        }
    }

    @POST
    @Path("/{release}/comments/{comment}/withdraw")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD})
    public Response withdrawQuestion(UUID release, UUID comment) {
        try {
            comments.withdraw(release, comment);
            return done(release, "withdrawal", "said-" + comment);
        } catch (ProblemException e) {
            return refused(release, e, "answer-" + comment, "", "", "");
        }
    }

    @GET
    @Path("/{release}/dossier.json")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response dossier(UUID release) {
        return Response.ok(releases.dossier(release).bytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"dossier-" + release + ".json\"")
                .build();
    }

    private static Response done(UUID release, String what, String anchor) {
        return Response.seeOther(URI.create(
                        "/ui/releases/" + release + "?done=" + what + (anchor.isEmpty() ? "" : "#" + anchor)))
                .build();
    }

    private Response refused(UUID release, ProblemException e, String form, String typed, String section, String kind) {
        ReleasePage.Talk talk = new ReleasePage.Talk(
                comments.mayWrite(),
                comments.mayAsk(),
                form,
                typed,
                section == null ? "" : section,
                kind == null ? "" : kind,
                e.getMessage());
        ReleaseView view = releases.named(release);
        return again(release, e.type().status(), VoteForm.empty(view.dossierDigest()), talk);
    }

    private Response again(UUID release, int status, VoteForm form, ReleasePage.Talk talk) {
        ReleaseView view = releases.named(release);
        // The dossier on the page is the present one, so that is what the next vote is on.
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.release(page(view, form.on(view.dossierDigest()), talk, null))
                        .render())
                .build();
    }

    private ReleasePage.Talk quiet() {
        return new ReleasePage.Talk(comments.mayWrite(), comments.mayAsk(), "", "", "", "", "");
    }

    private ReleasePage page(ReleaseView release, VoteForm form, ReleasePage.Talk talk, String done) {
        boolean mayRead = hasAny(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE);
        return new ReleasePage(
                release,
                mayRead ? DossierView.of(releases.dossier(release.id())) : null,
                ConditionWords.of(release.requested()),
                ReleasePage.seats(release),
                release.votes().stream()
                        .map(v -> new ReleasePage.VoteRow(v, ConditionWords.of(v.conditions())))
                        .toList(),
                ReleasePage.answered(release),
                mayRead ? ReleasePage.table(differences.fromBefore(release.id())) : null,
                ReleasePage.launch(release),
                mayRead ? comments.of(release.id()) : List.of(),
                talk,
                hasAny(Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE),
                standing.of(release.id()),
                caller.has(Roles.BOARD) ? form : null,
                done);
    }

    private boolean hasAny(String... roles) {
        for (String role : roles) {
            if (caller.has(role)) {
                return true;
            }
        }
        return false;
    }
}
