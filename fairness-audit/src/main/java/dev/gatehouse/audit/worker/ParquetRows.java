package dev.gatehouse.audit.worker;

import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** A Parquet file as the CSV that a model scores, by a DuckDB that sees the file and the work folder and nothing else. */
final class ParquetRows {

    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private ParquetRows() {}

    /** Whether the file begins as Parquet does. */
    static boolean are(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            throw new AuditException("the data cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Writes columns of a Parquet file as CSV; a missing value becomes an empty field.
     *
     * @param columns those to write; null for all
     * @throws AuditException when the file is broken or lacks a column
     */
    static Path toCsv(Path parquet, Path folder, String name, List<String> columns, long megabytes) {
        Path csv = folder.resolve(name);
        Properties settings = new Properties();
        settings.setProperty("memory_limit", megabytes + "MB");
        settings.setProperty("threads", "1");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement()) {
            statement.execute("SET temp_directory = ''");
            statement.execute("SET preserve_insertion_order = true");
            statement.execute("SET allowed_paths = [" + literal(parquet) + ", " + literal(csv) + "]");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
            statement.execute("COPY (SELECT "
                    + (columns == null
                            ? "*"
                            : columns.stream()
                                    .map(c -> '"' + c.replace("\"", "\"\"") + '"')
                                    .collect(Collectors.joining(", ")))
                    + " FROM read_parquet(" + literal(parquet) + ")) TO " + literal(csv)
                    + " (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')");
            return csv;
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("no reason given")
                    .replace(parquet.toAbsolutePath().toString(), "the file");
            throw new AuditException("the Parquet data cannot be read: " + message, e);
        }
    }

    private static String literal(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
