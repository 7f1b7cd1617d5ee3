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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs an audit's queries on one engine and puts what they return together: the grid first, then the cells. */
final class Counting {
    private static final long BUCKETS = 65_536;

    private final Fields fields;
    private final CellQuery query;
    private final Engine engine;

    /** What runs a query. */
    interface Engine {
        <T> T query(String sql, Reading<T> reading) throws SQLException;

        /** Whether it is settled without the exact test that used rows have more distinct scores than the grid has bins. */
        default boolean surelyManyScores() throws SQLException {
            return false;
        }
    }

    /** Takes what it needs from a result, which is closed afterwards. */
    interface Reading<T> {
        T from(ResultSet result) throws SQLException;
    }

    /** The value of a key column in the current row of a result. */
    interface Key {
        String at(ResultSet result, int column, int key) throws SQLException;
    }

    Counting(Fields fields, CellQuery query, Engine engine) {
        this.fields = fields;
        this.query = query;
        this.engine = engine;
    }

    Cells cells(Key key) throws SQLException {
        Grid grid = fields.hasScore() ? grid() : null;
        long step = grid == null ? 1 : grid.stepMicros();
        BigDecimal median = grid == null ? null : grid.median();
        Long twiceMedian = median == null
                ? null
                : (Long)
                        median.movePointRight(6).multiply(BigDecimal.valueOf(2)).longValueExact();
        return engine.query(query.aggregation(step, twiceMedian), result -> read(result, grid, key));
    }

    private Grid grid() throws SQLException {
        long[] survey = engine.query(query.survey(), result -> {
            result.next();
            return new long[] {result.getLong(1), (long) result.getDouble(2), (long) result.getDouble(3)};
        });
        long rows = survey[0];
        long min = survey[1];
        long max = survey[2];
        boolean few = max - min <= Grids.MAX_BINS || !engine.surelyManyScores() && fewScores();
        Long twiceMedian = null;
        if (fields.median() && rows > 0) {
            long[] lower = ranked((rows - 1) / 2, min, max);
            twiceMedian = lower[0] + (lower[1] > rows / 2 ? lower[0] : ranked(rows / 2, min, max)[0]);
        }
        return Grids.of(min, max, few, twiceMedian);
    }

    private boolean fewScores() throws SQLException {
        return engine.query(query.distinctScores(), result -> {
            int distinct = 0;
            while (result.next()) {
                distinct++;
            }
            return distinct <= Grids.MAX_BINS;
        });
    }

    /**
     * The score with a rank, found by counting ever narrower buckets, so that memory does not follow the rows.
     *
     * @param rank from 0
     * @return the score in 10⁻⁶, and how many rows have it or a smaller one
     */
    private long[] ranked(long rank, long min, long max) throws SQLException {
        long from = min;
        long end = max + 1;
        long below = 0;
        while (true) {
            long width = Math.max(1, ceilDiv(end - from, BUCKETS));
            TreeMap<Long, Long> buckets =
                    engine.query(query.histogram(from, width, ceilDiv(end - from, width)), result -> {
                        TreeMap<Long, Long> rows = new TreeMap<>();
                        while (result.next()) {
                            rows.put(result.getLong(1), result.getLong(2));
                        }
                        return rows;
                    });
            long start = from;
            for (Map.Entry<Long, Long> bucket : buckets.entrySet()) {
                if (below + bucket.getValue() > rank) {
                    start = from + bucket.getKey() * width;
                    if (width == 1) {
                        return new long[] {start, below + bucket.getValue()};
                    }
                    break;
                }
                below += bucket.getValue();
            }
            from = start;
            end = start + width;
        }
    }

    private record Counted(
            int[] keys, int label, int decision, int above, long bin, long n, long offset, long weight, long squared) {}

    private Cells read(ResultSet result, Grid grid, Key key) throws SQLException {
        int width = fields.keys().size();
        int groupWidth = fields.attributes().size() + fields.strata().size();
        List<Map<String, Integer>> dictionaries = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            // Labels and decisions of several classes share one dictionary.
            dictionaries.add(i > groupWidth ? dictionaries.get(groupWidth) : new HashMap<>());
        }
        List<Counted> counted = new ArrayList<>();
        Map<String, Long> leftOut = new TreeMap<>();
        while (result.next()) {
            int reason = result.getInt(1);
            long n = result.getLong(width + 6);
            if (reason != 0) {
                leftOut.merge(LeftOut.id(reason, fields), n, Math::addExact);
                continue;
            }
            if (counted.size() >= Cells.MAX_CELLS) {
                throw Cells.tooMany();
            }
            int[] codes = new int[width];
            for (int i = 0; i < width; i++) {
                Map<String, Integer> dictionary = dictionaries.get(i);
                codes[i] = dictionary.computeIfAbsent(key.at(result, i + 2, i), value -> dictionary.size());
                if (dictionary.size() > (i < groupWidth ? Cells.MAX_VALUES : Cells.MAX_CLASSES)) {
                    throw tooManyValues(fields, i);
                }
            }
            counted.add(new Counted(
                    codes,
                    result.getInt(width + 2),
                    result.getInt(width + 3),
                    result.getInt(width + 4),
                    result.getLong(width + 5),
                    n,
                    integer(result, width + 7),
                    integer(result, width + 8),
                    integer(result, width + 9)));
        }
        return sorted(counted, dictionaries, groupWidth, grid, leftOut);
    }

    private Cells sorted(
            List<Counted> counted,
            List<Map<String, Integer>> dictionaries,
            int groupWidth,
            Grid grid,
            Map<String, Long> leftOut) {
        List<List<String>> values = dictionaries.stream()
                .map(dictionary -> List.copyOf(new TreeSet<>(dictionary.keySet())))
                .toList();
        int[][] codes = new int[dictionaries.size()][];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = new int[values.get(i).size()];
            for (int code = 0; code < codes[i].length; code++) {
                codes[i][dictionaries.get(i).get(values.get(i).get(code))] = code;
            }
        }
        for (Counted cell : counted) {
            for (int i = 0; i < codes.length; i++) {
                cell.keys[i] = codes[i][cell.keys[i]];
            }
        }
        TreeMap<int[], Integer> groups = new TreeMap<>(Arrays::compare);
        counted.forEach(cell -> groups.put(Arrays.copyOf(cell.keys, groupWidth), 0));
        List<Group> sortedGroups = new ArrayList<>();
        int attributes = fields.attributes().size();
        groups.replaceAll((group, index) -> {
            List<Integer> all = Arrays.stream(group).boxed().toList();
            sortedGroups.add(new Group(all.subList(0, attributes), all.subList(attributes, groupWidth)));
            return sortedGroups.size() - 1;
        });
        int labelKey = fields.isMulticlass() && fields.label() != null ? groupWidth : -1;
        int decisionKey = fields.isMulticlass() ? codes.length - 1 : -1;
        List<Cell> cells = new ArrayList<>(counted.size());
        for (Counted cell : counted) {
            cells.add(new Cell(
                    groups.get(Arrays.copyOf(cell.keys, groupWidth)),
                    labelKey < 0 ? cell.label : cell.keys[labelKey],
                    decisionKey < 0 ? cell.decision : cell.keys[decisionKey],
                    cell.above,
                    cell.bin,
                    cell.n,
                    cell.offset,
                    cell.weight,
                    cell.squared));
        }
        List<String> classes = switch (fields.task()) {
            case BINARY -> Cells.BINARY;
            case MULTICLASS -> values.get(groupWidth);
            case REGRESSION -> List.of();
        };
        return new Cells(
                named(fields.attributes(), values),
                named(fields.strata(), values.subList(attributes, groupWidth)),
                classes,
                grid,
                fields.weight() != null,
                sortedGroups,
                cells,
                leftOut);
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    static AuditException tooManyValues(Fields fields, int key) {
        int attributes = fields.attributes().size();
        boolean isClass = key >= attributes + fields.strata().size();
        String what = isClass ? "label or decision" : key < attributes ? "protected" : "strata";
        int most = isClass ? Cells.MAX_CLASSES : Cells.MAX_VALUES;
        return new AuditException(what + ": '" + fields.keys().get(key) + "' has more than " + most
                + " values; group its values before the audit");
    }

    private static List<Attribute> named(List<String> names, List<List<String>> values) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            attributes.add(new Attribute(names.get(i), values.get(i)));
        }
        return attributes;
    }

    private static long integer(ResultSet result, int column) throws SQLException {
        try {
            return new BigDecimal(result.getObject(column).toString()).longValueExact();
        } catch (ArithmeticException e) {
            throw new AuditException(
                    "the sums of a cell do not fit 64 bits: divide the scores, values or weights by a power of ten", e);
        }
    }
}
