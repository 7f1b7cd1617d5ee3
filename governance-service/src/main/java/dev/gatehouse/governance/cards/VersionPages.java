package dev.gatehouse.governance.cards;

import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.AuditView;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.audits.RegisteredStatistics;
import dev.gatehouse.governance.audits.TrainingStatistics;
import dev.gatehouse.governance.cards.CardForms.Form;
import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.governance.releases.ReleaseView;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.governance.waivers.Waivers;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All about one version: its gates, evidence, audits, releases and permits, and its card to read and to download. */
@Path("/ui/models/{model}/versions/{version}")
@Blocking
class VersionPages {

    /** The card is a page of its own with its styles inside, so the policy of the other pages would leave it bare. */
    private static final String CARD_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'; sandbox";

    /**
     * What the page shows.
     *
     * @param open whether every gate is
     * @param openGates how many are
     * @param mayReadEvidence whether the caller's roles include evidence and audits
     */
    record VersionView(
            Model model,
            ModelVersion version,
            String tier,
            boolean open,
            long openGates,
            List<GateView> gates,
            boolean mayReadEvidence,
            List<GivenEvidence> evidence,
            List<GrantedWaiver> waivers,
            List<AuditView> audits,
            List<ReleaseView> releases,
            List<IssuedPermit> emergencies,
            List<Line> training,
            List<StatisticsRow> statistics,
            boolean hasCard) {}

    /** @param by the name of who registered them */
    record StatisticsRow(RegisteredStatistics statistics, String by) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance version(VersionView v);

        private Templates() {}
    }

    private final Models models;
    private final Versions versions;
    private final Gates gates;
    private final Waivers waivers;
    private final Audits audits;
    private final Releases releases;
    private final CardForms forms;
    private final StoredPermits permits;
    private final TrainingStatistics statistics;
    private final People people;
    private final Caller caller;

    @Inject
    VersionPages(
            Models models,
            Versions versions,
            Gates gates,
            Waivers waivers,
            Audits audits,
            Releases releases,
            CardForms forms,
            StoredPermits permits,
            TrainingStatistics statistics,
            People people,
            Caller caller) {
        this.models = models;
        this.versions = versions;
        this.gates = gates;
        this.waivers = waivers;
        this.audits = audits;
        this.releases = releases;
        this.forms = forms;
        this.permits = permits;
        this.statistics = statistics;
        this.people = people;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance version(String model, String version) {
        ModelVersion found = versions.named(model, version);
        Gates.GateBook book = gates.of(found);
        List<GateView> views = GateView.of(book.evaluation().statuses());
        List<GivenEvidence> evidence = gates.evidenceOf(found);
        boolean mayReadEvidence = List.of(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE).stream()
                .anyMatch(caller::has);
        return Templates.version(new VersionView(
                models.named(model),
                found,
                book.assessment().tier().name(),
                book.evaluation().open(),
                views.stream().filter(GateView::open).count(),
                views,
                mayReadEvidence,
                evidence,
                waivers.of(found.id()),
                mayReadEvidence ? newestFirst(audits.runsOf(found.id())) : List.of(),
                releases.of(found),
                permits.emergenciesOf(found.id()),
                Line.of(found.training()),
                statistics.of(found).stream()
                        .map(s -> new StatisticsRow(s, people.displayName(s.registeredBy())))
                        .toList(),
                evidence.stream().anyMatch(e -> e.kind().equals("card"))));
    }

    @GET
    @Path("/training-statistics/{digest}")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response trainingStatistics(String model, String version, String digest) {
        return Response.ok(statistics.bytes(versions.named(model, version), digest))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"training-statistics-" + model + "-" + version + ".json\"")
                .build();
    }

    @GET
    @Path("/card.json")
    @Produces(CardForms.JSON)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response json(String model, String version) {
        return forms.download(model, version, Form.JSON);
    }

    @GET
    @Path("/card.html")
    @Produces(CardForms.HTML)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response html(String model, String version, @Context HttpServerResponse answer) {
        Response card = forms.shown(model, version, Form.HTML);
        // Set here, since a header of a Response would come on top of the policy that every answer has.
        answer.headers().set("Content-Security-Policy", CARD_POLICY);
        return card;
    }

    @GET
    @Path("/card.pdf")
    @Produces(CardForms.PDF)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response pdf(String model, String version) {
        return forms.download(model, version, Form.PDF);
    }

    @GET
    @Path("/card.cdx.json")
    @Produces(CardForms.CYCLONE_DX)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response cycloneDx(String model, String version) {
        return forms.download(model, version, Form.CYCLONE_DX);
    }

    @GET
    @Path("/card.md")
    @Produces(CardForms.MARKDOWN)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response huggingFace(String model, String version) {
        return forms.download(model, version, Form.HUGGING_FACE);
    }

    private static List<AuditView> newestFirst(List<AuditRun> runs) {
        List<AuditView> views =
                new ArrayList<>(runs.stream().map(AuditView::summary).toList());
        Collections.reverse(views);
        return views;
    }
}
