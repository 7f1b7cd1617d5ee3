package dev.gatehouse.governance.search;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Search across everything: the box at the head of every page leads here. */
@Path("/ui/search")
@Blocking
class SearchPages {

    /**
     * What the page shows.
     *
     * @param q as it was typed
     * @param kinds titles of what the caller may look for
     * @param fault why nothing was looked for; null when it was, and before anything is typed
     */
    record FoundPage(String q, List<Search.Group> groups, List<String> kinds, String fault) {
        /** How many hits the page shows. */
        public int shown() {
            return groups.stream().mapToInt(group -> group.hits().size()).sum();
        }

        /** Most hits of a kind. */
        public int limit() {
            return Search.MAX_HITS;
        }

        /** Most characters of a question. */
        public int chars() {
            return Question.MAX_CHARS;
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance found(FoundPage p);

        private Templates() {}
    }

    private final Search search;

    @Inject
    SearchPages(Search search) {
        this.search = search;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response found(@QueryParam("q") @DefaultValue("") String q) {
        String typed = q.strip();
        try {
            return page(200, typed, typed.isEmpty() ? List.of() : search.find(typed), null);
        } catch (ProblemException e) {
            return page(e.type().status(), typed, List.of(), e.getMessage().replaceFirst("^q: ", "Search: "));
        }
    }

    private Response page(int status, String q, List<Search.Group> groups, String fault) {
        List<String> kinds = search.kinds().stream().map(Kind::title).toList();
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.found(new FoundPage(q, groups, kinds, fault)).render())
                .build();
    }
}
