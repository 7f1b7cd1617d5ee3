package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** Which points of frameworks are met by which gates, duties and records, as the active packs ask for them. */
@Path("/ui/coverage")
@Blocking
class CoveragePages {

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance coverage(List<CoverageTable> tables);

        private Templates() {}
    }

    private final CoverageTables tables;

    @Inject
    CoveragePages(CoverageTables tables) {
        this.tables = tables;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance coverage() {
        return Templates.coverage(tables.all());
    }
}
