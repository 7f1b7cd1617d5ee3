package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.risk.Fact;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/** One model with what is known and said of it. */
@Path("/ui/models")
@Blocking
class ModelPages {

    private static final int HISTORY_ITEMS = 20;
    private static final int FINDING_ITEMS = 20;

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
     * @param particulars what the inventory says beyond that
     * @param doubts where that does not go together with what is known
     * @param done what has just been done: {@code registered}, {@code edited}, {@code described} or nothing
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
            List<Said> particulars,
            List<String> doubts,
            String done) {}

    /** A field of the inventory, a line for each row. */
    record Said(String label, List<String> lines) {}

    @CheckedTemplate
    static class Templates {
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
                said(found, versions.of(model)),
                doubts(found),
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

    private static List<Said> said(Model model, List<ModelVersion> versions) {
        List<Said> said = new ArrayList<>();
        Particulars particulars = model.particulars();
        ParticularsText.of(particulars).forEach((field, text) -> {
            if (!text.isEmpty() && !field.startsWith("rice_")) {
                said.add(new Said(
                        field.equals("kpis") ? "KPIs" : Wording.words(field), lines(particulars, field, text)));
            }
        });
        if (particulars.rice() != null) {
            Particulars.Rice rice = particulars.rice();
            said.add(new Said(
                    "RICE score",
                    List.of(Wording.grouped(rice.score()) + " = " + Wording.grouped(rice.reach()) + " a quarter × "
                            + rice.impact().toPlainString() + " × "
                            + rice.confidence().toPlainString() + " ÷ "
                            + Wording.grouped(rice.effort()) + " person-months")));
        }
        List<String> developers = versions.stream()
                .flatMap(v -> v.developers().stream())
                .distinct()
                .limit(Particulars.MAX_ROWS)
                .toList();
        if (!developers.isEmpty()) {
            said.add(new Said("Developers, by its versions", List.of(String.join(", ", developers))));
        }
        return said;
    }

    private static List<String> lines(Particulars said, String field, String text) {
        return switch (field) {
            case "status" -> List.of(Wording.words(text));
            case "data" -> rows(said.data(), d -> d.name() + ": " + ParticularsWords.of(d));
            case "third_parties" -> rows(said.thirdParties(), t -> t.vendor() + ": " + ParticularsWords.of(t));
            case "objectives" -> rows(said.objectives(), o -> o.objective() + ": " + ParticularsWords.of(o));
            case "kpis" -> rows(said.kpis(), k -> k.name() + ": " + ParticularsWords.of(k));
            default -> text.lines().toList();
        };
    }

    private static <T> List<String> rows(List<T> rows, Function<T, String> line) {
        return rows.stream().map(line).toList();
    }

    /** Where what is stated does not go together with permits and days. */
    private List<String> doubts(Model model) {
        List<String> doubts = new ArrayList<>();
        Particulars p = model.particulars();
        if (p.status() != null) {
            long permits = models.permitsInForce(model);
            if (p.status() == Particulars.Status.RETIRED && permits > 0) {
                doubts.add("It is said to be retired, but permits in force let it serve: " + permits
                        + ". Revoke them, or change the status.");
            }
            if (p.status() == Particulars.Status.IN_USE && permits == 0) {
                doubts.add("It is said to be in use, but no permit is in force.");
            }
        }
        if (p.nextValidationDue() != null
                && p.status() != Particulars.Status.RETIRED
                && p.nextValidationDue().isBefore(assessments.today())) {
            doubts.add("Its next validation was due on " + Wording.day(p.nextValidationDue()) + ".");
        }
        return doubts;
    }

    private List<FactRow> facts(Model model) {
        Map<String, Fact> asked =
                packs.assessor().facts().stream().collect(Collectors.toMap(Fact::name, f -> f, (a, b) -> a));
        List<FactRow> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> fact : model.facts().properties()) {
            Fact question = asked.get(fact.getKey());
            String answer = fact.getValue().isNumber()
                    ? Wording.grouped(fact.getValue().decimalValue())
                            + Optional.ofNullable(question)
                                    .flatMap(Fact::unit)
                                    .map(unit -> " " + unit)
                                    .orElse("")
                    : Line.ofAmounts(fact.getValue()).stream()
                            .map(l -> l.name().isEmpty() ? l.value() : l.name() + ": " + l.value())
                            .collect(Collectors.joining("; "));
            // An empty list is an answer: none of them.
            String otherwise = fact.getValue().isArray() ? "none" : "not answered";
            rows.add(new FactRow(
                    fact.getKey(),
                    question == null ? null : question.question(),
                    answer.isEmpty() ? otherwise : answer));
        }
        return rows;
    }
}
