package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.governance.files.StoredFiles;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Obligations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Use cases on audit plans: fix one by its digest, find the one that counts, and hold it against the policy of today. */
@ApplicationScoped
public class AuditPlans {

    private static final String KIND = "kind";

    private final Models models;
    private final Versions versions;
    private final StoredFiles files;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    AuditPlans(
            Models models,
            Versions versions,
            StoredFiles files,
            People people,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.models = models;
        this.versions = versions;
        this.files = files;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /**
     * A plan that is fixed.
     *
     * @param digest {@code sha256:…} of the canonical JSON of model, data set digests and plan digest
     * @param kind what it asks for
     * @param dataset SHA-256 of the data that it is run on, hex
     * @param reference SHA-256 of the reference rows, hex; null where the plan names none
     * @param fixedAt when; runs before that do not count
     * @param fixedBy {@code sub} of who fixed it
     * @param document the plan's canonical JSON
     */
    public record FixedPlan(
            String digest,
            PlanKind kind,
            String dataset,
            String reference,
            Instant fixedAt,
            String fixedBy,
            String document) {
        static FixedPlan of(AuditPlanEntity e) {
            return new FixedPlan(
                    e.digest, kindOf(e), e.datasetSha256, e.referenceSha256, e.fixedAt, e.fixedBy, e.document);
        }

        /** What it says. */
        public Plan plan() {
            return Plan.parse(document.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static PlanKind kindOf(AuditPlanEntity plan) {
        return PlanKind.valueOf(plan.kind.toUpperCase(Locale.ROOT));
    }

    /**
     * Fixes a plan.
     *
     * @param reference SHA-256 of the reference rows; null where the plan names none
     * @param document of kind fairness where it names none
     */
    @Transactional
    AuditPlanEntity fix(String modelName, String dataset, String reference, ObjectNode document) {
        Model model = models.named(modelName);
        if (versions.madeAny(modelName, caller.sub(), caller.username())) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES,
                    "You made a version of '" + modelName + "'; what its audits ask is fixed by somebody who did not.");
        }
        files.datasetName(dataset);
        Plan plan = parse(document);
        ScoredPlans.check(plan);
        checkReference(plan, dataset, reference);
        checkAgainstPolicy(model, plan);
        String digest = digest(modelName, dataset, reference, plan);
        AuditPlanEntity earlier = AuditPlanEntity.findById(digest);
        if (earlier != null) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "This very plan was fixed on " + earlier.fixedAt + ".",
                    Map.of("plan", earlier.digest));
        }
        AuditPlanEntity entity = new AuditPlanEntity();
        entity.digest = digest;
        entity.modelId = model.id();
        entity.kind = plan.planKind().id();
        entity.datasetSha256 = dataset;
        entity.referenceSha256 = reference;
        entity.document = new String(plan.toJson(), StandardCharsets.UTF_8);
        entity.fixedAt = clock.instant();
        entity.fixedBy = caller.sub();
        entity.persist();
        Map<String, String> act = new HashMap<>(Map.of("plan", entity.digest, "dataset", "sha256:" + dataset));
        if (plan.planKind() != PlanKind.FAIRNESS) {
            act.put("kind", entity.kind);
        }
        if (reference != null) {
            act.put("reference", "sha256:" + reference);
        }
        ledger.record("audit-plan.fixed", "model/" + modelName, act);
        return entity;
    }

    /** The reference is a registered data set of its own: rows against themselves never drift. */
    private void checkReference(Plan plan, String dataset, String reference) {
        if (plan.hasReferenceRows() && reference == null) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "reference: missing; the plan compares the data with reference rows. Register them as a data set and give"
                            + " its SHA-256 beside the data set's.");
        }
        if (!plan.hasReferenceRows() && reference != null) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "reference: the plan names no reference, so that none can be given; leave it out, or say 'reference' in"
                            + " the plan.");
        }
        if (dataset.equals(reference)) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "reference: is the data set itself; rows that are compared with themselves prove nothing.");
        }
        if (reference != null) {
            files.datasetName(reference);
        }
    }

    /** The plan of a kind that counts for a model's gates now: the one fixed last. */
    @Transactional
    public Optional<FixedPlan> currentPlan(long modelId, PlanKind kind) {
        return AuditPlanEntity.lastOf(modelId, kind.id()).map(FixedPlan::of);
    }

    /** The least rows that a report of the model shows outside: what its plan of fairness says, or such a plan's default. */
    @Transactional
    int disclosureMinimum(long modelId) {
        return currentPlan(modelId, PlanKind.FAIRNESS)
                .map(fixed -> ((AuditPlan) fixed.plan()).disclosureMinimum())
                .orElse(AuditPlan.DEFAULT_DISCLOSURE_MINIMUM);
    }

    /** Whether that person fixed a plan of the model. */
    @Transactional
    public boolean ownsPlan(long modelId, String sub) {
        return AuditPlanEntity.isFixedBy(modelId, sub);
    }

    /** The plan that a model's run was on. */
    @Transactional
    public FixedPlan fixedPlan(String digest) {
        return FixedPlan.of(entity(digest));
    }

    /**
     * The plan of that digest, if it was fixed for that model.
     *
     * @throws ProblemException {@code unknown-digest} or {@code invalid-plan}
     */
    @Transactional
    public Plan anyPlanFor(long modelId, String digest) {
        AuditPlanEntity entity = entity(digest);
        checkModel(entity, modelId);
        return FixedPlan.of(entity).plan();
    }

    /** All plans that were fixed for a model, oldest first. */
    @Transactional
    public List<FixedPlan> fixedFor(long modelId) {
        return AuditPlanEntity.allOf(modelId).stream().map(FixedPlan::of).toList();
    }

    @Transactional
    List<AuditPlanEntity> plansOf(String modelName) {
        return AuditPlanEntity.allOf(models.named(modelName).id());
    }

    /**
     * In what a fixed plan asks less than these obligations, a sentence each; packs may have changed since it was fixed, and who fixed it may
     * have made the version since.
     */
    public List<String> weaknesses(FixedPlan plan, Obligations obligations, ModelVersion version) {
        List<String> weaknesses = new ArrayList<>(PlanPolicy.weaknesses(plan.plan(), obligations));
        if (version.isMadeBy(plan.fixedBy(), people.username(plan.fixedBy()).orElse(plan.fixedBy()))) {
            weaknesses.add("it was fixed by somebody who made this version; let another validator fix it");
        }
        return weaknesses;
    }

    private static void checkModel(AuditPlanEntity plan, long modelId) {
        if (plan.modelId != modelId) {
            throw new ProblemException(ProblemType.INVALID_PLAN, "The plan was fixed for another model.");
        }
    }

    /** What is fixed is a plan for one model on one data set, and one reference where it has one: the digest is of all of them. */
    private String digest(String modelName, String dataset, String reference, Plan plan) {
        ObjectNode fixed = json.createObjectNode()
                .put("model", modelName)
                .put("dataset", "sha256:" + dataset)
                .put("plan", plan.digest());
        if (reference != null) {
            fixed.put("reference", "sha256:" + reference);
        }
        return Digest.of(CanonicalJson.bytes(fixed)).toString();
    }

    private Plan parse(ObjectNode document) {
        ObjectNode whole = document.has(KIND) ? document : document.deepCopy().put(KIND, PlanKind.FAIRNESS.id());
        try {
            return Plan.parse(json.writeValueAsBytes(whole));
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.INVALID_PLAN, e.getMessage() + ".");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON does not print", e);
        }
    }

    private void checkAgainstPolicy(Model model, Plan plan) {
        Obligations obligations = models.assessment(model)
                .obligations()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WRONG_STATE,
                        "The model's risk assessment is " + model.assessmentStatus()
                                + "; a plan follows from a settled tier."));
        List<String> weaker = PlanPolicy.weaknesses(plan, obligations);
        if (!weaker.isEmpty()) {
            throw new ProblemException(
                    ProblemType.PLAN_WEAKER_THAN_POLICY, String.join("; ", weaker) + ".", Map.of("weaknesses", weaker));
        }
    }

    static AuditPlanEntity entity(String digest) {
        AuditPlanEntity plan = AuditPlanEntity.findById(digest);
        if (plan == null) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST, "No audit plan with digest " + digest + " is fixed.");
        }
        return plan;
    }
}
