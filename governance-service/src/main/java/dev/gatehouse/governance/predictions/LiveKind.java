package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.Statistics;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;

/** What a plan of one kind asks of recorded predictions. */
interface LiveKind {
    /** Protected attributes of subjects that it reads. */
    Set<String> attributes();

    /** Inputs of the version that it reads. */
    Set<String> inputs();

    /**
     * Counts and judges.
     *
     * @param connection of the login that may read protected attributes, in auto-commit mode
     * @param stage told what is done now
     * @return the report as JSON
     * @throws AuditException when rows cannot be counted as the plan wants it
     */
    byte[] report(Connection connection, DatabaseLimits limits, Consumer<String> stage) throws SQLException;

    /**
     * @param reference the window that the other is compared with; null for none
     * @throws ProblemException {@code invalid-plan} when the plan cannot be run on predictions, {@code invalid-value} when it needs a
     *     reference or has no use for one
     */
    static LiveKind of(Plan plan, LiveRows.Window current, LiveRows.Window reference) {
        if (plan instanceof AuditPlan fairness) {
            return new LiveFairness(fairness, current, reference);
        }
        if (plan instanceof DriftPlan drift) {
            return new LiveDrift(drift, current, reference);
        }
        if (plan instanceof PerformancePlan performance) {
            return new LivePerformance(performance, current, reference);
        }
        if (plan instanceof SplitsPlan) {
            throw unfit(
                    "A plan of kind splits holds training and evaluation rows against each other; live predictions are neither.");
        }
        return new LiveDiagnosis((DiagnosisPlan) plan, current, reference);
    }

    /**
     * Against published statistics.
     *
     * @param digest of the statistics
     * @throws ProblemException {@code invalid-plan} when the plan cannot be run on predictions, {@code invalid-value} when it has no use for
     *     statistics
     */
    static LiveKind of(Plan plan, LiveRows.Window current, Statistics statistics, String digest) {
        if (plan instanceof DriftPlan drift) {
            return new LiveDrift(drift, current, statistics, digest);
        }
        throw new ProblemException(
                ProblemType.INVALID_VALUE,
                "reference: only a plan of drift compares with statistics; this one is of "
                        + plan.planKind().id() + ".");
    }

    static void requireReference(boolean wanted, LiveRows.Window reference) {
        if (wanted && reference == null) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "reference: the plan compares with one; say from and to of an earlier window.");
        }
        if (!wanted && reference != null) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "reference: the plan compares with none; leave it out.");
        }
    }

    static ProblemException unfit(String why) {
        return new ProblemException(ProblemType.INVALID_PLAN, why);
    }
}
