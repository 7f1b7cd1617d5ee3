package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Use cases of the inventory: register and edit models, each edit assessed anew. */
@ApplicationScoped
public class Models {

    private final ActivePacks packs;
    private final Assessments assessments;
    private final AssessmentArchive archive;
    private final ParticularsRules rules;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Models(
            ActivePacks packs,
            Assessments assessments,
            AssessmentArchive archive,
            ParticularsRules rules,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.packs = packs;
        this.assessments = assessments;
        this.archive = archive;
        this.rules = rules;
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
        return register(registration, Particulars.NONE);
    }

    /** As {@link #register(ModelRegistration)}, with what is known beyond the registration. */
    @Transactional
    public Model register(ModelRegistration registration, Particulars particulars) {
        rules.require(particulars);
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
        model.changedAt = now;
        fill(
                model,
                registration.title(),
                registration.owner(),
                registration.intendedUse(),
                registration.outOfScopeUse());
        model.facts = write(registration.facts());
        model.particulars = rules.tree(particulars).toString();
        model.persistAndFlush();
        AssessmentEntity assessment = assess(model, assessor, now);
        record("model.registered", model, Map.of("assessment", assessment.digest));
        return view(model, assessment);
    }

    /**
     * Replaces what may be changed of a model and assesses it anew; its particulars stay.
     *
     * @param expectedRevision the revision that the caller read
     * @param edit within the limits that its record states
     * @throws ProblemException {@code unknown-model}, {@code stale-edit} if it was changed since, {@code invalid-facts}
     */
    @Transactional
    public Model edit(String name, int expectedRevision, ModelEdit edit) {
        return change(name, expectedRevision, edit, null);
    }

    /**
     * Replaces the particulars of a model. What changes nothing is no revision.
     *
     * @param expectedRevision the revision that the caller read
     * @throws ProblemException {@code unknown-model}, {@code stale-edit} if it was changed since, {@code invalid-value}
     */
    @Transactional
    public Model describe(String name, int expectedRevision, Particulars particulars) {
        rules.require(particulars);
        ModelEntity model = entity(name);
        requireRevision(model, expectedRevision);
        if (ModelHistory.changes(tree(model.particulars), rules.tree(particulars))
                .isEmpty()) {
            return named(name);
        }
        model.particulars = rules.tree(particulars).toString();
        model.changedAt = clock.instant();
        model.persistAndFlush();
        record("model.described", model, Map.of());
        return named(name);
    }

    /** As {@link #edit}, and the particulars too, as one revision. */
    @Transactional
    public Model change(String name, int expectedRevision, ModelEdit edit, Particulars particulars) {
        if (particulars != null) {
            rules.require(particulars);
        }
        RiskAssessor assessor = packs.held();
        ModelEntity model = entity(name);
        requireRevision(model, expectedRevision);
        fill(model, edit.title(), edit.owner(), edit.intendedUse(), edit.outOfScopeUse());
        model.facts = write(edit.facts());
        if (particulars != null) {
            model.particulars = rules.tree(particulars).toString();
        }
        model.changedAt = clock.instant();
        model.persistAndFlush();
        AssessmentEntity assessment = assess(model, assessor, clock.instant());
        record("model.edited", model, Map.of("assessment", assessment.digest));
        return view(model, assessment);
    }

    private static void requireRevision(ModelEntity model, int expected) {
        if (model.revision != expected) {
            throw new ProblemException(
                    ProblemType.STALE_EDIT,
                    "You edited revision " + expected + ", but it is at revision " + model.revision
                            + ". Read it again, then repeat your edit.",
                    Map.of("revision", model.revision));
        }
    }

    /** Keeps the model as it now stands as a revision, and writes the act down with a digest of it. */
    private void record(String act, ModelEntity model, Map<String, String> content) {
        String document = document(model).toString();
        RevisionEntity revision = new RevisionEntity();
        revision.modelId = model.id;
        revision.revision = model.revision;
        revision.document = document;
        revision.writtenAt = model.changedAt;
        revision.writtenBy = caller.sub();
        revision.persist();
        Map<String, String> all = new TreeMap<>(content);
        all.put("revision", Integer.toString(model.revision));
        ledger.record(act, "model/" + model.name, all, Map.of("document", document));
    }

    private ObjectNode document(ModelEntity model) {
        ObjectNode document = json.createObjectNode()
                .put("title", model.title)
                .put("owner", model.owner)
                .put("intendedUse", model.intendedUse)
                .put("outOfScopeUse", model.outOfScopeUse);
        document.set("facts", tree(model.facts));
        document.set("particulars", tree(model.particulars));
        return document;
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

    /** How many permits let versions of the model serve now. */
    @Transactional
    public long permitsInForce(Model model) {
        return ModelEntity.permitsInForce(model.id(), clock.instant());
    }

    /** The models of those names, by name; what no model is named is left out. */
    @Transactional
    public Map<String, Model> named(Collection<String> names) {
        List<ModelEntity> found = ModelEntity.named(names);
        Map<Long, AssessmentEntity> assessed =
                AssessmentEntity.latestOf(found.stream().map(m -> m.id).toList());
        Map<String, Model> models = new TreeMap<>();
        found.forEach(m -> models.put(m.name, view(m, assessed.get(m.id))));
        return models;
    }

    /** As {@link #named(Collection)}, without their assessments, for many at once. */
    @Transactional
    public Map<String, Model> stated(Collection<String> names) {
        Map<String, Model> models = new TreeMap<>();
        ModelEntity.named(names).forEach(m -> models.put(m.name, view(m, null)));
        return models;
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
                rules.stored(m.particulars),
                m.changedAt,
                a == null ? MissingNode.getInstance() : tree(a.document));
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
