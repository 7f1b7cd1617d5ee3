package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.plan.AuditException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds a plan's columns in Parquet files, and refuses those that cannot be read as what the plan wants. */
final class ParquetColumns {
    static final String TEXT = "VARCHAR";
    static final String NUMBER = "DOUBLE";
    static final String SINGLE = "FLOAT";

    private static final Set<String> WHOLE = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT");

    private ParquetColumns() {}

    /** What a column holds, as far as files of one data set must agree. */
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        NUMBER,
        BOOLEAN,
        TIME,
        OTHER;

        static Kind of(String type) {
            if (type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP") || type.startsWith("UNION")) {
                return OTHER;
            }
            if (type.equals(ParquetColumns.TEXT) || type.equals("UUID") || type.startsWith("ENUM")) {
                return TEXT;
            }
            if (WHOLE.contains(type)) {
                return WHOLE_NUMBER;
            }
            if (type.equals("FLOAT") || type.equals("DOUBLE") || type.startsWith("DECIMAL")) {
                return NUMBER;
            }
            if (type.equals("BOOLEAN")) {
                return BOOLEAN;
            }
            return type.startsWith("DATE") || type.startsWith("TIME") ? TIME : OTHER;
        }

        boolean isNumeric() {
            return this == WHOLE_NUMBER || this == NUMBER;
        }
    }

    /** The files as an item for FROM. */
    static String read(List<Path> files) {
        return "read_parquet(["
                + files.stream().map(file -> DuckDb.literal(file.toString())).collect(Collectors.joining(", ")) + "]"
                + (files.size() > 1 ? ", union_by_name = true" : "") + ")";
    }

    /**
     * @param texts columns that are read as text
     * @return each of the plan's columns
     * @throws AuditException naming file and column, when one is not there, is there twice, or is of a type that cannot be read
     */
    static Map<String, Column> of(DuckDb duckDb, Map<Path, String> files, Fields fields, Set<String> texts) {
        Set<String> wanted = new LinkedHashSet<>(texts);
        wanted.addAll(fields.numbers());
        Map<String, Column> columns = new LinkedHashMap<>();
        Map<String, Kind> kinds = new HashMap<>();
        String first = null;
        for (Map.Entry<Path, String> file : files.entrySet()) {
            String name = file.getValue();
            Map<String, String> types = types(duckDb, file.getKey(), name, wanted);
            for (String column : wanted) {
                String type = types.get(column);
                Kind kind = Kind.of(type);
                String where = name + ": the column '" + column + "' is " + type;
                if (kind == Kind.OTHER) {
                    throw new AuditException(where + ", nested or binary; write it as text or numbers");
                }
                if (kind == Kind.TIME && fields.numbers().contains(column)) {
                    throw new AuditException(where + ", and the plan reads it as a number");
                }
                Kind before = kinds.putIfAbsent(column, kind);
                boolean bothNumeric =
                        before != null && before.isNumeric() && kind.isNumeric() && !texts.contains(column);
                if (before != null && before != kind && !bothNumeric) {
                    throw new AuditException(where + ", and in " + first + " "
                            + columns.get(column).type() + "; write it alike in all files");
                }
                columns.putIfAbsent(column, new Column(CellQuery.quote(column), type));
            }
            first = first == null ? name : first;
        }
        return columns;
    }

    /**
     * All columns of the files, in the order of the first, of which every file has each; also those that are nested or binary.
     *
     * @param wanted which names matter
     * @throws AuditException when a file has not a column of the first or has it twice, or types do not agree
     */
    static Map<String, Column> all(DuckDb duckDb, Map<Path, String> files, Predicate<String> wanted) {
        Map<String, Column> columns = new LinkedHashMap<>();
        String first = null;
        for (Map.Entry<Path, String> file : files.entrySet()) {
            String name = file.getValue();
            if (first == null) {
                first = name;
                top(duckDb, file.getKey(), name).stream()
                        .filter(wanted)
                        .forEach(column -> columns.put(column, new Column(CellQuery.quote(column), null)));
            }
            Map<String, String> types = types(duckDb, file.getKey(), name, columns.keySet());
            for (Map.Entry<String, Column> column : columns.entrySet()) {
                String type = types.get(column.getKey());
                String before = column.getValue().type();
                Kind kind = Kind.of(type);
                if (before != null
                        && Kind.of(before) != kind
                        && !(Kind.of(before).isNumeric() && kind.isNumeric())) {
                    throw new AuditException(name + ": the column '" + column.getKey() + "' is " + type + ", and in "
                            + first + " " + before + "; write it alike in all files");
                }
                // Where some files are less precise than others, all are read as those are.
                if (before == null || type.equals(SINGLE)) {
                    column.setValue(new Column(column.getValue().sql(), type));
                }
            }
        }
        return columns;
    }

    private static Map<String, String> types(DuckDb duckDb, Path file, String name, Set<String> wanted) {
        List<String> all = top(duckDb, file, name);
        for (String column : wanted) {
            // DuckDB does not tell names apart by case, so it could read another column than the one that is meant.
            List<String> alike = all.stream()
                    .filter(other -> other.toLowerCase(Locale.ROOT).equals(column.toLowerCase(Locale.ROOT)))
                    .toList();
            if (!alike.contains(column)) {
                throw CsvReader.noColumn(name, column, all);
            }
            if (alike.size() > 1) {
                throw new AuditException(name + ": the column '" + column + "' is there twice: " + alike
                        + " differ at most in case; rename one");
            }
        }
        String describe = "DESCRIBE SELECT * FROM read_parquet(" + DuckDb.literal(file.toString()) + ")";
        return duckDb.query(null, describe, result -> {
            Map<String, String> types = new HashMap<>();
            while (result.next()) {
                types.put(result.getString(1), result.getString(2));
            }
            return types;
        });
    }

    /** The names of a file's columns, without those within nested ones. */
    private static List<String> top(DuckDb duckDb, Path file, String name) {
        String schema = "SELECT name, num_children FROM parquet_schema(" + DuckDb.literal(file.toString()) + ")";
        List<String> all = duckDb.query(null, schema, result -> {
            List<String> top = new ArrayList<>();
            result.next();
            long skip = 0;
            while (result.next()) {
                if (skip == 0) {
                    top.add(result.getString(1));
                } else {
                    skip--;
                }
                skip += result.getLong(2);
            }
            return top;
        });
        if (all.size() > CsvReader.MAX_COLUMNS) {
            throw new AuditException(name + ": has more than " + CsvReader.MAX_COLUMNS + " columns");
        }
        return all;
    }
}
