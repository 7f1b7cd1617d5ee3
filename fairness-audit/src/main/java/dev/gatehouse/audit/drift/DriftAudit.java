package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.cells.DatabaseSample;
import dev.gatehouse.audit.cells.DatabaseSamples;
import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftColumns;
import dev.gatehouse.audit.cells.DriftRows;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.StatisticsColumns;
import dev.gatehouse.audit.cells.StatisticsRows;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.Statistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a drift plan on rows: the facade of this package. Stateless and safe for use by many threads. */
public final class DriftAudit {
    private static final long CLASSIFIER_SAMPLE_SEED = 1;
    private static final String NO_CLASSIFIER =
            "No classifier was trained to tell the samples apart: that needs rows, and rows do not leave the database.";

    private DriftAudit() {}

    /** A report with the cells that it was computed from. */
    public record Result(DriftReport report, DriftCells cells) {}

    /**
     * Audits files in this JVM. When the calling thread is interrupted the audit ends soon, with an {@link AuditException} that says
     * "cancelled" and the thread still interrupted.
     *
     * @param plan what to audit; its {@code data} and {@code reference} are not looked at
     * @param reference CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet files, told apart by content; all of one kind.
     *     Their rows are one sample
     * @param data the current rows, likewise; they may be of another kind, and the same files
     * @param progress told from the calling thread
     * @param limits what DuckDB may use
     * @throws AuditException when a file cannot be read as such, lacks a column that the plan needs or names one twice, when times
     *     cannot be read, there are too many chunks, or the samples have no feature in common; the message names the file and
     *     the line or the column, and no value
     */
    public static Result run(DriftPlan plan, List<Path> reference, List<Path> data, Progress progress, Limits limits) {
        String referenceDigest = Digests.sha256(reference, share -> progress.at("digest", share / 2));
        String dataDigest = Digests.sha256(data, share -> progress.at("digest", 0.5 + share / 2));
        try (DriftRows rows = DriftRows.open(columns(plan), reference, data, limits, progress::at)) {
            DriftCells cells = rows.cells();
            return new Result(judge(plan, cells, rows, progress, dataDigest, referenceDigest), cells);
        }
    }

    /**
     * Judges cells with the rows that they were counted from.
     *
     * @param rows still open, for the classifier
     */
    public static DriftReport judge(
            DriftPlan plan,
            DriftCells cells,
            DriftRows rows,
            Progress progress,
            String dataDigest,
            String referenceDigest) {
        Classifier classifier = plan.classifier() ? classifier(plan, cells, rows, progress) : null;
        progress.at("evaluate", Double.NaN);
        return DriftEvaluation.of(plan, cells, classifier, dataDigest, referenceDigest);
    }

    /**
     * Audits files against published statistics, on their bins. So the report has no classifier, whatever the plan asks, and a limit on
     * its AUC is INSUFFICIENT.
     *
     * @param plan its {@code data} and {@code reference} are not looked at
     * @param statistics what is known of the reference
     * @param statisticsDigest {@code sha256:…} of the statistics' bytes, which the report names as its reference's
     * @param data the current rows, as in {@link #run(DriftPlan, List, List, Progress, Limits)}
     * @throws AuditException likewise, and when the plan asks for a column that the statistics do not have, or another tool's method
     */
    public static Result run(
            DriftPlan plan,
            Statistics statistics,
            String statisticsDigest,
            List<Path> data,
            Progress progress,
            Limits limits) {
        StatisticsColumns reference = StatisticsReference.of(plan, statistics);
        String dataDigest = Digests.sha256(data, share -> progress.at("digest", share));
        DriftCells cells = StatisticsRows.count(reference, columns(plan), data, limits, progress::at);
        progress.at("evaluate", Double.NaN);
        return against(plan, statistics, cells, dataDigest, statisticsDigest);
    }

    /**
     * What the reference of some cells looked like, to be given away in place of its rows.
     *
     * @param cells of the reference and whatever was compared with it
     * @param score the column of the model's scores; null for none
     * @param label the column of the ground truth; null for none
     * @param digest {@code sha256:…} of the reference's bytes; null when it is not known
     */
    public static Statistics statistics(DriftCells cells, String score, String label, String digest) {
        return Publishing.of(cells, score, label, digest);
    }

    /**
     * Audits two samples in a database, of which only counts leave it. So the report has no classifier, whatever the plan asks, and a
     * limit on its AUC is INSUFFICIENT; the digests of the data are null.
     *
     * @param plan its {@code data} and {@code reference} are not looked at; its time must be a timestamp or a date
     * @param connection to PostgreSQL, as {@link DatabaseSamples} wants it
     * @throws AuditException when a sample lacks a column that the plan needs, has more rows than the limit, a statement takes longer,
     *     there are too many chunks, or the samples have no feature in common
     * @throws SQLException from the database
     */
    public static Result run(
            DriftPlan plan,
            Connection connection,
            DatabaseSample reference,
            DatabaseSample current,
            DatabaseLimits limits)
            throws SQLException {
        DriftCells cells = DatabaseSamples.drift(columns(plan), connection, reference, current, limits);
        DriftReport report = evaluate(plan, cells, null, null);
        return new Result(plan.classifier() ? report.withNotes(List.of(NO_CLASSIFIER)) : report, cells);
    }

    /**
     * Audits a sample in a database against published statistics, as {@link #run(DriftPlan, Statistics, String, List, Progress, Limits)}
     * does with files; the digest of the data is null.
     *
     * @throws AuditException likewise, and as {@link #run(DriftPlan, Connection, DatabaseSample, DatabaseSample, DatabaseLimits)}
     * @throws SQLException from the database
     */
    public static Result run(
            DriftPlan plan,
            Statistics statistics,
            String statisticsDigest,
            Connection connection,
            DatabaseSample current,
            DatabaseLimits limits)
            throws SQLException {
        StatisticsColumns reference = StatisticsReference.of(plan, statistics);
        DriftCells cells = DatabaseSamples.drift(reference, columns(plan), connection, current, limits);
        return against(plan, statistics, cells, null, statisticsDigest);
    }

    private static Result against(
            DriftPlan plan, Statistics statistics, DriftCells cells, String dataDigest, String statisticsDigest) {
        DriftReport report = evaluate(plan, cells, dataDigest, statisticsDigest);
        return new Result(report.withNotes(List.of(StatisticsReference.note(statistics))), cells);
    }

    /** Null where there is no feature to learn from. */
    private static Classifier classifier(DriftPlan plan, DriftCells cells, DriftRows rows, Progress progress) {
        List<String> features = cells.columns().stream()
                .map(DriftCells.Column::name)
                .filter(name -> !name.equals(plan.score()) && !name.equals(plan.label()))
                .toList();
        if (features.isEmpty()) {
            return null;
        }
        progress.at("classifier", Double.NaN);
        int most = DomainClassifier.rows(features.size());
        return DomainClassifier.compare(
                rows.sample(true, features, most, CLASSIFIER_SAMPLE_SEED),
                rows.sample(false, features, most, CLASSIFIER_SAMPLE_SEED),
                plan.confidence());
    }

    /**
     * Judges cells that an engine has counted. The classifier needs the rows: the report has none, whatever the plan asks, and a
     * limit on its AUC is INSUFFICIENT.
     *
     * @param plan the plan the cells were counted for
     * @param cells as counted, or read back from their bytes
     * @param dataDigest {@code sha256:…} of the current data, or null when it is not known
     * @param referenceDigest likewise of the reference
     * @throws AuditException when the cells do not fit the plan, or have no feature
     */
    public static DriftReport evaluate(DriftPlan plan, DriftCells cells, String dataDigest, String referenceDigest) {
        return DriftEvaluation.of(plan, cells, null, dataDigest, referenceDigest);
    }

    private static DriftColumns columns(DriftPlan plan) {
        return new DriftColumns(
                plan.features(),
                Set.copyOf(plan.exclude()),
                Set.copyOf(plan.categorical()),
                Stream.of(plan.score(), plan.label()).filter(Objects::nonNull).toList(),
                chunking(plan.chunks()));
    }

    private static DriftColumns.Chunking chunking(Chunks chunks) {
        if (chunks instanceof Chunks.ByTime time) {
            return new DriftColumns.ByPeriod(
                    time.column(),
                    time.zone(),
                    DriftColumns.Period.valueOf(time.period().name()));
        }
        if (chunks instanceof Chunks.ByRows rows) {
            return new DriftColumns.ByRows(rows.rows());
        }
        return chunks instanceof Chunks.ByNumber number
                ? new DriftColumns.ByCount(number.number())
                : DriftColumns.Chunking.NONE;
    }
}
