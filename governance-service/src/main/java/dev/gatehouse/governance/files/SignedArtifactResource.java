package dev.gatehouse.governance.files;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

@Path("/api/v1")
class SignedArtifactResource {

    private final SignedArtifacts artifacts;

    @Inject
    SignedArtifactResource(SignedArtifacts artifacts) {
        this.artifacts = artifacts;
    }

    @POST
    @Path("/artifacts/signed")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ENGINEER)
    public Response store(InputStream body) {
        try {
            // One byte more than allowed tells that it is too large.
            byte[] signature = body.readNBytes(SignedArtifacts.MAX_BYTES + 1);
            return Response.status(Response.Status.CREATED)
                    .entity(artifacts.store(signature))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the body cannot be read", e);
        }
    }
}
