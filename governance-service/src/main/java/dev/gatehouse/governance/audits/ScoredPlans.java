package dev.gatehouse.governance.audits;

import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.scoring.OnnxScorer;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.math.BigDecimal;
import java.util.Optional;

/** What a plan must say so that the service can score a version's artifact for it, and so that the version's own decisions are judged. */
final class ScoredPlans {

    private static final String SCORES =
            "\"" + OnnxScorer.SCORE_COLUMN + "\"; the service scores the version's artifact into that column.";

    private ScoredPlans() {}

    /** @throws ProblemException {@code invalid-plan} naming the member */
    static void check(Plan plan) {
        if (plan instanceof SplitsPlan) {
            return;
        }
        if (plan instanceof DriftPlan drift) {
            if (drift.score() != null && !drift.score().equals(OnnxScorer.SCORE_COLUMN)) {
                throw invalid("score: say " + SCORES + " Without scores leave it out.");
            }
            return;
        }
        if (!(decision(plan) instanceof Decision.ByScore score)
                || !score.column().equals(OnnxScorer.SCORE_COLUMN)
                || score.threshold() == null) {
            throw invalid("decision: say {\"score\": \"" + OnnxScorer.SCORE_COLUMN
                    + "\", \"threshold\": …} with the number at which the version decides; the service scores"
                    + " the version's artifact into that column.");
        }
    }

    /** Whether the plan reads the scores of the version's artifact. */
    static boolean areScored(Plan plan) {
        return !(plan instanceof SplitsPlan) && (!(plan instanceof DriftPlan drift) || drift.score() != null);
    }

    /**
     * An audit of decisions that the version would not take proves nothing about it.
     *
     * @throws ProblemException {@code invalid-plan}
     */
    static void checkThreshold(ModelVersion version, Plan plan) {
        BigDecimal decides =
                ModelSignature.fromJson(version.signature()).decision().threshold();
        if (decision(plan) instanceof Decision.ByScore audited
                && Optional.ofNullable(audited.threshold())
                        .filter(threshold -> threshold.compareTo(decides) != 0)
                        .isPresent()) {
            throw invalid("The plan judges decisions at the threshold " + audited.threshold() + ", but "
                    + version.label() + " decides at " + decides + ". Fix a plan for that threshold.");
        }
    }

    /** Null where the plan judges none. */
    private static Decision decision(Plan plan) {
        if (plan instanceof PerformancePlan performance) {
            return performance.decision();
        }
        if (plan instanceof DiagnosisPlan diagnosis) {
            return diagnosis.decision();
        }
        return plan instanceof AuditPlan fairness ? fairness.decision() : null;
    }

    private static ProblemException invalid(String sentence) {
        return new ProblemException(ProblemType.INVALID_PLAN, sentence);
    }
}
