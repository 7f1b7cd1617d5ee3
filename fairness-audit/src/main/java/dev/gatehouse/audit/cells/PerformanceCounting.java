package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftColumns.ByCount;
import dev.gatehouse.audit.cells.DriftColumns.ByPeriod;
import dev.gatehouse.audit.cells.DriftColumns.ByRows;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import dev.gatehouse.audit.cells.DriftColumns.Period;
import dev.gatehouse.audit.cells.ParquetColumns.Kind;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.cells.PerformanceCells.Delay;
import dev.gatehouse.audit.cells.PerformanceCells.Segment;
import dev.gatehouse.audit.cells.PerformanceCells.Truth;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.PerformancePlan;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Counts the cells of a performance plan: what the rows of both samples are, wherever they are. */
final class PerformanceCounting {
    private final PerformancePlan plan;
    /** Null for none. */
    private final DriftSource reference;

    private final DriftSource current;

    /** @param reference of the same engine as the current rows; null for none */
    PerformanceCounting(PerformancePlan plan, DriftSource reference, DriftSource current) {
        this.plan = plan;
        this.reference = reference;
        this.current = current;
    }

    /** The columns that a plan reads, the times among them. */
    static Set<String> columns(PerformancePlan plan) {
        Set<String> all = new LinkedHashSet<>();
        all.add(plan.label().column());
        all.add(plan.decision().column());
        if (plan.labelSource() != null) {
            all.add(plan.labelSource().column());
        }
        all.addAll(plan.segments());
        all.addAll(numbers(plan));
        if (time(plan) != null) {
            all.add(time(plan));
        }
        if (plan.labelTime() != null) {
            all.add(plan.labelTime());
        }
        return all;
    }

    private static Set<String> numbers(PerformancePlan plan) {
        Set<String> numbers = new LinkedHashSet<>();
        if (plan.isRegression()) {
            numbers.add(plan.label().column());
            numbers.add(plan.decision().column());
        }
        if (plan.scoreColumn() != null) {
            numbers.add(plan.scoreColumn());
        }
        return numbers;
    }

    /** The column that chunks are cut by, or null. */
    static String time(PerformancePlan plan) {
        return plan.chunks() instanceof Chunks.ByTime byTime ? byTime.column() : null;
    }

    /** @throws AuditException when a sample lacks a column of the plan, or has it as something that cannot be read as such */
    static void check(PerformancePlan plan, DriftSource source) {
        Set<String> numbers = numbers(plan);
        for (String column : columns(plan)) {
            source.mustHave(column);
            Kind kind = source.declared(column);
            if (kind == Kind.OTHER) {
                throw new AuditException("the column '" + column + "' is " + source.typeName(column)
                        + ", nested or binary; write it as text or numbers");
            }
            if (kind == Kind.TIME && numbers.contains(column)) {
                throw new AuditException("the column '" + column + "' is " + source.typeName(column)
                        + ", and the plan reads it as a number");
            }
        }
    }

    /** @throws AuditException when rows cannot be cut into chunks, or there are too many segments or cells */
    PerformanceCells cells(String engine) {
        List<Chunk> chunks = new ArrayList<>();
        List<String> sides = new ArrayList<>();
        for (DriftSource source : Arrays.asList(reference, current)) {
            if (source == null) {
                continue;
            }
            DriftChunks cut = DriftChunks.of(source == reference, source, chunking());
            if (plan.labelTime() != null) {
                checkZones(source);
            }
            sides.add(PerformanceQuery.side(plan, source, cut, source == reference ? 1 : 0, chunks.size()));
            chunks.addAll(cut.chunks());
        }
        PerformanceQuery query = new PerformanceQuery(plan, sides);
        PerformanceSurvey found = PerformanceSurvey.of(current, query);
        Cells.Grid grid = found.grid(current, query);
        long step = grid == null ? 0 : grid.stepMicros();
        Integer digits = plan.isRegression() ? found.truthDigits() : null;
        List<Segment> segments = new ArrayList<>();
        List<Cell> cells = new ArrayList<>(read(query.cells("chunk", step, digits), row -> row.getInt(2), 0));
        for (int i = 0; i < plan.segments().size(); i++) {
            Map<Segment, Integer> parts = segments(query, i, chunks.size() + segments.size());
            segments.addAll(parts.keySet());
            String column = plan.segments().get(i);
            cells.addAll(read(
                    query.cells("g" + i, step, digits),
                    row -> parts.get(new Segment(column, row.getString(2), row.getInt(1) == 1)),
                    cells.size()));
        }
        long[] rows = new long[chunks.size() + segments.size()];
        cells.forEach(cell -> rows[cell.part()] += cell.n());
        List<Chunk> counted = new ArrayList<>();
        for (Chunk chunk : chunks) {
            counted.add(new Chunk(chunk.label(), chunk.reference(), chunk.from(), chunk.to(), rows[counted.size()]));
        }
        return new PerformanceCells(
                engine,
                plan.isRegression(),
                reference == null ? null : found.sample(1),
                found.sample(0),
                counted,
                segments,
                grid,
                digits,
                cells,
                plan.labelTime() == null ? List.of() : delays(query));
    }

    private Chunking chunking() {
        if (plan.chunks() instanceof Chunks.ByTime time) {
            return new ByPeriod(
                    time.column(), time.zone(), Period.valueOf(time.period().name()));
        }
        if (plan.chunks() instanceof Chunks.ByRows byRows) {
            return new ByRows(byRows.rows());
        }
        return plan.chunks() instanceof Chunks.ByNumber number ? new ByCount(number.number()) : Chunking.NONE;
    }

    /** A delay is a difference of two times, so both must be told alike. */
    private void checkZones(DriftSource source) {
        String time = time(plan);
        String says = "SELECT COUNT(*) FILTER (WHERE " + source.micros(time) + " IS NOT NULL AND "
                + source.saysZone(time) + "), COUNT(*) FILTER (WHERE " + source.micros(plan.labelTime())
                + " IS NOT NULL AND " + source.saysZone(plan.labelTime()) + "), COUNT(*) FILTER (WHERE "
                + source.micros(plan.labelTime()) + " IS NOT NULL AND " + source.saysHour(plan.labelTime())
                + " AND NOT " + source.saysZone(plan.labelTime()) + ") FROM " + source.read();
        source.query("survey", says, result -> {
            result.next();
            boolean zoned = result.getLong(1) > 0;
            if (zoned ? result.getLong(3) > 0 : result.getLong(2) > 0) {
                throw new AuditException("label_time: '" + time + "' says "
                        + (zoned ? "its zone or offset and '" : "no zone or offset and '") + plan.labelTime()
                        + (zoned ? "' does not" : "' does")
                        + "; write both alike, or the delay would be wrong by hours");
            }
            return null;
        });
    }

    private Map<Segment, Integer> segments(PerformanceQuery query, int column, int first) {
        String name = plan.segments().get(column);
        List<Segment> segments = current.query("survey", query.segments(column), result -> {
            List<Segment> all = new ArrayList<>();
            while (result.next()) {
                all.add(new Segment(name, result.getString(2), result.getInt(1) == 1));
            }
            return all;
        });
        long values = segments.stream().map(Segment::value).distinct().count();
        if (values > PerformanceCells.MAX_SEGMENT_VALUES) {
            throw new AuditException("segments: '" + name + "' has more than " + PerformanceCells.MAX_SEGMENT_VALUES
                    + " values; group them, or name another column");
        }
        segments.sort(Comparator.comparing((Segment each) -> !each.reference()).thenComparing(Segment::value));
        Map<Segment, Integer> parts = new LinkedHashMap<>();
        segments.forEach(segment -> parts.put(segment, first + parts.size()));
        return parts;
    }

    private interface PartOf {
        Integer row(ResultSet row) throws SQLException;
    }

    private List<Cell> read(String sql, PartOf part, int before) {
        return current.query("count", sql, result -> {
            List<Cell> cells = new ArrayList<>();
            while (result.next()) {
                if (before + cells.size() >= PerformanceCells.MAX_CELLS) {
                    throw new AuditException("the audit has more than " + PerformanceCells.MAX_CELLS
                            + " cells (chunks × labels × score bins): cut larger chunks, or name fewer segments");
                }
                int label = result.getInt(3);
                cells.add(new Cell(
                        Objects.requireNonNull(part.row(result), "a segment that the survey has not seen"),
                        label,
                        result.getInt(4),
                        result.getInt(5),
                        result.getLong(6),
                        result.getLong(7),
                        whole(result, 8).doubleValue(),
                        plan.isRegression() && label >= 0 ? truth(result) : null));
            }
            return cells;
        });
    }

    private static Truth truth(ResultSet result) throws SQLException {
        return new Truth(
                List.of(whole(result, 9), whole(result, 10), whole(result, 11), whole(result, 12)),
                List.of(whole(result, 13), whole(result, 14)),
                result.getLong(15));
    }

    private static BigInteger whole(ResultSet result, int column) throws SQLException {
        return new BigDecimal(result.getString(column)).toBigIntegerExact();
    }

    private List<Delay> delays(PerformanceQuery query) {
        return current.query("count", query.delays(), result -> {
            List<Delay> delays = new ArrayList<>();
            int chunk = -1;
            long early = 0;
            long longest = 0;
            Map<Integer, Long> buckets = new TreeMap<>();
            while (result.next()) {
                if (chunk >= 0 && result.getInt(1) != chunk) {
                    delays.add(new Delay(chunk, early, longest, buckets));
                    early = 0;
                    longest = 0;
                    buckets = new TreeMap<>();
                }
                chunk = result.getInt(1);
                if (result.getInt(2) < 0) {
                    early = result.getLong(3);
                } else {
                    buckets.put(result.getInt(2), result.getLong(3));
                    longest = Math.max(longest, (long) result.getDouble(4));
                }
            }
            if (chunk >= 0) {
                delays.add(new Delay(chunk, early, longest, buckets));
            }
            return delays;
        });
    }
}
