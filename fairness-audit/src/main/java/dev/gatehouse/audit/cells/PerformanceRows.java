package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.PerformancePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;

/**
 * Rows with predictions and labels, in files, seen by DuckDB behind the same fence as {@link DuckDbRows}. CSV is read once, when it
 * is opened. Not for use by several threads at a time.
 */
public final class PerformanceRows implements AutoCloseable {
    private final PerformancePlan plan;
    private final DuckDb duckDb;
    private final Path own;
    /** Null for none. */
    private final DriftSource reference;

    private final DriftSource current;

    private PerformanceRows(PerformancePlan plan, DuckDb duckDb, Path own, DriftSource reference, DriftSource current) {
        this.plan = plan;
        this.duckDb = duckDb;
        this.own = own;
        this.reference = reference;
        this.current = current;
    }

    /**
     * Opens the files, and converts them when they are CSV.
     *
     * @param plan which columns are read
     * @param reference CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet, told apart by content; all of one kind, each
     *     with all columns of the plan. Empty where the plan names no reference
     * @param current the same, of another kind if need be
     * @param progress told a stage and the share of it that is done, or NaN; called by the thread that calls this
     * @throws AuditException naming the file, and the line or the column, when something is not as it should be
     */
    public static PerformanceRows open(
            PerformancePlan plan,
            List<Path> reference,
            List<Path> current,
            Limits limits,
            ObjDoubleConsumer<String> progress) {
        if (reference.isEmpty() != (plan.reference() == null)) {
            throw new AuditException("reference: the plan " + (plan.reference() == null ? "names none" : "names one")
                    + ", and " + reference.size() + " files are given");
        }
        DataFiles before = reference.isEmpty() ? null : DataFiles.of(reference);
        DataFiles now = DataFiles.of(current);
        Path own = DuckDbRows.ownFolder(limits);
        DuckDb duckDb = null;
        try {
            duckDb = DuckDb.open(names(before, now), own, limits, progress);
            return new PerformanceRows(
                    plan,
                    duckDb,
                    own,
                    before == null ? null : open(plan, duckDb, before, own.resolve("reference")),
                    open(plan, duckDb, now, own.resolve("current")));
        } catch (RuntimeException | IOException e) {
            DuckDbRows.close(duckDb, own);
            throw e instanceof RuntimeException refused
                    ? refused
                    : new AuditException("the folder for temporary files cannot be written to", e);
        }
    }

    private static DriftSource open(PerformancePlan plan, DuckDb duckDb, DataFiles files, Path folder)
            throws IOException {
        Set<String> columns = PerformanceCounting.columns(plan);
        DuckDbSource source = DuckDbSource.look(duckDb, files, columns::contains);
        PerformanceCounting.check(plan, source);
        source.open(columns, PerformanceCounting.time(plan), Files.createDirectory(folder));
        return source;
    }

    /** What counts, with its version, such as {@code DuckDB v1.5.0}. */
    public String engine() {
        return duckDb.version();
    }

    /** @throws AuditException when rows cannot be cut into chunks, or there are too many segments or cells */
    public PerformanceCells cells() {
        return new PerformanceCounting(plan, reference, current).cells(engine());
    }

    @Override
    public void close() {
        DuckDbRows.close(duckDb, own);
    }

    /** What an error calls each file: by its sample too, where both have one of the name. */
    private static Map<Path, String> names(DataFiles reference, DataFiles current) {
        Map<Path, String> names = new LinkedHashMap<>();
        if (reference != null) {
            names.putAll(reference.names());
        }
        current.names()
                .forEach((path, name) ->
                        names.putIfAbsent(path, names.containsValue(name) ? name + " (current)" : name));
        return names;
    }
}
