package dev.gatehouse.governance.cards;

import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.card.CardText;
import dev.gatehouse.card.FrameworkCompleteness;
import dev.gatehouse.card.Requirement;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;

/** The card of a version while it is being made: how complete it is, what is missing and where it is supplied, and what differs. */
@Path("/ui/models/{model}/versions/{version}")
@Blocking
class CardPages {

    /** How remedies speak of what is registered with a version, and never changes in it. */
    private static final List<String> OF_THE_VERSION =
            List.of("training record", "version's registration", "version is registered", "Register the version");

    /** Something that nobody supplied. {@code page} is where it is supplied, beside the written texts; null where those are all. */
    record Gap(String title, String citation, String remedy, List<CardText> texts, String page, String place) {}

    /**
     * A framework on the page.
     *
     * @param asked the least percentage that the packs ask for; null where they ask for none
     */
    record FrameworkRow(
            String id, String title, int percent, Integer asked, int provided, int notApplicable, List<Gap> gaps) {

        /** Whether the packs' percentage is reached; also where there is none. */
        public boolean enough() {
            return asked == null || percent >= asked;
        }
    }

    /**
     * A written text on the page.
     *
     * @param changed whether it was written anew since the card was compiled
     */
    record TextRow(WrittenText text, boolean changed) {}

    /**
     * What the page shows.
     *
     * @param gate how the card's gate stands; null while there is none
     * @param compiled the evidence of the card compiled last; null while none is
     * @param changed how many texts were written anew since
     * @param others names of the model's other versions, newest first
     * @param comparable those of the others that have a card, newest first; none while this version has none
     * @param mayWrite whether the caller may write texts and compile
     * @param fault why something was not done; null otherwise
     */
    record CardPage(
            Model model,
            ModelVersion version,
            GateStatus gate,
            List<FrameworkRow> frameworks,
            List<TextRow> texts,
            GivenEvidence compiled,
            long changed,
            List<String> others,
            List<String> comparable,
            boolean mayWrite,
            String fault,
            String done) {

        /** The address of the version. */
        public String at() {
            return CardPages.at(version);
        }
    }

    /**
     * What the page of a comparison shows.
     *
     * @param compiled whether this version has a card
     * @param others names of the other versions that have one, newest first
     * @param comparison null while nothing is compared
     */
    record DiffPage(
            Model model,
            ModelVersion version,
            String with,
            boolean compiled,
            List<String> others,
            Cards.Comparison comparison,
            String fault) {

        /** The address of the version. */
        public String at() {
            return CardPages.at(version);
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance card(CardPage p);

        static native TemplateInstance diff(DiffPage p);

        private Templates() {}
    }

    private final Cards cards;
    private final CardTexts texts;
    private final Models models;
    private final Versions versions;
    private final Caller caller;

    @Inject
    CardPages(Cards cards, CardTexts texts, Models models, Versions versions, Caller caller) {
        this.cards = cards;
        this.texts = texts;
        this.models = models;
        this.versions = versions;
        this.caller = caller;
    }

    @GET
    @Path("/card")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance card(String model, String version, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.card(page(model, version, null, done));
    }

    @POST
    @Path("/card")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response compile(String model, String version) {
        try {
            cards.compile(model, version);
            return back(model, version, "compiled");
        } catch (ProblemException e) {
            return again(model, version, e);
        }
    }

    @POST
    @Path("/card/texts")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR})
    public Response carryOver(String model, String version, @RestForm @DefaultValue("") String from) {
        try {
            texts.carryOver(versions.named(model, version), from);
            return back(model, version, "carried");
        } catch (ProblemException e) {
            return again(model, version, e);
        }
    }

    @GET
    @Path("/card/diff")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance diff(String model, String version, @QueryParam("with") @DefaultValue("") String with) {
        Model about = models.named(model);
        ModelVersion found = versions.named(model, version);
        List<ModelVersion> carded = cards.withCard(about);
        Cards.Comparison comparison = null;
        String fault = null;
        if (!with.isEmpty()) {
            try {
                comparison = cards.compare(model, version, with);
            } catch (ProblemException e) {
                fault = e.getMessage();
            }
        }
        return Templates.diff(
                new DiffPage(about, found, with, has(carded, found), but(found, carded), comparison, fault));
    }

    /** The address of a version's pages. */
    static String at(ModelVersion version) {
        return "/ui/models/" + version.model() + "/versions/" + version.version();
    }

    private CardPage page(String model, String version, String fault, String done) {
        Cards.Standing standing = cards.standing(model, version);
        List<TextRow> rows = texts.of(standing.version()).stream()
                .map(text -> new TextRow(
                        text, standing.compiled().filter(c -> changed(c, text)).isPresent()))
                .toList();
        Model about = models.named(model);
        List<ModelVersion> carded = cards.withCard(about);
        List<ModelVersion> all = new ArrayList<>(versions.of(model));
        Collections.reverse(all);
        return new CardPage(
                about,
                standing.version(),
                standing.gate().orElse(null),
                standing.frameworks().stream()
                        .map(f -> row(f, standing.asked(), standing.version()))
                        .toList(),
                rows,
                standing.compiled().map(Cards.CompiledCard::evidence).orElse(null),
                rows.stream().filter(TextRow::changed).count(),
                but(standing.version(), all),
                has(carded, standing.version()) ? but(standing.version(), carded) : List.of(),
                caller.has(Roles.ENGINEER) || caller.has(Roles.VALIDATOR),
                fault,
                done);
    }

    private static boolean changed(Cards.CompiledCard compiled, WrittenText text) {
        return text.revision() > 0
                && text.writtenAt().isAfter(compiled.evidence().givenAt());
    }

    private static FrameworkRow row(FrameworkCompleteness f, Map<String, Integer> asked, ModelVersion version) {
        return new FrameworkRow(
                f.framework().id(),
                f.framework().title(),
                f.percent(),
                asked.get(f.framework().id()),
                f.in(Requirement.State.PROVIDED).size(),
                f.in(Requirement.State.NOT_APPLICABLE).size(),
                f.gaps().stream().map(gap -> gap(gap, version)).toList());
    }

    private static Gap gap(Requirement missing, ModelVersion version) {
        String remedy = missing.remedy();
        if (remedy.contains("inventory")) {
            return gap(missing, "/ui/models/" + version.model() + "#particulars", "The model in the inventory");
        }
        if (remedy.contains("audit")) {
            return gap(missing, at(version) + "#audits", "Audits of this version");
        }
        if (OF_THE_VERSION.stream().anyMatch(remedy::contains)) {
            return gap(missing, at(version) + "#artifact", "What is registered of this version");
        }
        if (remedy.contains("validation gate")) {
            return gap(missing, at(version) + "#gates", "Gates of this version");
        }
        if (remedy.contains("registration") || remedy.contains("intake") || remedy.contains("risk")) {
            return gap(missing, "/ui/models/" + version.model() + "#facts", "Registration and facts of the model");
        }
        return gap(missing, null, null);
    }

    private static Gap gap(Requirement missing, String page, String place) {
        return new Gap(missing.title(), missing.citation(), missing.remedy(), missing.texts(), page, place);
    }

    private static boolean has(List<ModelVersion> carded, ModelVersion version) {
        return carded.stream().anyMatch(one -> one.id() == version.id());
    }

    private static List<String> but(ModelVersion version, List<ModelVersion> all) {
        return all.stream()
                .filter(one -> one.id() != version.id())
                .map(ModelVersion::version)
                .toList();
    }

    private static Response back(String model, String version, String done) {
        return Response.seeOther(UriBuilder.fromPath("/ui/models/{model}/versions/{version}/card")
                        .queryParam("done", done)
                        .build(model, version))
                .build();
    }

    private Response again(String model, String version, ProblemException e) {
        return Response.status(e.type().status())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.card(page(model, version, e.getMessage(), "")).render())
                .build();
    }
}
