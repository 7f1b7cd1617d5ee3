package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.identity.Roles;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** The inventory: every model, searched, filtered and sorted. */
@Path("/ui/models")
@Blocking
class InventoryPages {

    private static final int PAGE_ITEMS = 50;

    /**
     * What the list shows.
     *
     * @param views that the caller keeps, then those of others
     * @param next cursor of the next page; null on the last one
     * @param fault why the question cannot be answered; null when it can
     */
    record ListPage(List<InventoryRow> rows, Asked asked, List<SavedViews.SavedView> views, String next, String fault) {
        public List<String> tiers() {
            return Asked.TIERS;
        }

        public List<String> stages() {
            return Asked.STAGES;
        }

        public List<String> statuses() {
            return Asked.STATUSES;
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        private Templates() {}
    }

    private final InventoryList inventory;
    private final SavedViews views;

    @Inject
    InventoryPages(InventoryList inventory, SavedViews views) {
        this.inventory = inventory;
        this.views = views;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response list(@BeanParam Asked asked, @QueryParam("after") @DefaultValue("") String after) {
        try {
            List<InventoryRow> found = inventory.after(asked, after, PAGE_ITEMS + 1);
            List<InventoryRow> page = found.stream().limit(PAGE_ITEMS).toList();
            String next = found.size() > PAGE_ITEMS ? page.get(PAGE_ITEMS - 1).cursor() : null;
            return page(200, new ListPage(page, asked, views.seen(), next, null));
        } catch (ProblemException e) {
            return refused(asked, e);
        }
    }

    /** Keeps the question of the list under a name. */
    @POST
    @Path("/views")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response keep(
            @BeanParam Asked asked,
            @RestForm @DefaultValue("") String name,
            @RestForm @DefaultValue("") String query,
            @RestForm @DefaultValue("") String shared) {
        try {
            views.keep(name, query, shared.equals("yes"));
        } catch (ProblemException e) {
            return refused(asked, e);
        }
        return Response.seeOther(URI.create("/ui/models?" + query)).build();
    }

    @POST
    @Path("/views/{view}/deletion")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response delete(UUID view) {
        views.delete(view);
        return Response.seeOther(URI.create("/ui/models")).build();
    }

    private Response refused(Asked asked, ProblemException e) {
        return page(e.type().status(), new ListPage(List.of(), asked, views.seen(), null, e.getMessage()));
    }

    private static Response page(int status, ListPage page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.list(page).render())
                .build();
    }
}
