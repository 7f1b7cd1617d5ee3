package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.DriftColumns;
import dev.gatehouse.audit.cells.DriftRows;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceRows;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.report.DiagnosisReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a diagnosis plan on rows: the facade of this package. Stateless and safe for use by many threads. */
public final class DiagnosisAudit {
    private DiagnosisAudit() {}

    /**
     * A report with the cells that it was computed from; splits and disagreement come from the rows themselves.
     *
     * @param cells those of a performance audit of both windows
     */
    public record Result(DiagnosisReport report, PerformanceCells cells) {}

    /**
     * Diagnoses files in this JVM. When the calling thread is interrupted it ends soon, with an {@link AuditException} that says
     * "cancelled" and the thread still interrupted.
     *
     * <p>Metrics, labels and segments are of all rows. What goes with inputs is told by a classifier that looks at a sample of each
     * window, of up to 10,000 rows and fewer with many features.
     *
     * @param plan what to look at; the names of its files are not looked at
     * @param reference CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet files, told apart by content; all of one kind
     *     and each with all columns of the plan
     * @param data the current rows, likewise, of another kind if need be
     * @param progress told from the calling thread
     * @param limits what DuckDB may use
     * @throws AuditException when a file cannot be read as such or lacks a column, times cannot be read, no input is left, a segment
     *     has too many values, or there are more cells than the limit; the message names the file or the column
     */
    public static Result run(
            DiagnosisPlan plan, List<Path> reference, List<Path> data, Progress progress, Limits limits) {
        String referenceDigest = Digests.sha256(reference, share -> progress.at("digest", share / 2));
        String dataDigest = Digests.sha256(data, share -> progress.at("digest", 0.5 + share / 2));
        PerformanceCells cells;
        try (PerformanceRows rows = PerformanceRows.open(plan.performance(), reference, data, limits, progress::at)) {
            cells = rows.cells();
        }
        Inputs inputs;
        try (DriftRows rows = DriftRows.open(columns(plan), reference, data, limits, progress::at)) {
            inputs = Inputs.read(plan, rows);
        }
        progress.at("classifier", Double.NaN);
        Weighting weighting = inputs.weighting(plan);
        progress.at("evaluate", Double.NaN);
        return new Result(
                new DiagnosisEvaluation(plan, cells, weighting, inputs).report(dataDigest, referenceDigest), cells);
    }

    /**
     * Diagnoses cells that an engine has counted. What needs the rows is then missing: splits, and the disagreement of labels.
     *
     * @param plan the plan the cells were counted for
     * @param cells as counted, or read back from their bytes
     * @param dataDigest {@code sha256:…} of the current rows, or null when it is not known
     * @param referenceDigest likewise of the reference
     * @throws AuditException when the cells do not fit the plan
     */
    public static DiagnosisReport evaluate(
            DiagnosisPlan plan, PerformanceCells cells, String dataDigest, String referenceDigest) {
        return new DiagnosisEvaluation(plan, cells, null, null).report(dataDigest, referenceDigest);
    }

    /** All that a classifier may learn from, and the outcomes beside it; outcomes are read as texts, but the score. */
    private static DriftColumns columns(DiagnosisPlan plan) {
        Set<String> exclude = new HashSet<>(plan.exclude());
        if (plan.features().isEmpty()) {
            Stream.of(
                            plan.time() == null ? null : plan.time().column(),
                            plan.labelTime(),
                            plan.labelSource() == null
                                    ? null
                                    : plan.labelSource().column())
                    .filter(column -> column != null)
                    .forEach(exclude::add);
        }
        exclude.removeAll(plan.outcomes());
        List<String> categorical = new ArrayList<>(plan.categorical());
        plan.outcomes().stream()
                .filter(column -> !column.equals(plan.scoreColumn()))
                .forEach(categorical::add);
        return new DriftColumns(
                plan.features(), exclude, Set.copyOf(categorical), plan.outcomes(), DriftColumns.Chunking.NONE);
    }
}
