package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;

/** The inventory as a file, and the views that people keep. */
@Path("/api/v1")
class ImportResource {

    /** The preview that is to be done. */
    record Confirmation(@NotBlank @Size(max = 80) String digest) {}

    /** A question to keep; {@code shared} is null for no. */
    record ViewToKeep(@NotNull String name, @NotNull String query, Boolean shared) {}

    record ViewList(List<SavedViews.SavedView> items) {}

    private final Import imports;
    private final InventoryCsv csv;
    private final SavedViews views;

    @Inject
    ImportResource(Import imports, InventoryCsv csv, SavedViews views) {
        this.imports = imports;
        this.csv = csv;
        this.views = views;
    }

    @GET
    @Path("/inventory/models.csv")
    @Produces("text/csv")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response download(@BeanParam Asked asked) {
        return csv.download(asked);
    }

    @PUT
    @Path("/inventory/import")
    @Consumes("text/csv")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ENGINEER)
    public Import.Preview bring(InputStream body) {
        try {
            return imports.bring(body.readNBytes(InventoryFile.MAX_BYTES + 1));
        } catch (IOException e) {
            throw new UncheckedIOException("the body cannot be read", e);
        }
    }

    @GET
    @Path("/inventory/import")
    @RolesAllowed(Roles.ENGINEER)
    public Import.Preview waiting() {
        return imports.waiting()
                .orElseThrow(() ->
                        new ProblemException(ProblemType.NOT_FOUND, "No file of yours waits. Bring one in first."));
    }

    @DELETE
    @Path("/inventory/import")
    @RolesAllowed(Roles.ENGINEER)
    public Response discard() {
        imports.discard();
        return Response.noContent().build();
    }

    @POST
    @Path("/inventory/import/confirmation")
    @RolesAllowed(Roles.ENGINEER)
    public Import.Done confirm(@Valid @NotNull Confirmation confirmation) {
        return imports.confirm(confirmation.digest());
    }

    @GET
    @Path("/inventory/views")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ViewList views() {
        return new ViewList(views.seen());
    }

    @POST
    @Path("/inventory/views")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response keep(@Valid @NotNull ViewToKeep view) {
        return Response.status(Response.Status.CREATED)
                .entity(views.keep(view.name(), view.query(), Boolean.TRUE.equals(view.shared())))
                .build();
    }

    @DELETE
    @Path("/inventory/views/{view}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response delete(UUID view) {
        views.delete(view);
        return Response.noContent().build();
    }
}
