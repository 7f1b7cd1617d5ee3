package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftSchema.Counted;
import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Predicate;

/**
 * The rows of two samples, in files, seen by DuckDB behind the same fence as {@link DuckDbRows}: the reference and the data that are
 * compared with it. CSV is read once, when it is opened. Not for use by several threads at a time.
 */
public final class DriftRows implements AutoCloseable {
    private final DriftColumns what;
    private final DuckDb duckDb;
    private final Path own;
    private final DuckDbSource reference;
    private final DuckDbSource current;
    private final DriftSchema schema;

    private DriftRows(
            DriftColumns what,
            DuckDb duckDb,
            Path own,
            DuckDbSource reference,
            DuckDbSource current,
            DriftSchema schema) {
        this.what = what;
        this.duckDb = duckDb;
        this.own = own;
        this.reference = reference;
        this.current = current;
        this.schema = schema;
    }

    /**
     * Opens the files of both samples, converts them when they are CSV, and finds out what each column holds.
     *
     * @param reference CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet, told apart by content; all of one kind. A
     *     column of theirs is one that the first file has, and every other file must have it
     * @param current the same; of another kind than the reference if need be, and the same files if need be
     * @param progress told a stage and the share of it that is done, or NaN; called by the thread that calls this
     * @throws AuditException naming the file, and the line or the column, when something is not as it should be
     */
    public static DriftRows open(
            DriftColumns what,
            List<Path> reference,
            List<Path> current,
            Limits limits,
            ObjDoubleConsumer<String> progress) {
        DataFiles before = DataFiles.of(reference);
        DataFiles now = DataFiles.of(current);
        Path own = DuckDbRows.ownFolder(limits);
        DuckDb duckDb = null;
        try {
            duckDb = DuckDb.open(names(before, now), own, limits, progress);
            Predicate<String> wanted = wanted(what);
            DuckDbSource ofReference = DuckDbSource.look(duckDb, before, wanted);
            DuckDbSource ofCurrent = DuckDbSource.look(duckDb, now, wanted);
            DriftSchema.Names names = DriftSchema.Names.of(what, ofReference, ofCurrent);
            Set<String> needed = new LinkedHashSet<>(what.beside());
            if (what.time() != null) {
                needed.add(what.time());
            }
            if (what.chunking() instanceof DriftColumns.ByLabel label) {
                needed.add(label.column());
            }
            for (String column : needed) {
                ofReference.mustHave(column);
                ofCurrent.mustHave(column);
            }
            Set<String> counted = new LinkedHashSet<>(names.counted());
            counted.addAll(what.beside());
            ofReference.open(counted, what.time(), Files.createDirectory(own.resolve("reference")));
            ofCurrent.open(counted, what.time(), Files.createDirectory(own.resolve("current")));
            DriftSchema schema = DriftSchema.of(names, what.categorical(), ofReference, ofCurrent);
            return new DriftRows(what, duckDb, own, ofReference, ofCurrent, schema);
        } catch (RuntimeException | IOException e) {
            DuckDbRows.close(duckDb, own);
            throw e instanceof RuntimeException refused
                    ? refused
                    : new AuditException("the folder for temporary files cannot be written to", e);
        }
    }

    /** @throws AuditException when the rows cannot be cut into chunks as they should be */
    public DriftCells cells() {
        return new DriftCounting(schema, what.chunking(), reference, current).cells(engine(), what.chunking());
    }

    /** What counts, with its version, such as {@code DuckDB v1.5.0}. */
    public String engine() {
        return duckDb.version();
    }

    /** The columns that both samples have, features, then outcomes, in the plan's order or that of the reference. */
    public List<String> columns() {
        return schema.columns().stream().map(Counted::name).toList();
    }

    /** Columns that one sample lacks. */
    public List<DriftCells.TypeBreak> breaks() {
        return schema.breaks();
    }

    /**
     * Some rows of a sample, the same for the same data and seed whatever the machine; in the order of the data. A column has in both
     * samples the kind that it has in the cells; a number that is missing, infinite or unreadable is NaN.
     *
     * @param ofReference of the reference, or of the current data
     * @param names of counted columns
     * @param most rows, at least 1; when the data has more, about as many are chosen at random and never more
     */
    public RowSample sample(boolean ofReference, List<String> names, int most, long seed) {
        Map<String, Column> columns = new LinkedHashMap<>();
        Set<String> numbers = new HashSet<>();
        for (Counted counted : schema.columns()) {
            columns.put(counted.name(), ofReference ? counted.reference() : counted.current());
            if (counted.isNumber()) {
                numbers.add(counted.name());
            }
        }
        return (ofReference ? reference : current).sampling(columns).take(names, numbers, "sample", most, seed);
    }

    DuckDb duckDb() {
        return duckDb;
    }

    DuckDbSource source(boolean ofReference) {
        return ofReference ? reference : current;
    }

    List<Counted> counted() {
        return schema.columns();
    }

    @Override
    public void close() {
        DuckDbRows.close(duckDb, own);
    }

    static Predicate<String> wanted(DriftColumns what) {
        if (what.features().isEmpty()) {
            return name -> !what.exclude().contains(name) || what.beside().contains(name) || name.equals(what.time());
        }
        Set<String> named = new HashSet<>(what.features());
        named.addAll(what.outcomes());
        named.addAll(what.beside());
        named.add(what.time());
        return named::contains;
    }

    /** What an error calls each file: by its sample too, where both have one of the name. */
    private static Map<Path, String> names(DataFiles reference, DataFiles current) {
        Map<Path, String> names = new LinkedHashMap<>(reference.names());
        current.names()
                .forEach((path, name) ->
                        names.putIfAbsent(path, reference.names().containsValue(name) ? name + " (current)" : name));
        return names;
    }
}
