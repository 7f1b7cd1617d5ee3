package dev.gatehouse.governance.cards;

import dev.gatehouse.card.CardText;
import dev.gatehouse.governance.cards.CardTexts.CarriedOver;
import dev.gatehouse.governance.cards.CardTexts.NamedTextToWrite;
import dev.gatehouse.governance.cards.CardTexts.TextToWrite;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The texts that people write for the card of a version. */
@Path("/api/v1")
class CardTextResource {

    record TextList(List<WrittenText> items) {}

    /** Texts that are written together. */
    record TextsToWrite(@NotEmpty @Size(max = MAX_ITEMS) List<@Valid @NotNull NamedTextToWrite> items) {
        private static final int MAX_ITEMS = 100;
    }

    /** The version of the same model whose texts are carried over. */
    record ToCarryOver(@NotBlank @Size(max = 63) String from) {}

    private final CardTexts texts;
    private final Versions versions;

    @Inject
    CardTextResource(CardTexts texts, Versions versions) {
        this.texts = texts;
        this.versions = versions;
    }

    @GET
    @Path("/models/{model}/versions/{version}/card/texts")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TextList list(String model, String version) {
        return new TextList(texts.of(versions.named(model, version)));
    }

    @PUT
    @Path("/models/{model}/versions/{version}/card/texts")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public TextList write(String model, String version, @Valid @NotNull TextsToWrite written) {
        return new TextList(texts.write(versions.named(model, version), written.items()));
    }

    @GET
    @Path("/models/{model}/versions/{version}/card/texts/{text}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response get(String model, String version, String text) {
        return tagged(texts.of(versions.named(model, version), CardTexts.named(text)));
    }

    @PUT
    @Path("/models/{model}/versions/{version}/card/texts/{text}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response write(
            String model,
            String version,
            String text,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
            @NotNull TextToWrite written) {
        ModelVersion found = versions.named(model, version);
        CardText named = CardTexts.named(text);
        return tagged(texts.write(found, named, revision(ifMatch), written));
    }

    @DELETE
    @Path("/models/{model}/versions/{version}/card/texts/{text}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response takeBack(
            String model, String version, String text, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
        ModelVersion found = versions.named(model, version);
        CardText named = CardTexts.named(text);
        return tagged(texts.takeBack(found, named, revision(ifMatch)));
    }

    @GET
    @Path("/models/{model}/versions/{version}/card/texts/{text}/revisions")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TextList revisions(String model, String version, String text) {
        return new TextList(texts.revisions(versions.named(model, version), CardTexts.named(text)));
    }

    @GET
    @Path("/models/{model}/versions/{version}/card/texts/{text}/revisions/{revision}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public WrittenText revision(String model, String version, String text, int revision) {
        return texts.revision(versions.named(model, version), CardTexts.named(text), revision);
    }

    @POST
    @Path("/models/{model}/versions/{version}/card/texts")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public CarriedOver carryOver(String model, String version, @Valid @NotNull ToCarryOver toCarryOver) {
        return texts.carryOver(versions.named(model, version), toCarryOver.from());
    }

    private static Response tagged(WrittenText text) {
        return Response.ok(text)
                .tag(new EntityTag(Integer.toString(text.revision())))
                .build();
    }

    private static int revision(String ifMatch) {
        if (ifMatch == null) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED,
                    "Send If-Match with the ETag of the revision that you read; \"0\" for a text that nobody wrote yet.");
        }
        try {
            return Integer.parseInt(ifMatch.replace("\"", "").trim());
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "If-Match: send the ETag as you got it, such as \"3\".");
        }
    }
}
