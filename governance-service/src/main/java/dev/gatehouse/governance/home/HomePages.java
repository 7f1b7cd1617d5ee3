package dev.gatehouse.governance.home;

import dev.gatehouse.governance.identity.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/** The first page after signing in: what waits for the caller, and how the inventory stands. */
@Path("/ui")
@Blocking
class HomePages {

    /** What the page shows. */
    record HomePage(List<WaitingGroup> waiting, Portfolio.Figures figures) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance home(HomePage p);

        private Templates() {}
    }

    private final Waiting waiting;
    private final Portfolio portfolio;

    @Inject
    HomePages(Waiting waiting, Portfolio portfolio) {
        this.waiting = waiting;
        this.portfolio = portfolio;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance home() {
        return Templates.home(new HomePage(waiting.groups(), portfolio.now()));
    }

    /** Where the identity provider sends people back to when they did not ask for a certain page. */
    @GET
    @Path("/signed-in")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response signedIn() {
        return Response.seeOther(URI.create("/ui")).build();
    }
}
