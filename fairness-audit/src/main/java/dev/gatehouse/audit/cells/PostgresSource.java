package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.cells.ParquetColumns.Kind;
import dev.gatehouse.audit.plan.AuditException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rows of one sample in PostgreSQL: a temporary table of the current transaction with the columns that are counted, and the place of
 * each row.
 */
final class PostgresSource implements DriftSource {
    private static final int FETCH_ROWS = 10_000;

    /** Each table has a name of its own: the driver keeps plans of statements, and they must not meet other columns. */
    private static final AtomicLong TABLES = new AtomicLong();

    /** By PostgreSQL's names, what DuckDB calls the same; others cannot be counted. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("int2", "SMALLINT"),
            Map.entry("int4", "INTEGER"),
            Map.entry("int8", "BIGINT"),
            Map.entry("float4", ParquetColumns.SINGLE),
            Map.entry("float8", ParquetColumns.NUMBER),
            Map.entry("numeric", "DECIMAL"),
            Map.entry("bool", "BOOLEAN"),
            Map.entry("text", ParquetColumns.TEXT),
            Map.entry("varchar", ParquetColumns.TEXT),
            Map.entry("bpchar", ParquetColumns.TEXT),
            Map.entry("uuid", "UUID"),
            Map.entry("date", "DATE"),
            Map.entry("timestamp", "TIMESTAMP"),
            Map.entry("timestamptz", "TIMESTAMP WITH TIME ZONE"));

    private final Connection connection;
    private final String name;
    private final String table;
    private final DatabaseSample sample;
    /** The source's columns that matter, with their types. */
    private final Map<String, String> types;

    /** All of the source's columns but those that only order the rows. */
    private final List<String> all;

    private final Map<String, Column> copied = new LinkedHashMap<>();
    private long rows;

    /** What the database refused; a query's caller does not expect it. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(SQLException cause) {
            super(cause);
        }

        SQLException cause() {
            return (SQLException) getCause();
        }
    }

    private PostgresSource(
            Connection connection, String name, DatabaseSample sample, Map<String, String> types, List<String> all) {
        this.connection = connection;
        this.name = name;
        this.table = "gatehouse_" + name + "_" + TABLES.incrementAndGet();
        this.sample = sample;
        this.types = types;
        this.all = all;
    }

    /**
     * Looks at the columns of a sample and reads no row yet.
     *
     * @param connection in a transaction
     * @param name what errors call the sample, and part of the table's name
     */
    static PostgresSource look(Connection connection, String name, DatabaseSample sample, Predicate<String> wanted)
            throws SQLException {
        String sql = "SELECT * FROM " + sample.source() + " AS given_rows LIMIT 0";
        Map<String, String> types = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            sample.binder().bind(statement);
            try (ResultSet result = statement.executeQuery()) {
                ResultSetMetaData columns = result.getMetaData();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String column = columns.getColumnName(i);
                    String type = columns.getColumnTypeName(i);
                    if (types.put(column, TYPES.getOrDefault(type, type)) != null) {
                        throw new IllegalArgumentException("the " + name + " has the column '" + column + "' twice");
                    }
                }
            }
        }
        types.keySet().removeAll(sample.order());
        List<String> all = List.copyOf(types.keySet());
        types.keySet().removeIf(wanted.negate());
        return new PostgresSource(connection, name, sample, types, all);
    }

    /**
     * Copies rows to the temporary table.
     *
     * @param columns those that will be read; the sample has each
     * @throws AuditException when there are more rows than {@code most}
     */
    void open(Set<String> columns, long most) throws SQLException {
        List<String> items = new ArrayList<>();
        for (String column : columns) {
            String own = "c" + items.size();
            copied.put(column, new Column(own, types.get(column)));
            items.add(copy(column) + " AS " + own);
        }
        String order = sample.order().stream().map(DatabaseCells::quote).collect(Collectors.joining(", "));
        String create = "CREATE TEMPORARY TABLE " + read() + " ON COMMIT DROP AS SELECT ROW_NUMBER() OVER (ORDER BY "
                + order + ") - 1 AS place, " + String.join(", ", items) + " FROM " + sample.source()
                + " AS given_rows LIMIT " + (most + 1);
        try (PreparedStatement statement = connection.prepareStatement(create)) {
            sample.binder().bind(statement);
            statement.execute();
        }
        rows = number("SELECT COUNT(*) FROM " + read());
        if (rows > most) {
            throw new AuditException(name + " rows: more than " + most + "; ask for a shorter window");
        }
    }

    /** Texts in the order of their bytes, as DuckDB has them. */
    private String copy(String column) {
        String quoted = DatabaseCells.quote(column);
        String type = types.get(column);
        if (Kind.of(type) == Kind.TEXT) {
            return "CAST(" + quoted + " AS TEXT) COLLATE \"C\"";
        }
        return type.equals("DECIMAL") ? "CAST(" + quoted + " AS DOUBLE PRECISION)" : quoted;
    }

    @Override
    public List<String> names() {
        return List.copyOf(types.keySet());
    }

    @Override
    public void mustHave(String column) {
        if (!types.containsKey(column)) {
            throw CsvReader.noColumn("the " + name, column, all);
        }
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public String typeName(String column) {
        return types.get(column);
    }

    @Override
    public Kind declared(String column) {
        return Kind.of(types.get(column));
    }

    @Override
    public boolean isSingle(String column) {
        return types.get(column).equals(ParquetColumns.SINGLE);
    }

    @Override
    public Column asNumber(String column, boolean single) {
        Column of = copied.get(column);
        Kind kind = Kind.of(of.type());
        if (single && kind.isNumeric()) {
            return new Column("CAST(" + of.sql() + " AS REAL)", ParquetColumns.SINGLE);
        }
        if (kind == Kind.TIME) {
            return new Column("CAST(EXTRACT(EPOCH FROM " + of.sql() + ") AS DOUBLE PRECISION)", ParquetColumns.NUMBER);
        }
        return kind == Kind.BOOLEAN ? new Column("CAST(" + of.sql() + " AS INTEGER)", "INTEGER") : of;
    }

    @Override
    public Column asCategory(String column) {
        Column of = copied.get(column);
        Kind kind = Kind.of(of.type());
        if (kind == Kind.TEXT) {
            return new Column(of.sql(), ParquetColumns.TEXT);
        }
        String text = of.asWholeText();
        if (kind == Kind.NUMBER) {
            text = "CASE WHEN abs(" + of.sql() + ") < 1e15 AND " + of.sql() + " = floor(" + of.sql()
                    + ") THEN CAST(CAST(" + of.sql() + " AS BIGINT) AS VARCHAR) ELSE " + text + " END";
        }
        return new Column("(" + text + ") COLLATE \"C\"", ParquetColumns.TEXT);
    }

    /** PostgreSQL would read 0x1F and 1_000 too, and end the query where a text is no number. */
    @Override
    public String parsed(String text) {
        return "CASE WHEN " + text + " ~* '^ *[+-]?([0-9]+[.]?[0-9]*(e[+-]?[0-9]+)?|[.][0-9]+(e[+-]?[0-9]+)?"
                + "|inf|infinity|nan) *$' AND pg_input_is_valid(" + text + ", 'double precision') THEN CAST(" + text
                + " AS DOUBLE PRECISION) END";
    }

    @Override
    public String number(Column column) {
        return column.isText()
                ? "CASE WHEN trim(" + column.sql() + ") <> '' THEN coalesce(" + parsed(column.sql())
                        + ", CAST('NaN' AS DOUBLE PRECISION)) END"
                : "CAST(" + column.sql() + " AS DOUBLE PRECISION)";
    }

    @Override
    public String read() {
        return table;
    }

    @Override
    public String first(long most) {
        return "(SELECT * FROM " + read() + " WHERE place < " + most + ")";
    }

    @Override
    public String position() {
        return "place";
    }

    @Override
    public String micros(String time) {
        Column of = copied.get(time);
        if (Kind.of(of.type()) != Kind.TIME) {
            throw new AuditException(
                    "time: '" + time + "' is " + of.type() + " in the database; a timestamp or a date is needed");
        }
        return "CASE WHEN isfinite(" + of.sql() + ") THEN CAST(EXTRACT(EPOCH FROM " + of.sql()
                + ") * 1000000 AS BIGINT) END";
    }

    @Override
    public String saysZone(String time) {
        return copied.get(time).type().equals("TIMESTAMP WITH TIME ZONE") ? "TRUE" : "FALSE";
    }

    @Override
    public String saysHour(String time) {
        return copied.get(time).type().equals("DATE") ? "FALSE" : "TRUE";
    }

    @Override
    public String hasTime(String time) {
        return copied.get(time).sql() + " IS NOT NULL";
    }

    /** Exactly; of a few values, or of a part of the rows. */
    @Override
    public String aboutDistinct(String value) {
        return "COUNT(DISTINCT " + value + ")";
    }

    @Override
    public long[] hashes(List<Column> columns, int most) {
        String sql = "SELECT hash_record_extended(ROW("
                + columns.stream().map(Column::sql).collect(Collectors.joining(", ")) + "), 0) FROM " + first(most)
                + " AS searched";
        return query("survey", sql, result -> {
            long[] hashes = new long[(int) Math.min(most, rows)];
            for (int i = 0; i < hashes.length && result.next(); i++) {
                hashes[i] = result.getLong(1);
            }
            return hashes;
        });
    }

    @Override
    public <T> T query(String stage, String sql, Counting.Reading<T> reading) {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet result = statement.executeQuery(sql)) {
                return reading.from(result);
            }
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }
}
