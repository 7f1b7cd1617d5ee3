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

/** A risk assessment as PDF or as a page, for who is signed in to the pages. */
@Path("/ui/models/{model}/assessments/{digest}/document.{form}")
@Blocking
class AssessmentDocumentPages {

    private final Reports reports;

    @Inject
    AssessmentDocumentPages(Reports reports) {
        this.reports = reports;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response get(String model, String digest, String form, @Context HttpServerResponse answer) {
        return ReportDownload.inForm(reports.assessment(model, digest, Reports.Form.of(form)), answer);
    }
}
