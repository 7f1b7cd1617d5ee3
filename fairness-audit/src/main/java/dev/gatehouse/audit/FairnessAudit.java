package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.DatabaseCells;
import dev.gatehouse.audit.cells.DuckDbFile;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Path;

/** Runs an audit plan on rows: the facade of this module. Stateless and safe for use by many threads. */
public final class FairnessAudit {
    private FairnessAudit() {}

    /** A report with the cells that it was computed from. */
    public record Result(AuditReport report, Cells cells) {}

    /**
     * Audits a file in this JVM.
     *
     * @param plan what to audit
     * @param data a CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet file; told apart by content, not by name
     * @return the report, and the cells to be stored with it
     * @throws AuditException when the file cannot be read as such, lacks a column of the plan, names one twice, is ragged or
     *     not UTF-8, or has more groups or cells than the limits
     */
    public static Result run(AuditPlan plan, Path data) {
        String digest = Digests.sha256(data);
        try (DuckDbFile file = DuckDbFile.open(data)) {
            Cells cells = file.cells(plan);
            return new Result(evaluate(plan, cells, file.engine(), digest), cells);
        }
    }

    /**
     * Audits cells that an engine has counted with {@link DatabaseCells} or {@link #run}.
     *
     * @param plan the plan the cells were counted for
     * @param cells as counted, or read back from their bytes
     * @param engine what counted them, with its version, for example {@code PostgreSQL 18.6}
     * @param dataDigest {@code sha256:…} of the data, or null when the rows are in a database
     * @throws AuditException when the cells do not fit the plan or there are more groups or comparisons than the limits
     */
    public static AuditReport evaluate(AuditPlan plan, Cells cells, String engine, String dataDigest) {
        return Evaluation.of(plan, cells, engine, dataDigest);
    }
}
