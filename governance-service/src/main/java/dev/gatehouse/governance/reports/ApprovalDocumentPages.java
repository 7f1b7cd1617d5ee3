package dev.gatehouse.governance.reports;

import dev.gatehouse.governance.identity.Roles;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** An approval record as PDF or as a page, for who is signed in to the pages. */
@Path("/ui/releases/{release}/document.{form}")
@Blocking
class ApprovalDocumentPages {

    private final Reports reports;

    @Inject
    ApprovalDocumentPages(Reports reports) {
        this.reports = reports;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response get(UUID release, String form, @Context HttpServerResponse answer) {
        return ReportDownload.inForm(reports.approval(release, Reports.Form.of(form)), answer);
    }
}
