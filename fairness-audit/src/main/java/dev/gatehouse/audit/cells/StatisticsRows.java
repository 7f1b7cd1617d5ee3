package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftCells.Sample;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.cells.DriftColumns.ByPeriod;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.cells.StatisticsColumns.Known;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Predicate;

/**
 * Counts rows in the cells of a reference of which only counts are known: those of files here, behind the fence of {@link DuckDbRows},
 * those of a database by {@link DatabaseSamples}.
 */
public final class StatisticsRows {
    /** So many different texts of the current data are looked at, the most frequent first. */
    private static final int LOOKED_AT = DriftCells.MAX_CATEGORIES;

    private final String engine;
    private final DriftSource source;
    private final DriftChunks chunks;
    private final int chunkCount;

    private StatisticsRows(String engine, DriftSource source, Chunking chunking) {
        this.engine = engine;
        this.source = source;
        this.chunks = DriftChunks.of(false, source, chunking);
        this.chunkCount = chunks.chunks().size();
    }

    /**
     * Both samples as drift cells: the reference is one chunk.
     *
     * @param reference what is known of it, of the columns that are to be counted
     * @param what which columns those are, and how the current data are cut; names what is no feature
     * @param data as in {@link DriftRows#open}
     * @throws AuditException naming the file, and the line or the column, when something is not as it should be
     */
    public static DriftCells count(
            StatisticsColumns reference,
            DriftColumns what,
            List<Path> data,
            Limits limits,
            ObjDoubleConsumer<String> progress) {
        DataFiles files = DataFiles.of(data);
        Path own = DuckDbRows.ownFolder(limits);
        DuckDb duckDb = null;
        try {
            duckDb = DuckDb.open(files.names(), own, limits, progress);
            DuckDbSource source = DuckDbSource.look(duckDb, files, wanted(what));
            source.open(counted(reference, what, source), what.time(), Files.createDirectory(own.resolve("current")));
            return cells(duckDb.version(), reference, what, source);
        } catch (IOException e) {
            throw new AuditException("the folder for temporary files cannot be written to", e);
        } finally {
            DuckDbRows.close(duckDb, own);
        }
    }

    /** Which columns of the current data are looked at: what the statistics do not have is told. */
    static Predicate<String> wanted(DriftColumns what) {
        return name -> !what.exclude().contains(name) || name.equals(what.time());
    }

    /**
     * The columns that both have.
     *
     * @throws AuditException when there is none, or no column of times where the plan wants one
     */
    static Set<String> counted(StatisticsColumns reference, DriftColumns what, DriftSource source) {
        if (what.time() != null) {
            source.mustHave(what.time());
        }
        Set<String> counted = new LinkedHashSet<>();
        reference.columns().stream()
                .map(Known::name)
                .filter(source.names()::contains)
                .forEach(counted::add);
        if (counted.isEmpty()) {
            throw new AuditException("no column can be compared: the statistics have "
                    + reference.columns().stream().map(Known::name).toList() + " and the current data "
                    + source.names());
        }
        return counted;
    }

    /** @param source open, with the columns that are counted and the time */
    static DriftCells cells(String engine, StatisticsColumns reference, DriftColumns what, DriftSource source) {
        return new StatisticsRows(engine, source, what.chunking()).cells(reference, what);
    }

    private DriftCells cells(StatisticsColumns reference, DriftColumns what) {
        List<Chunk> told = new ArrayList<>();
        told.add(new Chunk("reference", true, null, null, reference.rows()));
        List<DriftCells.Column> columns = new ArrayList<>();
        List<TypeBreak> breaks = new ArrayList<>();
        Set<String> known = new HashSet<>();
        List<Column> read = new ArrayList<>();
        for (Known column : reference.columns()) {
            known.add(column.name());
            if (!source.names().contains(column.name())) {
                breaks.add(new TypeBreak(
                        column.name(), Break.COLUMN_MISSING, source.rows(), "the statistics have it", Map.of()));
            } else {
                columns.add(column.isNumber() ? numbers(column, read, breaks) : texts(column, read));
            }
        }
        for (String name : source.names()) {
            if (what.features().isEmpty() && !known.contains(name) && !name.equals(what.time())) {
                breaks.add(new TypeBreak(
                        name, Break.COLUMN_NEW, source.rows(), "the statistics do not have it", Map.of()));
            }
        }
        Sample now = sample(what.chunking(), told, read);
        return new DriftCells(engine, new Sample(reference.rows(), 0, 0, 0, 0), now, told, columns, breaks, Map.of());
    }

    private Sample sample(Chunking chunking, List<Chunk> told, List<Column> read) {
        String hasTime = chunking instanceof ByPeriod byPeriod ? source.hasTime(byPeriod.column()) : "TRUE";
        long[] rows = new long[chunkCount];
        long[] outside = new long[2];
        source.query("survey", new DriftQuery(source, chunks, 0).rows(hasTime), result -> {
            while (result.next()) {
                int chunk = result.getInt(1);
                if (result.wasNull()) {
                    outside[result.getBoolean(2) ? 1 : 0] += result.getLong(3);
                } else {
                    rows[chunk] += result.getLong(3);
                }
            }
            return null;
        });
        for (int i = 0; i < rows.length; i++) {
            Chunk chunk = chunks.chunks().get(i);
            told.add(new Chunk(chunk.label(), false, chunk.from(), chunk.to(), rows[i]));
        }
        long[] hashes = source.hashes(read, DriftCells.MAX_DUPLICATE_ROWS);
        long distinct = Arrays.stream(hashes).distinct().count();
        return new Sample(source.rows(), outside[0], outside[1], hashes.length, hashes.length - distinct);
    }

    private String quantity() {
        return (chunks.expression() == null ? "0" : chunks.expression()) + " AS q";
    }

    private String chunk() {
        return chunks.expression() == null ? "0" : chunks.sql(0);
    }

    private DriftCells.Column numbers(Known known, List<Column> read, List<TypeBreak> breaks) {
        Column column = source.asNumber(known.name(), false);
        read.add(column);
        KnownCells cells = new KnownCells(known, chunkCount);
        long[][] beside = new long[3][chunkCount];
        // Engines have functions of their own for what is no finite number, and all of them this order: NaN is above
        // everything.
        String finite =
                "x BETWEEN " + NumberGrid.literal(-Double.MAX_VALUE) + " AND " + NumberGrid.literal(Double.MAX_VALUE);
        String state = "CASE WHEN x IS NULL THEN 1 WHEN " + finite
                + " THEN 0 WHEN x > CAST('Infinity' AS DOUBLE PRECISION)" + " THEN 2 ELSE 3 END";
        String sql = "SELECT g, s, k, COUNT(*), MIN(x), MAX(x) FROM (SELECT g, x, " + state + " AS s, CASE WHEN "
                + finite + " THEN " + cells.sql("x") + " END AS k FROM (SELECT " + chunk() + " AS g, x FROM (SELECT "
                + quantity() + ", " + source.number(column) + " AS x FROM " + source.read()
                + ") AS measured) AS cut) AS coded WHERE g IS NOT NULL GROUP BY g, s, k";
        source.query("count", sql, result -> {
            while (result.next()) {
                int chunk = result.getInt(1);
                int found = result.getInt(2);
                if (found == 0) {
                    cells.add(chunk, result.getInt(3), result.getLong(4), result.getDouble(5), result.getDouble(6));
                } else {
                    beside[found - 1][chunk] += result.getLong(4);
                }
            }
            return null;
        });
        long[] none = new long[chunkCount];
        boolean text = column.isText();
        long unreadable = Arrays.stream(beside[1]).sum();
        if (text && unreadable > 0) {
            breaks.add(new TypeBreak(
                    known.name(),
                    Break.TEXTS_IN_NUMBERS,
                    unreadable,
                    "a number in the statistics, " + source.typeName(known.name()) + " in the current data",
                    Map.of()));
        }
        return cells.column(1, beside[0], text ? none : beside[1], beside[2], text ? beside[1] : none);
    }

    private DriftCells.Column texts(Known known, List<Column> read) {
        Column column = source.asCategory(known.name());
        read.add(column);
        Set<String> kept = new TreeSet<>(known.texts());
        List<String> looked = frequent(column);
        // Where nothing is united, what is not named is new, and is told by its name.
        if (known.others() == 0) {
            looked.stream().limit(DriftCells.MAX_CATEGORIES - kept.size()).forEach(kept::add);
        }
        List<String> texts = List.copyOf(kept);
        long[][] counts = new long[1 + chunkCount][texts.size()];
        for (int i = 0; i < texts.size(); i++) {
            int at = known.texts().indexOf(texts.get(i));
            counts[0][i] = at < 0 ? 0 : known.counts()[at];
        }
        long[] others = new long[chunkCount];
        long[] missing = new long[chunkCount];
        DriftQuery query = new DriftQuery(source, chunks, 0);
        query.text(0, column, texts, (texts.size() + 8L) * (chunkCount + 1L));
        source.query("count", query.sql(), result -> {
            while (result.next()) {
                int chunk = result.getInt(2);
                if (result.wasNull()) {
                    continue;
                }
                int state = result.getInt(3);
                long n = result.getLong(6);
                if (state == DriftQuery.NOT_A_VALUE) {
                    others[chunk] += n;
                } else if (state == DriftQuery.MISSING) {
                    missing[chunk] += n;
                } else {
                    counts[1 + chunk][texts.indexOf(result.getString(5))] += n;
                }
            }
            return null;
        });
        long more = looked.stream().filter(text -> !kept.contains(text)).count();
        return new DriftCells.Column(
                known.name(),
                DriftCells.Kind.CATEGORY,
                known.others() == 0 && Arrays.stream(others).sum() == 0,
                null,
                null,
                texts,
                counts,
                KnownCells.behind(known.others(), others),
                KnownCells.behind(known.missing(), missing),
                null,
                null,
                null,
                null,
                null,
                new long[] {known.otherValues(), more});
    }

    private List<String> frequent(Column column) {
        String sql = "SELECT t FROM (SELECT " + column.sql() + " AS t FROM " + source.read()
                + ") AS texts WHERE trim(t) <> '' AND length(t) <= " + Cells.MAX_VALUE_LENGTH
                + " GROUP BY t ORDER BY COUNT(*) DESC, t LIMIT " + LOOKED_AT;
        return source.query("survey", sql, result -> {
            List<String> texts = new ArrayList<>();
            while (result.next()) {
                texts.add(result.getString(1));
            }
            return texts;
        });
    }
}
