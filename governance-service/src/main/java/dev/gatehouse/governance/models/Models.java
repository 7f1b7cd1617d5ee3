package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.RiskAssessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Use cases of the inventory: register and edit models, each edit assessed anew. */
@ApplicationScoped
public class Models {

    private final ActivePacks packs;
    private final Assessments assessments;
    private final AssessmentArchive archive;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Models(
            ActivePacks packs,
            Assessments assessments,
            AssessmentArchive archive,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.packs = packs;
        this.assessments = assessments;
        this.archive = archive;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Registers a model and assesses it.
     *
     * @param registration within the limits that its record states
     * @throws ProblemException {@code duplicate} if the name is taken, {@code invalid-facts}
     */
    @Transactional
    public Model register(ModelRegistration registration) {
        RiskAssessor assessor = packs.held();
        if (ModelEntity.byName(registration.name()).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "A model named '" + registration.name() + "' exists. Choose another name, or edit that one.");
        }
        Instant now = clock.instant();
        ModelEntity model = new ModelEntity();
        model.name = registration.name();
        model.createdAt = now;
        model.createdBy = caller.sub();
        fill(
                model,
                registration.title(),
                registration.owner(),
                registration.intendedUse(),
                registration.outOfScopeUse());
        model.facts = write(registration.facts());
        model.persistAndFlush();
        AssessmentEntity assessment = assess(model, assessor, now);
        ledger.record("model.registered", "model/" + model.name, Map.of("assessment", assessment.digest));
        return view(model, assessment);
    }

    /**
     * Replaces what may be changed of a model and assesses it anew.
     *
     * @param expectedRevision the revision that the caller read
     * @param edit within the limits that its record states
     * @throws ProblemException {@code unknown-model}, {@code stale-edit} if it was changed since, {@code invalid-facts}
     */
    @Transactional
    public Model edit(String name, int expectedRevision, ModelEdit edit) {
        RiskAssessor assessor = packs.held();
        ModelEntity model = entity(name);
        if (model.revision != expectedRevision) {
            throw new ProblemException(
                    ProblemType.STALE_EDIT,
                    "You edited revision " + expectedRevision + ", but it is at revision " + model.revision
                            + ". Read it again, then repeat your edit.",
                    Map.of("revision", model.revision));
        }
        fill(model, edit.title(), edit.owner(), edit.intendedUse(), edit.outOfScopeUse());
        model.facts = write(edit.facts());
        model.persistAndFlush();
        AssessmentEntity assessment = assess(model, assessor, clock.instant());
        ledger.record("model.edited", "model/" + model.name, Map.of("assessment", assessment.digest));
        return view(model, assessment);
    }

    /**
     * The model of that name.
     *
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional
    public Model named(String name) {
        ModelEntity model = entity(name);
        return view(model, AssessmentEntity.latestOf(model.id).orElseThrow());
    }

    /** The next models by name, after a cursor; at most {@code limit}. */
    @Transactional
    public List<Model> after(String cursor, int limit) {
        return ModelEntity.after(cursor, limit).stream()
                .map(m -> view(m, AssessmentEntity.latestOf(m.id).orElseThrow()))
                .toList();
    }

    /** What the active packs say of the model today; nothing is stored. */
    public Assessment assessment(Model model) {
        return assessments.on(model.name(), assessments.today());
    }

    static ModelEntity entity(String name) {
        return ModelEntity.byName(name).orElseThrow(() -> unknown(name));
    }

    static ProblemException unknown(String name) {
        return new ProblemException(
                ProblemType.UNKNOWN_MODEL, "There is no model named '" + name + "'. GET /api/v1/models lists them.");
    }

    private static void fill(ModelEntity model, String title, String owner, String intendedUse, String outOfScopeUse) {
        model.title = title;
        model.owner = owner;
        model.intendedUse = intendedUse;
        model.outOfScopeUse = outOfScopeUse;
    }

    /** Assesses what was just stated, refusing what is wrong with it. Packs must be held. */
    private AssessmentEntity assess(ModelEntity model, RiskAssessor assessor, Instant now) {
        UseCase useCase = assessments.useCase(model);
        return archive.store(
                model, assessments.strictly(assessor, useCase.facts(), assessments.today(), useCase.override()), now);
    }

    private Model view(ModelEntity m, AssessmentEntity a) {
        return new Model(
                m.id,
                m.name,
                m.title,
                m.intendedUse,
                m.outOfScopeUse,
                m.owner,
                (ObjectNode) tree(m.facts),
                m.revision,
                m.createdAt,
                m.createdBy,
                tree(a.document));
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }

    private String write(Map<String, Object> facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts that were JSON do not become JSON", e);
        }
    }
}
