package dev.gatehouse.governance.bundles;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

@Path("/api/v1")
class BundleResource {

    private final EvidenceBundle bundle;

    @Inject
    BundleResource(EvidenceBundle bundle) {
        this.bundle = bundle;
    }

    @GET
    @Path("/releases/{release}/evidence.zip")
    @Produces("application/zip")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response get(UUID release) {
        return BundleDownload.of(release, bundle.of(release));
    }
}
