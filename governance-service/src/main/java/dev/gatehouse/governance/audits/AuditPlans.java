package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.scoring.OnnxScorer;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Use cases on audit plans: fix one by its digest, find the one that counts, and hold it against the policy of today. */
@ApplicationScoped
public class AuditPlans {

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
     * @param digest {@code sha256:…} of the canonical JSON of model, data set digest and plan digest
     * @param dataset SHA-256 of the data that it is run on, hex
     * @param fixedAt when; runs before that do not count
     * @param fixedBy {@code sub} of who fixed it
     * @param document the plan's canonical JSON
     */
    public record FixedPlan(String digest, String dataset, Instant fixedAt, String fixedBy, String document) {
        static FixedPlan of(AuditPlanEntity e) {
            return new FixedPlan(e.digest, e.datasetSha256, e.fixedAt, e.fixedBy, e.document);
        }
    }

    @Transactional
    AuditPlanEntity fix(String modelName, String dataset, ObjectNode document) {
        Model model = models.named(modelName);
        if (versions.madeAny(modelName, caller.sub(), caller.username())) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES,
                    "You made a version of '" + modelName + "'; what its audits ask is fixed by somebody who did not.");
        }
        files.datasetName(dataset);
        AuditPlan plan = parse(document);
        if (!(plan.decision() instanceof AuditPlan.Decision.ByScore score)
                || !score.column().equals(OnnxScorer.SCORE_COLUMN)
                || score.threshold() == null) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "decision: say {\"score\": \"" + OnnxScorer.SCORE_COLUMN
                            + "\", \"threshold\": …} with the number at which the version decides; the service scores"
                            + " the version's artifact into that column.");
        }
        checkAgainstPolicy(model, plan);
        String digest = digest(modelName, dataset, plan);
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
        entity.datasetSha256 = dataset;
        entity.document = new String(plan.toJson(), StandardCharsets.UTF_8);
        entity.fixedAt = clock.instant();
        entity.fixedBy = caller.sub();
        entity.persist();
        ledger.record(
                "audit-plan.fixed",
                "model/" + modelName,
                Map.of("plan", entity.digest, "dataset", "sha256:" + dataset));
        return entity;
    }

    /** The plan that counts for a model's gates now: the one fixed last. */
    @Transactional
    public Optional<FixedPlan> currentPlan(long modelId) {
        List<AuditPlanEntity> plans = AuditPlanEntity.allOf(modelId);
        return plans.isEmpty() ? Optional.empty() : Optional.of(FixedPlan.of(plans.get(plans.size() - 1)));
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
    public AuditPlan planFor(long modelId, String digest) {
        AuditPlanEntity entity = entity(digest);
        checkModel(entity, modelId);
        return AuditPlan.parse(entity.document.getBytes(StandardCharsets.UTF_8));
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
        List<String> weaknesses = new ArrayList<>(obligations
                .fairness()
                .map(policy -> PlanPolicy.weaknesses(
                        AuditPlan.parse(plan.document().getBytes(StandardCharsets.UTF_8)), policy))
                .orElse(List.of()));
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

    /** What is fixed is a plan for one model on one data set: the digest is of all three. */
    private String digest(String modelName, String dataset, AuditPlan plan) {
        return Digest.of(CanonicalJson.bytes(json.createObjectNode()
                        .put("model", modelName)
                        .put("dataset", "sha256:" + dataset)
                        .put("plan", plan.digest())))
                .toString();
    }

    private AuditPlan parse(ObjectNode document) {
        try {
            return AuditPlan.parse(json.writeValueAsBytes(document));
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.INVALID_PLAN, e.getMessage() + ".");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON does not print", e);
        }
    }

    private void checkAgainstPolicy(Model model, AuditPlan plan) {
        Obligations obligations = models.assessment(model)
                .obligations()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WRONG_STATE,
                        "The model's risk assessment is " + model.assessmentStatus()
                                + "; a plan follows from a settled tier."));
        List<String> weaker = obligations
                .fairness()
                .map(policy -> PlanPolicy.weaknesses(plan, policy))
                .orElse(List.of());
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
