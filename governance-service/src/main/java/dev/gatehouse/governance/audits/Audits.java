package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.scoring.ScoreSpec;
import dev.gatehouse.audit.worker.AuditJob;
import dev.gatehouse.governance.files.SignedArtifacts;
import dev.gatehouse.governance.files.StoredFiles;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Use cases on runs of audit plans: ask for one on a version's own artifact, end it, and find those that were. */
@ApplicationScoped
public class Audits {

    private final Versions versions;
    private final StoredFiles files;
    private final SignedArtifacts artifacts;
    private final AuditQueue queue;
    private final AuditPlans plans;
    private final Caller caller;

    @Inject
    Audits(
            Versions versions,
            StoredFiles files,
            SignedArtifacts artifacts,
            AuditQueue queue,
            AuditPlans plans,
            Caller caller) {
        this.versions = versions;
        this.files = files;
        this.artifacts = artifacts;
        this.queue = queue;
        this.plans = plans;
        this.caller = caller;
    }

    /**
     * Asks for a run: the service will score the version's artifact on the plan's rows, where the plan reads scores, and audit them.
     * One that cannot be done is kept too, with its reason.
     *
     * @throws ProblemException {@code too-many-audits}, {@code unknown-digest}, {@code wrong-state} or {@code invalid-plan}
     */
    @Transactional
    AuditRun request(String modelName, String versionName, String planDigest) {
        ModelVersion version = versions.named(modelName, versionName);
        Plan plan = plans.anyPlanFor(version.modelId(), planDigest);
        if (ScoredPlans.areScored(plan)) {
            ScoredPlans.checkThreshold(version, plan);
            checkScorable(version);
            artifacts.scored(version.artifactSha256());
        }
        return queue.request(version, planDigest, plan.planKind());
    }

    /** What the process of a run is to do. */
    @Transactional
    AuditJob job(AuditQueue.Claim claim) {
        ModelVersion version = versions.byId(claim.versionId());
        AuditPlans.FixedPlan fixed = plans.fixedPlan(claim.planDigest());
        Plan plan = fixed.plan();
        Path data = files.dataset(fixed.dataset());
        String dataDigest = "sha256:" + fixed.dataset();
        AuditJob job;
        if (ScoredPlans.areScored(plan)) {
            SignedArtifacts.Scored scored = artifacts.scored(version.artifactSha256());
            job = AuditJob.of(
                    plan,
                    data,
                    dataDigest,
                    scored.path(),
                    scored.sha256(),
                    version.signature().toString());
        } else {
            job = AuditJob.unscored(plan, data, dataDigest);
        }
        return fixed.reference() == null
                ? job
                : job.against(files.dataset(fixed.reference()), "sha256:" + fixed.reference());
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
}
