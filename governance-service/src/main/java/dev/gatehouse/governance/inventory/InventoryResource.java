package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelView;
import dev.gatehouse.governance.models.Models;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;

@Path("/api/v1")
class InventoryResource {

    private static final int MAX_PAGE_ITEMS = 200;

    /** One page of a list; {@code next} is the cursor of the page after it, null on the last one. */
    record ModelPage(List<ModelView> items, String next) {}

    private final InventoryList inventory;
    private final Models models;

    @Inject
    InventoryResource(InventoryList inventory, Models models) {
        this.inventory = inventory;
        this.models = models;
    }

    @GET
    @Path("/models")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public ModelPage list(
            @BeanParam Asked asked,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<InventoryRow> found = inventory.after(asked, cursor, limit + 1);
        List<InventoryRow> page = found.stream().limit(limit).toList();
        Map<String, Model> read =
                models.named(page.stream().map(InventoryRow::name).toList());
        return new ModelPage(
                page.stream()
                        .map(row -> ModelView.of(read.get(row.name()), row.stage()))
                        .toList(),
                found.size() > limit ? page.get(limit - 1).cursor() : null);
    }
}
