package dev.gatehouse.governance.inventory;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.ledger.CsvLine;
import dev.gatehouse.governance.models.ParticularsText;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The inventory as a file of comma-separated values (RFC 4180, UTF-8) with a head. What the service derives stands in columns of its own,
 * which are read over.
 */
final class InventoryFile {

    /** Largest file that is read, bytes. */
    static final int MAX_BYTES = 1 << 20;

    /** Most rows that are read. */
    static final int MAX_ROWS = 5_000;

    /** Longest cell, UTF-16 characters. */
    static final int MAX_CELL_CHARS = 12_000;

    /** What a registration has, without its facts. */
    static final List<String> REGISTERED = List.of("title", "owner", "intended_use", "out_of_scope_use");

    /** The columns that are read, beside the name. */
    static final List<String> READ =
            Stream.concat(REGISTERED.stream(), ParticularsText.FIELDS.stream()).toList();

    /** The revision that was written out; a row with it is refused once the model has changed since. */
    static final String REVISION = "revision";

    /** Columns that are written and not read. */
    static final List<String> DERIVED =
            List.of("tier", "assessment", "stage", "rice_score", "versions", "newest_version", "changed_at");

    /** A row: the line it begins on, the model's name and its cells by column. */
    record Row(long line, String name, Map<String, String> cells) {}

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setTrailingData(false)
            .get();

    private final List<Row> rows;

    private InventoryFile(List<Row> rows) {
        this.rows = rows;
    }

    List<Row> rows() {
        return rows;
    }

    static String digest(byte[] file) {
        return Digest.of(file).toString();
    }

    /** The head of a file that is written. */
    static String head() {
        return CsvLine.of(Stream.of(List.of("name"), READ, List.of(REVISION), DERIVED)
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    /**
     * Reads a file.
     *
     * @throws ProblemException {@code body-too-large}; {@code invalid-value} with the line for what is no such file
     */
    static InventoryFile read(byte[] file) {
        if (file.length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "A file may have at most " + MAX_BYTES + " bytes. Divide it.");
        }
        try (CSVParser parser = FORMAT.parse(new StringReader(text(file)))) {
            List<String> columns = null;
            List<Row> rows = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (CSVRecord one : (Iterable<CSVRecord>) parser::iterator) {
                long line = parser.getCurrentLineNumber();
                if (columns == null) {
                    columns = columns(one);
                    continue;
                }
                if (rows.size() == MAX_ROWS) {
                    throw refused("line " + line + ": a file has at most " + MAX_ROWS + " rows. Divide it.");
                }
                Row row = row(line, one, columns);
                if (!names.add(row.name())) {
                    throw refused(
                            "line " + line + ": '" + row.name() + "' stands on an earlier line too. Keep one of them.");
                }
                rows.add(row);
            }
            if (rows.isEmpty()) {
                throw refused("the file has no row. Write a head with the column name, and a row for each model");
            }
            return new InventoryFile(rows);
        } catch (UncheckedIOException e) {
            throw refused(
                    "the file is not CSV as RFC 4180 has it: quotation marks do not go together. Save it as CSV (UTF-8, comma)");
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
    }

    private static String text(byte[] file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw refused("the file is not UTF-8. Save it as CSV UTF-8");
        }
    }

    private static List<String> columns(CSVRecord head) {
        List<String> columns = new ArrayList<>();
        for (String cell : head) {
            String column = cell.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
            if (!column.equals("name")
                    && !column.equals(REVISION)
                    && !READ.contains(column)
                    && !DERIVED.contains(column)) {
                throw refused("line 1: there is no column '" + shortened(cell) + "'. The columns are name, "
                        + String.join(", ", READ) + " and " + REVISION + "; all but name may be left out");
            }
            if (columns.contains(column)) {
                throw refused("line 1: the column " + column + " is there twice");
            }
            columns.add(column);
        }
        if (!columns.contains("name")) {
            throw refused("line 1: the column name is missing");
        }
        return columns;
    }

    private static Row row(long line, CSVRecord one, List<String> columns) {
        if (one.size() != columns.size()) {
            throw refused("the row that ends on line " + line + " has " + one.size() + " cells, and the head has "
                    + columns.size());
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String cell = CsvLine.unescaped(one.get(i));
            if (cell.length() > MAX_CELL_CHARS) {
                throw refused("line " + line + ", " + columns.get(i) + ": a cell has at most " + MAX_CELL_CHARS
                        + " characters");
            }
            if (!DERIVED.contains(columns.get(i))) {
                cells.put(columns.get(i), cell);
            }
        }
        return new Row(line, cells.remove("name").strip(), cells);
    }

    private static String shortened(String said) {
        return said.length() <= 40 ? said : said.substring(0, 40) + "…";
    }

    private static ProblemException refused(String why) {
        return new ProblemException(ProblemType.INVALID_VALUE, why + (why.endsWith(".") ? "" : "."));
    }
}
