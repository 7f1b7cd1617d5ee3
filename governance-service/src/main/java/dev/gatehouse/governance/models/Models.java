package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.InvalidFactsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Use cases of the inventory: register and edit models, each edit assessed anew. */
@ApplicationScoped
public class Models {

    private final ActivePacks packs;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Models(ActivePacks packs, Ledger ledger, Caller caller, Clock clock, ObjectMapper json) {
        this.packs = packs;
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
        AssessmentEntity assessment = assess(model, now);
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
        AssessmentEntity assessment = assess(model, clock.instant());
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

    /** What the packs say of the model's facts today; nothing is stored. */
    public Assessment assessment(Model model) {
        return evaluate(json.convertValue(model.facts(), new TypeReference<Map<String, Object>>() {}), today());
    }

    static ModelEntity entity(String name) {
        return ModelEntity.byName(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_MODEL,
                        "There is no model named '" + name + "'. GET /api/v1/models lists them."));
    }

    private static void fill(ModelEntity model, String title, String owner, String intendedUse, String outOfScopeUse) {
        model.title = title;
        model.owner = owner;
        model.intendedUse = intendedUse;
        model.outOfScopeUse = outOfScopeUse;
    }

    private AssessmentEntity assess(ModelEntity model, Instant now) {
        Assessment assessment = evaluate(read(model.facts), today());
        byte[] document = CanonicalJson.bytes(CanonicalJson.numbersAsText(json.valueToTree(assessment)));
        AssessmentEntity entity = new AssessmentEntity();
        entity.modelId = model.id;
        entity.modelRevision = model.revision;
        entity.assessedOn = assessment.on();
        entity.status = assessment.status().name();
        entity.tier = assessment.tier().name();
        entity.document = new String(document, java.nio.charset.StandardCharsets.UTF_8);
        entity.digest = Digest.of(document).toString();
        entity.createdAt = now;
        entity.persist();
        return entity;
    }

    private Assessment evaluate(Map<String, Object> facts, LocalDate on) {
        try {
            return packs.assessor().assess(facts, on);
        } catch (InvalidFactsException e) {
            throw new ProblemException(
                    ProblemType.INVALID_FACTS,
                    e.problems().size()
                            + " fact(s) cannot be used; 'faults' says which and why. GET /api/v1/facts lists all.",
                    Map.of(
                            "faults",
                            e.problems().stream()
                                    .map(p -> Map.of("field", "facts." + p.fact(), "reason", p.reason()))
                                    .toList()));
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
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

    private Map<String, Object> read(String text) {
        return json.convertValue(tree(text), new TypeReference<Map<String, Object>>() {});
    }

    private String write(Map<String, Object> facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts that were JSON do not become JSON", e);
        }
    }
}
