package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.plan.AuditException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Predictions and labels reduced to counts, by chunk and by segment: all that a performance audit computes with. Whoever may see
 * them can recompute the report without the rows; they name the values of segments, so they fall under the data's access rules.
 *
 * <p>Chunks and segments are <em>parts</em>, numbered in that order. Each row used is in one chunk and in one segment of every
 * segment column. The constructor checks that they add up.
 *
 * @param engine what counted, with its version
 * @param regression whether values are predicted; else one of two classes
 * @param reference the rows of the period that the model was validated on; null for none
 * @param current the rows that are judged
 * @param chunks the reference's, then the current's, each in order, with the rows used; one of each where there is no chunking
 * @param segments sorted by column in the plan's order, then the reference's first, then by value
 * @param grid what {@link Cell#bin()} is counted in: scores, or prediction − true value. Null when there is no score
 * @param truthDigits decimal digits that true values are rounded to in {@link Truth}, so that the greatest is about 10⁶ to 10⁷ of
 *     its unit; negative for tens and so on; null unless a regression
 * @param cells one a combination that occurs, sorted by part, label, decision, confirmed, bin
 * @param delays of the chunks that have rows with a label and its time, by chunk
 */
public record PerformanceCells(
        String engine,
        boolean regression,
        Sample reference,
        Sample current,
        List<Chunk> chunks,
        List<Segment> segments,
        Cells.Grid grid,
        Integer truthDigits,
        List<Cell> cells,
        List<Delay> delays) {

    /** The largest number of values of a segment column, over both samples. */
    public static final int MAX_SEGMENT_VALUES = 50;

    /** The largest number of cells. */
    public static final int MAX_CELLS = 1_000_000;

    /** Buckets of a delay that double, to within 1 %: bucket b begins at e^(b / this) − 1 seconds. */
    public static final int DELAY_BUCKETS_OF_E = 50;

    /** The last bucket: 300 years. */
    static final int LAST_DELAY_BUCKET = 1_200;

    static final int MAX_TRUTH_DIGITS = 12;

    static final Comparator<Cell> ORDER = Comparator.comparingInt(Cell::part)
            .thenComparingInt(Cell::label)
            .thenComparingInt(Cell::decision)
            .thenComparingInt(Cell::confirmed)
            .thenComparingLong(Cell::bin);

    /**
     * A whole sample.
     *
     * @param rows all of them
     * @param leftOut those that are in no chunk, by reason: {@code no_time}, {@code missing_decision}, {@code missing_score},
     *     {@code score_not_a_number}, {@code score_out_of_range}, {@code missing_prediction}, {@code value_not_a_number}, {@code
     *     value_out_of_range}, {@code label_not_a_number}; a row counts once, under the first that applies
     */
    public record Sample(long rows, Map<String, Long> leftOut) {
        public Sample {
            leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
            long out = 0;
            for (Map.Entry<String, Long> each : leftOut.entrySet()) {
                check(
                        PerformanceQuery.isReason(each.getKey()),
                        "'" + each.getKey() + "' is no reason to leave out a row");
                check(each.getValue() >= 0, "rows left out are negative");
                out = Math.addExact(out, each.getValue());
            }
            check(out <= rows && rows <= Cells.MAX_ROWS, "a sample leaves out more rows than it has");
        }

        /** The rows in chunks. */
        public long used() {
            return rows - leftOut.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * The rows of a sample with one value of a segment column.
     *
     * @param value cut to {@value Cells#MAX_VALUE_LENGTH} characters; empty where it is missing
     */
    public record Segment(String column, String value, boolean reference) {}

    /**
     * Rows of one part with one label, decision and bin.
     *
     * @param part an index into the chunks, or into the segments behind them
     * @param label 1 positive, 0 negative, −1 none. Of a regression 0, or −1 for none
     * @param decision 1 positive, 0 negative; of a regression −1
     * @param confirmed 1 or 0; −1 without a label, and where the plan names no source of labels
     * @param bin of the score, or of prediction − true value; 0 without a grid and of a regression's unlabelled rows
     * @param n rows, at least 1
     * @param offset the sum of score − bin·step over the rows, in 10⁻⁶; a whole number, above 2⁵³ the nearest double
     * @param truth of a regression's labelled rows; else null
     */
    public record Cell(
            int part, int label, int decision, int confirmed, long bin, long n, double offset, Truth truth) {}

    /**
     * Sums over rows of a regression, all of whole numbers: of the true value in 10 to the minus {@link PerformanceCells#truthDigits()},
     * rounded, its powers; and of the relative error |prediction − true value| / |true value| in 10⁻⁶ where the true value is not 0.
     *
     * @param sums of the true value and its 2nd, 3rd and 4th powers
     * @param relative of the relative errors and of their squares
     * @param zeros rows whose true value is 0
     */
    public record Truth(List<BigInteger> sums, List<BigInteger> relative, long zeros) {
        public Truth {
            sums = List.copyOf(sums);
            relative = List.copyOf(relative);
            check(sums.size() == 4 && relative.size() == 2 && zeros >= 0, "sums of true values are not complete");
            check(
                    sums.get(1).signum() >= 0
                            && sums.get(3).signum() >= 0
                            && relative.get(0).signum() >= 0
                            && relative.get(1).signum() >= 0,
                    "a sum of squares is negative");
        }
    }

    /**
     * How long labels took.
     *
     * @param chunk an index into the chunks
     * @param early rows whose label is older than the prediction; in no bucket
     * @param longestSeconds the longest delay; 0 without any
     * @param buckets rows by bucket; see {@link PerformanceCells#DELAY_BUCKETS_OF_E}
     */
    public record Delay(int chunk, long early, long longestSeconds, Map<Integer, Long> buckets) {
        public Delay {
            buckets = Collections.unmodifiableMap(new TreeMap<>(buckets));
            check(early >= 0 && longestSeconds >= 0, "a delay is negative");
            buckets.forEach((bucket, n) ->
                    check(bucket >= 0 && bucket <= LAST_DELAY_BUCKET && n >= 1, "a bucket of delays is out of range"));
        }
    }

    public PerformanceCells {
        chunks = List.copyOf(chunks);
        segments = List.copyOf(segments);
        check(engine != null && current != null, "the cells are not complete");
        check(cells.size() <= MAX_CELLS, "there are more than " + MAX_CELLS + " cells");
        List<Cell> sorted = new ArrayList<>(cells);
        sorted.sort(ORDER);
        cells = Collections.unmodifiableList(sorted);
        delays = List.copyOf(delays);
        check(!chunks.isEmpty() && chunks.size() <= 2 * DriftCells.MAX_CHUNKS, "there are no chunks, or too many");
        check(chunks.stream().anyMatch(Chunk::reference) == (reference != null), "chunks do not fit the samples");
        check(regression == (truthDigits != null), "a unit of true values goes with a regression");
        check(!regression || grid != null, "a regression has a grid");
        check(
                truthDigits == null || Math.abs(truthDigits) <= MAX_TRUTH_DIGITS,
                "true values have more than " + MAX_TRUTH_DIGITS + " digits");
        check(grid == null || grid.median() == null, "a performance audit has no median");
        Set<Segment> distinct = new HashSet<>(segments);
        check(distinct.size() == segments.size(), "a segment is there twice");
        checkCells(regression, grid, chunks, segments, cells);
        checkSums(reference, current, chunks, segments, cells);
        int before = -1;
        for (Delay delay : delays) {
            check(delay.chunk() > before && delay.chunk() < chunks.size(), "a delay is of no chunk");
            before = delay.chunk();
        }
    }

    /** The mean score, or error, of a cell's rows, exact to a double; 0 without a grid. */
    public double binValue(Cell cell) {
        if (grid == null) {
            return 0;
        }
        return ((double) (cell.bin() * grid.stepMicros()) + cell.offset() / cell.n()) / Cells.MICROS;
    }

    /** The seconds in the middle of a bucket of delays. */
    public static double delaySeconds(int bucket) {
        return StrictMath.expm1((bucket + 0.5) / DELAY_BUCKETS_OF_E);
    }

    /**
     * Reads {@link #toJson()} back.
     *
     * @throws AuditException when the bytes are no stored cells, or break a rule that cells keep
     */
    public static PerformanceCells parse(byte[] json) {
        return PerformanceCellsText.read(json);
    }

    /** UTF-8 JSON, the same bytes for equal cells. */
    public byte[] toJson() {
        return PerformanceCellsText.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}. */
    public String digest() {
        return PerformanceCellsText.digest(this);
    }

    private static void checkCells(
            boolean regression, Cells.Grid grid, List<Chunk> chunks, List<Segment> segments, List<Cell> cells) {
        Cell previous = null;
        for (Cell cell : cells) {
            check(cell.part() >= 0 && cell.part() < chunks.size() + segments.size(), "a cell is of no part");
            check(cell.n() >= 1 && cell.n() <= Cells.MAX_ROWS, "a cell has " + cell.n() + " rows");
            check(cell.label() >= -1 && cell.label() <= (regression ? 0 : 1), "a cell's label is no class");
            check(
                    regression ? cell.decision() == -1 : cell.decision() == 0 || cell.decision() == 1,
                    "a cell's decision is no class");
            check(
                    cell.confirmed() >= -1 && cell.confirmed() <= 1 && (cell.label() >= 0 || cell.confirmed() == -1),
                    "a cell is confirmed without a label");
            check((cell.truth() != null) == (regression && cell.label() >= 0), "true values go with labels");
            boolean empty = grid == null || (regression && cell.label() < 0);
            check(
                    empty
                            ? cell.bin() == 0 && cell.offset() == 0
                            : Math.abs(cell.bin()) <= Grids.LARGEST_MICROS / grid.stepMicros() + 1
                                    && Grids.isWhole(cell.offset())
                                    && cell.offset() >= 0
                                    && cell.offset()
                                            <= (double) cell.n() * (grid.stepMicros() - 1) * (1 + Weights.SLACK),
                    "a cell's bin or offset is out of range");
            check(previous == null || ORDER.compare(previous, cell) != 0, "a cell is there twice");
            previous = cell;
        }
    }

    private static void checkSums(
            Sample reference, Sample current, List<Chunk> chunks, List<Segment> segments, List<Cell> cells) {
        long[] rows = new long[chunks.size() + segments.size()];
        for (Cell cell : cells) {
            rows[cell.part()] = Math.addExact(rows[cell.part()], cell.n());
        }
        long[] used = {current.used(), reference == null ? 0 : reference.used()};
        long[] chunked = new long[2];
        for (int i = 0; i < chunks.size(); i++) {
            check(rows[i] == chunks.get(i).rows(), "a chunk's cells do not add up to its rows");
            chunked[chunks.get(i).reference() ? 1 : 0] += rows[i];
        }
        check(chunked[0] == used[0] && chunked[1] == used[1], "the chunks do not add up to the rows used");
        Map<String, Long> bySegment = new TreeMap<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            bySegment.merge((segment.reference() ? "r" : "c") + segment.column(), rows[chunks.size() + i], Long::sum);
        }
        bySegment.forEach((key, n) ->
                check(n == used[key.charAt(0) == 'r' ? 1 : 0], "the segments do not add up to the rows used"));
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("cells: " + message);
        }
    }
}
