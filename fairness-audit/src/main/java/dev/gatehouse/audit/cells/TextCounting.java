package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.DriftCounting.Side;
import dev.gatehouse.audit.cells.DriftSchema.Counted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts the categories of columns. Where there are more than are told apart, the most common ones are: those of the reference, and
 * of the current data those that the reference has not among its own, so that a new value that is frequent has its own count. Which
 * they are is found in a part of the rows; all rows are then counted.
 */
final class TextCounting {
    /** In how many rows of a sample the most common values are looked for. */
    private static final int COMMON_ROWS = 262_144;

    /** Of the values that are told apart, those of the current data are one in so many. */
    private static final int CURRENT_SHARE = 4;

    private final Side reference;
    private final Side current;
    private final int chunks;
    private final int most;

    TextCounting(Side reference, Side current, int chunks, int most) {
        this.reference = reference;
        this.current = current;
        this.chunks = chunks;
        this.most = most;
    }

    /** What is known of a column after counting. */
    private final class Tally {
        private final TreeMap<String, long[]> rows = new TreeMap<>();
        private final long[] others = new long[chunks];
        private final long[] missing = new long[chunks];
        private final List<Set<String>> tooLong = List.of(new HashSet<>(), new HashSet<>());
        private boolean cutOff;

        void add(Side side, int chunk, int state, String text, long n) {
            if (state == DriftQuery.NOT_A_VALUE) {
                others[chunk] += n;
            } else if (text == null || text.isBlank()) {
                missing[chunk] += n;
            } else if (isTooLong(text)) {
                others[chunk] += n;
                tooLong.get(side.isReference() ? 0 : 1).add(text);
            } else {
                rows.computeIfAbsent(text, t -> new long[chunks])[chunk] += n;
            }
        }

        DriftCells.Column column(String name, boolean exact, long[] otherValues) {
            List<String> texts = List.copyOf(rows.keySet());
            long[][] counts = new long[chunks][texts.size()];
            for (int cell = 0; cell < texts.size(); cell++) {
                for (int chunk = 0; chunk < chunks; chunk++) {
                    counts[chunk][cell] = rows.get(texts.get(cell))[chunk];
                }
            }
            return new DriftCells.Column(
                    name,
                    Kind.CATEGORY,
                    exact,
                    null,
                    null,
                    texts,
                    counts,
                    others,
                    missing,
                    null,
                    null,
                    null,
                    null,
                    null,
                    otherValues);
        }
    }

    /**
     * @param many which columns surely have more values than are told apart
     * @param into by column name
     */
    void count(List<Counted> columns, boolean[] many, Map<String, DriftCells.Column> into) {
        List<Counted> left = columns;
        List<List<String>> kept = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            kept.add(many[i] ? common(columns.get(i)) : null);
        }
        while (!left.isEmpty()) {
            List<Tally> tallies = new ArrayList<>();
            left.forEach(column -> tallies.add(new Tally()));
            read(reference, left, kept, tallies);
            read(current, left, kept, tallies);
            List<Counted> again = new ArrayList<>();
            List<List<String>> keptAgain = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                Counted column = left.get(i);
                Tally tally = tallies.get(i);
                if (kept.get(i) != null) {
                    long[] values = {
                        otherValues(reference, column, kept.get(i)), otherValues(current, column, kept.get(i))
                    };
                    into.put(column.name(), tally.column(column.name(), false, values));
                } else if (tally.cutOff || tally.rows.size() > most) {
                    again.add(column);
                    keptAgain.add(common(column));
                } else {
                    long[] values = {
                        tally.tooLong.get(0).size(), tally.tooLong.get(1).size()
                    };
                    into.put(column.name(), tally.column(column.name(), true, values));
                }
            }
            left = again;
            kept = keptAgain;
        }
    }

    private void read(Side side, List<Counted> columns, List<List<String>> kept, List<Tally> tallies) {
        DriftQuery query = side.query();
        long limit = side.rows(2 * most);
        for (int i = 0; i < columns.size(); i++) {
            query.text(i, side.column(columns.get(i)), kept.get(i), limit);
        }
        long[] rows = new long[columns.size()];
        side.source().query("count", query.sql(), result -> {
            while (result.next()) {
                int column = result.getInt(1);
                rows[column]++;
                int chunk = result.getInt(2);
                if (!result.wasNull()) {
                    tallies.get(column).add(side, chunk, result.getInt(3), result.getString(5), result.getLong(6));
                }
            }
            return null;
        });
        for (int i = 0; i < rows.length; i++) {
            tallies.get(i).cutOff |= rows[i] >= limit;
        }
    }

    private List<String> common(Counted column) {
        Set<String> kept = new TreeSet<>(common(reference, column, Set.of(), most - most / CURRENT_SHARE));
        kept.addAll(common(current, column, kept, most - kept.size()));
        return List.copyOf(kept);
    }

    private static List<String> common(Side side, Counted column, Set<String> known, int most) {
        String sql = "SELECT t, COUNT(*) AS n FROM (SELECT "
                + side.column(column).asText() + " AS t FROM "
                + side.source().part(COMMON_ROWS) + " AS part) AS texts WHERE trim(t) <> '' AND CHAR_LENGTH(t) <= "
                + Cells.MAX_VALUE_LENGTH + " GROUP BY t ORDER BY n DESC, t LIMIT " + (most + known.size());
        return side.source().query("survey", sql, result -> {
            List<String> common = new ArrayList<>();
            while (result.next() && common.size() < most) {
                if (!known.contains(result.getString(1))) {
                    common.add(result.getString(1));
                }
            }
            return common;
        });
    }

    private static long otherValues(Side side, Counted column, List<String> kept) {
        String among = DriftQuery.among(kept);
        return side.source()
                .number("SELECT " + side.source().aboutDistinct("CASE WHEN NOT m AND trim(t) <> '' THEN t END")
                        + " FROM (SELECT t, " + among + " AS m FROM (SELECT "
                        + side.column(column).sql() + " AS t FROM "
                        + side.source().read()
                        + ") AS texts) AS marked");
    }

    private static boolean isTooLong(String text) {
        return text.codePointCount(0, text.length()) > Cells.MAX_VALUE_LENGTH;
    }
}
