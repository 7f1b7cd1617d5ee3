package dev.gatehouse.governance.reports;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The report library: everything that the caller may download, searched in one list. */
@Path("/ui/reports")
@Blocking
class LibraryPages {

    private static final int PAGE_ITEMS = 50;

    /** What the form asks for, as it was typed. */
    static final class Asked {
        @QueryParam("q")
        @DefaultValue("")
        String text;

        @QueryParam("kind")
        @DefaultValue("")
        String kind;

        @QueryParam("from")
        @DefaultValue("")
        String from;

        @QueryParam("to")
        @DefaultValue("")
        String to;

        public String getText() {
            return text.strip();
        }

        public String getKind() {
            return kind.strip();
        }

        public String getFrom() {
            return from.strip();
        }

        public String getTo() {
            return to.strip();
        }

        /** Whether anything narrows the list. */
        public boolean isNarrow() {
            return !(getText() + getKind() + getFrom() + getTo()).isEmpty();
        }

        /** The same question as a query string, for links. */
        public String getQuery() {
            return "q=" + Wording.inQuery(getText()) + "&kind=" + Wording.inQuery(getKind()) + "&from="
                    + Wording.inQuery(getFrom()) + "&to=" + Wording.inQuery(getTo());
        }
    }

    /**
     * What the page shows.
     *
     * @param kinds to choose from: those that the caller may download
     * @param next cursor of the page after this one; null on the last one
     * @param later whether pages come before this one
     * @param fault why nothing is shown; null when the question could be answered
     */
    record ListPage(
            List<ReportEntry> reports, Asked asked, List<ReportKind> kinds, String next, boolean later, String fault) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        private Templates() {}
    }

    private final ReportLibrary library;

    @Inject
    LibraryPages(ReportLibrary library) {
        this.library = library;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response list(@BeanParam Asked asked, @QueryParam("cursor") @DefaultValue("") String cursor) {
        try {
            ReportLibrary.Page page = library.forPages(
                    ReportLibrary.Search.of(asked.getText(), asked.getKind(), asked.getFrom(), asked.getTo()),
                    cursor,
                    PAGE_ITEMS);
            return page(200, new ListPage(page.items(), asked, library.kinds(), page.next(), !cursor.isEmpty(), null));
        } catch (ProblemException e) {
            if (e.type() != ProblemType.INVALID_VALUE) {
                throw e;
            }
            return page(422, new ListPage(List.of(), asked, library.kinds(), null, false, e.getMessage()));
        }
    }

    private static Response page(int status, ListPage page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.list(page).render())
                .build();
    }
}
