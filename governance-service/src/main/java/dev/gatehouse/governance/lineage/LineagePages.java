package dev.gatehouse.governance.lineage;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.Models;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A version's way on one page, each step with links to what stands behind it. */
@Path("/ui/models/{model}/versions/{version}/lineage")
@Blocking
class LineagePages {

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance lineage(Model model, String version, Lineage lineage);

        private Templates() {}
    }

    private final Models models;
    private final Ways ways;

    @Inject
    LineagePages(Models models, Ways ways) {
        this.models = models;
        this.ways = ways;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance lineage(String model, String version) {
        Lineage lineage = ways.of(model, version);
        return Templates.lineage(models.named(model), version, lineage);
    }
}
