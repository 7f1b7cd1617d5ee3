package dev.gatehouse.governance.pages;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The public page, from which people sign in. */
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
}
