package dev.gatehouse.governance.served;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Looks back on a route: a moment is asked for, and the page tells what was served and by whose word. */
@Path("/ui/routes/{environment}/{route}/served")
@Blocking
class ServedPages {

    /** Deployments that the page lists; the API has all. */
    static final int MAX_LISTED = 100;

    private static final Set<String> READ_THE_LEDGER = Set.of(Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE);

    /**
     * What the page shows.
     *
     * @param at as it was typed, or now
     * @param zone as it was typed
     * @param moment what was asked for; null if it could not be read
     * @param then the answer; null if it could not be asked
     * @param fault why not; null if it could
     * @param deployments newest first, at most {@link #MAX_LISTED}
     * @param more whether there are more
     * @param mayReadLedger whether the caller may follow links into the ledger
     */
    record Page(
            String environment,
            String route,
            String at,
            String zone,
            Moment moment,
            ServedThen then,
            String fault,
            List<ServedThen.Deployment> deployments,
            boolean more,
            boolean mayReadLedger) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance served(Page p);

        private Templates() {}
    }

    private final RouteHistory history;
    private final Caller caller;
    private final Clock clock;

    @Inject
    ServedPages(RouteHistory history, Caller caller, Clock clock) {
        this.history = history;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response served(
            String environment,
            String route,
            @QueryParam("at") @DefaultValue("") String at,
            @QueryParam("zone") @DefaultValue("") String zone) {
        List<ServedThen.Deployment> all = history.deployments(environment, route);
        String typed = at.strip();
        Moment moment = null;
        ServedThen then = null;
        String fault = null;
        try {
            moment = typed.isEmpty()
                    ? new Moment(clock.instant().truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC)
                    : Moment.parse(typed, zone.strip(), clock.instant());
            then = history.at(environment, route, moment.at());
        } catch (ProblemException e) {
            if (e.type() != ProblemType.INVALID_VALUE) {
                throw e;
            }
            fault = e.getMessage();
        }
        return Response.status(fault == null ? 200 : 422)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.served(new Page(
                                environment,
                                route,
                                moment == null ? typed : moment.typed(),
                                moment == null
                                        ? zone.strip()
                                        : moment.zone().getId().replaceFirst("^Z$", "UTC"),
                                moment,
                                then,
                                fault,
                                all.stream().limit(MAX_LISTED).toList(),
                                all.size() > MAX_LISTED,
                                READ_THE_LEDGER.stream().anyMatch(caller::has)))
                        .render())
                .build();
    }
}
