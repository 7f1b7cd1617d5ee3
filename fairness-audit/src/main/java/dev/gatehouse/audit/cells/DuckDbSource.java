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

/** The rows of one sample in files, as DuckDB reads them. CSV is converted when it is {@linkplain #open opened}. */
final class DuckDbSource implements DriftSource {
    private final DuckDb duckDb;
    private final Map<Path, String> files;
    private final boolean csv;
    private final List<String> names;
    private final Map<String, Column> declared;

    private List<Path> parquet = List.of();
    private List<Long> rows = List.of();
    /** As in the Parquet files that are read. */
    private Map<String, Column> stored = Map.of();

    private DuckDbSource(
            DuckDb duckDb, Map<Path, String> files, boolean csv, List<String> names, Map<String, Column> declared) {
        this.duckDb = duckDb;
        this.files = files;
        this.csv = csv;
        this.names = names;
        this.declared = declared;
    }

    /** Looks at the columns of the files and reads no row yet. */
    static DuckDbSource look(DuckDb duckDb, DataFiles files, Predicate<String> wanted) {
        if (files.parquet()) {
            Map<String, Column> columns = ParquetColumns.all(duckDb, files.names(), wanted);
            return new DuckDbSource(duckDb, files.names(), false, List.copyOf(columns.keySet()), columns);
        }
        try (CsvReader reader = CsvReader.open(files.names().keySet().iterator().next())) {
            List<String> names = reader.header().stream()
                    .filter(wanted)
                    .filter(name -> !name.isEmpty())
                    .toList();
            return new DuckDbSource(duckDb, files.names(), true, names, Map.of());
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

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void mustHave(String column) {
        if (!names.contains(column)) {
            throw CsvReader.noColumn(files.values().iterator().next(), column, names);
        }
    }

    @Override
    public long rows() {
        return rows.stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String typeName(String column) {
        return csv ? "CSV text" : declared.get(column).type();
    }

    @Override
    public Kind declared(String column) {
        return csv ? null : Kind.of(declared.get(column).type());
    }

    @Override
    public boolean isSingle(String column) {
        return !csv && declared.get(column).type().equals(ParquetColumns.SINGLE);
    }

    @Override
    public Column asNumber(String column, boolean single) {
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

    @Override
    public Column asCategory(String column) {
        Column of = stored.get(column);
        Kind kind = Kind.of(of.type());
        String text = of.asWholeText();
        if (kind == Kind.NUMBER) {
            text = "CASE WHEN abs(" + of.sql() + ") < 1e15 AND " + of.sql() + " = floor(" + of.sql()
                    + ") THEN CAST(CAST(" + of.sql() + " AS BIGINT) AS VARCHAR) ELSE " + text + " END";
        }
        return new Column(text, ParquetColumns.TEXT);
    }

    @Override
    public String parsed(String text) {
        return "CASE WHEN NOT contains(" + text + ", '_') THEN TRY_CAST(" + text + " AS DOUBLE) END";
    }

    @Override
    public String number(Column column) {
        return column.asNumber();
    }

    @Override
    public String read() {
        return read(parquet);
    }

    private static String read(List<Path> files) {
        String read = ParquetColumns.read(files);
        return read.substring(0, read.length() - 1) + ", file_row_number = true)";
    }

    @Override
    public String first(long most) {
        int files = 1;
        long before = parquet.isEmpty() ? 0 : rows.get(0);
        while (files < parquet.size() && before < most) {
            before += rows.get(files++);
        }
        return "(SELECT * FROM " + read(parquet.subList(0, files)) + " WHERE " + position(files) + " < " + most + ")";
    }

    @Override
    public String position() {
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

    @Override
    public String micros(String time) {
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

    @Override
    public String saysZone(String time) {
        Column of = stored.get(time);
        if (Kind.of(of.type()) == Kind.TIME) {
            return of.type().equals("TIMESTAMP WITH TIME ZONE") ? "TRUE" : "FALSE";
        }
        return hasOffset("trim(" + of.asWholeText() + ")");
    }

    @Override
    public String saysHour(String time) {
        Column of = stored.get(time);
        if (Kind.of(of.type()) == Kind.TIME) {
            return of.type().equals("DATE") ? "FALSE" : "TRUE";
        }
        return "contains(" + of.asWholeText() + ", ':')";
    }

    @Override
    public String hasTime(String time) {
        Column of = stored.get(time);
        return Kind.of(of.type()) == Kind.TIME
                ? of.sql() + " IS NOT NULL"
                : "coalesce(trim(" + of.asWholeText() + ") <> '', FALSE)";
    }

    private static String hasOffset(String text) {
        return "regexp_full_match(" + text + ", '.*:[0-9]{2}.*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)')";
    }

    @Override
    public String aboutDistinct(String value) {
        return "approx_count_distinct(" + value + ")";
    }

    @Override
    public long[] hashes(List<Column> columns, int most) {
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

    @Override
    public <T> T query(String stage, String sql, Counting.Reading<T> reading) {
        return duckDb.query(stage, sql, reading);
    }
}
