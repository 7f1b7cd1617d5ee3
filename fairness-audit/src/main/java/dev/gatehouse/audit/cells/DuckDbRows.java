package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of one or more files, seen by DuckDB. CSV is read once, when it is opened: the plan's columns are written to a temporary
 * Parquet file, which every later pass reads. Not for use by several threads at a time.
 */
public final class DuckDbRows implements AutoCloseable {
    private static final int PREFIX_ROWS = 200_000;
    private static final int SURELY_MANY = 65_536;

    private final Fields fields;
    private final DuckDb duckDb;
    private final Path own;
    /** What is read: the data's own Parquet files, or those that CSV was converted to. */
    private final List<Path> parquet;

    private final Map<String, Column> columns;

    /**
     * A column of the Parquet files.
     *
     * @param sql how a query names it
     * @param type as DuckDB names it
     */
    record Column(String sql, String type) {
        boolean isText() {
            return type.equals(ParquetColumns.TEXT);
        }

        String asWholeText() {
            return isText() ? sql : "CAST(" + sql + " AS VARCHAR)";
        }

        /** As much of it as tells whether it is too long. */
        String asText() {
            return "SUBSTRING(" + asWholeText() + ", 1, " + (Cells.MAX_VALUE_LENGTH + 1) + ")";
        }

        /** A text that is no number becomes NaN, to be counted; blank text becomes NULL. DuckDB alone would read 1_000 as 1000. */
        String asNumber() {
            return isText()
                    ? "CASE WHEN trim(" + sql + ") <> '' THEN coalesce(CASE WHEN NOT contains(" + sql
                            + ", '_') THEN TRY_CAST(" + sql + " AS DOUBLE) END, CAST('NaN' AS DOUBLE)) END"
                    : "CAST(" + sql + " AS DOUBLE)";
        }
    }

    private DuckDbRows(Fields fields, DuckDb duckDb, Path own, List<Path> parquet, Map<String, Column> columns) {
        this.fields = fields;
        this.duckDb = duckDb;
        this.own = own;
        this.parquet = parquet;
        this.columns = columns;
    }

    /**
     * The files that a plan's {@code data} names: one, or by a pattern ({@code *}, {@code ?}, {@code [a-z]} within a name, {@code **}
     * across folders) those that match, in the order of their paths.
     *
     * @param folder where to look; nothing outside is named, not by a symbolic link either
     * @param data relative to the folder, with {@code /} between names
     * @return real paths, at least one
     * @throws AuditException when nothing matches, more than {@link Limits#MAX_FILES} do, or the path leads out of the folder
     */
    public static List<Path> files(Path folder, String data) {
        return DataFiles.resolve(folder, data);
    }

    /**
     * Opens files, and converts them when they are CSV.
     *
     * @param plan which columns are read: those of the audit, and the features to be tried as proxies
     * @param data CSV (RFC 4180, comma, header, UTF-8), gzipped CSV or Parquet, told apart by content; all of one kind, each with
     *     all columns of the plan
     * @param progress told a stage and the share of it that is done, or NaN; called by the thread that calls this
     * @throws AuditException naming the file, and the line or the column, when something is not as it should be
     */
    public static DuckDbRows open(AuditPlan plan, List<Path> data, Limits limits, ObjDoubleConsumer<String> progress) {
        DataFiles files = DataFiles.of(data);
        Fields fields = Fields.of(plan);
        Set<String> texts = new LinkedHashSet<>(fields.texts());
        if (plan.proxies() != null) {
            texts.addAll(plan.proxies().features());
        }
        Path own = ownFolder(limits);
        DuckDb duckDb = null;
        try {
            duckDb = DuckDb.open(files.names(), own, limits, progress);
            DuckDbRows rows;
            if (files.parquet()) {
                Map<String, Column> columns = ParquetColumns.of(duckDb, files.names(), fields, texts);
                rows = new DuckDbRows(
                        fields, duckDb, own, List.copyOf(files.names().keySet()), columns);
            } else {
                CsvImport csv = new CsvImport(duckDb, files.names(), texts, fields.numbers());
                rows = new DuckDbRows(fields, duckDb, own, csv.convert(own), csv.columns());
            }
            if (rows.count(rows.parquet) > Limits.MAX_ROWS) {
                throw new AuditException("data: more than " + Limits.MAX_ROWS + " rows");
            }
            return rows;
        } catch (RuntimeException e) {
            close(duckDb, own);
            throw e;
        }
    }

    /** @throws AuditException when a column has too many values, or there are too many cells */
    public Cells cells() {
        // What is wrong with a column mostly shows at once, and then the rest need not be read.
        CellQuery prefix = new CellQuery(fields, source(" LIMIT " + PREFIX_ROWS));
        duckDb.query("survey", prefix.survey(), result -> Survey.read(fields, result));
        try {
            return new Counting(fields, new CellQuery(fields, source("")), new Queries()).cells();
        } catch (SQLException e) {
            throw new IllegalStateException("a query of DuckDb's fails with an AuditException", e);
        }
    }

    /** What counts, with its version, such as {@code DuckDB v1.5.0}. */
    public String engine() {
        return duckDb.version();
    }

    /**
     * Some rows, the same for the same data and seed whatever the machine; in the order of the data.
     *
     * @param names columns that the plan reads
     * @param most rows, at least 1; when the data has more, about as many are chosen at random and never more
     */
    public RowSample sample(List<String> names, int most, long seed) {
        return new Sampling(duckDb, parquet, columns, this::count).take(names, most, seed);
    }

    @Override
    public void close() {
        close(duckDb, own);
    }

    DuckDb duckDb() {
        return duckDb;
    }

    private long count(List<Path> files) {
        return duckDb.query(null, "SELECT COUNT(*) FROM " + ParquetColumns.read(files), result -> {
            result.next();
            return result.getLong(1);
        });
    }

    private String source(String limit) {
        List<String> items = new ArrayList<>();
        for (String text : fields.texts()) {
            items.add(columns.get(text).asWholeText() + " AS t" + items.size());
        }
        int texts = items.size();
        for (String number : fields.numbers()) {
            items.add(columns.get(number).asNumber() + " AS n" + (items.size() - texts));
        }
        return "(SELECT " + String.join(", ", items) + " FROM " + ParquetColumns.read(parquet) + limit + ")";
    }

    static Path ownFolder(Limits limits) {
        try {
            return Files.createTempDirectory(limits.temporary(), "gatehouse-audit-")
                    .toRealPath();
        } catch (IOException e) {
            throw new AuditException("the folder for temporary files cannot be written to", e);
        }
    }

    static void close(DuckDb duckDb, Path own) {
        if (duckDb != null) {
            duckDb.close();
        }
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("temporary files could not be deleted", e);
        }
    }

    private final class Queries implements Counting.Engine {
        @Override
        public <T> T query(String stage, String sql, Counting.Reading<T> reading) {
            return duckDb.query(stage, sql, reading);
        }

        @Override
        public String place(String text, List<String> values) {
            return "list_position([" + values.stream().map(DuckDb::literal).collect(Collectors.joining(", ")) + "], "
                    + text + ")";
        }

        /** An exact count of distinct scores would hold each of them in memory; these two do not. */
        @Override
        public boolean surelyManyScores(Coding coding) {
            CellQuery prefix = new CellQuery(fields, source(" LIMIT " + PREFIX_ROWS));
            return number("SELECT COUNT(DISTINCT q) FROM " + prefix.scores(coding)) > Grids.MAX_BINS
                    || number("SELECT approx_count_distinct(q) FROM "
                                    + new CellQuery(fields, source("")).scores(coding))
                            > SURELY_MANY;
        }

        private long number(String sql) {
            return duckDb.query("survey", sql, result -> {
                result.next();
                return result.getLong(1);
            });
        }
    }
}
