package dev.gatehouse.governance.cards;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.card.CardDiff;
import dev.gatehouse.card.CardSchema;
import dev.gatehouse.card.FrameworkCompleteness;
import dev.gatehouse.card.Requirement;
import dev.gatehouse.governance.cards.CardForms.Form;
import dev.gatehouse.governance.gates.CardFigure;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

@Path("/api/v1")
class CardResource {

    /** A card is compiled from what is known: a body has nothing to say, and fields in it are refused. */
    record Nothing() {}

    /** A card as it was compiled last; {@code frameworks} is absent for a card of an earlier version of the service. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CompiledView(String digest, Instant compiledAt, List<CardFigure> frameworks) {
        static CompiledView of(Cards.CompiledCard compiled) {
            return new CompiledView(
                    compiled.card().digest(),
                    compiled.evidence().givenAt(),
                    compiled.evidence().completeness());
        }
    }

    /** What one framework asks of the card as it would be compiled now; {@code asked} is absent where no pack asks for a share of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FrameworkView(
            String framework, String title, int percent, Integer asked, List<RequirementView> requirements) {
        static FrameworkView of(FrameworkCompleteness f, Map<String, Integer> asked) {
            return new FrameworkView(
                    f.framework().id(),
                    f.framework().title(),
                    f.percent(),
                    asked.get(f.framework().id()),
                    f.requirements().stream().map(RequirementView::of).toList());
        }
    }

    /** {@code texts} are the ids of written texts among what is missing. */
    record RequirementView(String id, String citation, String title, String state, String remedy, List<String> texts) {
        static RequirementView of(Requirement r) {
            return new RequirementView(
                    r.id(),
                    r.citation(),
                    r.title(),
                    r.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    r.remedy(),
                    r.texts().stream().map(text -> text.id()).toList());
        }
    }

    /** {@code compiled} is absent while no card is compiled. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CompletenessView(List<FrameworkView> frameworks, CompiledView compiled) {}

    /** One side of a comparison. */
    record Side(String version, String digest, Instant compiledAt) {
        static Side of(Cards.CompiledCard compiled) {
            return new Side(
                    compiled.card().content().details().version(),
                    compiled.card().digest(),
                    compiled.evidence().givenAt());
        }
    }

    /** {@code before} and {@code after} of a change are absent where that card does not have the entry. */
    record DiffView(Side before, Side after, List<ChangeView> changes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangeView(String section, String entry, String before, String after) {
        static ChangeView of(CardDiff.Change c) {
            return new ChangeView(c.section(), c.entry(), c.before(), c.after());
        }
    }

    private final Cards cards;
    private final CardForms forms;

    @Inject
    CardResource(Cards cards, CardForms forms) {
        this.cards = cards;
        this.forms = forms;
    }

    @POST
    @Path("/models/{model}/versions/{version}/card")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response compile(String model, String version, Nothing nothing) {
        return Response.status(Response.Status.CREATED)
                .entity(cards.compile(model, version))
                .build();
    }

    @GET
    @Path("/models/{model}/versions/{version}/card")
    @Produces(CardForms.JSON)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response json(String model, String version) {
        return forms.shown(model, version, Form.JSON);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card.html")
    @Produces(CardForms.HTML)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response html(String model, String version) {
        return forms.shown(model, version, Form.HTML);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card.pdf")
    @Produces(CardForms.PDF)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response pdf(String model, String version) {
        return forms.download(model, version, Form.PDF);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card.cdx.json")
    @Produces(CardForms.CYCLONE_DX)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response cycloneDx(String model, String version) {
        return forms.download(model, version, Form.CYCLONE_DX);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card.md")
    @Produces(CardForms.MARKDOWN)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response huggingFace(String model, String version) {
        return forms.download(model, version, Form.HUGGING_FACE);
    }

    @GET
    @Path("/models/{model}/versions/{version}/card/completeness")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public CompletenessView completeness(String model, String version) {
        Cards.Standing standing = cards.standing(model, version);
        return new CompletenessView(
                standing.frameworks().stream()
                        .map(f -> FrameworkView.of(f, standing.asked()))
                        .toList(),
                standing.compiled().map(CompiledView::of).orElse(null));
    }

    @GET
    @Path("/models/{model}/versions/{version}/card/diff")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public DiffView diff(String model, String version, @QueryParam("with") @NotBlank @Size(max = 63) String with) {
        Cards.Comparison comparison = cards.compare(model, version, with);
        return new DiffView(
                Side.of(comparison.before()),
                Side.of(comparison.after()),
                comparison.diff().changes().stream().map(ChangeView::of).toList());
    }

    @GET
    @Path("/card-schema")
    @Produces("application/schema+json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE, Roles.GATEWAY})
    public byte[] schema() {
        return CardSchema.json();
    }
}
