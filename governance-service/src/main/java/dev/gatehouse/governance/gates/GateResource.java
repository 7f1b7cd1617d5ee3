package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.gate.GateEvaluation;
import dev.gatehouse.governance.files.Documents;
import dev.gatehouse.governance.files.StoredDocument;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class GateResource {

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";
    private static final String NAME_HELP = "lower-case letters, digits and hyphens, at most 63";
    private static final int MAX_DATA = 20;

    /**
     * Either {@code content} or {@code file}, the SHA-256 of a document that was brought in. A validation report also names
     * {@code artifact} and {@code data}.
     */
    record EvidenceToGive(
            @NotBlank @Size(max = 100) String gate,
            @NotBlank @Size(max = 200) String title,
            ObjectNode content,
            @Pattern(regexp = "[0-9a-f]{64}") String file,
            @Size(max = 71) String artifact,
            @Size(max = MAX_DATA) List<@NotNull @Size(max = 71) String> data) {}

    /**
     * {@code environment} is there when it was asked for; then the release's gate is among the gates. {@code emergency} is true where the
     * version may serve though gates are closed, and absent otherwise.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GateList(boolean open, String tier, String environment, Boolean emergency, List<GateView> gates) {}

    private final Gates gates;
    private final GivenEvidences evidence;
    private final Documents documents;
    private final Versions versions;

    @Inject
    GateResource(Gates gates, GivenEvidences evidence, Documents documents, Versions versions) {
        this.gates = gates;
        this.evidence = evidence;
        this.documents = documents;
        this.versions = versions;
    }

    @GET
    @Path("/models/{model}/versions/{version}/gates")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public GateList gates(
            String model,
            String version,
            @QueryParam("environment") @Pattern(regexp = NAME, message = NAME_HELP) String environment,
            @QueryParam("route") @Pattern(regexp = NAME, message = NAME_HELP) String route) {
        ModelVersion found = versions.named(model, version);
        if (environment == null) {
            Gates.GateBook book = gates.of(found);
            return list(book, book.evaluation(), book.evaluation().open(), null, null);
        }
        Gates.ServingGates serving = gates.serving(found, environment, Optional.ofNullable(route));
        return list(serving.book(), serving.gates(), serving.open(), environment, serving.emergency() ? true : null);
    }

    private static GateList list(
            Gates.GateBook book, GateEvaluation evaluation, boolean open, String environment, Boolean emergency) {
        return new GateList(
                open, book.assessment().tier().name(), environment, emergency, GateView.of(evaluation.statuses()));
    }

    @POST
    @Path("/documents")
    @Consumes({"application/pdf", MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, "text/markdown"})
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response bringIn(@HeaderParam(HttpHeaders.CONTENT_TYPE) String type, InputStream body) throws IOException {
        StoredDocument stored = documents.store(type, body.readNBytes(Documents.MAX_BYTES + 1));
        return Response.status(Response.Status.CREATED).entity(stored).build();
    }

    @POST
    @Path("/models/{model}/versions/{version}/evidence")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response give(String model, String version, @Valid @NotNull EvidenceToGive given) {
        Optional<ReportSubject> subject = given.artifact() == null && given.data() == null
                ? Optional.empty()
                : Optional.of(new ReportSubject(given.artifact(), given.data()));
        return Response.status(Response.Status.CREATED)
                .entity(evidence.give(
                        versions.named(model, version),
                        given.gate(),
                        given.title(),
                        Optional.ofNullable(given.content()),
                        Optional.ofNullable(given.file()),
                        subject))
                .build();
    }

    @GET
    @Path("/models/{model}/versions/{version}/evidence")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public EvidenceList evidence(String model, String version) {
        return new EvidenceList(gates.evidenceOf(versions.named(model, version)));
    }

    @GET
    @Path("/models/{model}/versions/{version}/evidence/{evidence}/file")
    @Produces({"application/pdf", MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, "text/markdown"})
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Response file(String model, String version, @jakarta.ws.rs.PathParam("evidence") UUID id) {
        return GivenEvidences.download(evidence.file(versions.named(model, version), id));
    }

    record EvidenceList(List<GivenEvidence> items) {}
}
