package dev.gatehouse.governance.predictions;

import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.reviews.ReviewFigures;
import dev.gatehouse.governance.reviews.Reviews;
import dev.gatehouse.governance.routes.Routes;
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
import jakarta.ws.rs.core.UriBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** Routes as operators watch them: what serves under which permit, what was predicted, and the form that closes the gate. */
@Path("/ui/routes")
@Blocking
class RoutePages {

    private static final int PAGE_ITEMS = 50;
    private static final int MIN_REASON_CHARS = 10;
    private static final int MAX_REASON_CHARS = 1000;

    /**
     * What the page of a route shows.
     *
     * @param conditions of the permit, as lines
     * @param mayReadPredictions whether the caller's roles include predictions
     * @param volume null while it is counted
     * @param reviews how the reviews of its predictions stand
     * @param older {@code cursor} of the next page of predictions; null on the last one
     * @param newest whether this is the first page of predictions
     * @param maySuspend whether the caller may close the gate, and it is open
     * @param mayCloseFallback whether the fallback's gate is open too, and may be closed in the same act
     * @param reason as it was typed
     * @param all whether the fallback's gate was to be closed too
     * @param faults why the form was refused
     * @param suspended whether the caller has just closed the gate
     */
    record RoutePage(
            Routes.RouteView route,
            Permit permit,
            List<Line> conditions,
            boolean mayReadPredictions,
            Volumes.Volume volume,
            List<Prediction> predictions,
            ReviewFigures reviews,
            String older,
            boolean newest,
            boolean maySuspend,
            boolean mayCloseFallback,
            String reason,
            boolean all,
            List<String> faults,
            boolean suspended) {}

    /**
     * What the list shows.
     *
     * @param name beginning of the names that are shown; empty for all
     * @param after the last route of the page before; empty on the first one
     * @param next the last route of this page; null if none follows
     */
    record ListPage(List<Routes.RouteView> routes, String name, String after, String next) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        static native TemplateInstance route(RoutePage p);

        private Templates() {}
    }

    private final Routes routes;
    private final Permits permits;
    private final Predictions predictions;
    private final Volumes volumes;
    private final Reviews reviews;
    private final Caller caller;

    @Inject
    RoutePages(
            Routes routes, Permits permits, Predictions predictions, Volumes volumes, Reviews reviews, Caller caller) {
        this.routes = routes;
        this.permits = permits;
        this.predictions = predictions;
        this.volumes = volumes;
        this.reviews = reviews;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance list(
            @QueryParam("name") @DefaultValue("") String name, @QueryParam("after") @DefaultValue("") String after) {
        List<Routes.RouteView> found = routes.page(name.strip(), after, PAGE_ITEMS + 1);
        List<Routes.RouteView> shown = found.stream().limit(PAGE_ITEMS).toList();
        Routes.RouteView last = found.size() > PAGE_ITEMS ? shown.get(PAGE_ITEMS - 1) : null;
        return Templates.list(new ListPage(
                shown, name.strip(), after, last == null ? null : last.environment() + "/" + last.route()));
    }

    @GET
    @Path("/{environment}/{route}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance route(
            String environment, String route, @QueryParam("cursor") String cursor, @QueryParam("done") String done) {
        Optional<Predictions.Cursor> after =
                Optional.ofNullable(cursor).filter(c -> !c.isEmpty()).map(Predictions.Cursor::parse);
        return Templates.route(page(environment, route, after, "", false, List.of(), "suspend".equals(done)));
    }

    @POST
    @Path("/{environment}/{route}/suspend")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public Response suspend(
            String environment,
            String route,
            @RestForm UUID permit,
            @RestForm String reason,
            @RestForm String all,
            @RestForm String confirm) {
        String given = reason == null ? "" : reason.strip();
        List<String> faults = new ArrayList<>();
        if (given.length() < MIN_REASON_CHARS || given.length() > MAX_REASON_CHARS) {
            faults.add("Say why in " + MIN_REASON_CHARS + " to " + MAX_REASON_CHARS
                    + " characters; it is shown to the board.");
        }
        if (!"yes".equals(confirm)) {
            faults.add("Confirm that requests are not to be answered by this version from now on.");
        }
        if (permit == null) {
            faults.add("The form does not say which permit; load the page again.");
        }
        if (faults.isEmpty()) {
            try {
                routes.close(environment, route, permit, "yes".equals(all), given);
                return Response.seeOther(UriBuilder.fromPath("/ui/routes/{environment}/{route}")
                                .queryParam("done", "suspend")
                                .build(environment, route))
                        .build();
            } catch (ProblemException e) {
                faults.add(e.getMessage());
            }
        }
        return Response.status(422)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.route(
                                page(environment, route, Optional.empty(), given, "yes".equals(all), faults, false))
                        .render())
                .build();
    }

    private RoutePage page(
            String environment,
            String name,
            Optional<Predictions.Cursor> after,
            String reason,
            boolean all,
            List<String> faults,
            boolean suspended) {
        Routes.RouteView route = routes.named(environment, name);
        Permit permit = permits.content(route.permit().id());
        boolean mayRead = List.of(Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE).stream()
                .anyMatch(caller::has);
        List<Prediction> found = mayRead ? predictions.recent(environment, name, after, PAGE_ITEMS) : List.of();
        boolean mayClose = caller.has(Roles.OPERATOR) || caller.has(Roles.BOARD);
        return new RoutePage(
                route,
                permit,
                Line.of(permit.conditions().toJson()),
                mayRead,
                volumes.soon(environment, name).orElse(null),
                found,
                reviews.figures(environment, name),
                found.size() < PAGE_ITEMS
                        ? null
                        : Predictions.Cursor.of(found.get(found.size() - 1)).toString(),
                after.isEmpty(),
                mayClose && route.permit().isActive(),
                mayClose
                        && route.fallback() != null
                        && route.fallback().permit().isActive(),
                reason,
                all,
                faults,
                suspended);
    }
}
