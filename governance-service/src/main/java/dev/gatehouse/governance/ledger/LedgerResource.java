package dev.gatehouse.governance.ledger;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

@Path("/api/v1")
class LedgerResource {

    private static final int MAX_PAGE_LEAVES = 1000;

    record Leaves(List<Ledger.Entry> items) {}

    private final Ledger ledger;

    @Inject
    LedgerResource(Ledger ledger) {
        this.ledger = ledger;
    }

    @GET
    @Path("/ledger/root")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Ledger.Root root() {
        return ledger.root();
    }

    @GET
    @Path("/ledger/leaves")
    @RolesAllowed({Roles.BOARD, Roles.COMPLIANCE})
    public Leaves leaves(
            @QueryParam("from") @DefaultValue("0") @Min(0) long from,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MAX_PAGE_LEAVES) int limit) {
        return new Leaves(ledger.from(from, limit));
    }
}
