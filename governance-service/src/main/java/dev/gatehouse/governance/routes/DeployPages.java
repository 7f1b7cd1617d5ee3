package dev.gatehouse.governance.routes;

import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What an engineer copies into a shell or a pipeline to have a version's gates checked, a release submitted and the version deployed. */
@Path("/ui/models/{model}/versions/{version}/deploy")
@Blocking
class DeployPages {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String ENVIRONMENT = "production";

    /**
     * What the page shows; every command is complete but for {@code CLIENT_ID} and {@code CLIENT_SECRET}, which are the pipeline's own.
     *
     * @param service base address of this service, as the reader reaches it
     * @param issuer of tokens
     * @param open whether it may be deployed there now
     * @param unmet gates that are closed
     */
    record Page(
            Model model,
            ModelVersion version,
            String environment,
            String route,
            String service,
            String issuer,
            boolean open,
            List<GateView> unmet) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance deploy(Page p);

        private Templates() {}
    }

    private final Models models;
    private final Versions versions;
    private final Gates gates;
    private final String issuer;

    @Inject
    DeployPages(
            Models models,
            Versions versions,
            Gates gates,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer) {
        this.models = models;
        this.versions = versions;
        this.gates = gates;
        this.issuer = issuer;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance deploy(
            String model,
            String version,
            @QueryParam("environment") @DefaultValue(ENVIRONMENT) String environment,
            @QueryParam("route") @DefaultValue("") String route,
            @Context UriInfo here) {
        ModelVersion found = versions.named(model, version);
        // What is no name never stands in a command that somebody copies.
        String in = NAME.matcher(environment).matches() ? environment : ENVIRONMENT;
        String on = NAME.matcher(route).matches() ? route : found.model();
        Gates.ServingGates serving = gates.serving(found, in, Optional.of(on));
        return Templates.deploy(new Page(
                models.named(model),
                found,
                in,
                on,
                here.getBaseUri().toString().replaceFirst("/$", ""),
                issuer,
                serving.open(),
                GateView.of(serving.gates().unmet())));
    }
}
