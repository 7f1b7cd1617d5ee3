package dev.gatehouse.governance.files;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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

    /**
     * A data set that stays where it is.
     *
     * @param path relative to the root that the operator has set
     * @param name for people
     */
    record DatasetByPath(
            @NotBlank @Size(max = DatasetRoot.MAX_PATH_CHARACTERS)
            String path,

            @NotBlank @Size(max = 200) String name) {}

    @POST
    @Path("/datasets")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.VALIDATOR)
    public Response register(@Valid @NotNull DatasetByPath dataset) {
        return Response.status(Response.Status.CREATED)
                .entity(files.registerDataset(dataset.path(), dataset.name()))
                .build();
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
