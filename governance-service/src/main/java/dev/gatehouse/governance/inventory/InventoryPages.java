package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The inventory: every model, searched, filtered and sorted. */
@Path("/ui/models")
@Blocking
class InventoryPages {

    private static final int PAGE_ITEMS = 50;

    /**
     * What the list shows.
     *
     * @param next cursor of the next page; null on the last one
     * @param fault why the question cannot be answered; null when it can
     */
    record ListPage(List<InventoryRow> rows, Asked asked, String next, String fault) {
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

    @Inject
    InventoryPages(InventoryList inventory) {
        this.inventory = inventory;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response list(@BeanParam Asked asked, @QueryParam("after") @DefaultValue("") String after) {
        try {
            List<InventoryRow> found = inventory.after(asked, after, PAGE_ITEMS + 1);
            List<InventoryRow> page = found.stream().limit(PAGE_ITEMS).toList();
            String next = found.size() > PAGE_ITEMS ? page.get(PAGE_ITEMS - 1).cursor() : null;
            return page(200, new ListPage(page, asked, next, null));
        } catch (ProblemException e) {
            return page(ProblemType.INVALID_VALUE.status(), new ListPage(List.of(), asked, null, e.getMessage()));
        }
    }

    private static Response page(int status, ListPage page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.list(page).render())
                .build();
    }
}
