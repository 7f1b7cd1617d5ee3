package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.cells.SplitColumns;
import dev.gatehouse.audit.cells.SplitRows;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.SplitsReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Checks a split into training and evaluation rows: the facade of this package. Stateless and safe for use by many threads. */
public final class SplitsAudit {
    private SplitsAudit() {}

    /** A report with the cells that it was computed from; the drift's classifier comes from the rows themselves. */
    public record Result(SplitsReport report, SplitCells cells) {}

    /**
     * Checks files in this JVM. When the calling thread is interrupted it ends soon, with an {@link AuditException} that says
     * "cancelled" and the thread still interrupted.
     *
     * @param plan what to look at; the names of its files are not looked at
     * @param training CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet files, told apart by content; all of one kind
     * @param evaluation likewise, of another kind if need be
     * @param progress told from the calling thread
     * @param limits what DuckDB may use
     * @throws AuditException when a file cannot be read as such or lacks a column that the plan names, when times cannot be read, or
     *     the samples have no feature in common; the message names the file or the column, and no value
     */
    public static Result run(
            SplitsPlan plan, List<Path> training, List<Path> evaluation, Progress progress, Limits limits) {
        String trainingDigest = Digests.sha256(training, share -> progress.at("digest", share / 2));
        String evaluationDigest = Digests.sha256(evaluation, share -> progress.at("digest", 0.5 + share / 2));
        try (SplitRows rows = SplitRows.open(columns(plan), training, evaluation, limits, progress::at)) {
            SplitCells cells = rows.cells();
            DriftReport drift = DriftAudit.judge(
                    plan.drift(), cells.cells().whole(), rows.rows(), progress, evaluationDigest, trainingDigest);
            return new Result(new SplitsEvaluation(plan, cells, drift).report(evaluationDigest, trainingDigest), cells);
        }
    }

    /**
     * Judges cells that an engine has counted; the drift is then without its classifier.
     *
     * @param plan the plan the cells were counted for
     * @param cells as counted, or read back from their bytes
     * @param dataDigest {@code sha256:…} of the evaluation rows, or null when it is not known
     * @param referenceDigest likewise of the training rows
     * @throws AuditException when the cells do not fit the plan
     */
    public static SplitsReport evaluate(SplitsPlan plan, SplitCells cells, String dataDigest, String referenceDigest) {
        DriftReport drift = DriftAudit.evaluate(plan.drift(), cells.cells().whole(), dataDigest, referenceDigest);
        return new SplitsEvaluation(plan, cells, drift).report(dataDigest, referenceDigest);
    }

    private static SplitColumns columns(SplitsPlan plan) {
        return new SplitColumns(
                plan.features(),
                Set.copyOf(plan.exclude()),
                Set.copyOf(plan.categorical()),
                plan.label() == null ? null : plan.label().column(),
                plan.label() == null ? null : plan.label().positive(),
                plan.entity(),
                plan.time() == null ? null : plan.time().column(),
                plan.time() == null ? null : plan.time().zone(),
                gap(plan));
    }

    static Duration gap(SplitsPlan plan) {
        return plan.gap() == null ? Duration.ZERO : plan.gap();
    }
}
