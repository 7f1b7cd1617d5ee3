package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The inventory: every model, and one model with what is known and said of it. */
@Path("/ui/models")
@Blocking
class ModelPages {

    private static final int PAGE_ITEMS = 50;
    private static final int HISTORY_ITEMS = 20;
    private static final int FINDING_ITEMS = 20;

    record ModelRow(Model model, List<ModelVersion> versions) {}

    /** A fact with the question that it answers; the question is null for a fact that no pack asks for any more. */
    record FactRow(String name, String question, String answer) {}

    /**
     * What the page of a model shows.
     *
     * @param assessment the stored one, or what the packs say for {@code on}
     * @param on another day than today that the caller asked about; null otherwise
     * @param dayFault why the day could not be read; null when it could
     * @param override the one that holds or waits; null when none does
     * @param history earlier assessments, newest first, at most {@value #HISTORY_ITEMS}
     * @param findings open ones, newest first, at most {@value #FINDING_ITEMS}
     * @param done what has just been done: {@code registered}, {@code edited} or nothing
     */
    record ModelPage(
            Model model,
            AssessmentView assessment,
            LocalDate on,
            String dayFault,
            RequestedOverride override,
            List<FactRow> facts,
            List<ModelVersion> versions,
            List<StoredAssessment> history,
            List<Finding> findings,
            String done) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(List<ModelRow> rows, String next);

        static native TemplateInstance model(ModelPage p);

        private Templates() {}
    }

    private final Models models;
    private final Versions versions;
    private final Assessments assessments;
    private final Overrides overrides;
    private final Findings findings;
    private final ActivePacks packs;

    @Inject
    ModelPages(
            Models models,
            Versions versions,
            Assessments assessments,
            Overrides overrides,
            Findings findings,
            ActivePacks packs) {
        this.models = models;
        this.versions = versions;
        this.assessments = assessments;
        this.overrides = overrides;
        this.findings = findings;
        this.packs = packs;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance list(@QueryParam("after") @DefaultValue("") String after) {
        List<Model> found = models.after(after, PAGE_ITEMS + 1);
        List<ModelRow> rows = found.stream()
                .limit(PAGE_ITEMS)
                .map(m -> new ModelRow(m, versions.of(m.name())))
                .toList();
        return Templates.list(
                rows, found.size() > PAGE_ITEMS ? found.get(PAGE_ITEMS - 1).name() : null);
    }

    @GET
    @Path("/{model}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance model(
            String model,
            @QueryParam("on") @DefaultValue("") String on,
            @QueryParam("done") @DefaultValue("") String done) {
        Model found = models.named(model);
        LocalDate day = null;
        String fault = null;
        if (!on.isEmpty()) {
            try {
                LocalDate asked = assessments.day(on);
                day = asked.equals(assessments.today()) ? null : asked;
            } catch (ProblemException e) {
                fault = "Write the day as a date, such as 2027-12-02.";
            }
        }
        return Templates.model(new ModelPage(
                found,
                AssessmentView.of(day == null ? found.assessment() : assessments.document(assessments.on(model, day))),
                day,
                fault,
                overrides.of(model).stream()
                        .filter(o -> o.state() == RequestedOverride.State.REQUESTED
                                || o.state() == RequestedOverride.State.CONFIRMED)
                        .findFirst()
                        .orElse(null),
                facts(found),
                versions.of(model),
                assessments.history(model, Long.MAX_VALUE, HISTORY_ITEMS),
                findings.newest(Optional.of(model), Optional.of(Finding.State.OPEN), Optional.empty(), FINDING_ITEMS),
                done));
    }

    /** An assessment as it was stored; its SHA-256 is the digest. */
    @GET
    @Path("/{model}/assessments/{digest}.json")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response assessment(String model, String digest) {
        return Response.ok(assessments.stored(model, digest))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"assessment-" + model + ".json\"")
                .build();
    }

    private List<FactRow> facts(Model model) {
        Map<String, String> questions = packs.assessor().facts().stream()
                .collect(Collectors.toMap(f -> f.name(), f -> f.question(), (a, b) -> a));
        List<FactRow> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> fact : model.facts().properties()) {
            String answer = Line.of(fact.getValue()).stream()
                    .map(l -> l.name().isEmpty() ? l.value() : l.name() + ": " + l.value())
                    .collect(Collectors.joining("; "));
            // An empty list is an answer: none of them.
            String otherwise = fact.getValue().isArray() ? "none" : "not answered";
            rows.add(new FactRow(fact.getKey(), questions.get(fact.getKey()), answer.isEmpty() ? otherwise : answer));
        }
        return rows;
    }
}
