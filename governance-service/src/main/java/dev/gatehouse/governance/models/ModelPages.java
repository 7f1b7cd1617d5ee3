package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.pages.Line;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The inventory: every model, and one model with what is known and said of it. */
@Path("/ui/models")
@Blocking
class ModelPages {

    private static final int PAGE_ITEMS = 50;

    record ModelRow(Model model, List<ModelVersion> versions) {}

    /** A fact with the question that it answers; the question is null for a fact that no pack asks for any more. */
    record FactRow(String name, String question, String answer) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(List<ModelRow> rows, String next);

        static native TemplateInstance model(
                Model model, AssessmentView assessment, List<FactRow> facts, List<ModelVersion> versions, String done);

        private Templates() {}
    }

    private final Models models;
    private final Versions versions;
    private final ActivePacks packs;

    @Inject
    ModelPages(Models models, Versions versions, ActivePacks packs) {
        this.models = models;
        this.versions = versions;
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
    public TemplateInstance model(String model, @QueryParam("done") @DefaultValue("") String done) {
        Model found = models.named(model);
        return Templates.model(found, AssessmentView.of(found.assessment()), facts(found), versions.of(model), done);
    }

    private List<FactRow> facts(Model model) {
        Map<String, String> questions = packs.assessor().facts().stream()
                .collect(Collectors.toMap(f -> f.name(), f -> f.question(), (a, b) -> a));
        List<FactRow> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> fact : model.facts().properties()) {
            String answer = Line.of(fact.getValue()).stream()
                    .map(l -> l.name().isEmpty() ? l.value() : l.name() + ": " + l.value())
                    .collect(Collectors.joining("; "));
            rows.add(new FactRow(
                    fact.getKey(), questions.get(fact.getKey()), answer.isEmpty() ? "not answered" : answer));
        }
        return rows;
    }
}
