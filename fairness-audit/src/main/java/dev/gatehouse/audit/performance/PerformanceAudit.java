package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.cells.DatabaseSample;
import dev.gatehouse.audit.cells.DatabaseSamples;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceRows;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Runs a performance plan on rows: the facade of this package. Stateless and safe for use by many threads. */
public final class PerformanceAudit {
    private PerformanceAudit() {}

    /** A report with the cells that it was computed from. */
    public record Result(PerformanceReport report, PerformanceCells cells) {}

    /**
     * Audits files in this JVM. When the calling thread is interrupted the audit ends soon, with an {@link AuditException} that says
     * "cancelled" and the thread still interrupted.
     *
     * @param plan what to audit; the names of its files are not looked at
     * @param reference CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet files, told apart by content; all of one kind
     *     and each with all columns of the plan. Empty exactly where the plan names no reference
     * @param data likewise, of another kind if need be
     * @param progress told from the calling thread
     * @param limits what DuckDB may use
     * @throws AuditException when a file cannot be read as such or lacks a column, rows cannot be cut into chunks as the plan says,
     *     a segment has too many values, or there are more cells than the limit
     */
    public static Result run(
            PerformancePlan plan, List<Path> reference, List<Path> data, Progress progress, Limits limits) {
        String dataDigest = Digests.sha256(data, share -> progress.at("digest", share));
        String referenceDigest =
                reference.isEmpty() ? null : Digests.sha256(reference, share -> progress.at("digest", share));
        try (PerformanceRows rows = PerformanceRows.open(plan, reference, data, limits, progress::at)) {
            PerformanceCells cells = rows.cells();
            progress.at("evaluate", Double.NaN);
            return new Result(evaluate(plan, cells, dataDigest, referenceDigest), cells);
        }
    }

    /**
     * Audits two samples in a database, of which only counts leave it; the digests of the data are null.
     *
     * @param plan the names of its files are not looked at; its times must be timestamps or dates
     * @param connection to PostgreSQL, as {@link DatabaseSamples} wants it
     * @param reference null exactly where the plan names no reference
     * @throws AuditException as {@link #run(PerformancePlan, List, List, Progress, Limits)}; also when a sample has more rows than the
     *     limit, or a statement takes longer
     * @throws SQLException from the database
     */
    public static Result run(
            PerformancePlan plan,
            Connection connection,
            DatabaseSample reference,
            DatabaseSample current,
            DatabaseLimits limits)
            throws SQLException {
        PerformanceCells cells = DatabaseSamples.performance(plan, connection, reference, current, limits);
        return new Result(evaluate(plan, cells, null, null), cells);
    }

    /**
     * Audits cells that an engine has counted.
     *
     * @param plan the plan the cells were counted for
     * @param cells as counted, or read back from their bytes
     * @param dataDigest {@code sha256:…} of the data, or null when it is not known
     * @param referenceDigest likewise of the reference
     * @throws AuditException when the cells do not fit the plan
     */
    public static PerformanceReport evaluate(
            PerformancePlan plan, PerformanceCells cells, String dataDigest, String referenceDigest) {
        return PerformanceEvaluation.of(plan, cells, dataDigest, referenceDigest);
    }
}
