package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.Cells.Attribute;
import dev.gatehouse.audit.cells.Cells.Cell;
import dev.gatehouse.audit.cells.Cells.Grid;
import dev.gatehouse.audit.cells.Cells.Group;
import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs an audit's queries on one engine and puts what they return together: values, grid, median, cells. */
final class Counting {
    private static final long BUCKETS = 65_536;
    /** Numbers that differ by no more than this share of their size are one number that arithmetic has blurred. */
    private static final double SAME = 1e-9;

    private final Fields fields;
    private final CellQuery query;
    private final Engine engine;

    /** What runs the queries. */
    interface Engine {
        /** What an engine says when the sum of a cell overflows. */
        String TOO_LARGE =
                "the sums of a cell do not fit 64 bits: divide the scores, values or weights by a power of ten";

        /** @param stage as {@code Progress} names it */
        <T> T query(String stage, String sql, Reading<T> reading) throws SQLException;

        /** The dialect's expression for the place of a text, from 1, in a list of texts; NULL when it is not there. */
        String place(String text, List<String> values);

        /** Whether it is clear without the exact test that used rows have more distinct scores than the grid has bins. */
        default boolean surelyManyScores(Coding coding) throws SQLException {
            return false;
        }
    }

    /** Takes what it needs from a result, which is closed afterwards. */
    interface Reading<T> {
        T from(ResultSet result) throws SQLException;
    }

    Counting(Fields fields, CellQuery query, Engine engine) {
        this.fields = fields;
        this.query = query;
        this.engine = engine;
    }

    Cells cells() throws SQLException {
        Survey survey = engine.query("survey", query.survey(), result -> Survey.read(fields, result));
        Coding coding = new Coding(fields, survey.values(), engine::place);
        Grid grid = fields.hasScore() ? grid(survey, coding) : null;
        BigDecimal median = grid == null ? null : grid.median();
        Long twiceMedian = median == null
                ? null
                : (Long)
                        median.movePointRight(6).multiply(BigDecimal.valueOf(2)).longValueExact();
        BigDecimal unit = Weights.unit(survey.heaviest());
        String sql = query.aggregation(coding, grid == null ? 1 : grid.stepMicros(), survey.used(), twiceMedian, unit);
        return engine.query("count", sql, result -> read(result, grid, fields.weight() == null ? null : unit, coding));
    }

    private Grid grid(Survey survey, Coding coding) throws SQLException {
        long min = survey.least();
        long max = survey.most();
        boolean many = max - min >= Grids.MAX_BINS && engine.surelyManyScores(coding);
        Rounded rounded = many ? new Rounded(false, true) : rounded(coding);
        Long twiceMedian = null;
        if (fields.median() && survey.used() > 0) {
            long[] lower = ranked(coding, (survey.used() - 1) / 2, min, max);
            long upper = survey.used() / 2;
            twiceMedian = lower[0] + (lower[1] > upper ? lower[0] : ranked(coding, upper, min, max)[0]);
        }
        return Grids.of(min, max, rounded.few, rounded.merged, twiceMedian);
    }

    private record Rounded(boolean few, boolean merged) {}

    private Rounded rounded(Coding coding) throws SQLException {
        return engine.query("survey", query.distinctScores(coding), result -> {
            int distinct = 0;
            boolean merged = false;
            while (result.next()) {
                distinct++;
                merged |= result.getDouble(2) - result.getDouble(1) > SAME * result.getDouble(3);
            }
            return new Rounded(distinct <= Grids.MAX_BINS, merged);
        });
    }

    /**
     * The score with a rank, found by counting ever narrower buckets, so that memory does not follow the rows.
     *
     * @param rank from 0
     * @return the score in 10⁻⁶, and how many rows have it or a smaller one
     */
    private long[] ranked(Coding coding, long rank, long min, long max) throws SQLException {
        long from = min;
        long end = max + 1;
        long below = 0;
        while (true) {
            long width = ceilDiv(end - from, BUCKETS);
            String sql = query.histogram(coding, from, width, ceilDiv(end - from, width));
            TreeMap<Long, Long> buckets = engine.query("survey", sql, result -> {
                TreeMap<Long, Long> rows = new TreeMap<>();
                while (result.next()) {
                    rows.put(result.getLong(1), result.getLong(2));
                }
                return rows;
            });
            long start = -1;
            for (Map.Entry<Long, Long> bucket : buckets.entrySet()) {
                if (below + bucket.getValue() > rank) {
                    start = bucket.getKey();
                    if (width == 1) {
                        return new long[] {from + start, below + bucket.getValue()};
                    }
                    break;
                }
                below += bucket.getValue();
            }
            if (start < 0) {
                throw new AuditException("the data changed while it was read: run the audit again");
            }
            from += start * width;
            end = from + width;
        }
    }

    private record Counted(long key, long bin, long n, double offset, long weight, double squared) {}

    private Cells read(ResultSet result, Grid grid, BigDecimal weightUnit, Coding coding) throws SQLException {
        boolean weighted = weightUnit != null;
        List<Counted> counted = new ArrayList<>();
        Map<String, Long> leftOut = new TreeMap<>();
        while (result.next()) {
            long key = result.getLong(1);
            long n = result.getLong(3);
            if (key < 0) {
                leftOut.merge(LeftOut.id((int) -key, fields), n, Math::addExact);
                continue;
            }
            if (counted.size() >= Cells.MAX_CELLS) {
                throw Cells.tooMany();
            }
            counted.add(new Counted(
                    key,
                    result.getLong(2),
                    n,
                    weighted ? whole(result, 4) : result.getLong(4),
                    weighted ? result.getLong(5) : n,
                    weighted ? whole(result, 6) : n));
        }
        return cells(counted, grid, weightUnit, coding, leftOut);
    }

    /** The nearest double; not as the engine's driver makes one, which may differ in the last digit. */
    private static double whole(ResultSet result, int column) throws SQLException {
        return new BigDecimal(result.getString(column)).toBigIntegerExact().doubleValue();
    }

    private Cells cells(
            List<Counted> counted, Grid grid, BigDecimal weightUnit, Coding coding, Map<String, Long> leftOut) {
        int width = fields.groupColumns();
        TreeMap<int[], Integer> groups = new TreeMap<>(Arrays::compare);
        TreeSet<String> classes = new TreeSet<>();
        for (Counted cell : counted) {
            groups.put(coding.group(cell.key), 0);
            if (fields.isMulticlass()) {
                classes.add(coding.values(fields.decisionText()).get(coding.decision(cell.key)));
                if (fields.labelText() >= 0) {
                    classes.add(coding.values(fields.labelText()).get(coding.label(cell.key)));
                }
            }
        }
        List<String> sortedClasses = switch (fields.task()) {
            case BINARY -> Cells.BINARY;
            case MULTICLASS -> List.copyOf(classes);
            case REGRESSION -> List.of();
        };
        // A value that occurs only in rows left out is in the dictionary and in no cell.
        int[][] codes = new int[width][];
        List<Attribute> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(occurring(i, groups, coding, codes));
        }
        int attributes = fields.attributes().size();
        List<Group> sortedGroups = new ArrayList<>();
        groups.replaceAll((group, index) -> {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                all.add(codes[i][group[i]]);
            }
            sortedGroups.add(new Group(all.subList(0, attributes), all.subList(attributes, width)));
            return sortedGroups.size() - 1;
        });
        List<Cell> cells = new ArrayList<>(counted.size());
        for (Counted cell : counted) {
            cells.add(new Cell(
                    groups.get(coding.group(cell.key)),
                    outcome(fields.labelText(), coding.label(cell.key), coding, sortedClasses),
                    outcome(fields.decisionText(), coding.decision(cell.key), coding, sortedClasses),
                    coding.above(cell.key),
                    cell.bin,
                    cell.n,
                    cell.offset,
                    cell.weight,
                    cell.squared));
        }
        return new Cells(
                columns.subList(0, attributes),
                columns.subList(attributes, width),
                sortedClasses,
                grid,
                weightUnit,
                sortedGroups,
                cells,
                leftOut);
    }

    private Attribute occurring(int column, TreeMap<int[], Integer> groups, Coding coding, int[][] codes) {
        List<String> values = coding.values(column);
        boolean[] occurs = new boolean[values.size()];
        groups.keySet().forEach(group -> occurs[group[column]] = true);
        codes[column] = new int[occurs.length];
        List<String> occurring = new ArrayList<>();
        for (int code = 0; code < occurs.length; code++) {
            if (occurs[code]) {
                codes[column][code] = occurring.size();
                occurring.add(values.get(code));
            }
        }
        return new Attribute(fields.texts().get(column), occurring);
    }

    private int outcome(int text, int code, Coding coding, List<String> classes) {
        return fields.isMulticlass() && text >= 0
                ? classes.indexOf(coding.values(text).get(code))
                : code;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }
}
