package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;

@Path("/api/v1")
class VersionResource {

    record Registration(
            @NotNull
            @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                    message = "use 1 to 63 letters, digits, dots, hyphens or underscores")
            String version,

            @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "a SHA-256 has 64 lower-case hexadecimal digits")
            String artifactSha256,

            @NotNull JsonNode signature,

            @NotNull
            @Pattern(
                    regexp = "loaded-by-digest|attested|declared",
                    message = "is one of loaded-by-digest, attested, declared")
            String binding,

            @NotNull
            @Pattern(
                    regexp = "https?://[A-Za-z0-9.\\[\\]:-]{1,255}",
                    message = "is the base URL of the model server: scheme, host and port, no path")
            String upstream,

            @NotBlank
            @Pattern(regexp = "[A-Za-z0-9._-]{1,128}", message = "use letters, digits, dots, hyphens, underscores")
            String upstreamModel,

            @NotNull ObjectNode training,

            @NotEmpty(message = "name at least one developer: they may not vote on their own work") @Size(max = 50)
            List<@NotBlank @Size(max = 100) String> developers) {}

    record VersionView(
            String model,
            String version,
            String artifactSha256,
            JsonNode signature,
            String binding,
            String upstream,
            String upstreamModel,
            JsonNode training,
            List<String> developers,
            Instant registeredAt) {
        static VersionView of(ModelVersion v) {
            return new VersionView(
                    v.model(),
                    v.version(),
                    v.artifactSha256(),
                    v.signature(),
                    v.binding(),
                    v.upstream(),
                    v.upstreamModel(),
                    v.training(),
                    v.developers(),
                    v.registeredAt());
        }
    }

    record VersionList(List<VersionView> items) {}

    private final Versions versions;

    @Inject
    VersionResource(Versions versions) {
        this.versions = versions;
    }

    @POST
    @Path("/models/{model}/versions")
    @RolesAllowed(Roles.ENGINEER)
    public Response register(String model, @Valid @NotNull Registration registration) {
        ModelVersion version = versions.register(model, registration);
        return Response.created(URI.create("/api/v1/models/" + model + "/versions/" + version.version()))
                .entity(VersionView.of(version))
                .build();
    }

    @GET
    @Path("/models/{model}/versions")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public VersionList list(String model) {
        return new VersionList(versions.of(model).stream().map(VersionView::of).toList());
    }

    @GET
    @Path("/models/{model}/versions/{version}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public VersionView get(String model, String version) {
        return VersionView.of(versions.named(model, version));
    }
}
