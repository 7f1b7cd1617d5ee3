package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.cells.DriftSchema.Counted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds columns whose values changed in kind, and names what kinds of values there are now, never the values. */
final class TypeBreaks {
    /** So many different texts are looked at, the most frequent first. */
    private static final int LOOKED_AT = 1_000;

    private static final Pattern NUMBER = Pattern.compile(
            "\\s*([+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?inf(inity)?|nan)\\s*", Pattern.CASE_INSENSITIVE);

    private enum Look {
        MISSING("a word or sign for a missing value", "n/?a|#n/a|null|none|nil|missing|unknown|undefined|[-?.]+"),
        TRUTH("a truth value", "true|false|yes|no|[tfyn]"),
        TIME("a date or time", "\\d{4}-\\d{1,2}-\\d{1,2}.*|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}.*|\\d{1,2}:\\d{2}.*"),
        COMMA("a number with commas or blanks in it", "[+-]?\\d[\\d,'\u00a0 ._]*"),
        UNIT("a number with a unit or sign", "\\D{0,5}[\\d.,]*\\d[\\d.,]*\\s*\\D{0,10}"),
        LETTERS("letters", "[\\p{L}\\p{M}\\s.'-]+"),
        OTHER("another text", ".*");

        private final String words;
        private final Pattern pattern;

        Look(String words, String pattern) {
            this.words = words;
            this.pattern = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        }

        static String of(String text) {
            String trimmed = text.trim();
            return Arrays.stream(values())
                    .filter(look -> look.pattern.matcher(trimmed).matches())
                    .findFirst()
                    .orElse(OTHER)
                    .words;
        }
    }

    private TypeBreaks() {}

    /**
     * @param firstCurrent the index of the first chunk of the current data
     * @return null when nothing changed
     */
    static TypeBreak of(
            Counted column, DriftCells.Column counted, int firstCurrent, DriftSource reference, DriftSource current) {
        Break declared = DriftSchema.declaredBreak(column.name(), reference, current);
        if (column.isNumber()) {
            long unreadable = sum(counted.unreadable(), firstCurrent);
            if (unreadable > 0) {
                return new TypeBreak(
                        column.name(), Break.TEXTS_IN_NUMBERS, unreadable, column.types(), looks(column, current));
            }
        } else if (declared != Break.BECAME_NUMBERS && !becameNumbers(column, counted, firstCurrent)) {
            declared = column.coded() ? null : declared;
        } else {
            declared = column.coded() ? null : Break.BECAME_NUMBERS;
        }
        if (declared == null) {
            return null;
        }
        long rows = 0;
        for (int chunk = firstCurrent; chunk < counted.counts().length; chunk++) {
            rows += counted.rows(chunk) - counted.missing()[chunk];
        }
        return new TypeBreak(column.name(), declared, rows, column.types(), Map.of());
    }

    private static boolean becameNumbers(Counted column, DriftCells.Column counted, int firstCurrent) {
        long numbersBefore = 0;
        long textsBefore = sum(counted.others(), 0) - sum(counted.others(), firstCurrent);
        long numbersNow = 0;
        long textsNow = sum(counted.others(), firstCurrent);
        for (int cell = 0; cell < counted.cells(); cell++) {
            boolean number = NUMBER.matcher(counted.texts().get(cell)).matches();
            for (int chunk = 0; chunk < counted.counts().length; chunk++) {
                long n = counted.counts()[chunk][cell];
                if (chunk < firstCurrent) {
                    numbersBefore += number ? n : 0;
                    textsBefore += number ? 0 : n;
                } else {
                    numbersNow += number ? n : 0;
                    textsNow += number ? 0 : n;
                }
            }
        }
        return numbersNow > 0 && textsNow == 0 && textsBefore > numbersBefore;
    }

    private static Map<String, Long> looks(Counted column, DriftSource current) {
        String text = "SUBSTRING(t, 1, " + Cells.MAX_VALUE_LENGTH + ")";
        String sql = "SELECT " + text + " AS t, COUNT(*) AS n FROM (SELECT "
                + column.current().sql() + " AS t FROM " + current.read() + ") AS texts WHERE trim(t) <> '' AND "
                + current.parsed("t") + " IS NULL GROUP BY " + text + " ORDER BY n DESC, 1 LIMIT " + LOOKED_AT;
        Map<String, Long> found = current.query("survey", sql, result -> {
            Map<String, Long> looks = new TreeMap<>();
            while (result.next()) {
                looks.merge(Look.of(result.getString(1)), result.getLong(2), Long::sum);
            }
            return looks;
        });
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(found.entrySet());
        sorted.sort(Comparator.comparing((Map.Entry<String, Long> look) -> -look.getValue()));
        Map<String, Long> examples = new LinkedHashMap<>();
        sorted.stream().limit(DriftCells.MAX_EXAMPLES).forEach(look -> examples.put(look.getKey(), look.getValue()));
        return examples;
    }

    private static long sum(long[] byChunk, int from) {
        return Arrays.stream(byChunk, from, byChunk.length).sum();
    }
}
