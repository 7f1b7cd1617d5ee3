package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.DriftCells.Sample;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cells counted in plain Java from rows in memory: the reference's chunks first, then the current ones. */
final class Counted {
    private final int referenceChunks;
    private final long[] rows;
    private final List<Column> columns = new ArrayList<>();
    private final List<TypeBreak> breaks = new ArrayList<>();
    private long duplicates;

    private Counted(int referenceChunks, long[] rows) {
        this.referenceChunks = referenceChunks;
        this.rows = rows;
    }

    /** So many chunks are the reference's; one count of rows a chunk. */
    static Counted chunks(int ofReference, long... rows) {
        return new Counted(ofReference, rows);
    }

    static Counted two(long reference, long current) {
        return new Counted(1, new long[] {reference, current});
    }

    /** @param values by chunk; NaN for a missing one */
    Counted number(String name, double[]... values) {
        TreeMap<Double, long[]> counts = new TreeMap<>();
        long[] missing = new long[rows.length];
        for (int chunk = 0; chunk < values.length; chunk++) {
            for (double value : values[chunk]) {
                if (Double.isNaN(value)) {
                    missing[chunk]++;
                } else {
                    counts.computeIfAbsent(value, any -> new long[rows.length])[chunk]++;
                }
            }
        }
        double[] distinct =
                counts.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        long[][] byChunk = new long[rows.length][distinct.length];
        int cell = 0;
        for (long[] each : counts.values()) {
            for (int chunk = 0; chunk < rows.length; chunk++) {
                byChunk[chunk][cell] = each[chunk];
            }
            cell++;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < distinct.length; i++) {
            for (int chunk = 0; chunk < referenceChunks; chunk++) {
                if (byChunk[chunk][i] > 0) {
                    low = Math.min(low, distinct[i]);
                    high = Math.max(high, distinct[i]);
                }
            }
        }
        long[] below = new long[rows.length];
        long[] above = new long[rows.length];
        for (int i = 0; i < distinct.length; i++) {
            for (int chunk = 0; chunk < rows.length && low <= high; chunk++) {
                below[chunk] += distinct[i] < low ? byChunk[chunk][i] : 0;
                above[chunk] += distinct[i] > high ? byChunk[chunk][i] : 0;
            }
        }
        columns.add(new Column(
                name,
                Kind.NUMBER,
                true,
                distinct,
                distinct.clone(),
                null,
                byChunk,
                null,
                missing,
                new long[rows.length],
                new long[rows.length],
                new long[rows.length],
                below,
                above,
                null));
        return this;
    }

    /** @param values by chunk; null for a missing one */
    Counted category(String name, String[]... values) {
        TreeSet<String> texts = new TreeSet<>();
        Arrays.stream(values).flatMap(Arrays::stream).filter(Objects::nonNull).forEach(texts::add);
        List<String> sorted = List.copyOf(texts);
        long[][] counts = new long[rows.length][sorted.size()];
        long[] missing = new long[rows.length];
        for (int chunk = 0; chunk < values.length; chunk++) {
            for (String value : values[chunk]) {
                if (value == null) {
                    missing[chunk]++;
                } else {
                    counts[chunk][sorted.indexOf(value)]++;
                }
            }
        }
        columns.add(new Column(
                name,
                Kind.CATEGORY,
                true,
                null,
                null,
                sorted,
                counts,
                new long[rows.length],
                missing,
                null,
                null,
                null,
                null,
                null,
                new long[2]));
        return this;
    }

    Counted duplicates(long ofCurrent) {
        duplicates = ofCurrent;
        return this;
    }

    Counted broken(String column, Break kind, long concerned) {
        breaks.add(new TypeBreak(column, kind, concerned, "it is not the same", Map.of("text", concerned)));
        return this;
    }

    DriftCells cells() {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            boolean reference = i < referenceChunks;
            chunks.add(new Chunk((reference ? "r" : "c") + i, reference, null, null, rows[i]));
        }
        long before = Arrays.stream(rows, 0, referenceChunks).sum();
        long now = Arrays.stream(rows).sum() - before;
        return new DriftCells(
                "plain Java",
                new Sample(before, 0, 0, before, 0),
                new Sample(now, 0, 0, now, duplicates),
                chunks,
                columns,
                breaks,
                Map.of());
    }
}
