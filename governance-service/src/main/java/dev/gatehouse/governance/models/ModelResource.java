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

    private static final int MAX_REVISIONS = 200;

    private final Models models;
    private final ModelHistory history;
    private final ActivePacks packs;

    @Inject
    ModelResource(Models models, ModelHistory history, ActivePacks packs) {
        this.models = models;
        this.history = history;
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

    @PUT
    @Path("/models/{model}/particulars")
    @RolesAllowed(Roles.ENGINEER)
    public Response describe(String model, @HeaderParam("If-Match") String ifMatch, @NotNull Particulars particulars) {
        Model changed = models.describe(model, revision(ifMatch), particulars);
        return Response.ok(ModelView.of(changed)).tag(tag(changed)).build();
    }

    /** One page of a history; {@code next} is the cursor of the page after it, null on the last one. */
    record HistoryPage(List<ModelHistory.Revision> items, Integer next) {}

    @GET
    @Path("/models/{model}/history")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public HistoryPage history(
            String model,
            @QueryParam("before") @DefaultValue("2147483647") @Min(0) int before,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_REVISIONS) int limit) {
        List<ModelHistory.Revision> items = history.below(model, before, limit);
        boolean more = !items.isEmpty() && !items.get(items.size() - 1).beginning();
        return new HistoryPage(
                items, more ? (Integer) items.get(items.size() - 1).revision() : null);
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
