package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Converts CSV to Parquet, once and only the columns that are read: reading CSV costs many times what reading Parquet does, and an
 * audit passes over its rows several times.
 */
final class CsvImport {
    /** The most that a gzipped file may unpack to, in bytes. */
    static final long MAX_UNPACKED_BYTES = 100_000_000_000L;

    /** Deflate packs no denser than this, so a small file needs no look. */
    private static final long DENSEST = 1_032;

    private static final int BUFFER_BYTES = 262_144;
    private static final int ROW_GROUP = 122_880;

    private final DuckDb duckDb;
    private final Map<Path, String> files;
    private final Map<String, Column> columns = new LinkedHashMap<>();

    /** @param texts columns that are read as text, maybe as numbers too */
    CsvImport(DuckDb duckDb, Map<Path, String> files, Set<String> texts, List<String> numbers) {
        this.duckDb = duckDb;
        this.files = files;
        texts.forEach(column -> columns.put(column, new Column("c" + columns.size(), ParquetColumns.TEXT)));
        for (String column : numbers) {
            if (!texts.contains(column)) {
                columns.put(column, new Column("c" + columns.size(), ParquetColumns.NUMBER));
            }
        }
    }

    /** The columns of the converted files. */
    Map<String, Column> columns() {
        return columns;
    }

    /** One Parquet file a CSV file, in the folder. */
    List<Path> convert(Path folder) {
        List<Path> converted = new ArrayList<>();
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path csv = file.getKey();
            boolean gzip = DataFiles.isGzip(csv);
            if (gzip) {
                checkUnpacked(csv, file.getValue());
            }
            List<String> header;
            try (CsvReader reader = CsvReader.open(csv)) {
                columns.keySet().forEach(reader::column);
                header = reader.header();
            }
            Path parquet = folder.resolve(converted.size() + ".parquet");
            String sql = "COPY (SELECT " + items(header) + " FROM " + readCsv(csv, gzip, header.size()) + ") TO "
                    + DuckDb.literal(parquet.toString()) + " (FORMAT parquet, ROW_GROUP_SIZE " + ROW_GROUP + ")";
            duckDb.query("convert", sql, result -> null);
            converted.add(parquet);
        }
        return converted;
    }

    private String items(List<String> header) {
        List<String> items = new ArrayList<>();
        columns.forEach((name, column) -> {
            Column text = new Column("f" + header.indexOf(name), ParquetColumns.TEXT);
            items.add((column.isText() ? text.asText() : text.asNumber()) + " AS " + column.sql());
        });
        return String.join(", ", items);
    }

    /** Columns are named by position, so that no name from the file becomes part of a statement. */
    private static String readCsv(Path csv, boolean gzip, int width) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < width; i++) {
            names.append(i == 0 ? "" : ", ").append("'f").append(i).append("': 'VARCHAR'");
        }
        return "read_csv(" + DuckDb.literal(csv.toString())
                + ", auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
                + " nullstr = '', strict_mode = true, null_padding = false, ignore_errors = false, compression = '"
                + (gzip ? "gzip" : "none") + "', columns = {" + names + "})";
    }

    private static void checkUnpacked(Path file, String name) {
        try {
            if (Files.size(file) <= MAX_UNPACKED_BYTES / DENSEST) {
                return;
            }
            long bytes = 0;
            byte[] buffer = new byte[BUFFER_BYTES];
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    bytes += read;
                    if (bytes > MAX_UNPACKED_BYTES) {
                        throw new AuditException(name + ": unpacks to more than " + MAX_UNPACKED_BYTES
                                + " bytes; write it as Parquet, or in several files");
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        throw new AuditException("cancelled");
                    }
                }
            }
        } catch (IOException e) {
            throw new AuditException(name + ": cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
