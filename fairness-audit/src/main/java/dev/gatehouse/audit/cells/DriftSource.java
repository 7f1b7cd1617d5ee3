package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.cells.ParquetColumns.Kind;
import dev.gatehouse.audit.plan.AuditException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rows of one sample as DuckDB reads them, and all that is DuckDB's own dialect: how files are read, where a row stands, how
 * texts become numbers and times become microseconds. The counting queries, {@link DriftQuery}, are plain SQL over its
 * expressions.
 */
final class DriftSource {
    private final DuckDb duckDb;
    private final Map<Path, String> files;
    private final boolean csv;
    private final List<String> names;
    private final Map<String, Column> declared;

    private List<Path> parquet = List.of();
    private List<Long> rows = List.of();
    /** As in the Parquet files that are read. */
    private Map<String, Column> stored = Map.of();

    private DriftSource(
            DuckDb duckDb, Map<Path, String> files, boolean csv, List<String> names, Map<String, Column> declared) {
        this.duckDb = duckDb;
        this.files = files;
        this.csv = csv;
        this.names = names;
        this.declared = declared;
    }

    /** Looks at the columns of the files and reads no row yet. */
    static DriftSource look(DuckDb duckDb, DataFiles files, Predicate<String> wanted) {
        if (files.parquet()) {
            Map<String, Column> columns = ParquetColumns.all(duckDb, files.names(), wanted);
            return new DriftSource(duckDb, files.names(), false, List.copyOf(columns.keySet()), columns);
        }
        try (CsvReader reader = CsvReader.open(files.names().keySet().iterator().next())) {
            List<String> names = reader.header().stream()
                    .filter(wanted)
                    .filter(name -> !name.isEmpty())
                    .toList();
            return new DriftSource(duckDb, files.names(), true, names, Map.of());
        }
    }

    /**
     * Makes rows readable: converts CSV, and counts.
     *
     * @param columns those that will be read; {@link #names} has each
     * @param time the time column or null; it may be one of the columns too
     * @param own a folder for converted files
     */
    void open(Set<String> columns, String time, Path own) {
        if (csv) {
            Set<String> texts = new LinkedHashSet<>(columns);
            if (time != null) {
                texts.add(time);
            }
            CsvImport convert = new CsvImport(duckDb, files, texts, List.of());
            parquet = convert.convert(own);
            stored = convert.columns();
        } else {
            parquet = List.copyOf(files.keySet());
            stored = declared;
        }
        List<Long> counts = new ArrayList<>();
        for (Path file : parquet) {
            counts.add(number("SELECT COUNT(*) FROM " + ParquetColumns.read(List.of(file))));
        }
        rows = List.copyOf(counts);
        if (rows() > Limits.MAX_ROWS) {
            throw new AuditException("data: more than " + Limits.MAX_ROWS + " rows");
        }
    }

    /** The names of the columns, in the order of the first file. */
    List<String> names() {
        return names;
    }

    /** @throws AuditException naming the file and its columns, when it has no such column */
    void mustHave(String column) {
        if (!names.contains(column)) {
            throw CsvReader.noColumn(files.values().iterator().next(), column, names);
        }
    }

    long rows() {
        return rows.stream().mapToLong(Long::longValue).sum();
    }

    /** What the files call the type; texts in CSV. */
    String typeName(String column) {
        return csv ? "CSV text" : declared.get(column).type();
    }

    /** What the files say a column holds; null for CSV, whose texts may be anything. */
    Kind declared(String column) {
        return csv ? null : Kind.of(declared.get(column).type());
    }

    boolean isSingle(String column) {
        return !csv && declared.get(column).type().equals(ParquetColumns.SINGLE);
    }

    /** A column as numbers: times as seconds since 1970 UTC, truth values as 0 and 1, texts to be read as numbers. */
    Column asNumber(String column, boolean single) {
        Column of = stored.get(column);
        Kind kind = Kind.of(of.type());
        if (single && kind.isNumeric()) {
            return new Column("CAST(" + of.sql() + " AS REAL)", ParquetColumns.SINGLE);
        }
        if (kind == Kind.TIME) {
            return new Column("CAST(epoch(" + of.sql() + ") AS DOUBLE)", ParquetColumns.NUMBER);
        }
        return kind == Kind.BOOLEAN ? new Column("CAST(" + of.sql() + " AS INTEGER)", "INTEGER") : of;
    }

    /** A column as texts; 3.0 is written as 3, so that codes look alike whatever type they are stored as. */
    Column asCategory(String column) {
        Column of = stored.get(column);
        Kind kind = Kind.of(of.type());
        String text = of.asWholeText();
        if (kind == Kind.NUMBER) {
            text = "CASE WHEN abs(" + of.sql() + ") < 1e15 AND " + of.sql() + " = floor(" + of.sql()
                    + ") THEN CAST(CAST(" + of.sql() + " AS BIGINT) AS VARCHAR) ELSE " + text + " END";
        }
        return new Column(text, ParquetColumns.TEXT);
    }

    /** The number that a text is; NULL when it is none, with DuckDB's own 1_000 not being one. */
    static String parsed(String text) {
        return "CASE WHEN NOT contains(" + text + ", '_') THEN TRY_CAST(" + text + " AS DOUBLE) END";
    }

    /** The files as an item for FROM. */
    String read() {
        return read(parquet);
    }

    private static String read(List<Path> files) {
        String read = ParquetColumns.read(files);
        return read.substring(0, read.length() - 1) + ", file_row_number = true)";
    }

    /** The first rows as an item for FROM. By their place, since DuckDB would collect all columns of the rows that LIMIT lets pass. */
    String first(long most) {
        int files = 1;
        long before = parquet.isEmpty() ? 0 : rows.get(0);
        while (files < parquet.size() && before < most) {
            before += rows.get(files++);
        }
        return "(SELECT * FROM " + read(parquet.subList(0, files)) + " WHERE " + position(files) + " < " + most + ")";
    }

    /** The place of a row, from 0, in the order of the files. */
    String position() {
        return position(parquet.size());
    }

    private String position(int files) {
        if (files == 1) {
            return "file_row_number";
        }
        List<String> before = new ArrayList<>();
        long sum = 0;
        for (long count : rows.subList(0, files)) {
            before.add(Long.toString(sum));
            sum += count;
        }
        return "(file_row_number + list_extract([" + String.join(", ", before) + "], CAST(file_index AS BIGINT) + 1))";
    }

    /** A time column in microseconds since 1970, of UTC where it has a zone or offset, else of its own clock; NULL if unreadable. */
    String micros(String time) {
        Column of = stored.get(time);
        if (Kind.of(of.type()) == Kind.TIME
                && of.type().startsWith("TIME")
                && !of.type().startsWith("TIMESTAMP")) {
            throw new AuditException("time: '" + time + "' is " + of.type() + ", a time without a day");
        }
        if (Kind.of(of.type()) == Kind.TIME) {
            return "epoch_us(" + (of.type().equals("DATE") ? "CAST(" + of.sql() + " AS TIMESTAMP)" : of.sql()) + ")";
        }
        String text = "trim(" + of.asWholeText() + ")";
        return "CASE WHEN regexp_full_match(" + text + ", '[0-9]{4}') THEN epoch_us(TRY_CAST(" + text
                + " || '-01-01' AS TIMESTAMP)) WHEN regexp_full_match(" + text
                + ", '[0-9]{4}-[0-9]{2}') THEN epoch_us(TRY_CAST(" + text + " || '-01' AS TIMESTAMP)) WHEN "
                + hasOffset(text) + " THEN epoch_us(TRY_CAST(" + text + " AS TIMESTAMPTZ)) ELSE epoch_us(TRY_CAST("
                + text + " AS TIMESTAMP)) END";
    }

    /** SQL for whether a row's time says its zone or offset; of a date, which needs none, it does not. */
    String saysZone(String time) {
        Column of = stored.get(time);
        if (Kind.of(of.type()) == Kind.TIME) {
            return of.type().equals("TIMESTAMP WITH TIME ZONE") ? "TRUE" : "FALSE";
        }
        return hasOffset("trim(" + of.asWholeText() + ")");
    }

    /** SQL for whether a row's time has a time of day. */
    String saysHour(String time) {
        Column of = stored.get(time);
        if (Kind.of(of.type()) == Kind.TIME) {
            return of.type().equals("DATE") ? "FALSE" : "TRUE";
        }
        return "contains(" + of.asWholeText() + ", ':')";
    }

    /** SQL for whether a row has a time at all, readable or not. */
    String hasTime(String time) {
        Column of = stored.get(time);
        return Kind.of(of.type()) == Kind.TIME
                ? of.sql() + " IS NOT NULL"
                : "coalesce(trim(" + of.asWholeText() + ") <> '', FALSE)";
    }

    private static String hasOffset(String text) {
        return "regexp_full_match(" + text + ", '.*:[0-9]{2}.*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)')";
    }

    /** SQL for about how many different values there are. */
    static String aboutDistinct(String value) {
        return "approx_count_distinct(" + value + ")";
    }

    /** A hash of 63 bits of some columns, of each row from the first. */
    long[] hashes(List<Column> columns, int most) {
        String hash =
                "hash(" + String.join(", ", columns.stream().map(Column::sql).toList()) + ")";
        String sql = "SELECT CAST(" + hash + " // 2 AS BIGINT) FROM " + first(most) + " AS searched";
        return query("survey", sql, result -> {
            long[] hashes = new long[(int) Math.min(most, rows())];
            for (int i = 0; i < hashes.length && result.next(); i++) {
                hashes[i] = result.getLong(1);
            }
            return hashes;
        });
    }

    /**
     * A part of about so many rows that is the same on every machine, as an item for FROM: all of them where there are no more.
     */
    String part(long most) {
        if (rows() <= most) {
            return read();
        }
        return "(SELECT * FROM " + read() + " WHERE " + Sampling.hash(position()) + " < "
                + Math.max(1, (long) (Sampling.PRIME * (double) most / rows())) + ")";
    }

    Sampling sampling(Map<String, Column> columns) {
        Map<Path, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < parquet.size(); i++) {
            counts.put(parquet.get(i), rows.get(i));
        }
        return new Sampling(
                duckDb,
                parquet,
                columns,
                some -> some.stream().mapToLong(counts::get).sum());
    }

    long number(String sql) {
        return query("survey", sql, result -> {
            result.next();
            return result.getLong(1);
        });
    }

    <T> T query(String stage, String sql, Counting.Reading<T> reading) {
        return duckDb.query(stage, sql, reading);
    }
}
