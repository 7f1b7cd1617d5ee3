package dev.gatehouse.governance.releases;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** The board's pages: the queue, one release's dossier, and the form to vote with. */
@Path("/ui/releases")
@Blocking
class ReleasePages {

    private static final int MAX_RELEASES = 200;

    /** A release in the queue; {@code mine} says whether the caller can vote on it now. */
    record QueueRow(ReleaseView release, String tier, boolean mine) {}

    /** The releases that wait for the caller, that wait for others, and that are decided. */
    record Queue(List<QueueRow> mine, List<QueueRow> others, List<QueueRow> decided) {}

    /** A seat of the quorum: {@code voters} hold it, {@code missing} is how many of it are empty. */
    record Seat(String function, int seats, int missing, String voters) {}

    /** A vote with its conditions as lines. */
    record VoteRow(ReleaseView.CastVote vote, List<Line> conditions) {}

    /**
     * What the page of a release shows.
     *
     * @param dossier null when the caller's roles do not include dossiers
     * @param form null when the caller is not of the board
     * @param voted whether the caller's vote has just been taken
     */
    record ReleasePage(
            ReleaseView release,
            DossierView dossier,
            List<Seat> seats,
            List<VoteRow> votes,
            boolean mayDownloadEvidence,
            Standing.Answer standing,
            VoteForm form,
            boolean voted) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance queue(Queue queue);

        static native TemplateInstance release(ReleasePage p);

        private Templates() {}
    }

    private final Releases releases;
    private final Models models;
    private final Standing standing;
    private final Caller caller;

    @Inject
    ReleasePages(Releases releases, Models models, Standing standing, Caller caller) {
        this.releases = releases;
        this.models = models;
        this.standing = standing;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance queue() {
        List<QueueRow> mine = new ArrayList<>();
        List<QueueRow> others = new ArrayList<>();
        List<QueueRow> decided = new ArrayList<>();
        for (ReleaseView release : releases.newest(MAX_RELEASES)) {
            boolean open = release.state().equals("InReview");
            boolean forMe = open && standing.of(release.id()).mayVote();
            QueueRow row = new QueueRow(release, models.named(release.model()).tier(), forMe);
            (forMe ? mine : open ? others : decided).add(row);
        }
        return Templates.queue(new Queue(mine, others, decided));
    }

    @GET
    @Path("/{release}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance release(UUID release, @QueryParam("done") String done) {
        ReleaseView view = releases.named(release);
        return Templates.release(page(view, VoteForm.empty(view.dossierDigest()), "vote".equals(done)));
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
            @RestForm String purposes,
            @RestForm String callers,
            @RestForm String expires,
            @RestForm String dossier) {
        VoteForm form = new VoteForm(function, decision, rationale, purposes, callers, expires, dossier, List.of());
        List<VoteForm.Fault> unreadable = form.unreadable();
        if (!unreadable.isEmpty()) {
            return again(release, 422, form.with(unreadable));
        }
        try {
            releases.vote(release, form.vote());
        } catch (ProblemException e) {
            return again(release, e.type().status(), form.refused(e));
        }
        return Response.seeOther(URI.create("/ui/releases/" + release + "?done=vote"))
                .build();
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

    private Response again(UUID release, int status, VoteForm form) {
        ReleaseView view = releases.named(release);
        // The dossier on the page is the present one, so that is what the next vote is on.
        VoteForm next = new VoteForm(
                form.function(),
                form.decision(),
                form.rationale(),
                form.purposes(),
                form.callers(),
                form.expires(),
                view.dossierDigest(),
                form.faults());
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.release(page(view, next, false)).render())
                .build();
    }

    private ReleasePage page(ReleaseView release, VoteForm form, boolean voted) {
        boolean mayRead = hasAny(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE);
        return new ReleasePage(
                release,
                mayRead ? DossierView.of(releases.dossier(release.id())) : null,
                seats(release),
                release.votes().stream()
                        .map(v -> new VoteRow(v, Line.of(v.conditions())))
                        .toList(),
                hasAny(Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE),
                standing.of(release.id()),
                caller.has(Roles.BOARD) ? form : null,
                voted);
    }

    private static List<Seat> seats(ReleaseView release) {
        List<Seat> seats = new ArrayList<>();
        new TreeMap<>(release.quorum()).forEach((function, number) -> {
            List<String> voters = release.votes().stream()
                    .filter(v -> !v.lapsed()
                            && v.function().equals(function)
                            && v.decision().startsWith("approve"))
                    .map(ReleaseView.CastVote::voter)
                    .toList();
            seats.add(
                    new Seat(function, number, release.missing().getOrDefault(function, 0), String.join(", ", voters)));
        });
        return seats;
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
