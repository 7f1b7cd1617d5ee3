package dev.gatehouse.governance.files;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

@Path("/api/v1")
class FileResource {

    private final StoredFiles files;

    @Inject
    FileResource(StoredFiles files) {
        this.files = files;
    }

    @PUT
    @Path("/artifacts/{sha256}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed(Roles.ENGINEER)
    public StoredFile artifact(String sha256, InputStream body) {
        return files.storeArtifact(sha256, body);
    }

    @PUT
    @Path("/datasets/{sha256}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed(Roles.VALIDATOR)
    public StoredFile dataset(
            String sha256, @QueryParam("name") @NotBlank @Size(max = 200) String name, InputStream body) {
        return files.storeDataset(sha256, name, body);
    }
}
