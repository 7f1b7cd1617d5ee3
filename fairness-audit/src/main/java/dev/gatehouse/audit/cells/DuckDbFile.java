package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A data file in an in-memory DuckDB that can read that file and nothing else: no other path, no network, no extensions,
 * no spilling, bounded memory and threads, and a configuration that statements cannot change.
 */
public final class DuckDbFile implements AutoCloseable {
    private static final String MEMORY_LIMIT = "1GB";
    private static final int THREADS = 2;
    private static final byte[] PARQUET_MAGIC = {'P', 'A', 'R', '1'};
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    private final String name;
    private final Connection connection;
    /** A table function call that yields the file's columns. */
    private final String relation;
    /** The file's columns, and how the relation names them. */
    private final List<String> columns;

    private final boolean csv;

    private DuckDbFile(String name, Connection connection, String relation, List<String> columns, boolean csv) {
        this.name = name;
        this.connection = connection;
        this.relation = relation;
        this.columns = columns;
        this.csv = csv;
    }

    public static DuckDbFile open(Path data) {
        String name = String.valueOf(data.getFileName());
        Connection connection = null;
        try {
            String path = data.toRealPath().toString();
            if (path.chars().anyMatch(c -> "*?[]{}".indexOf(c) >= 0)) {
                throw new AuditException(name + ": the path must not contain any of * ? [ ] { }");
            }
            byte[] magic = firstBytes(data);
            boolean parquet = Arrays.equals(magic, PARQUET_MAGIC);
            boolean gzip = Arrays.equals(Arrays.copyOf(magic, 2), GZIP_MAGIC);
            List<String> columns = parquet ? List.of() : csvHeader(data);
            connection = fenced(path);
            String relation = parquet ? "read_parquet(" + literal(path) + ")" : readCsv(path, gzip, columns.size());
            if (parquet) {
                columns = parquetColumns(name, connection, relation);
            }
            return new DuckDbFile(name, connection, relation, columns, !parquet);
        } catch (IOException e) {
            throw new AuditException(name + ": cannot be read: " + e.getMessage(), e);
        } catch (SQLException e) {
            close(connection);
            throw failed(name, e);
        } catch (AuditException e) {
            close(connection);
            throw e;
        }
    }

    public Cells cells(AuditPlan plan) {
        Fields fields = Fields.of(plan);
        try {
            return new Counting(fields, new CellQuery(fields, source(fields)), new Queries())
                    .cells((result, column, key) -> result.getString(column));
        } catch (SQLException e) {
            throw failed(name, e);
        }
    }

    private final class Queries implements Counting.Engine {
        @Override
        public <T> T query(String sql, Counting.Reading<T> reading) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                return reading.from(result);
            }
        }
    }

    public String engine() {
        return query("SELECT version()", result -> {
            result.next();
            return "DuckDB " + result.getString(1);
        });
    }

    <T> T query(String sql, Counting.Reading<T> reading) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return reading.from(result);
        } catch (SQLException e) {
            throw failed(name, e);
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    /** The plan's columns with the types that the cell query wants; a number that is none becomes NaN, to be counted. */
    private String source(Fields fields) {
        List<String> items = new ArrayList<>();
        for (String text : fields.texts()) {
            items.add("CAST(" + column(text) + " AS VARCHAR) AS " + CellQuery.quote(text));
        }
        for (String number : fields.numbers()) {
            if (fields.texts().contains(number)) {
                throw new AuditException(
                        "audit plan: decision.score: '" + number + "' is also the label or a protected attribute");
            }
            String text = "CAST(" + column(number) + " AS VARCHAR)";
            items.add("CASE WHEN trim(" + text + ") <> '' THEN coalesce(TRY_CAST(" + text
                    + " AS DOUBLE), CAST('NaN' AS DOUBLE)) END AS " + CellQuery.quote(number));
        }
        return "(SELECT " + String.join(", ", items) + " FROM " + relation + ")";
    }

    private String column(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new AuditException(name + ": has no column '" + column + "'; its columns are "
                    + (columns.size() <= 50 ? columns : columns.subList(0, 50) + " and more"));
        }
        return csv ? "c" + index : CellQuery.quote(column);
    }

    private static Connection fenced(String path) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", MEMORY_LIMIT);
        settings.setProperty("threads", Integer.toString(THREADS));
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET temp_directory = ''");
            statement.execute("SET allowed_paths = [" + literal(path) + "]");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Columns are named by position, so that no name from the file becomes part of a statement. */
    private static String readCsv(String path, boolean gzip, int width) {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < width; i++) {
            columns.append(i == 0 ? "" : ", ").append("'c").append(i).append("': 'VARCHAR'");
        }
        return "read_csv(" + literal(path)
                + ", auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
                + " nullstr = '', strict_mode = true, null_padding = false, ignore_errors = false, compression = '"
                + (gzip ? "gzip" : "none") + "', columns = {" + columns + "})";
    }

    private static List<String> csvHeader(Path data) {
        try (CsvReader reader = CsvReader.open(data)) {
            return reader.header();
        }
    }

    private static List<String> parquetColumns(String name, Connection connection, String relation)
            throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
            while (result.next()) {
                columns.add(result.getString(1));
            }
        }
        if (columns.size() > CsvReader.MAX_COLUMNS) {
            throw new AuditException(name + ": has more than " + CsvReader.MAX_COLUMNS + " columns");
        }
        return columns;
    }

    private static byte[] firstBytes(Path data) throws IOException {
        try (InputStream in = Files.newInputStream(data)) {
            return Arrays.copyOf(in.readNBytes(PARQUET_MAGIC.length), PARQUET_MAGIC.length);
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** DuckDB's own words up to its advice, without the offending row (personal data) and without where the file lies. */
    private static AuditException failed(String name, SQLException e) {
        String message = String.valueOf(e.getMessage())
                .lines()
                .takeWhile(line -> !line.isBlank() && !line.startsWith("Possible "))
                .filter(line -> !line.startsWith("Original Line"))
                .collect(Collectors.joining("; "))
                .replaceAll("'[^']*" + Pattern.quote(name) + "'", Matcher.quoteReplacement("'" + name + "'"));
        return new AuditException(name + ": the data could not be counted: " + message, e);
    }

    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new AuditException("cannot close DuckDB: " + e.getMessage(), e);
        }
    }
}
