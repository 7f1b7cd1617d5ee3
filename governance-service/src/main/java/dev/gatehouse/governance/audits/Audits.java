package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.scoring.OnnxScorer;
import dev.gatehouse.audit.scoring.ScoreSpec;
import dev.gatehouse.governance.files.StoredFiles;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Obligations;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Audits(
            Models models,
            Versions versions,
            StoredFiles files,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.models = models;
        this.versions = versions;
        this.files = files;
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
     * @param document the plan's canonical JSON
     */
    public record FixedPlan(String digest, String dataset, Instant fixedAt, String document) {
        static FixedPlan of(AuditPlanEntity e) {
            return new FixedPlan(e.digest, e.datasetSha256, e.fixedAt, e.document);
        }
    }

    @Transactional
    AuditPlanEntity fix(String modelName, String dataset, ObjectNode document) {
        Model model = models.named(modelName);
        files.datasetName(dataset);
        AuditPlan plan = parse(document);
        if (!(plan.decision() instanceof AuditPlan.Decision.ByScore score)
                || !score.column().equals(OnnxScorer.SCORE_COLUMN)) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "decision: say {\"score\": \"" + OnnxScorer.SCORE_COLUMN
                            + "\", \"threshold\": …}; the service scores the version's artifact into that column.");
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
     * Scores the version's artifact on the plan's data and audits the scores. A run that cannot be done is kept too, with its reason.
     */
    AuditRun run(String modelName, String versionName, String planDigest) {
        ModelVersion version = versions.named(modelName, versionName);
        AuditPlanEntity plan = QuarkusTransaction.requiringNew().call(() -> entity(planDigest));
        checkModel(plan, version.modelId());
        checkThreshold(version, AuditPlan.parse(plan.document.getBytes(StandardCharsets.UTF_8)));
        AuditRunEntity run = new AuditRunEntity();
        run.id = UUID.randomUUID();
        run.versionId = version.id();
        run.planDigest = planDigest;
        run.runBy = caller.sub();
        try {
            AuditReport report = audit(version, plan);
            byte[] bytes = report.toJson();
            run.status = "COMPLETED";
            run.verdict = report.verdict().name();
            run.report = new String(bytes, StandardCharsets.UTF_8);
            run.reportDigest = Digest.of(bytes).toString();
        } catch (AuditException e) {
            run.status = "ERROR";
            run.error = e.getMessage();
        }
        run.runAt = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            run.persist();
            ledger.record(
                    "audit.run",
                    "version/" + version.label(),
                    run.reportDigest == null
                            ? Map.of("plan", planDigest, "status", run.status)
                            : Map.of(
                                    "plan",
                                    planDigest,
                                    "status",
                                    run.status,
                                    "verdict",
                                    run.verdict,
                                    "report",
                                    run.reportDigest));
        });
        return AuditRun.of(run);
    }

    @Transactional
    List<AuditRun> runsOf(String modelName, String versionName) {
        return runsOf(versions.named(modelName, versionName).id());
    }

    /** Every run on a version, those that failed too, oldest first. */
    @Transactional
    public List<AuditRun> runsOf(long versionId) {
        return AuditRunEntity.allOf(versionId).stream().map(AuditRun::of).toList();
    }

    /** The runs that came to a verdict, oldest first. */
    @Transactional
    public List<AuditRun> completedRunsOf(long versionId) {
        return runsOf(versionId).stream()
                .filter(r -> r.status().equals("COMPLETED"))
                .toList();
    }

    @Transactional
    byte[] report(UUID run) {
        AuditRunEntity entity = AuditRunEntity.findById(run);
        if (entity == null || entity.report == null) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "There is no audit run with this id that came to a report.");
        }
        return entity.report.getBytes(StandardCharsets.UTF_8);
    }

    private AuditReport audit(ModelVersion version, AuditPlanEntity fixed) {
        AuditPlan plan = AuditPlan.parse(fixed.document.getBytes(StandardCharsets.UTF_8));
        List<String> kept = new ArrayList<>(plan.protectedAttributes());
        if (plan.label() != null && !kept.contains(plan.label().column())) {
            kept.add(plan.label().column());
        }
        Path scored = null;
        try (OnnxScorer scorer = OnnxScorer.open(
                files.artifact(version.artifactSha256()),
                version.artifactSha256(),
                ScoreSpec.parse(version.signature().toString()))) {
            scored = Files.createTempFile("gatehouse-audit-", ".csv");
            scorer.scoreFile(files.dataset(fixed.datasetSha256), scored, kept);
            return FairnessAudit.run(plan, scored).report();
        } catch (IOException e) {
            throw new UncheckedIOException("no room for the scored rows", e);
        } finally {
            delete(scored);
        }
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

    private static AuditPlanEntity entity(String digest) {
        AuditPlanEntity plan = AuditPlanEntity.findById(digest);
        if (plan == null) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST, "No audit plan with digest " + digest + " is fixed.");
        }
        return plan;
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("scored rows could not be removed", e);
        }
    }
}
