package dev.gatehouse.governance.audits;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** An audit report to download for who is signed in to the pages. */
@Path("/ui/audits/{run}")
class AuditPages {

    private final Audits audits;

    @Inject
    AuditPages(Audits audits) {
        this.audits = audits;
    }

    @GET
    @Path("/report.json")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response report(UUID run) {
        return Response.ok(audits.report(run))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit-report-" + run + ".json\"")
                .build();
    }
}
