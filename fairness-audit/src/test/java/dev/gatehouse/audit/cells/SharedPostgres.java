package dev.gatehouse.audit.cells;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of this JVM: to start it takes seconds. */
final class SharedPostgres {
    private static final Map<String, String> TYPES = Map.of(
            "VARCHAR", "text",
            "DOUBLE", "double precision",
            "FLOAT", "real",
            "INTEGER", "integer",
            "BIGINT", "bigint",
            "BOOLEAN", "boolean",
            "DATE", "date",
            "TIMESTAMP", "timestamp",
            "TIMESTAMP WITH TIME ZONE", "timestamptz");

    private static final AtomicInteger TABLES = new AtomicInteger();

    private static EmbeddedPostgres postgres;

    private SharedPostgres() {}

    static synchronized Connection connect() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            }
            return postgres.getPostgresDatabase().getConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A table with the rows of a Parquet file, in their order by {@code id}, its columns of the same types. */
    static DatabaseSample table(Connection connection, Path parquet) throws SQLException {
        String table = "rows_" + TABLES.incrementAndGet();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement read = duckDb.createStatement();
                Statement create = connection.createStatement()) {
            read.execute("SET TimeZone = 'UTC'");
            List<String> columns = new ArrayList<>();
            List<String> marks = new ArrayList<>();
            try (ResultSet described = read.executeQuery("DESCRIBE SELECT * FROM read_parquet('" + parquet + "')")) {
                while (described.next()) {
                    String type = TYPES.get(described.getString(2));
                    columns.add(DatabaseCells.quote(described.getString(1)) + " " + type);
                    marks.add("CAST(? AS " + type + ")");
                }
            }
            create.execute("CREATE TABLE " + table + " (id integer, " + String.join(", ", columns) + ")");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO " + table + " VALUES (?, " + String.join(", ", marks) + ")");
                    ResultSet rows = read.executeQuery(
                            "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('" + parquet + "')")) {
                for (int id = 0; rows.next(); id++) {
                    insert.setInt(1, -id);
                    for (int i = 1; i <= columns.size(); i++) {
                        insert.setString(i + 1, rows.getString(i));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.setAutoCommit(true);
        }
        // Ids fall, so that the order of the sample is not that in which the rows lie.
        return new DatabaseSample(
                "(SELECT *, -id AS nth FROM " + table + " WHERE id <= ?)", List.of("nth"), rows -> rows.setInt(1, 0));
    }
}
