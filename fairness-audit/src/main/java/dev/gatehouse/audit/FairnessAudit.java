package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.DatabaseCells;
import dev.gatehouse.audit.cells.DuckDbRows;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.explain.ModelExplainer;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.proxy.ProxySearch;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Path;
import java.util.List;

/** Runs an audit plan on rows: the facade of this module. Stateless and safe for use by many threads. */
public final class FairnessAudit {
    private static final long PROXY_SAMPLE_SEED = 1;

    private FairnessAudit() {}

    /** A report with the cells that it was computed from. */
    public record Result(AuditReport report, Cells cells) {}

    /**
     * Audits one file, with {@link Limits#standard()}.
     *
     * @see #run(AuditPlan, List, Progress, Limits)
     */
    public static Result run(AuditPlan plan, Path data) {
        return run(plan, List.of(data), Progress.NONE, Limits.standard());
    }

    /**
     * Audits files in this JVM. When the calling thread is interrupted the audit ends soon, with an {@link AuditException} that says
     * "cancelled" and the thread still interrupted.
     *
     * @param plan what to audit; its {@code data} is not looked at
     * @param data CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet files, told apart by content, not by name; all of one
     *     kind and each with all columns of the plan. Their rows are one data set
     * @param progress told from the calling thread
     * @param limits what DuckDB may use
     * @return the report, with {@linkplain ProxySearch proxies} when the plan asks for them, and the cells to be stored with it
     * @throws AuditException when a file cannot be read as such, lacks a column of the plan or names one twice, is ragged or not
     *     UTF-8, when a column has too many values for what it is read as, or there are more groups or cells than the limits;
     *     the message names the file and the line or the column, and no value but those of label and decision. Also when the
     *     plan asks for explanations: they need the model that gave the scores
     */
    public static Result run(AuditPlan plan, List<Path> data, Progress progress, Limits limits) {
        return run(plan, data, null, progress, limits);
    }

    /**
     * As {@link #run(AuditPlan, List, Progress, Limits)}, for a caller that has the model.
     *
     * @param explained what was found about the model that gave the scores; null without a model
     */
    public static Result run(
            AuditPlan plan, List<Path> data, ModelExplainer.Findings explained, Progress progress, Limits limits) {
        if (plan.explanations() != null && explained == null) {
            throw new AuditException("audit plan: explanations: need the model, and these are given scores without one;"
                    + " leave them out, or run the plan in the service, which has the model");
        }
        String digest = Digests.sha256(data, share -> progress.at("digest", share));
        try (DuckDbRows rows = DuckDbRows.open(plan, data, limits, progress::at)) {
            Cells cells = rows.cells();
            progress.at("evaluate", Double.NaN);
            AuditReport report = evaluate(plan, cells, rows.engine(), digest);
            if (plan.explanations() != null) {
                report = report.withExplanations(explained.explanations(), explained.notes());
            }
            return new Result(plan.proxies() == null ? report : withProxies(plan, report, rows, progress), cells);
        }
    }

    private static AuditReport withProxies(AuditPlan plan, AuditReport report, DuckDbRows rows, Progress progress) {
        progress.at("proxies", Double.NaN);
        int most = ProxySearch.rows(plan.proxies().features().size());
        ProxySearch.Findings found =
                ProxySearch.in(plan, rows.sample(ProxySearch.columns(plan), most, PROXY_SAMPLE_SEED));
        return report.withProxies(found.proxies(), found.notes());
    }

    /** The files that a plan's {@code data} names within a folder, as {@link DuckDbRows#files} finds them. */
    public static List<Path> resolve(Path folder, String data) {
        return DuckDbRows.files(folder, data);
    }

    /**
     * Audits cells that an engine has counted with {@link DatabaseCells} or {@link #run}. Proxies need the rows and
     * explanations the model: the report has neither, whatever the plan asks.
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
