package dev.gatehouse.governance.cards;

import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Markdown;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.packs.LineDifference;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;

/** One written text of a version's card: to read, to write with a preview, and what stood before. Without scripts too. */
@Path("/ui/models/{model}/versions/{version}/card/texts/{text}")
@Blocking
class CardTextPages {

    /** Most revisions that the page lists; the API has all. */
    private static final int MAX_LISTED = 50;

    /**
     * The form as it was sent or begins.
     *
     * @param kind {@code text} or {@code not-applicable}
     * @param seen the revision that it was written on
     */
    record Typed(String kind, String markdown, String reason, int seen) {

        static Typed of(WrittenText text) {
            return new Typed(
                    text.state().equals(WrittenText.NOT_APPLICABLE) ? "not-applicable" : "text",
                    text.markdown() == null ? "" : text.markdown(),
                    text.notApplicable() == null ? "" : text.notApplicable(),
                    text.revision());
        }
    }

    /** A shown text: XHTML of our own making, or why there is none. */
    record Shown(RawString html, String fault) {

        static final Shown NOTHING = new Shown(null, null);

        static Shown of(CardText text, String markdown) {
            if (markdown == null || markdown.isBlank()) {
                return NOTHING;
            }
            try {
                return new Shown(new RawString(Markdown.xhtml(CardTexts.markdown(text, markdown))), null);
            } catch (ProblemException e) {
                return new Shown(null, e.getMessage());
            }
        }
    }

    /**
     * What one revision changed.
     *
     * @param before the revision before it; 0 for the first
     */
    record Step(WrittenText revision, int before, LineDifference difference) {}

    /**
     * What the page shows.
     *
     * @param now the text as it stands
     * @param shown it, to read
     * @param preview of what was typed
     * @param previewed whether that was asked for
     * @param fault why it was not taken; null otherwise
     * @param history revisions, newest first
     * @param step the revision whose changes are shown; null while there is none
     */
    record TextPage(
            ModelVersion version,
            WrittenText now,
            Shown shown,
            Typed typed,
            Shown preview,
            boolean previewed,
            String fault,
            List<WrittenText> history,
            int revisions,
            Step step,
            boolean mayWrite,
            String done) {

        /** The address of the page. */
        public String at() {
            return CardPages.at(version) + "/card/texts/" + now.id();
        }

        /** The address of the version. */
        public String versionAt() {
            return CardPages.at(version);
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance text(TextPage p);

        static native TemplateInstance preview(Shown preview);

        private Templates() {}
    }

    private final CardTexts texts;
    private final Versions versions;
    private final Caller caller;

    @Inject
    CardTextPages(CardTexts texts, Versions versions, Caller caller) {
        this.texts = texts;
        this.versions = versions;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance text(
            String model,
            String version,
            String text,
            @QueryParam("revision") @DefaultValue("0") int revision,
            @QueryParam("done") @DefaultValue("") String done) {
        ModelVersion found = versions.named(model, version);
        CardText named = CardTexts.named(text);
        return Templates.text(page(found, named, Typed.of(texts.of(found, named)), false, null, revision, done));
    }

    /** What the Markdown in the form will look like; the page asks for it while somebody types. */
    @POST
    @Path("/preview")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public TemplateInstance preview(
            String model, String version, String text, @RestForm @DefaultValue("") String markdown) {
        versions.named(model, version);
        return Templates.preview(Shown.of(CardTexts.named(text), markdown));
    }

    /** Saves what was typed, shows it as it will look, or takes the text back, as the button says. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response act(
            String model,
            String version,
            String text,
            @RestForm @DefaultValue("") String act,
            @RestForm @DefaultValue("text") String kind,
            @RestForm @DefaultValue("") String markdown,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("0") int seen) {
        ModelVersion found = versions.named(model, version);
        CardText named = CardTexts.named(text);
        Typed typed = new Typed(kind, markdown, reason, seen);
        if (act.equals("preview")) {
            return html(200, page(found, named, typed, true, null, 0, ""));
        }
        try {
            if (act.equals("take-back")) {
                texts.takeBack(found, named, seen);
            } else {
                boolean applies = !kind.equals("not-applicable");
                texts.write(
                        found,
                        named,
                        seen,
                        new CardTexts.TextToWrite(applies ? markdown : null, applies ? null : reason));
            }
            return Response.seeOther(UriBuilder.fromPath("/ui/models/{model}/versions/{version}/card/texts/{text}")
                            .queryParam("done", act.equals("take-back") ? "taken-back" : "saved")
                            .build(model, version, text))
                    .build();
        } catch (ProblemException e) {
            // Who was told that it changed, sees what stands now, and saves again, means it.
            Typed next = e.type() == ProblemType.STALE_EDIT
                    ? new Typed(kind, markdown, reason, texts.of(found, named).revision())
                    : typed;
            return html(e.type().status(), page(found, named, next, false, e.getMessage(), 0, ""));
        }
    }

    private TextPage page(
            ModelVersion version,
            CardText text,
            Typed typed,
            boolean previewed,
            String fault,
            int revision,
            String done) {
        List<WrittenText> history = texts.revisions(version, text);
        WrittenText now = history.isEmpty() ? WrittenText.none(text) : history.get(0);
        return new TextPage(
                version,
                now,
                Shown.of(text, now.markdown()),
                typed,
                Shown.of(text, typed.markdown()),
                previewed,
                fault,
                history.stream().limit(MAX_LISTED).toList(),
                history.size(),
                step(history, revision == 0 ? now.revision() : revision),
                caller.has(Roles.ENGINEER) || caller.has(Roles.VALIDATOR),
                done);
    }

    private static Step step(List<WrittenText> newestFirst, int revision) {
        for (int i = 0; i < newestFirst.size(); i++) {
            WrittenText one = newestFirst.get(i);
            if (one.revision() == revision) {
                String before = i + 1 < newestFirst.size() ? said(newestFirst.get(i + 1)) : "";
                return new Step(one, revision - 1, LineDifference.between(before, said(one)));
            }
        }
        return null;
    }

    private static String said(WrittenText text) {
        return switch (text.state()) {
            case WrittenText.PROVIDED -> text.markdown();
            case WrittenText.NOT_APPLICABLE -> "Not applicable, because " + text.notApplicable();
            default -> "";
        };
    }

    private static Response html(int status, TextPage page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.text(page).render())
                .build();
    }
}
