package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows reduced to integer counts: all that an audit computes with. Whoever may see them can recompute the report without the
 * rows; they hold small groups unmerged, so they fall under the attributes' access rules.
 *
 * <p>Values, classes and groups are held once and named by their index, the <em>code</em>. The constructor checks everything
 * that evaluation relies on, so that cells read back from bytes are as sound as cells just counted.
 *
 * @param attributes the protected attributes, in the plan's order
 * @param strata the plan's strata, in its order; empty when it names none
 * @param classes what labels and decisions are codes of: {@code negative, positive} for a binary plan; the values of label and
 *     decision, sorted, for one of several classes; empty for a regression
 * @param grid what {@link Cell#bin()} is counted in; null when there is no score
 * @param weightUnit what {@link Cell#weight()} is counted in: a power of ten, of which the greatest weight is about 10⁶ to 10⁷;
 *     null when rows carry no weights
 * @param groups the combinations of attribute and stratum values that occur, sorted by code; each has a cell
 * @param cells one a combination that occurs, sorted by group, label, decision, above, bin; their counts add up to the rows used
 * @param leftOut rows left out by reason: {@code missing_label}, {@code missing_decision}, {@code missing_score}, {@code
 *     score_not_a_number}, {@code score_out_of_range}, {@code missing_prediction}, {@code value_not_a_number}, {@code
 *     value_out_of_range}, {@code missing_weight}, {@code weight_not_a_number}, {@code weight_out_of_range}, {@code
 *     zero_weight}, {@code missing_attribute:NAME}, {@code missing_stratum:NAME}, {@code value_too_long:NAME}; a row counts
 *     once, under the first that applies
 */
public record Cells(
        List<Attribute> attributes,
        List<Attribute> strata,
        List<String> classes,
        Grid grid,
        BigDecimal weightUnit,
        List<Group> groups,
        List<Cell> cells,
        Map<String, Long> leftOut) {

    /** The largest number of cells an audit computes with. */
    public static final int MAX_CELLS = 1_000_000;

    /** The largest number of values of an attribute or a stratum. */
    public static final int MAX_VALUES = 1_000;

    /** The largest number of classes. */
    public static final int MAX_CLASSES = 50;

    /** The longest value of an attribute, a stratum or a class, in characters; a row with a longer one is left out. */
    public static final int MAX_VALUE_LENGTH = 200;

    /** The largest number of rows read: used and left out. */
    public static final long MAX_ROWS = 100_000_000_000L;

    /** Scores and errors are rounded to multiples of 1 / this. */
    public static final long MICROS = 1_000_000;

    /** What a binary plan's labels and decisions are codes of. */
    public static final List<String> BINARY = List.of("negative", "positive");

    private static final Comparator<Cell> ORDER = Comparator.comparingInt(Cell::group)
            .thenComparingInt(Cell::label)
            .thenComparingInt(Cell::decision)
            .thenComparingInt(Cell::above)
            .thenComparingLong(Cell::bin);

    private static final int MAX_COLUMNS_OF_A_KIND = 64;

    /**
     * An attribute or a stratum.
     *
     * @param values those that occur in used rows, sorted by UTF-16 code units; a code is an index into them
     */
    public record Attribute(String name, List<String> values) {
        public Attribute {
            values = List.copyOf(values);
            check(name != null && !name.isEmpty(), "an attribute has no name");
            check(values.size() <= MAX_VALUES, "'" + name + "' has more than " + MAX_VALUES + " values");
            checkSorted(values, "the values of '" + name + "'");
        }
    }

    /**
     * The bins of the score: bin b holds the scores in [b·step, (b + 1)·step). So 0, and of scores in [0, 1] every tenth, is an
     * edge.
     *
     * <p>Scores are first rounded to 10⁻⁶. With at most {@link Grids#MAX_BINS} distinct ones the step is 10⁻⁶ and every bin is
     * one rounded score. Else the step is 1, 2 or 5 times a power of ten, the smallest with (max − min) / step
     * &le; {@link Grids#MAX_BINS}; what is then computed from bins alone errs as ADR 0013 states.
     *
     * @param step in units of the score, a multiple of 10⁻⁶
     * @param exact whether each bin holds one score only: the step is 10⁻⁶, and no two scores became one by rounding
     * @param median the exact median of the rounded scores of the rows used, each counted once whatever its weight; of an even
     *     number the mean of the two in the middle, as SQL's {@code PERCENTILE_CONT(0.5)}. Null unless the plan needs it
     */
    public record Grid(BigDecimal step, boolean exact, BigDecimal median) {
        public Grid {
            step = plain(step);
            median = median == null ? null : plain(median);
            check(step.signum() > 0, "the grid's step is not above 0");
            check(step.scale() <= 6, "the grid's step is finer than 0.000001");
            check(step.compareTo(Grids.WIDEST_STEP) <= 0, "the grid's step is above " + Grids.WIDEST_STEP);
            check(
                    !exact || step.unscaledValue().longValue() == 1 && step.scale() == 6,
                    "an exact grid's step is 0.000001");
            check(
                    median == null || median.scale() <= 7 && median.abs().compareTo(Grids.LARGEST) <= 0,
                    "the median is no half of a millionth, or not within ±" + Grids.LARGEST);
        }

        /** The step in 10⁻⁶. */
        public long stepMicros() {
            return step.movePointRight(6).longValueExact();
        }

        private static BigDecimal plain(BigDecimal number) {
            check(
                    number.precision() <= 40 && Math.abs(number.scale()) <= 40,
                    "a number of the grid has too many digits");
            BigDecimal stripped = number.stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }
    }

    /**
     * A combination of values that occurs.
     *
     * @param values a code for each attribute
     * @param strata a code for each stratum
     */
    public record Group(List<Integer> values, List<Integer> strata) {
        public Group {
            values = List.copyOf(values);
            strata = List.copyOf(strata);
        }
    }

    /**
     * The rows of one group with one label, decision and score bin.
     *
     * @param group index into {@link Cells#groups()}
     * @param label index into {@link Cells#classes()}; −1 when the plan names no label, or for a regression
     * @param decision index into {@link Cells#classes()}; −1 for a regression
     * @param above 1 when the score is greater than {@link Grid#median()}, else 0; −1 when the plan does not ask
     * @param bin of the score, or of prediction − label for a regression; 0 without a grid
     * @param n rows, at least 1
     * @param offset the sum over the rows of weight · (score − bin·step), in 10⁻⁶ of the score times the unit of weight; a whole
     *     number, above 2⁵³ the nearest double
     * @param weight the sum of the rows' weights, each rounded to a whole number of {@link Cells#weightUnit()}, at least 1; n
     *     when there are no weights
     * @param squaredWeight the sum of the squares of these whole numbers, above 2⁵³ the nearest double; n when there are no
     *     weights
     */
    public record Cell(
            int group,
            int label,
            int decision,
            int above,
            long bin,
            long n,
            double offset,
            long weight,
            double squaredWeight) {}

    public Cells {
        attributes = List.copyOf(attributes);
        strata = List.copyOf(strata);
        classes = List.copyOf(classes);
        groups = List.copyOf(groups);
        if (cells.size() > MAX_CELLS) {
            throw tooMany();
        }
        List<Cell> sorted = new ArrayList<>(cells);
        sorted.sort(ORDER);
        cells = Collections.unmodifiableList(sorted);
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
        check(
                !attributes.isEmpty() && attributes.size() <= MAX_COLUMNS_OF_A_KIND,
                "there are no attributes, or too many");
        check(strata.size() <= MAX_COLUMNS_OF_A_KIND, "there are too many strata");
        check(classes.size() <= MAX_CLASSES, "there are more than " + MAX_CLASSES + " classes");
        if (!classes.equals(BINARY)) {
            checkSorted(classes, "the classes");
        }
        check(names(attributes, strata), "an attribute or stratum is there twice");
        checkGroups(attributes, strata, groups);
        if (weightUnit != null) {
            check(
                    weightUnit.precision() == 1
                            && weightUnit.unscaledValue().intValue() == 1
                            && weightUnit.scale() >= 0
                            && weightUnit.scale() <= Weights.MAX_DIGITS,
                    "the unit of weight is not 1, 0.1, 0.01, … with at most " + Weights.MAX_DIGITS + " decimals");
        }
        checkCells(classes, grid, weightUnit != null, groups.size(), cells);
        long rows = 0;
        for (Cell cell : cells) {
            rows = addRows(rows, cell.n());
        }
        for (Map.Entry<String, Long> left : leftOut.entrySet()) {
            check(LeftOut.isId(left.getKey()), "'" + left.getKey() + "' is no reason to leave out a row");
            rows = addRows(rows, left.getValue());
        }
    }

    /** Whether rows carry weights. */
    public boolean weighted() {
        return weightUnit != null;
    }

    /** The rows used. */
    public long rows() {
        return cells.stream().mapToLong(Cell::n).sum();
    }

    /** The mean score of a cell's rows, by weight where they have one, exact to a double; 0 without a grid. */
    public double binValue(Cell cell) {
        if (grid == null) {
            return 0;
        }
        double micros = (double) (cell.bin() * grid.stepMicros()) + cell.offset() / cell.weight();
        return micros / MICROS;
    }

    /**
     * Reads {@link #toJson()} back.
     *
     * @throws AuditException when the bytes are no stored cells, or break a rule that cells keep
     */
    public static Cells parse(byte[] json) {
        return CellsText.read(json);
    }

    /** UTF-8 JSON, the same bytes for equal cells whichever engine counted them: dictionaries, then one array a cell. */
    public byte[] toJson() {
        return CellsText.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}. */
    public String digest() {
        return CellsText.digest(this);
    }

    static AuditException tooMany() {
        return new AuditException("the audit has more than " + MAX_CELLS
                + " cells (groups × label × decision × score bins): name fewer protected attributes or strata, or columns"
                + " with fewer values");
    }

    private static void checkGroups(List<Attribute> attributes, List<Attribute> strata, List<Group> groups) {
        boolean[][] occurs = new boolean[attributes.size() + strata.size()][];
        for (int i = 0; i < occurs.length; i++) {
            occurs[i] = new boolean[at(attributes, strata, i).values().size()];
        }
        int[] previous = null;
        for (Group group : groups) {
            check(
                    group.values().size() == attributes.size() && group.strata().size() == strata.size(),
                    "a group has not one value for each attribute and stratum");
            int[] codes = new int[occurs.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = i < attributes.size()
                        ? group.values().get(i)
                        : group.strata().get(i - attributes.size());
                check(codes[i] >= 0 && codes[i] < occurs[i].length, "a group has a value that is not in the list");
                occurs[i][codes[i]] = true;
            }
            check(
                    previous == null || Arrays.compare(previous, codes) < 0,
                    "the groups are not sorted, or one is there twice");
            previous = codes;
        }
        for (int i = 0; i < occurs.length; i++) {
            for (boolean value : occurs[i]) {
                check(value, "a value of '" + at(attributes, strata, i).name() + "' does not occur");
            }
        }
    }

    private static void checkCells(List<String> classes, Grid grid, boolean weighted, int groups, List<Cell> cells) {
        int group = -1;
        Cell previous = null;
        for (Cell cell : cells) {
            check(cell.group() == group || cell.group() == group + 1, "a group has no cell, or a cell no group");
            group = cell.group();
            check(cell.n() >= 1 && cell.n() <= MAX_ROWS, "a cell has " + cell.n() + " rows");
            check(cell.label() >= -1 && cell.label() < classes.size(), "a cell's label is no class");
            check(cell.decision() >= -1 && cell.decision() < classes.size(), "a cell's decision is no class");
            check(cell.above() >= -1 && cell.above() <= 1, "a cell lies neither above nor below");
            if (grid == null) {
                check(
                        cell.bin() == 0 && cell.offset() == 0 && cell.above() == -1,
                        "a cell has a score, and there is no grid");
            } else {
                check(
                        (cell.above() >= 0) == (grid.median() != null),
                        "a median and which cells are above it go together");
                check(
                        Math.abs(cell.bin()) <= Grids.LARGEST_MICROS / grid.stepMicros() + 1,
                        "a cell's bin is out of range");
                check(
                        Grids.isWhole(cell.offset())
                                && cell.offset() >= 0
                                && cell.offset()
                                        <= (double) cell.weight() * (grid.stepMicros() - 1) * (1 + Weights.SLACK),
                        "a cell's offset does not fit its rows");
            }
            check(
                    weighted
                            ? cell.weight() >= cell.n()
                                    && cell.weight() / cell.n() <= Weights.LARGEST
                                    && Weights.fits(cell.n(), cell.weight(), cell.squaredWeight())
                            : cell.weight() == cell.n() && cell.squaredWeight() == cell.n(),
                    "a cell's weights do not fit its rows");
            if (previous != null) {
                check(ORDER.compare(previous, cell) < 0, "a cell is there twice");
                check(
                        (previous.label() < 0) == (cell.label() < 0)
                                && (previous.decision() < 0) == (cell.decision() < 0),
                        "some cells have a label or a decision and others none");
            }
            previous = cell;
        }
        check(group == groups - 1, "a group has no cell");
    }

    private static long addRows(long rows, Long more) {
        check(
                more != null && more >= 1 && more <= MAX_ROWS - rows,
                "there are more than " + MAX_ROWS + " rows, or a count below 1");
        return rows + more;
    }

    private static Attribute at(List<Attribute> attributes, List<Attribute> strata, int index) {
        return index < attributes.size() ? attributes.get(index) : strata.get(index - attributes.size());
    }

    private static boolean names(List<Attribute> attributes, List<Attribute> strata) {
        HashSet<String> names = new HashSet<>();
        attributes.forEach(attribute -> names.add("attribute " + attribute.name()));
        strata.forEach(stratum -> names.add("stratum " + stratum.name()));
        return names.size() == attributes.size() + strata.size();
    }

    private static void checkSorted(List<String> values, String what) {
        for (int i = 0; i < values.size(); i++) {
            check(values.get(i).length() <= 2 * MAX_VALUE_LENGTH, what + ": one is too long");
            check(
                    i == 0 || values.get(i - 1).compareTo(values.get(i)) < 0,
                    what + " are not sorted, or one is there twice");
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("cells: " + message);
        }
    }
}
