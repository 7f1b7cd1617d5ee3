package dev.gatehouse.governance.pages;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.stream.Stream;

/** Where people arrive: the public page, and the way on after signing in. */
@Path("/")
class LandingPages {

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance welcome();

        private Templates() {}
    }

    private final Caller caller;

    @Inject
    LandingPages(Caller caller) {
        this.caller = caller;
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
        return Response.seeOther(URI.create(home())).build();
    }

    /** The library for who is only here to download, the releases for everybody else. */
    private String home() {
        boolean downloads = caller.has(Roles.COMPLIANCE)
                && Stream.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR)
                        .noneMatch(caller::has);
        return downloads ? "/ui/reports" : "/ui/releases";
    }

    /** Where the identity provider sends people back to when they did not ask for a certain page. */
    @GET
    @Path("/ui/signed-in")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response signedIn() {
        return start();
    }
}
