package dev.gatehouse.governance.bundles;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** The evidence bundle to download for who is signed in to the pages. */
@Path("/ui/releases/{release}/evidence.zip")
class BundlePages {

    private final EvidenceBundle bundle;

    @Inject
    BundlePages(EvidenceBundle bundle) {
        this.bundle = bundle;
    }

    @GET
    @Produces("application/zip")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response get(UUID release) {
        return BundleDownload.of(release, bundle.of(release));
    }
}
