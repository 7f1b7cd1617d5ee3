package dev.gatehouse.governance.pages;

import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Refusals under {@code /ui} are pages for people; the problem document that the API would answer is what they are made from. */
class PageProblems {

    private static final String PAGES = "/ui";
    private static final Map<String, String> SAID_TO_PEOPLE = Map.of(
            ProblemType.NOT_FOUND.uri(), "Check the address, or start from one of the lists above.",
            ProblemType.FORBIDDEN.uri(),
                    "Your roles do not include this. Ask who manages your roles, or let a colleague who holds the role do it.",
            ProblemType.MALFORMED_REQUEST.uri(),
                    "It did not come from a form of this session, or the session has ended. Go back, load the page again and repeat.");

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance problem(int status, String title, String detail, String incident);

        private Templates() {}
    }

    @ServerResponseFilter
    public void asPage(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        boolean page = path.equals(PAGES) || path.startsWith(PAGES + "/");
        if (!page || response.getStatus() < 400 || isHtml(response.getMediaType())) {
            return;
        }
        Map<?, ?> problem = response.getEntity() instanceof Map<?, ?> members ? members : Map.of();
        ProblemType unsaid = response.getStatus() == 400 ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
        String type = text(problem, "type", unsaid.uri());
        String detail = SAID_TO_PEOPLE.getOrDefault(type, text(problem, "detail", "The service failed."));
        String html = Templates.problem(
                        response.getStatus(),
                        text(problem, "title", unsaid.title()),
                        detail,
                        text(problem, "incident", null))
                .render();
        response.setEntity(html, new Annotation[0], MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
    }

    private static boolean isHtml(MediaType type) {
        return type != null && MediaType.TEXT_HTML_TYPE.isCompatible(type) && !type.isWildcardType();
    }

    private static String text(Map<?, ?> members, String name, String otherwise) {
        Object value = members.get(name);
        return value == null ? otherwise : value.toString();
    }
}
