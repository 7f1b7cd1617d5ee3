package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.plan.AuditException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which columns two samples have in common, and what each is: numbers or categories.
 *
 * <p>Parquet says what a column holds. In CSV a column holds numbers when every value there is one. The reference decides; where
 * it has no value, the current data do.
 *
 * @param columns those that are counted
 * @param breaks columns that one sample lacks
 * @param leftOut why some are not counted
 */
record DriftSchema(List<Counted> columns, List<TypeBreak> breaks, Map<String, String> leftOut) {

    /**
     * A column of both samples.
     *
     * @param coded whether the plan says that it is a category
     * @param reference how it is read in the reference; a category as text
     * @param types what the files call its types, in words
     */
    record Counted(String name, Kind kind, boolean coded, Column reference, Column current, String types) {
        boolean isNumber() {
            return kind == Kind.NUMBER;
        }
    }

    /** What the values of a column of texts are. */
    private enum Content {
        NONE,
        NUMBERS,
        TEXTS
    }

    /** The names to be counted, before any row is read. */
    record Names(List<String> counted, List<String> missing, List<String> added, Map<String, String> leftOut) {
        /** @throws AuditException when the reference lacks a column that is named, or nothing is left to count */
        static Names of(DriftColumns what, DriftSource reference, DriftSource current) {
            boolean all = what.features().isEmpty();
            Set<String> wanted = new LinkedHashSet<>(what.features());
            if (all) {
                reference.names().stream()
                        .filter(name -> !what.exclude().contains(name)
                                && !what.beside().contains(name)
                                && !name.equals(what.time()))
                        .forEach(wanted::add);
                wanted.removeAll(what.outcomes());
            }
            wanted.addAll(what.outcomes());
            List<String> counted = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            Map<String, String> leftOut = new LinkedHashMap<>();
            for (String name : wanted) {
                reference.mustHave(name);
                if (!current.names().contains(name)) {
                    missing.add(name);
                    continue;
                }
                String nested = nested(name, reference, current);
                if (nested == null) {
                    counted.add(name);
                } else if (all && !what.outcomes().contains(name)) {
                    leftOut.put(name, nested);
                } else {
                    throw new AuditException("the column '" + name + "' is " + nested
                            + "; write it as text or numbers, or leave it out");
                }
            }
            if (counted.isEmpty()) {
                throw new AuditException("no column can be compared: the reference has " + some(reference.names())
                        + " and the current data " + some(current.names()));
            }
            if (counted.size() > DriftColumns.MAX_COLUMNS) {
                throw new AuditException(counted.size() + " columns, more than " + DriftColumns.MAX_COLUMNS
                        + ": name the features that matter, or exclude some");
            }
            List<String> added = new ArrayList<>(current.names());
            added.removeAll(reference.names());
            added.removeAll(what.exclude());
            added.removeAll(what.beside());
            added.remove(what.time());
            return new Names(counted, missing, all ? added : List.of(), leftOut);
        }

        private static String nested(String name, DriftSource... sources) {
            for (DriftSource source : sources) {
                if (source.declared(name) == ParquetColumns.Kind.OTHER) {
                    return source.typeName(name) + ", nested or binary";
                }
            }
            return null;
        }

        private static String some(List<String> names) {
            return names.size() <= 50 ? names.toString() : names.subList(0, 50) + " and more";
        }
    }

    /** @param names from {@link Names#of}, of sources that were opened since */
    static DriftSchema of(Names names, Set<String> categorical, DriftSource reference, DriftSource current) {
        Map<String, Content> ofReference = contents(names.counted(), categorical, reference);
        Map<String, Content> ofCurrent = contents(names.counted(), categorical, current);
        List<Counted> columns = new ArrayList<>();
        for (String name : names.counted()) {
            boolean number = false;
            if (!categorical.contains(name)) {
                Content content = ofReference.get(name);
                number = content == Content.NONE
                        ? isNumber(name, current, ofCurrent.get(name))
                        : isNumber(name, reference, content);
            }
            // A FLOAT and a DOUBLE that were the same number before they were stored are not any more.
            boolean single = reference.isSingle(name) || current.isSingle(name);
            columns.add(new Counted(
                    name,
                    number ? Kind.NUMBER : Kind.CATEGORY,
                    categorical.contains(name),
                    number ? reference.asNumber(name, single) : reference.asCategory(name),
                    number ? current.asNumber(name, single) : current.asCategory(name),
                    reference.typeName(name) + " in the reference, " + current.typeName(name)
                            + " in the current data"));
        }
        List<TypeBreak> breaks = new ArrayList<>();
        for (String name : names.missing()) {
            breaks.add(new TypeBreak(
                    name,
                    Break.COLUMN_MISSING,
                    current.rows(),
                    "the reference has it as " + reference.typeName(name),
                    Map.of()));
        }
        for (String name : names.added()) {
            breaks.add(new TypeBreak(
                    name,
                    Break.COLUMN_NEW,
                    current.rows(),
                    "the current data have it as " + current.typeName(name),
                    Map.of()));
        }
        return new DriftSchema(columns, breaks, names.leftOut());
    }

    private static boolean isNumber(String name, DriftSource source, Content content) {
        ParquetColumns.Kind declared = source.declared(name);
        return declared == null
                ? content == Content.NUMBERS
                : declared.isNumeric() || declared == ParquetColumns.Kind.TIME;
    }

    /** Of a CSV file; empty for others, whose types say it. */
    private static Map<String, Content> contents(List<String> names, Set<String> categorical, DriftSource source) {
        List<String> asked = names.stream()
                .filter(name -> source.declared(name) == null && !categorical.contains(name))
                .toList();
        Map<String, Content> contents = new LinkedHashMap<>();
        if (asked.isEmpty()) {
            return contents;
        }
        List<String> items = new ArrayList<>();
        for (String name : asked) {
            String text = source.asCategory(name).sql();
            items.add("COUNT(*) FILTER (WHERE trim(" + text + ") <> '')");
            items.add("COUNT(" + source.parsed(text) + ")");
        }
        return source.query("survey", "SELECT " + String.join(", ", items) + " FROM " + source.read(), result -> {
            result.next();
            for (int i = 0; i < asked.size(); i++) {
                long there = result.getLong(2 * i + 1);
                long numbers = result.getLong(2 * i + 2);
                contents.put(
                        asked.get(i), there == 0 ? Content.NONE : numbers == there ? Content.NUMBERS : Content.TEXTS);
            }
            return contents;
        });
    }

    /**
     * How the types that two Parquet samples declare for a column differ.
     *
     * @return null when they do not, or one of them is CSV
     */
    static Break declaredBreak(String name, DriftSource reference, DriftSource current) {
        ParquetColumns.Kind before = reference.declared(name);
        ParquetColumns.Kind now = current.declared(name);
        if (before == null || now == null || before == now || before.isNumeric() && now.isNumeric()) {
            return null;
        }
        return before == ParquetColumns.Kind.TEXT && now.isNumeric() ? Break.BECAME_NUMBERS : Break.TYPE_CHANGED;
    }
}
