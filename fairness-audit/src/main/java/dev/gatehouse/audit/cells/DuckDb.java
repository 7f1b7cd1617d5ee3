package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjDoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBPreparedStatement;

/**
 * An in-memory DuckDB behind a fence: it reads the named files, writes in one folder of its own, and nothing else: no other path, no
 * network, no extensions, bounded memory, threads and spilling, and a configuration that statements cannot change.
 *
 * <p>Statements run on a thread of their own, so that the caller's thread can tell the progress and be interrupted.
 */
final class DuckDb implements AutoCloseable {
    private static final long POLL_MILLIS = 100;
    private static final long CANCEL_SECONDS = 30;
    private static final double PERCENT = 100;
    /** One more than the bits of a SMALLINT. */
    private static final int PERFECT_HASH_BITS = 17;

    private static final Pattern CSV_LINE = Pattern.compile("CSV Error on Line: (\\d+)");
    private static final Pattern CSV_COLUMNS = Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");

    private final Connection connection;
    private final ExecutorService worker;
    private final ObjDoubleConsumer<String> progress;
    private final Limits limits;
    /** What is shown instead of a path. */
    private final Map<Path, String> names;

    private DuckDb(Connection connection, Limits limits, Map<Path, String> names, ObjDoubleConsumer<String> progress) {
        this.connection = connection;
        this.limits = limits;
        this.names = names;
        this.progress = progress;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "duckdb");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param readable the files, by real path, and what an error calls each
     * @param own a folder that may be written to
     */
    static DuckDb open(Map<Path, String> readable, Path own, Limits limits, ObjDoubleConsumer<String> progress) {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", limits.memoryMegabytes() + "MB");
        settings.setProperty("threads", Integer.toString(limits.threads()));
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
            DuckDb duckDb = new DuckDb(connection, limits, readable, progress);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET enable_progress_bar = true");
                statement.execute("SET enable_progress_bar_print = false");
                statement.execute(
                        "SET temp_directory = " + literal(own.resolve("spill").toString()));
                // In UTC a time reads alike on every machine; and counts over up to 2¹⁶ small integers need no hash
                // table.
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute("SET perfect_ht_threshold = " + PERFECT_HASH_BITS);
                statement.execute("SET max_temp_directory_size = '" + Limits.MAX_SPILL_MEGABYTES + "MB'");
                statement.execute("SET allowed_paths = ["
                        + readable.keySet().stream()
                                .map(path -> literal(path.toString()))
                                .collect(Collectors.joining(", "))
                        + "]");
                statement.execute("SET allowed_directories = [" + literal(own.toString()) + "]");
                statement.execute("SET enable_external_access = false");
                statement.execute("SET lock_configuration = true");
                return duckDb;
            } catch (SQLException e) {
                duckDb.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new AuditException("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    String version() {
        return query(null, "SELECT version()", result -> {
            result.next();
            return "DuckDB " + result.getString(1);
        });
    }

    /**
     * Runs a statement to its end.
     *
     * @param stage for the progress, told at the start and then every {@value #POLL_MILLIS} ms; null to tell nothing
     * @return what was read; null when the statement has no result
     * @throws AuditException when it fails, told without any value of the data; or "cancelled" when the calling thread is
     *     interrupted, which it stays
     */
    <T> T query(String stage, String sql, Counting.Reading<T> reading) {
        DuckDBPreparedStatement statement;
        try {
            statement = connection.createStatement().unwrap(DuckDBPreparedStatement.class);
        } catch (SQLException e) {
            throw failed(e);
        }
        tell(stage, Double.NaN);
        CountDownLatch ended = new CountDownLatch(1);
        Future<T> answer = worker.submit(() -> {
            try (statement) {
                if (!statement.execute(sql)) {
                    return null;
                }
                try (ResultSet result = statement.getResultSet()) {
                    return reading.from(result);
                }
            } finally {
                ended.countDown();
            }
        });
        while (true) {
            try {
                return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                tell(stage, share(statement));
            } catch (InterruptedException e) {
                cancel(statement, ended);
                Thread.currentThread().interrupt();
                throw new AuditException("cancelled", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuditException refused) {
                    throw refused;
                }
                if (e.getCause() instanceof SQLException sqlException) {
                    throw failed(sqlException);
                }
                throw new IllegalStateException("a query's result could not be read", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AuditException("cannot close DuckDB: " + e.getMessage(), e);
        }
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private void tell(String stage, double share) {
        if (stage != null) {
            progress.accept(stage, share);
        }
    }

    private static double share(DuckDBPreparedStatement statement) {
        try {
            double percent = statement.getQueryProgress().getPercentage();
            return percent < 0 ? Double.NaN : Math.min(1, percent / PERCENT);
        } catch (SQLException e) {
            // The statement has just ended.
            return Double.NaN;
        }
    }

    private static void cancel(Statement statement, CountDownLatch ended) {
        try {
            statement.cancel();
            ended.await(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (SQLException | InterruptedException e) {
            // It has ended, or it is left to its own thread.
        }
    }

    /** Says what went wrong without DuckDB's advice, without a value of the data (personal data), and without where files lie. */
    private AuditException failed(SQLException e) {
        String message = String.valueOf(e.getMessage());
        for (Map.Entry<Path, String> name : names.entrySet()) {
            message = message.replace(name.getKey().toString(), name.getValue());
        }
        String name = names.values().stream()
                .filter(message::contains)
                .findFirst()
                .orElseGet(() -> names.size() == 1 ? names.values().iterator().next() : "data");
        // Without its cause: DuckDB's own words may show a row.
        return new AuditException(name + ": " + reason(message));
    }

    private String reason(String message) {
        Matcher line = CSV_LINE.matcher(message);
        if (line.find()) {
            String where = "line " + line.group(1);
            Matcher columns = CSV_COLUMNS.matcher(message);
            if (columns.find()) {
                return where + " has " + columns.group(2) + " fields, the header has " + columns.group(1);
            }
            if (message.contains("not utf-8")) {
                return where + " is not UTF-8; save the file as UTF-8";
            }
            if (message.contains("unterminated quote")) {
                return where + ": a quoted field is not closed, or a quote inside a field is not doubled";
            }
            if (message.contains("Maximum line size")) {
                return where + " is too long";
            }
            return where + " is not CSV as RFC 4180 has it (comma, quotes doubled within quotes)";
        }
        if (message.startsWith("Conversion Error") || message.startsWith("Out of Range Error")) {
            return Counting.Engine.TOO_LARGE;
        }
        if (message.startsWith("Out of Memory Error")) {
            return "more memory than " + limits.memoryMegabytes()
                    + " MB and " + Limits.MAX_SPILL_MEGABYTES
                    + " MB of temporary files is needed: the columns may have too many"
                    + " values; group them before the audit, or allow more memory";
        }
        return "the data could not be read: "
                + message.lines().findFirst().orElse("").replaceAll("\"[^\"]{80,}\"|'[^']{80,}'", "…");
    }
}
