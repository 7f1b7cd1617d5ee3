package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Versions;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;

@Path("/api/v1")
class GateResource {

    record EvidenceToGive(
            @NotBlank @Size(max = 100) String gate,
            @NotBlank @Size(max = 200) String title,
            @NotNull ObjectNode content) {}

    record GateList(boolean open, String tier, List<GateView> gates) {}

    private final Gates gates;
    private final Versions versions;

    @Inject
    GateResource(Gates gates, Versions versions) {
        this.gates = gates;
        this.versions = versions;
    }

    @GET
    @Path("/models/{model}/versions/{version}/gates")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public GateList gates(String model, String version) {
        Gates.GateBook book = gates.of(versions.named(model, version));
        return new GateList(
                book.evaluation().open(),
                book.assessment().tier().name(),
                GateView.of(book.evaluation().statuses()));
    }

    @POST
    @Path("/models/{model}/versions/{version}/evidence")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response give(String model, String version, @Valid @NotNull EvidenceToGive evidence) {
        return Response.status(Response.Status.CREATED)
                .entity(gates.give(model, version, evidence.gate(), evidence.title(), evidence.content()))
                .build();
    }

    @GET
    @Path("/models/{model}/versions/{version}/evidence")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public EvidenceList evidence(String model, String version) {
        return new EvidenceList(gates.evidenceOf(versions.named(model, version)));
    }

    record EvidenceList(List<GivenEvidence> items) {}
}
