package dev.gatehouse.governance.models;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Fact;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

@Path("/api/v1")
class ModelResource {

    /** Letters that are safe in a URL, a file name and a metric label. */
    static final String SLUG = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private static final int MAX_PAGE_ITEMS = 200;

    record ModelView(
            String name,
            String title,
            String owner,
            String intendedUse,
            String outOfScopeUse,
            int revision,
            java.time.Instant createdAt,
            com.fasterxml.jackson.databind.JsonNode facts,
            com.fasterxml.jackson.databind.JsonNode assessment) {
        static ModelView of(Model m) {
            return new ModelView(
                    m.name(),
                    m.title(),
                    m.owner(),
                    m.intendedUse(),
                    m.outOfScopeUse(),
                    m.revision(),
                    m.createdAt(),
                    m.facts(),
                    m.assessment());
        }
    }

    /** One page of a list; {@code next} is the cursor of the page after it, null on the last one. */
    record ModelPage(List<ModelView> items, String next) {}

    private final Models models;
    private final ActivePacks packs;

    @Inject
    ModelResource(Models models, ActivePacks packs) {
        this.models = models;
        this.packs = packs;
    }

    @POST
    @Path("/models")
    @RolesAllowed(Roles.ENGINEER)
    public Response register(@Valid @NotNull ModelRegistration registration) {
        Model model = models.register(registration);
        return Response.created(URI.create("/api/v1/models/" + model.name()))
                .tag(tag(model))
                .entity(ModelView.of(model))
                .build();
    }

    @PUT
    @Path("/models/{model}")
    @RolesAllowed(Roles.ENGINEER)
    public Response edit(String model, @HeaderParam("If-Match") String ifMatch, @Valid @NotNull ModelEdit edit) {
        Model changed = models.edit(model, revision(ifMatch), edit);
        return Response.ok(ModelView.of(changed)).tag(tag(changed)).build();
    }

    @GET
    @Path("/models/{model}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response get(String model) {
        Model found = models.named(model);
        return Response.ok(ModelView.of(found)).tag(tag(found)).build();
    }

    @GET
    @Path("/models")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ModelPage list(
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<Model> found = models.after(cursor, limit + 1);
        List<ModelView> items = found.stream().limit(limit).map(ModelView::of).toList();
        return new ModelPage(items, found.size() > limit ? items.get(limit - 1).name() : null);
    }

    @GET
    @Path("/facts")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public List<Fact> facts() {
        return packs.assessor().facts();
    }

    private static EntityTag tag(Model model) {
        return new EntityTag(Integer.toString(model.revision()));
    }

    private static int revision(String ifMatch) {
        if (ifMatch == null) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED, "Send If-Match with the ETag of the revision that you read.");
        }
        try {
            return Integer.parseInt(ifMatch.replace("\"", "").trim());
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "If-Match: send the ETag as you got it, such as \"3\".");
        }
    }
}
