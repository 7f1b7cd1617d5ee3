package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.audit.page.AuditPage;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.scoring.OnnxScorer;
import dev.gatehouse.audit.scoring.ScoreSpec;
import dev.gatehouse.audit.worker.AuditJob;
import dev.gatehouse.governance.files.SignedArtifacts;
import dev.gatehouse.governance.files.StoredFiles;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
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
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Use cases on audits: fix a plan, run it on a version's own artifact, read the reports. */
@ApplicationScoped
public class Audits {

    private final Models models;
    private final Versions versions;
    private final StoredFiles files;
    private final SignedArtifacts artifacts;
    private final AuditQueue queue;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Audits(
            Models models,
            Versions versions,
            StoredFiles files,
            SignedArtifacts artifacts,
            AuditQueue queue,
            People people,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.models = models;
        this.versions = versions;
        this.files = files;
        this.artifacts = artifacts;
        this.queue = queue;
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
     * Asks for a run: the service will score the version's artifact on the plan's data and audit the scores. One that cannot be done
     * is kept too, with its reason.
     *
     * @throws ProblemException {@code too-many-audits}, {@code unknown-digest}, {@code wrong-state} or {@code invalid-plan}
     */
    @Transactional
    AuditRun request(String modelName, String versionName, String planDigest) {
        ModelVersion version = versions.named(modelName, versionName);
        checkThreshold(version, planFor(version.modelId(), planDigest));
        checkScorable(version);
        artifacts.scored(version.artifactSha256());
        return queue.request(version, planDigest);
    }

    /** What the process of a run is to do. */
    @Transactional
    AuditJob job(AuditQueue.Claim claim) {
        ModelVersion version = versions.byId(claim.versionId());
        AuditPlanEntity fixed = entity(claim.planDigest());
        SignedArtifacts.Scored scored = artifacts.scored(version.artifactSha256());
        return AuditJob.of(
                AuditPlan.parse(fixed.document.getBytes(StandardCharsets.UTF_8)),
                files.dataset(fixed.datasetSha256),
                "sha256:" + fixed.datasetSha256,
                scored.path(),
                scored.sha256(),
                version.signature().toString());
    }

    /** Ends a run; engineers only those that they asked for. */
    @Transactional
    AuditRun cancel(UUID run) {
        return queue.cancel(
                run, requester -> caller.has(Roles.VALIDATOR) || caller.sub().equals(requester));
    }

    /**
     * A run.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    AuditRun run(UUID run) {
        return queue.named(run);
    }

    /** The version that a run is on. */
    @Transactional
    ModelVersion versionOf(UUID run) {
        AuditRunEntity entity = AuditRunEntity.findById(run);
        return versions.byId(entity.versionId);
    }

    @Transactional
    List<AuditRun> runsOf(String modelName, String versionName) {
        return runsOf(versions.named(modelName, versionName).id());
    }

    /** Every run on a version, those that wait and those that failed too, in the order in which they were asked for. */
    @Transactional
    public List<AuditRun> runsOf(long versionId) {
        return AuditRunEntity.allOf(versionId).stream().map(AuditRun::of).toList();
    }

    /** The runs that have ended, those that failed or were cancelled too, in the order in which they did: what a board is shown. */
    @Transactional
    public List<AuditRun> endedRunsOf(long versionId) {
        return AuditRunEntity.endedOf(versionId).stream().map(AuditRun::of).toList();
    }

    /**
     * A run of another version of the model, without its report.
     *
     * @param version name of that version
     * @param artifactSha256 its artifact, 64 lower-case hex digits
     * @param plan digest of the plan
     * @param verdict null unless it came to one
     * @param reportDigest null unless it came to a report
     * @param runAt when it ended
     */
    public record OtherRun(
            UUID id,
            String version,
            String artifactSha256,
            String plan,
            AuditRun.Status status,
            String verdict,
            String reportDigest,
            Instant runAt) {}

    /**
     * What a version is held against besides its own runs, the last one first: every run on the same artifact under another name, and on
     * the plans that it ran itself every run that ended before. So a passing run shows how often it was tried.
     */
    @Transactional
    public List<OtherRun> runsOfOthers(long versionId, int limit) {
        return AuditRunEntity.ofOthers(versionId, limit);
    }

    /** How many there are of them without a limit. */
    @Transactional
    public long countRunsOfOthers(long versionId) {
        return AuditRunEntity.countOfOthers(versionId);
    }

    /** The runs that came to a report, in the order in which they did. */
    @Transactional
    public List<AuditRun> completedRunsOf(long versionId) {
        return endedRunsOf(versionId).stream()
                .filter(r -> r.status() == AuditRun.Status.COMPLETED)
                .toList();
    }

    /**
     * The report's bytes as they were stored.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    byte[] report(UUID run) {
        AuditRun found = queue.named(run);
        if (found.report() == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The audit is " + found.status() + " and has no report.");
        }
        return found.report().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The report for readers outside: groups below the plan's disclosure minimum are withheld.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} for a report of an earlier version of the service
     */
    @Transactional
    byte[] reportForDisclosure(UUID run) {
        return readable(run).forDisclosure(planOf(run).disclosureMinimum()).toJson();
    }

    /** The report as a page of its own, for readers inside. */
    @Transactional
    String reportPage(UUID run) {
        return AuditPage.html(planOf(run), readable(run));
    }

    /**
     * A run that came to a report, with what the report rests on.
     *
     * @param report the stored report as it reads; {@link AuditRun#report} has its bytes
     */
    public record Reported(AuditRun run, ModelVersion version, FixedPlan plan, AuditReport report) {}

    /**
     * The report of a run, to be printed.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} for a report of an earlier version of the service
     */
    @Transactional
    public Reported reported(UUID run) {
        AuditReport report = readable(run);
        AuditRun found = queue.named(run);
        return new Reported(found, versionOf(run), fixedPlan(found.plan()), report);
    }

    private AuditReport readable(UUID run) {
        byte[] bytes = report(run);
        try {
            return AuditReport.parse(bytes);
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The report is " + e.getMessage() + ".");
        }
    }

    private AuditPlan planOf(UUID run) {
        AuditPlanEntity fixed = entity(queue.named(run).plan());
        return AuditPlan.parse(fixed.document.getBytes(StandardCharsets.UTF_8));
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

    /** What is called by another protocol than tensors can be scored only if its signature names the artifact's tensors. */
    private static void checkScorable(ModelVersion version) {
        try {
            ScoreSpec.parse(version.signature().toString());
        } catch (AuditException e) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    version.label() + " cannot be scored: " + e.getMessage()
                            + ". Register the next version with signature.artifact.");
        }
    }

    /** An audit of decisions that the version would not take proves nothing about it. */
    private static void checkThreshold(ModelVersion version, AuditPlan plan) {
        BigDecimal decides =
                ModelSignature.fromJson(version.signature()).decision().threshold();
        if (plan.decision() instanceof AuditPlan.Decision.ByScore audited
                && audited.threshold().compareTo(decides) != 0) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "The plan judges decisions at the threshold " + audited.threshold() + ", but " + version.label()
                            + " decides at " + decides + ". Fix a plan for that threshold.");
        }
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

    private static AuditPlanEntity entity(String digest) {
        AuditPlanEntity plan = AuditPlanEntity.findById(digest);
        if (plan == null) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST, "No audit plan with digest " + digest + " is fixed.");
        }
        return plan;
    }
}
