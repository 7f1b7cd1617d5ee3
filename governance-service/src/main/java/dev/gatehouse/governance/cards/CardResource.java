package dev.gatehouse.governance.cards;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

@Path("/api/v1")
class CardResource {

    private final Cards cards;

    @Inject
    CardResource(Cards cards) {
        this.cards = cards;
    }

    @POST
    @Path("/models/{model}/versions/{version}/card")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response compile(String model, String version, @Valid @NotNull CardTexts texts) {
        return Response.status(Response.Status.CREATED)
                .entity(cards.compile(model, version, texts))
                .build();
    }

    @GET
    @Path("/models/{model}/versions/{version}/card")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public byte[] json(String model, String version) {
        return cards.json(model, version);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card.html")
    @Produces("text/html;charset=UTF-8")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public String html(String model, String version) {
        return cards.html(model, version);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card.pdf")
    @Produces("application/pdf")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response pdf(String model, String version) {
        return Response.ok(cards.pdf(model, version))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"model-card-" + model + "-" + version + ".pdf\"")
                .build();
    }
}
