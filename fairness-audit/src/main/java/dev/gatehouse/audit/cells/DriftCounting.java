package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftCells.Sample;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.cells.DriftColumns.ByPeriod;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import dev.gatehouse.audit.cells.DriftSchema.Counted;
import dev.gatehouse.audit.cells.DuckDbRows.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts the columns of two samples. Each column of each sample is read by one aggregation; what decides how it is counted, exactly
 * or on a grid, is found before in a part of the rows.
 */
final class DriftCounting {
    /** So many columns in one statement: what they return is held in memory. */
    private static final int COLUMNS_AT_ONCE = 16;
    /** With more chunks than this, so many fewer columns. */
    private static final int FEW_CHUNKS = 8;

    private static final int FEW_COLUMNS = 4;

    /** Those of one row group of Parquet, as DuckDB writes it. */
    private static final int PREFIX_ROWS = 122_880;
    /** An estimated number of distinct values may be so many times the true one. */
    private static final double DOUBT = 1.5;

    /** The same of an estimate over all rows. */
    private static final double DOUBT_OF_ALL = 1.25;

    /** With fewer distinct values in the reference than a share of the most, the current data are not looked through for more. */
    private static final int CANDIDATE_SHARE = 8;

    private static final int GRID_ROWS = 10_000;
    private static final long GRID_COUNTS = 524_288;
    private static final int LEAST_CELLS = 16;

    private final DriftSchema schema;
    private final Side reference;
    private final Side current;
    private final boolean[] ofReference;
    private final int mostDistinct;
    private final int mostGridCells;
    private final int mostTexts;

    /** A sample, its chunks, and the index of the first of them among all. */
    record Side(DriftSource source, DriftChunks chunks, int first, boolean isReference) {
        Column column(Counted counted) {
            return isReference ? counted.reference() : counted.current();
        }

        DriftQuery query() {
            return new DriftQuery(source, chunks, first);
        }

        /** The most rows of a column's result when it has so many distinct values. */
        long rows(int distinct) {
            // Rows of no chunk, and what is no value, come on top.
            return (distinct + 8L) * (chunks.chunks().size() + 1L);
        }
    }

    private record Range(double least, double most) {}

    DriftCounting(DriftSchema schema, Chunking chunking, DriftSource reference, DriftSource current) {
        this.schema = schema;
        DriftChunks before = DriftChunks.of(true, reference, chunking);
        DriftChunks now = DriftChunks.of(false, current, chunking);
        this.reference = new Side(reference, before, 0, true);
        this.current = new Side(current, now, before.chunks().size(), false);
        int chunks = before.chunks().size() + now.chunks().size();
        this.ofReference = NumberCells.sides(before.chunks().size(), chunks);
        int room = (int) Math.max(
                LEAST_CELLS,
                Math.min(
                        DriftCells.MAX_DISTINCT,
                        DriftCells.MAX_COUNTS / chunks / schema.columns().size()));
        this.mostDistinct = room;
        this.mostGridCells = Math.min(DriftCells.MAX_GRID_CELLS, room);
        this.mostTexts = Math.min(DriftCells.MAX_CATEGORIES, room);
    }

    DriftCells cells(String engine, Chunking chunking) {
        List<Chunk> chunks = new ArrayList<>();
        Sample before = sample(reference, chunking, chunks);
        Sample now = sample(current, chunking, chunks);
        Map<String, DriftCells.Column> counted = new LinkedHashMap<>();
        schema.columns().forEach(column -> counted.put(column.name(), null));
        for (List<Counted> some : batches(schema.columns(), true)) {
            numbers(some, counted);
        }
        TextCounting texts = new TextCounting(reference, current, ofReference.length, mostTexts);
        for (List<Counted> some : batches(schema.columns(), false)) {
            texts.count(some, many(some, mostTexts), counted);
        }
        List<DriftCells.Column> columns = List.copyOf(counted.values());
        List<TypeBreak> breaks = new ArrayList<>(schema.breaks());
        for (Counted column : schema.columns()) {
            TypeBreak typeBreak =
                    TypeBreaks.of(column, counted.get(column.name()), current.first, reference.source, current.source);
            if (typeBreak != null) {
                breaks.add(typeBreak);
            }
        }
        return new DriftCells(engine, before, now, chunks, columns, breaks, schema.leftOut());
    }

    private List<List<Counted>> batches(List<Counted> columns, boolean numbers) {
        int atOnce = ofReference.length > FEW_CHUNKS ? FEW_COLUMNS : COLUMNS_AT_ONCE;
        List<Counted> own =
                columns.stream().filter(column -> column.isNumber() == numbers).toList();
        List<List<Counted>> batches = new ArrayList<>();
        for (int i = 0; i < own.size(); i += atOnce) {
            batches.add(own.subList(i, Math.min(own.size(), i + atOnce)));
        }
        return batches;
    }

    private Sample sample(Side side, Chunking chunking, List<Chunk> chunks) {
        DriftSource source = side.source;
        boolean byTime = chunking instanceof ByPeriod;
        String hasTime = byTime ? source.hasTime(((ByPeriod) chunking).column()) : "TRUE";
        long[] rows = new long[side.chunks.chunks().size()];
        long[] outside = new long[2];
        source.query("survey", side.query().rows(hasTime), result -> {
            while (result.next()) {
                int chunk = result.getInt(1);
                if (result.wasNull()) {
                    outside[result.getBoolean(2) ? 1 : 0] += result.getLong(3);
                } else {
                    rows[chunk - side.first] += result.getLong(3);
                }
            }
            return null;
        });
        for (int i = 0; i < rows.length; i++) {
            Chunk chunk = side.chunks.chunks().get(i);
            chunks.add(new Chunk(chunk.label(), chunk.reference(), chunk.from(), chunk.to(), rows[i]));
        }
        List<Column> all = schema.columns().stream().map(side::column).toList();
        long[] hashes = source.hashes(all, DriftCells.MAX_DUPLICATE_ROWS);
        return new Sample(source.rows(), outside[0], outside[1], hashes.length, hashes.length - distinct(hashes));
    }

    /** How many different numbers there are; sorts them. */
    private static long distinct(long[] hashes) {
        Arrays.sort(hashes);
        long distinct = 0;
        for (int i = 0; i < hashes.length; i++) {
            distinct += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
        }
        return distinct;
    }

    private void numbers(List<Counted> columns, Map<String, DriftCells.Column> into) {
        boolean[] many = many(columns, mostDistinct);
        List<Counted> few = new ArrayList<>();
        List<Counted> onGrids = new ArrayList<>();
        for (int i = 0; i < many.length; i++) {
            (many[i] ? onGrids : few).add(columns.get(i));
        }
        onGrids.addAll(exactly(few, into));
        onGrids(onGrids, into);
    }

    /** Counts each number, and returns the columns that turn out to have more than are told apart. */
    private List<Counted> exactly(List<Counted> columns, Map<String, DriftCells.Column> into) {
        List<NumberCells> cells = count(columns, null);
        List<Counted> many = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            double[] distinct = cells.get(i) == null ? null : cells.get(i).distinct();
            if (distinct == null || distinct.length > mostDistinct) {
                many.add(columns.get(i));
            } else {
                into.put(columns.get(i).name(), cells.get(i).exact(distinct, ofReference));
            }
        }
        return many;
    }

    private void onGrids(List<Counted> columns, Map<String, DriftCells.Column> into) {
        if (columns.isEmpty()) {
            return;
        }
        List<Range> ranges = ranges(reference, columns);
        List<double[]> before = part(reference, columns);
        boolean alone = before.stream().anyMatch(part -> NumberGrid.distinct(part).length < 2);
        List<double[]> now = alone ? part(current, columns) : null;
        List<NumberGrid> grids = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            boolean thin = NumberGrid.distinct(before.get(i)).length < 2;
            grids.add(NumberGrid.of(
                    before.get(i),
                    thin ? now.get(i) : new double[0],
                    ranges.get(i).least,
                    ranges.get(i).most,
                    ofReference.length,
                    GRID_COUNTS));
        }
        List<NumberCells> cells = count(columns, grids);
        for (int i = 0; i < columns.size(); i++) {
            into.put(columns.get(i).name(), cells.get(i).merged(grids.get(i), ofReference, mostGridCells));
        }
    }

    /**
     * @param grids null to count each number
     * @return null for a column whose result was cut off
     */
    private List<NumberCells> count(List<Counted> columns, List<NumberGrid> grids) {
        NumberCells[] cells = new NumberCells[columns.size()];
        Arrays.setAll(cells, i -> new NumberCells(columns.get(i).name(), ofReference.length));
        if (cells.length > 0) {
            count(reference, columns, grids, cells);
            if (grids == null) {
                dropMany(columns, cells);
            }
            count(current, columns, grids, cells);
        }
        return Arrays.asList(cells);
    }

    /**
     * Gives up the columns that the current data surely have too many distinct values of, since to find out by counting each
     * costs several times as much.
     */
    private void dropMany(List<Counted> columns, NumberCells[] cells) {
        int[] candidates = IntStream.range(0, cells.length)
                .filter(i -> cells[i] != null
                        // A number may be written in several ways.
                        && !current.column(columns.get(i)).isText()
                        && cells[i].distinct().length > mostDistinct / CANDIDATE_SHARE)
                .toArray();
        if (candidates.length == 0 || current.source.rows() <= PREFIX_ROWS) {
            return;
        }
        List<Counted> some = IntStream.of(candidates).mapToObj(columns::get).toList();
        long[] about = aboutDistinct(current, some, current.source.read());
        for (int i = 0; i < about.length; i++) {
            cells[candidates[i]] = about[i] > DOUBT_OF_ALL * mostDistinct ? null : cells[candidates[i]];
        }
    }

    private void count(Side side, List<Counted> columns, List<NumberGrid> grids, NumberCells[] cells) {
        DriftQuery query = side.query();
        long most = side.rows(grids == null ? mostDistinct : NumberGrid.MAX_CODES);
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != null) {
                query.number(i, side.column(columns.get(i)), grids == null ? null : grids.get(i), most);
            }
        }
        if (query.isEmpty()) {
            return;
        }
        long[] rows = new long[cells.length];
        side.source.query("count", query.sql(), result -> {
            while (result.next()) {
                int column = result.getInt(1);
                rows[column]++;
                int chunk = result.getInt(2);
                if (result.wasNull()) {
                    continue;
                }
                int state = result.getInt(3);
                double number = result.getDouble(4);
                boolean none = result.wasNull();
                long n = result.getLong(6);
                if (state == DriftQuery.NOT_A_VALUE) {
                    cells[column].unreadable(chunk, n);
                } else if (none) {
                    cells[column].missing(chunk, n);
                } else if (grids == null) {
                    cells[column].number(chunk, number, n);
                } else {
                    cells[column].code(
                            grids.get(column), chunk, (int) number, result.getDouble(7), result.getDouble(8), n);
                }
            }
            return null;
        });
        for (int i = 0; i < cells.length; i++) {
            cells[i] = rows[i] >= most ? null : cells[i];
        }
    }

    /** The least and most finite number of each column; ∞ and -∞ when there is none. */
    private static List<Range> ranges(Side side, List<Counted> columns) {
        List<Range> ranges = ranges(side, columns, false);
        // An infinite number or NaN hides the others. To ask for the finite ones at once would read all rows, where the
        // files may say the rest.
        boolean hidden = ranges.stream()
                .anyMatch(range -> !(range.least <= range.most)
                        || Double.isInfinite(range.least)
                        || Double.isInfinite(range.most));
        return hidden ? ranges(side, columns, true) : ranges;
    }

    private static List<Range> ranges(Side side, List<Counted> columns, boolean finite) {
        List<String> items = new ArrayList<>();
        for (Counted counted : columns) {
            Column column = side.column(counted);
            boolean text = column.isText();
            String number = text ? side.source.parsed(column.sql()) : column.sql();
            String only = finite || text
                    ? " FILTER (WHERE CAST(" + number + " AS DOUBLE PRECISION) >= " + -Double.MAX_VALUE + " AND CAST("
                            + number + " AS DOUBLE PRECISION) <= " + Double.MAX_VALUE + ")"
                    : "";
            items.add("CAST(MIN(" + number + ")" + only + " AS DOUBLE PRECISION)");
            items.add("CAST(MAX(" + number + ")" + only + " AS DOUBLE PRECISION)");
        }
        String sql = "SELECT " + String.join(", ", items) + " FROM " + side.source.read();
        return side.source.query("survey", sql, result -> {
            result.next();
            List<Range> ranges = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                double least = result.getDouble(2 * i + 1);
                boolean none = result.wasNull();
                double most = result.getDouble(2 * i + 2);
                ranges.add(
                        none ? new Range(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY) : new Range(least, most));
            }
            return ranges;
        });
    }

    /** Whether the first rows of either sample show that a column has more distinct values than are told apart. */
    private boolean[] many(List<Counted> columns, int most) {
        boolean[] many = new boolean[columns.size()];
        for (Side side : List.of(reference, current)) {
            long[] about = aboutDistinct(side, columns, side.source.first(PREFIX_ROWS) + " AS prefix");
            for (int i = 0; i < many.length; i++) {
                many[i] |= about[i] > DOUBT * most;
            }
        }
        return many;
    }

    /** @param from an item for FROM */
    private static long[] aboutDistinct(Side side, List<Counted> columns, String from) {
        List<String> items = columns.stream()
                .map(column -> side.source.aboutDistinct(side.column(column).sql()))
                .toList();
        return side.source.query("survey", "SELECT " + String.join(", ", items) + " FROM " + from, result -> {
            result.next();
            long[] about = new long[columns.size()];
            for (int i = 0; i < about.length; i++) {
                about[i] = result.getLong(i + 1);
            }
            return about;
        });
    }

    /** The finite numbers of each column, sorted, of a part of the rows. */
    private static List<double[]> part(Side side, List<Counted> columns) {
        List<String> items = columns.stream()
                .map(column -> side.source.number(side.column(column)))
                .toList();
        String sql = "SELECT " + String.join(", ", items) + " FROM " + side.source.part(GRID_ROWS) + " AS part LIMIT "
                + 2 * GRID_ROWS;
        return side.source.query("survey", sql, result -> {
            double[][] numbers = new double[columns.size()][2 * GRID_ROWS];
            int size = 0;
            for (; result.next() && size < 2 * GRID_ROWS; size++) {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i][size] = result.getDouble(i + 1);
                    if (result.wasNull()) {
                        numbers[i][size] = Double.NaN;
                    }
                }
            }
            int rows = size;
            List<double[]> sorted = new ArrayList<>();
            for (double[] column : numbers) {
                sorted.add(Arrays.stream(column, 0, rows)
                        .filter(Double::isFinite)
                        .map(number -> number + 0.0)
                        .sorted()
                        .toArray());
            }
            return sorted;
        });
    }
}
