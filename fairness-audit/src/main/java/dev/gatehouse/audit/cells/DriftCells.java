package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Two samples reduced to counts per column: all that drift and data quality are computed from. Whoever may see them can
 * recompute the report without the rows; they hold the values of categories, so they fall under the data's access rules.
 *
 * <p>The constructor checks that the counts of each column and chunk add up to the chunk's rows. Arrays are not copied and must
 * not be changed.
 *
 * @param engine what counted, with its version
 * @param reference the sample compared with
 * @param current the sample that is judged
 * @param chunks the reference's, then the current's, each in order; one of each where there is no chunking
 * @param columns features, then outcomes, in the plan's order or that of the reference
 * @param typeBreaks what differs between the samples in columns and types, in the order of the columns
 * @param leftOut columns that cannot be counted and that no plan names, with the reason
 */
public record DriftCells(
        String engine,
        Sample reference,
        Sample current,
        List<Chunk> chunks,
        List<Column> columns,
        List<TypeBreak> typeBreaks,
        Map<String, String> leftOut) {

    /** The largest number of chunks of a sample. */
    public static final int MAX_CHUNKS = 500;

    /** At most this many distinct numbers of a column are kept as they are. */
    public static final int MAX_DISTINCT = 65_536;

    /** The largest number of cells of a column whose numbers are counted on a grid. */
    public static final int MAX_GRID_CELLS = 2_048;

    /** The largest number of values of a category that are told apart; the rest are {@link Column#others()}. */
    public static final int MAX_CATEGORIES = 1_000;

    /** The largest number of counts, over all columns and chunks: with more, fewer distinct numbers are kept as they are. */
    public static final long MAX_COUNTS = 8_000_000;

    /** Of a sample with more rows, only the first this many are searched for duplicates. */
    public static final int MAX_DUPLICATE_ROWS = 500_000;

    /** The largest number of kinds of value that a {@link TypeBreak} names. */
    public static final int MAX_EXAMPLES = 5;

    /** What a column's values are. */
    public enum Kind {
        NUMBER,
        CATEGORY
    }

    /**
     * A whole sample.
     *
     * @param rows all of them, those without a time too
     * @param withoutTime rows whose time is missing, in no chunk; 0 unless chunks are by period
     * @param unreadableTime rows whose time is a text that is no time, in no chunk
     * @param searched how many rows, from the first, were searched for duplicates
     * @param duplicates of these, the rows that equal an earlier one in all counted columns; missing equals missing. Told by a
     *     hash of 63 bits, so that two different rows count as equal with a chance below 10⁻⁶
     */
    public record Sample(long rows, long withoutTime, long unreadableTime, long searched, long duplicates) {
        public Sample {
            check(
                    withoutTime >= 0
                            && unreadableTime >= 0
                            && rows >= withoutTime + unreadableTime
                            && duplicates >= 0
                            && duplicates <= searched
                            && searched <= rows,
                    "a sample's counts do not fit its rows");
        }
    }

    /**
     * Some rows of a sample.
     *
     * @param label such as {@code 2026-03}, {@code 2026-W09}, {@code 2026-Q1} or {@code 1-5000} (rows); {@code reference} or
     *     {@code current} where there is no chunking
     * @param from its first instant; null unless chunks are by period
     * @param to the instant after its last; null unless chunks are by period
     * @param rows may be 0
     */
    public record Chunk(String label, boolean reference, Instant from, Instant to, long rows) {
        public Chunk {
            check(label != null && rows >= 0 && (from == null) == (to == null), "a chunk is not complete");
            check(from == null || from.isBefore(to), "a chunk ends before it begins");
        }
    }

    /**
     * The counts of a column, by chunk (as {@link DriftCells#chunks()}) and cell. What is no value of a cell is counted beside
     * them: in each chunk the cells, {@code others}, {@code missing}, {@code notNumbers}, {@code infinite} and {@code
     * unreadable} add up to the rows.
     *
     * @param exact numbers: whether a cell holds one number only. Categories: whether all values are told apart, so that {@code
     *     others} are only those that are longer than {@value Cells#MAX_VALUE_LENGTH} characters
     * @param least numbers: no value of the cell is smaller; ascending. Null for categories
     * @param most numbers: no value of the cell is larger; equal to {@code least} where exact. On a grid they are the least and
     *     the largest number of the cell, in whatever chunk. Null for categories
     * @param texts categories: the values, sorted by UTF-16 code units, each of which occurs in some chunk. Null for numbers
     * @param counts by chunk, then cell
     * @param others categories: rows with a value that is not among the texts, by chunk; null for numbers
     * @param missing rows without a value, by chunk: NULL or blank
     * @param notNumbers numbers: rows with NaN, by chunk; null for categories
     * @param infinite numbers: rows with ±∞, by chunk; null for categories
     * @param unreadable numbers: rows with a text that is no number, by chunk; null for categories
     * @param below numbers: of the cells' rows, those below every number of the reference, by chunk; 0 when the reference has
     *     none. Null for categories
     * @param above numbers: those above every number of the reference
     * @param otherValues categories: about how many different values {@code others} are, in the reference and in the current
     *     sample; an estimate of the engine's, good to some 20 %. Null for numbers
     */
    public record Column(
            String name,
            Kind kind,
            boolean exact,
            double[] least,
            double[] most,
            List<String> texts,
            long[][] counts,
            long[] others,
            long[] missing,
            long[] notNumbers,
            long[] infinite,
            long[] unreadable,
            long[] below,
            long[] above,
            long[] otherValues) {

        public Column {
            check(name != null && !name.isEmpty() && kind != null, "a column has no name or kind");
            boolean number = kind == Kind.NUMBER;
            for (Object own : new Object[] {least, most, notNumbers, infinite, unreadable, below, above}) {
                check((own != null) == number, "'" + name + "' has not what its kind has");
            }
            for (Object own : new Object[] {texts, others, otherValues}) {
                check((own == null) == number, "'" + name + "' has not what its kind has");
            }
            texts = texts == null ? null : List.copyOf(texts);
            int cells = number ? least.length : texts.size();
            if (number) {
                check(most.length == cells, "the cells of '" + name + "' have not each two ends");
                check(cells <= (exact ? MAX_DISTINCT : MAX_GRID_CELLS), "'" + name + "' has too many cells");
                for (int i = 0; i < cells; i++) {
                    check(
                            Double.isFinite(least[i])
                                    && Double.isFinite(most[i])
                                    && (exact ? least[i] == most[i] : least[i] <= most[i])
                                    && (i == 0 || (exact ? most[i - 1] < least[i] : least[i - 1] <= least[i])),
                            "the cells of '" + name + "' are not in order");
                }
            } else {
                check(cells <= MAX_CATEGORIES, "'" + name + "' has too many values");
                check(otherValues.length == 2 && otherValues[0] >= 0 && otherValues[1] >= 0, "'" + name + "': others");
                for (int i = 1; i < cells; i++) {
                    check(texts.get(i - 1).compareTo(texts.get(i)) < 0, "the values of '" + name + "' are not sorted");
                }
            }
            for (long[] cellsOfChunk : counts) {
                check(cellsOfChunk.length == cells, "'" + name + "' has not a count for each cell");
                check(Arrays.stream(cellsOfChunk).allMatch(n -> n >= 0), "'" + name + "' has a count below 0");
            }
            for (long[] beside : new long[][] {others, missing, notNumbers, infinite, unreadable, below, above}) {
                check(
                        beside == null
                                || beside.length == counts.length
                                        && Arrays.stream(beside).allMatch(n -> n >= 0),
                        "'" + name + "' has not a count for each chunk");
            }
        }

        /** How many cells there are, without {@link #others()}. */
        public int cells() {
            return least != null ? least.length : texts.size();
        }

        /** The middle of each cell, which is its value where exact; null for categories. */
        public double[] values() {
            if (least == null) {
                return null;
            }
            double[] values = new double[least.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = exact ? least[i] : least[i] / 2 + most[i] / 2;
            }
            return values;
        }

        /** Whether some row has a value that is not among the texts; never of numbers. */
        public boolean hasOthers() {
            return others != null && Arrays.stream(others).anyMatch(n -> n > 0);
        }

        /**
         * The counts of some chunks together: for each cell, and behind them those of {@code others} where {@link #hasOthers()}.
         *
         * @param chunks indexes into {@link DriftCells#chunks()}
         */
        public long[] sum(int... chunks) {
            long[] sum = new long[cells() + (hasOthers() ? 1 : 0)];
            for (int chunk : chunks) {
                for (int cell = 0; cell < cells(); cell++) {
                    sum[cell] = Math.addExact(sum[cell], counts[chunk][cell]);
                }
                if (hasOthers()) {
                    sum[cells()] = Math.addExact(sum[cells()], others[chunk]);
                }
            }
            return sum;
        }

        /** All rows of a chunk. */
        long rows(int chunk) {
            long rows = Arrays.stream(counts[chunk]).sum() + missing[chunk];
            return kind == Kind.NUMBER
                    ? rows + notNumbers[chunk] + infinite[chunk] + unreadable[chunk]
                    : rows + others[chunk];
        }
    }

    /** How a column or its type differs between the samples. */
    public enum Break {
        /** The reference has the column, the current data does not. */
        COLUMN_MISSING,
        /** The current data has a column that the reference does not. */
        COLUMN_NEW,
        /** Numbers in the reference, some texts that are none in the current data. */
        TEXTS_IN_NUMBERS,
        /** Texts in the reference, nothing but numbers in the current data. */
        BECAME_NUMBERS,
        /** The files declare types of another kind, such as a truth value and a text. */
        TYPE_CHANGED
    }

    /**
     * A column that is not the same in both samples.
     *
     * @param rows of the current data that are concerned
     * @param detail in words; never a value of the data
     * @param examples what kinds of value the rows hold and how many each, the most frequent first, at most {@value
     *     #MAX_EXAMPLES}; never a value itself
     */
    public record TypeBreak(String column, Break kind, long rows, String detail, Map<String, Long> examples) {
        public TypeBreak {
            examples = Collections.unmodifiableMap(new LinkedHashMap<>(examples));
            check(column != null && kind != null && detail != null && rows >= 0, "a type break is not complete");
            check(examples.size() <= MAX_EXAMPLES, "a type break has too many examples");
        }
    }

    public DriftCells {
        chunks = List.copyOf(chunks);
        columns = List.copyOf(columns);
        typeBreaks = List.copyOf(typeBreaks);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        check(engine != null, "no engine");
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            check(names.add(column.name()), "the column '" + column.name() + "' is there twice");
            check(column.counts().length == chunks.size(), "'" + column.name() + "' has not the chunks there are");
            for (int i = 0; i < chunks.size(); i++) {
                check(
                        column.rows(i) == chunks.get(i).rows(),
                        "the counts of '" + column.name() + "' do not add up to the rows of the chunk "
                                + chunks.get(i).label());
            }
        }
        for (boolean side : new boolean[] {true, false}) {
            Sample sample = side ? reference : current;
            List<Chunk> own =
                    chunks.stream().filter(chunk -> chunk.reference() == side).toList();
            check(own.size() <= MAX_CHUNKS, "more than " + MAX_CHUNKS + " chunks");
            check(
                    sum(own, Chunk::rows) + sample.withoutTime() + sample.unreadableTime() == sample.rows(),
                    "the chunks do not add up to the sample");
        }
        for (int i = 1; i < chunks.size(); i++) {
            check(
                    chunks.get(i - 1).reference() || !chunks.get(i).reference(),
                    "the reference's chunks are not the first");
        }
    }

    /** The indexes of a sample's chunks. */
    public int[] chunks(boolean ofReference) {
        return IntStream.range(0, chunks.size())
                .filter(i -> chunks.get(i).reference() == ofReference)
                .toArray();
    }

    /** @throws AuditException when there is no such column */
    public Column column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AuditException("the cells have no column '" + name + "'"));
    }

    /** The rows of a sample that are in a chunk. */
    public long rows(boolean ofReference) {
        return Arrays.stream(chunks(ofReference))
                .mapToLong(i -> chunks.get(i).rows())
                .sum();
    }

    /** The same counts with one chunk a sample. */
    public DriftCells whole() {
        List<Chunk> two = List.of(
                new Chunk("reference", true, null, null, rows(true)),
                new Chunk("current", false, null, null, rows(false)));
        int[][] parts = {chunks(true), chunks(false)};
        List<Column> merged = new ArrayList<>();
        for (Column column : columns) {
            long[][] counts = new long[parts.length][column.cells()];
            for (int side = 0; side < parts.length; side++) {
                for (int chunk : parts[side]) {
                    for (int cell = 0; cell < counts[side].length; cell++) {
                        counts[side][cell] += column.counts()[chunk][cell];
                    }
                }
            }
            merged.add(new Column(
                    column.name(),
                    column.kind(),
                    column.exact(),
                    column.least(),
                    column.most(),
                    column.texts(),
                    counts,
                    sums(column.others(), parts),
                    sums(column.missing(), parts),
                    sums(column.notNumbers(), parts),
                    sums(column.infinite(), parts),
                    sums(column.unreadable(), parts),
                    sums(column.below(), parts),
                    sums(column.above(), parts),
                    column.otherValues()));
        }
        return new DriftCells(engine, reference, current, two, merged, typeBreaks, leftOut);
    }

    private static long[] sums(long[] beside, int[][] parts) {
        return beside == null
                ? null
                : Arrays.stream(parts)
                        .mapToLong(part -> Arrays.stream(part)
                                .mapToLong(chunk -> beside[chunk])
                                .sum())
                        .toArray();
    }

    /** The cells as JSON, the same bytes for the same counts; see {@link #parse}. */
    public byte[] toJson() {
        return DriftCellsText.write(this);
    }

    /** @throws AuditException when the bytes are not those of {@link #toJson}, or the counts contradict each other */
    public static DriftCells parse(byte[] json) {
        return DriftCellsText.read(json);
    }

    /** {@code sha256:} and the digest of {@link #toJson} in lower-case hex. */
    public String digest() {
        return DriftCellsText.digest(this);
    }

    private static long sum(List<Chunk> chunks, ToLongFunction<Chunk> count) {
        return chunks.stream().mapToLong(count).sum();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("not sound drift cells: " + message);
        }
    }
}
