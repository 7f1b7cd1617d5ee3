package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which columns of two samples are counted, and in which chunks.
 *
 * @param features columns of the reference; empty for all of them but those that {@code exclude}, {@code outcomes} and {@code
 *     chunking} name
 * @param exclude columns that are not read; names that no column has do no harm
 * @param categorical columns that are categories although they hold numbers
 * @param outcomes columns that are counted beside the features, such as score and label; never among {@code features}
 * @param chunking how the rows of either sample are cut
 * @param beside columns that both samples must have and that are read, but not counted unless they are named as features too
 */
public record DriftColumns(
        List<String> features,
        Set<String> exclude,
        Set<String> categorical,
        List<String> outcomes,
        Chunking chunking,
        List<String> beside) {

    /** The largest number of columns that are counted. */
    public static final int MAX_COLUMNS = 500;

    /** How the rows of a sample are cut into chunks. */
    public sealed interface Chunking {
        /** One chunk a sample. */
        Chunking NONE = new Whole();
    }

    /** One chunk a sample. */
    public record Whole() implements Chunking {}

    /**
     * Chunks of so many rows in the order of the files and of the rows in each; the last one may have fewer.
     *
     * @param rows at least 1
     */
    public record ByRows(long rows) implements Chunking {
        public ByRows {
            check(rows >= 1, "a chunk has at least 1 row");
        }
    }

    /**
     * So many chunks in the order of the files and of the rows in each, whose rows differ by at most 1; fewer when there are
     * fewer rows.
     *
     * @param count 1 to {@value DriftCells#MAX_CHUNKS}
     */
    public record ByCount(int count) implements Chunking {
        public ByCount {
            check(count >= 1 && count <= DriftCells.MAX_CHUNKS, "1 to " + DriftCells.MAX_CHUNKS + " chunks");
        }
    }

    /**
     * Chunks of a calendar period.
     *
     * @param column a timestamp with or without a zone, a date, or text as ISO 8601 has it
     * @param zone whose calendar counts, and what a timestamp without a zone is in; null for UTC, and then timestamps without a
     *     zone are refused
     */
    public record ByPeriod(String column, ZoneId zone, Period period) implements Chunking {
        public ByPeriod {
            check(column != null && !column.isEmpty() && period != null, "a period needs a column and a length");
        }
    }

    /**
     * Three chunks a sample by the label: rows without one, with another value, and with the positive one.
     *
     * @param column the label, which both samples must have
     */
    public record ByLabel(String column, String positive) implements Chunking {
        public ByLabel {
            check(column != null && !column.isEmpty() && positive != null, "a label needs a column and a value");
        }
    }

    /** A calendar period; a week begins on Monday, as ISO 8601 has it. */
    public enum Period {
        DAY,
        WEEK,
        MONTH,
        QUARTER,
        YEAR
    }

    public DriftColumns(
            List<String> features,
            Set<String> exclude,
            Set<String> categorical,
            List<String> outcomes,
            Chunking chunking) {
        this(features, exclude, categorical, outcomes, chunking, List.of());
    }

    public DriftColumns {
        beside = List.copyOf(beside);
        features = List.copyOf(features);
        exclude = Set.copyOf(exclude);
        categorical = Set.copyOf(categorical);
        outcomes = List.copyOf(outcomes);
        List<String> all = new ArrayList<>(features);
        all.addAll(outcomes);
        check(all.size() <= MAX_COLUMNS, "more than " + MAX_COLUMNS + " columns");
        Set<String> seen = new HashSet<>();
        for (String name : all) {
            check(seen.add(name), "the column '" + name + "' is named twice");
            check(!exclude.contains(name), "the column '" + name + "' is named and excluded");
        }
    }

    /** The time column, or null. */
    String time() {
        return chunking instanceof ByPeriod period ? period.column() : null;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException(message);
        }
    }
}
