package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.reviews.Review;
import dev.gatehouse.governance.reviews.ReviewFigures;
import dev.gatehouse.governance.reviews.Reviews;
import dev.gatehouse.governance.reviews.WaitingRow;
import dev.gatehouse.governance.routes.Routes;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** A route's predictions in the browser: the search, one of them with the form that reviews it, and the queue of those that wait for it. */
@Path("/ui/routes")
@Blocking
class PredictionPages {

    private static final int PAGE_ITEMS = 50;
    /** Most looks that the page of a prediction shows. */
    private static final int MAX_LOOKS = 50;

    /**
     * What the search shows.
     *
     * @param subjects whether whom predictions are about is shown
     * @param next {@code cursor} of the page after this; null on the last one
     * @param fault why nothing is shown; null when the question could be answered
     */
    record SearchPage(
            Routes.RouteView route,
            Asked asked,
            List<Prediction> predictions,
            boolean subjects,
            String next,
            String fault,
            boolean mayReadLooks) {}

    /**
     * What the page of a prediction shows before it is said what for.
     *
     * @param purpose as it was typed
     * @param fault why that is no purpose; null when nothing was typed
     */
    record AskPage(Routes.RouteView route, UUID request, int row, String purpose, String fault) {}

    /**
     * What the page of a prediction shows.
     *
     * @param looks who looked; empty for those who may not know
     * @param mayReview whether the caller's roles include reviews
     * @param reviewsNot why the caller may not review this one; null where they may
     * @param verdict as it was chosen
     * @param reason as it was typed
     * @param fault why the review was not recorded; null if nothing was
     */
    record PredictionPage(
            Routes.RouteView route,
            PredictionDetail detail,
            String purpose,
            List<Looks.Look> looks,
            boolean mayReadLooks,
            boolean mayReview,
            String reviewsNot,
            String verdict,
            String reason,
            String fault) {}

    /**
     * What the queue shows.
     *
     * @param next {@code cursor} of the page after this; null on the last one
     * @param done what the caller has just found; empty if nothing
     */
    record QueuePage(
            Routes.RouteView route,
            ReviewFigures figures,
            List<WaitingRow> rows,
            String purpose,
            String next,
            String done) {}

    /**
     * What the list of looks shows.
     *
     * @param next {@code cursor} of the page after this; null on the last one
     */
    record LooksPage(Routes.RouteView route, List<Looks.Look> looks, Long next) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance search(SearchPage p);

        static native TemplateInstance ask(AskPage p);

        static native TemplateInstance prediction(PredictionPage p);

        static native TemplateInstance queue(QueuePage p);

        static native TemplateInstance looks(LooksPage p);

        private Templates() {}
    }

    private final Predictions predictions;
    private final PredictionDetails details;
    private final Looks looks;
    private final Reviews reviews;
    private final Routes routes;
    private final Caller caller;
    private final Clock clock;

    @Inject
    PredictionPages(
            Predictions predictions,
            PredictionDetails details,
            Looks looks,
            Reviews reviews,
            Routes routes,
            Caller caller,
            Clock clock) {
        this.predictions = predictions;
        this.details = details;
        this.looks = looks;
        this.reviews = reviews;
        this.routes = routes;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Path("/{environment}/{route}/predictions")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response search(
            String environment, String route, @BeanParam Asked asked, @QueryParam("cursor") String cursor) {
        Routes.RouteView view = routes.named(environment, route);
        try {
            PredictionSearch search = asked.search(clock.instant());
            Optional<String> purpose = asked.statedPurpose();
            purpose.ifPresent(stated -> looks.searched(environment, route, search.subject(), stated));
            List<Prediction> found = predictions.search(environment, route, search, place(cursor), PAGE_ITEMS);
            List<Prediction> shown = found.stream()
                    .map(p -> purpose.isPresent() ? p : p.withoutSubject())
                    .toList();
            return page(
                    200,
                    Templates.search(new SearchPage(
                            view,
                            asked,
                            shown,
                            purpose.isPresent(),
                            found.size() < PAGE_ITEMS
                                    ? null
                                    : Predictions.Cursor.of(found.get(PAGE_ITEMS - 1))
                                            .toString(),
                            null,
                            caller.has(Roles.COMPLIANCE))));
        } catch (ProblemException e) {
            return page(
                    422,
                    Templates.search(new SearchPage(
                            view, asked, List.of(), false, null, e.getMessage(), caller.has(Roles.COMPLIANCE))));
        }
    }

    @GET
    @Path("/{environment}/{route}/predictions/{request}/{row}")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response prediction(
            String environment,
            String route,
            UUID request,
            int row,
            @QueryParam("purpose") @DefaultValue("") String purpose) {
        Routes.RouteView view = routes.named(environment, route);
        if (purpose.isBlank()) {
            return page(200, Templates.ask(new AskPage(view, request, row, "", null)));
        }
        try {
            return page(200, opened(view, request, row, purpose, "", "", null));
        } catch (ProblemException e) {
            if (e.type() != ProblemType.INVALID_VALUE) {
                throw e;
            }
            return page(422, Templates.ask(new AskPage(view, request, row, purpose, e.getMessage())));
        }
    }

    @POST
    @Path("/{environment}/{route}/predictions/{request}/{row}/review")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR})
    public Response review(
            String environment,
            String route,
            UUID request,
            int row,
            @RestForm @DefaultValue("") String purpose,
            @RestForm @DefaultValue("") String verdict,
            @RestForm @DefaultValue("") String shouldBe,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("0") int replaces) {
        String given = reason.strip();
        int status = 422;
        String fault;
        if (!Set.of("uphold", "override").contains(verdict)) {
            fault = "Choose whether the decision stands.";
        } else if (given.length() < Reviews.MIN_REASON_CHARS || given.length() > Reviews.MAX_REASON_CHARS) {
            fault = "Say why in " + Reviews.MIN_REASON_CHARS + " to " + Reviews.MAX_REASON_CHARS + " characters.";
        } else {
            boolean upheld = verdict.equals("uphold");
            try {
                details.review(
                        environment,
                        route,
                        request,
                        row,
                        upheld ? Review.Verdict.UPHELD : Review.Verdict.OVERRIDDEN,
                        upheld ? Optional.empty() : Optional.of(shouldBe),
                        given,
                        replaces);
                return Response.seeOther(UriBuilder.fromPath("/ui/routes/{environment}/{route}/review-queue")
                                .queryParam("purpose", "{purpose}")
                                .queryParam("done", upheld ? "upheld" : "overridden")
                                .build(environment, route, purpose))
                        .build();
            } catch (ProblemException e) {
                status = e.type().status();
                fault = e.getMessage();
            }
        }
        return page(status, opened(routes.named(environment, route), request, row, purpose, verdict, reason, fault));
    }

    private TemplateInstance opened(
            Routes.RouteView route,
            UUID request,
            int row,
            String purpose,
            String verdict,
            String reason,
            String fault) {
        PredictionDetail detail = details.look(route.environment(), route.route(), request, row, purpose);
        boolean mayReadLooks = caller.has(Roles.COMPLIANCE);
        boolean mayReview = caller.has(Roles.OPERATOR) || caller.has(Roles.VALIDATOR);
        return Templates.prediction(new PredictionPage(
                route,
                detail,
                purpose.strip(),
                mayReadLooks ? looks.at(detail.prediction(), MAX_LOOKS) : List.of(),
                mayReadLooks,
                mayReview,
                mayReview ? details.refusesReview(detail).orElse(null) : null,
                verdict,
                reason,
                fault));
    }

    @GET
    @Path("/{environment}/{route}/review-queue")
    @RolesAllowed({Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public TemplateInstance queue(
            String environment,
            String route,
            @QueryParam("cursor") String cursor,
            @QueryParam("purpose") @DefaultValue("") String purpose,
            @QueryParam("done") @DefaultValue("") String done) {
        List<WaitingRow> rows = reviews.queue(
                environment,
                route,
                place(cursor).map(c -> new Reviews.Place(c.receivedAt(), c.requestId(), c.row())),
                PAGE_ITEMS);
        return Templates.queue(new QueuePage(
                routes.named(environment, route),
                reviews.figures(environment, route),
                rows,
                purpose.strip(),
                rows.size() < PAGE_ITEMS
                        ? null
                        : Predictions.Cursor.of(rows.get(PAGE_ITEMS - 1)).toString(),
                done));
    }

    @GET
    @Path("/{environment}/{route}/looks")
    @RolesAllowed(Roles.COMPLIANCE)
    public TemplateInstance looks(
            String environment, String route, @QueryParam("cursor") @DefaultValue("9223372036854775807") long cursor) {
        List<Looks.Look> found = looks.of(environment, route, cursor, PAGE_ITEMS);
        return Templates.looks(new LooksPage(
                routes.named(environment, route),
                found,
                found.size() < PAGE_ITEMS ? null : found.get(PAGE_ITEMS - 1).id()));
    }

    private static Optional<Predictions.Cursor> place(String cursor) {
        return Optional.ofNullable(cursor).filter(c -> !c.isEmpty()).map(Predictions.Cursor::parse);
    }

    private static Response page(int status, TemplateInstance page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(page.render())
                .build();
    }
}
