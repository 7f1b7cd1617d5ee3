package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Rows of two samples for drift, written in every form that is read, and counted by hand. */
final class Drifts {
    static final DriftColumns ALL = new DriftColumns(List.of(), Set.of(), Set.of(), List.of(), Chunking.NONE);

    private Drifts() {}

    static DriftColumns chunked(Chunking chunking) {
        return new DriftColumns(List.of(), Set.of(), Set.of(), List.of(), chunking);
    }

    static DriftCells cells(DriftColumns what, List<Path> reference, List<Path> current) {
        try (DriftRows rows = DriftRows.open(what, reference, current, Limits.standard(), (stage, share) -> {})) {
            return rows.cells();
        }
    }

    static DriftCells cells(DriftColumns what, Path reference, Path current) {
        return cells(what, List.of(reference), List.of(current));
    }

    /** Rows with gaps: amounts (many), ages (few), regions with awkward letters, and truth values. */
    static Rows people(Random random, int count, double shift) {
        Rows rows = Rows.withColumns("amount", "age", "region", "member");
        for (int i = 0; i < count; i++) {
            String amount = String.format(Locale.ROOT, "%.5f", random.nextGaussian() * 3 + shift);
            String[] odd = {"", "NaN", "Infinity", "-Infinity", "-0.0", "0", "1e300"};
            rows.row(
                    random.nextInt(8) == 0 ? odd[random.nextInt(odd.length)] : amount,
                    random.nextInt(10) == 0 ? "" : random.nextInt(70) + (int) shift,
                    random.nextInt(9) == 0 ? "" : "it's \\ \u00e9 " + random.nextInt(4 + (int) shift),
                    random.nextInt(9) == 0 ? "" : random.nextBoolean());
        }
        return rows;
    }

    static Path csv(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path gzip(Path folder, String name, String text) {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link #people} as Parquet, each column of its own type. */
    static Path parquet(Path folder, String name, Rows people) {
        Path csv = people.writeTo(folder.resolve(name + ".source.csv"));
        return parquet(
                folder,
                name,
                "SELECT * FROM read_csv('" + csv
                        + "', header = true, nullstr = '', auto_detect = false, quote = '\"', escape = '\"', columns = {"
                        + "'amount': 'DOUBLE', 'age': 'INTEGER', 'region': 'VARCHAR', 'member': 'BOOLEAN'})");
    }

    static Path parquet(Path folder, String name, String sql) {
        Path file = folder.resolve(name);
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("COPY (" + sql + ") TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 20000)");
            return file;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often each number or text occurs, by hand; blank, NaN and infinite values do not. */
    static TreeMap<Object, Long> counted(List<List<String>> rows, int column, boolean number) {
        TreeMap<Object, Long> counts = new TreeMap<>();
        for (List<String> row : rows) {
            String value = row.get(column);
            if (value.isBlank()) {
                continue;
            }
            if (!number) {
                counts.merge(value, 1L, Long::sum);
            } else if (Double.isFinite(Double.parseDouble(value))) {
                counts.merge(Double.parseDouble(value) + 0.0, 1L, Long::sum);
            }
        }
        return counts;
    }

    /** The same, from counts. */
    static TreeMap<Object, Long> counted(DriftCells.Column column, int... chunks) {
        TreeMap<Object, Long> counts = new TreeMap<>();
        long[] sum = column.sum(chunks);
        for (int i = 0; i < column.cells(); i++) {
            if (sum[i] > 0) {
                counts.put(column.texts() != null ? column.texts().get(i) : (Object) column.least()[i], sum[i]);
            }
        }
        return counts;
    }

    static long count(List<List<String>> rows, int column, String... values) {
        return rows.stream()
                .filter(row -> Arrays.asList(values).contains(row.get(column)))
                .count();
    }
}
