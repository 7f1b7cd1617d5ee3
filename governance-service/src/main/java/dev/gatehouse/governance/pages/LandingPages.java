package dev.gatehouse.governance.pages;

import dev.gatehouse.governance.identity.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Where people arrive: the public page, and the way on after signing in. */
@Path("/")
class LandingPages {

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance welcome();

        private Templates() {}
    }

    @GET
    @PermitAll
    public TemplateInstance welcome() {
        return Templates.welcome();
    }

    @GET
    @Path("/ui")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response start() {
        return Response.seeOther(URI.create("/ui/releases")).build();
    }

    /** Where the identity provider sends people back to when they did not ask for a certain page. */
    @GET
    @Path("/ui/signed-in")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response signedIn() {
        return start();
    }
}
