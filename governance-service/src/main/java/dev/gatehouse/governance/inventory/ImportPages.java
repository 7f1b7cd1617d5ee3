package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelHistory;
import dev.gatehouse.governance.models.ParticularsRules.Fault;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The inventory as a file: out with what was looked for, in with a preview row by row. */
@Path("/ui/inventory")
@Blocking
class ImportPages {

    /** Most rows of a preview that the page shows; the API has all. */
    private static final int MAX_SHOWN = 200;

    /** A field of a row that would change; null where there was none. */
    record ChangeRow(String field, String before, String after) {}

    /** A row of the preview as the page shows it. */
    record ShownRow(long line, String name, String effect, List<ChangeRow> changes, List<Fault> faults) {}

    /**
     * What the page shows.
     *
     * @param preview of the file that waits; null without one
     * @param rows of the preview, faulty ones first
     * @param fault why nothing was taken or done; null otherwise
     * @param added how many models have just been added; negative when nothing was done
     */
    record ImportPage(Import.Preview preview, List<ShownRow> rows, String fault, int added, int changed) {

        /** How many rows are not shown. */
        public int unshown() {
            return preview == null ? 0 : preview.rows().size() - rows.size();
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance file(ImportPage p);

        private Templates() {}
    }

    private final Import imports;
    private final InventoryCsv csv;

    @Inject
    ImportPages(Import imports, InventoryCsv csv) {
        this.imports = imports;
        this.csv = csv;
    }

    @GET
    @Path("/models.csv")
    @Produces("text/csv")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response download(@BeanParam Asked asked) {
        return csv.download(asked);
    }

    @GET
    @Path("/import")
    @RolesAllowed(Roles.ENGINEER)
    public Response form(
            @QueryParam("added") @DefaultValue("-1") int added, @QueryParam("changed") @DefaultValue("0") int changed) {
        return page(200, null, added, changed);
    }

    @POST
    @Path("/import")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.ENGINEER)
    public Response bring(@RestForm FileUpload file) {
        if (file == null || file.fileName() == null || file.fileName().isBlank()) {
            return page(422, "Choose a file.", -1, 0);
        }
        try {
            imports.bring(bytes(file));
        } catch (ProblemException e) {
            return page(e.type().status(), e.getMessage(), -1, 0);
        }
        return Response.seeOther(UriBuilder.fromPath("/ui/inventory/import").build())
                .build();
    }

    @POST
    @Path("/import/confirmation")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ENGINEER)
    public Response confirm(@RestForm @DefaultValue("") String digest) {
        try {
            Import.Done done = imports.confirm(digest);
            return Response.seeOther(UriBuilder.fromPath("/ui/inventory/import")
                            .queryParam("added", done.added())
                            .queryParam("changed", done.changed())
                            .build())
                    .build();
        } catch (ProblemException e) {
            return page(e.type().status(), e.getMessage(), -1, 0);
        }
    }

    @POST
    @Path("/import/discard")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ENGINEER)
    public Response discard() {
        imports.discard();
        return Response.seeOther(UriBuilder.fromPath("/ui/inventory/import").build())
                .build();
    }

    private Response page(int status, String fault, int added, int changed) {
        Import.Preview preview = null;
        String why = fault;
        try {
            preview = imports.waiting().orElse(null);
        } catch (ProblemException e) {
            // The models have changed so much that the file has no preview any more.
            why = e.getMessage();
        }
        List<ShownRow> rows = preview == null
                ? List.of()
                : preview.rows().stream()
                        .sorted(java.util.Comparator.comparing(r -> r.effect() != Import.Effect.FAULTY))
                        .limit(MAX_SHOWN)
                        .map(ImportPages::shown)
                        .toList();
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.file(new ImportPage(preview, rows, why, added, changed))
                        .render())
                .build();
    }

    private static ShownRow shown(Import.Row row) {
        return new ShownRow(
                row.line(),
                row.name(),
                row.effect().name(),
                row.changes().stream()
                        .map((ModelHistory.Change c) -> new ChangeRow(
                                c.field(),
                                c.before() == null ? null : Line.spoken(c.before()),
                                c.after() == null ? null : Line.spoken(c.after())))
                        .toList(),
                row.faults());
    }

    private static byte[] bytes(FileUpload file) {
        try (InputStream in = Files.newInputStream(file.uploadedFile())) {
            return in.readNBytes(InventoryFile.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("the upload cannot be read", e);
        }
    }
}
