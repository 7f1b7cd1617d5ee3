package dev.gatehouse.governance.reports;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.served.Moment;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/** What a route served at a moment, as PDF or as a page, for who is signed in to the pages. */
@Path("/ui/routes/{environment}/{route}/served/document.{form}")
@Blocking
class ServedDocumentPages {

    private final Reports reports;
    private final Clock clock;

    @Inject
    ServedDocumentPages(Reports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response get(
            String environment,
            String route,
            String form,
            @QueryParam("at") @DefaultValue("") String at,
            @QueryParam("zone") @DefaultValue("") String zone,
            @Context HttpServerResponse answer) {
        Moment moment = Moment.parse(at.strip(), zone.strip(), clock.instant());
        return ReportDownload.inForm(reports.served(environment, route, moment.at(), Reports.Form.of(form)), answer);
    }
}
