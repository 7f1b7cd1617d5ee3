package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the counting queries return for a column of numbers, collected and made its cells. */
final class NumberCells {
    /** Cells that end at the reference's least or most rather than when they are full. */
    private static final int CUT_SHORT = 4;

    private final String name;
    private final int chunks;
    private final long[] missing;
    private final long[] notNumbers;
    private final long[] infinite;
    private final long[] unreadable;

    private double[] keys = new double[64];
    private int[] chunk = new int[64];
    private long[] rows = new long[64];
    private int size;
    /** Of the numbers with a code, whatever their chunk; null until there is one. */
    private double[] least;

    private double[] most;

    NumberCells(String name, int chunks) {
        this.name = name;
        this.chunks = chunks;
        this.missing = new long[chunks];
        this.notNumbers = new long[chunks];
        this.infinite = new long[chunks];
        this.unreadable = new long[chunks];
    }

    void unreadable(int inChunk, long n) {
        unreadable[inChunk] += n;
    }

    void missing(int inChunk, long n) {
        missing[inChunk] += n;
    }

    /** Rows with a number itself. */
    void number(int inChunk, double number, long n) {
        if (Double.isNaN(number)) {
            notNumbers[inChunk] += n;
        } else if (Double.isInfinite(number)) {
            infinite[inChunk] += n;
        } else {
            // Adding 0 makes a negative zero a zero.
            add(inChunk, number + 0.0, n);
        }
    }

    /**
     * Rows with numbers that share a code.
     *
     * @param from the smallest of them
     * @param to the largest
     */
    void code(NumberGrid grid, int inChunk, int code, double from, double to, long n) {
        if (code == grid.notNumber()) {
            notNumbers[inChunk] += n;
        } else if (code == grid.infinite()) {
            infinite[inChunk] += n;
        } else {
            if (least == null) {
                least = filled(grid.codes(), Double.POSITIVE_INFINITY);
                most = filled(grid.codes(), Double.NEGATIVE_INFINITY);
            }
            least[code] = Math.min(least[code], from + 0.0);
            most[code] = Math.max(most[code], to + 0.0);
            add(inChunk, code, n);
        }
    }

    private static double[] filled(int length, double value) {
        double[] filled = new double[length];
        Arrays.fill(filled, value);
        return filled;
    }

    private void add(int inChunk, double key, long n) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            chunk = Arrays.copyOf(chunk, 2 * size);
            rows = Arrays.copyOf(rows, 2 * size);
        }
        keys[size] = key;
        chunk[size] = inChunk;
        rows[size++] = n;
    }

    /** The different numbers, sorted. */
    double[] distinct() {
        double[] sorted = Arrays.copyOf(keys, size);
        Arrays.sort(sorted);
        return NumberGrid.distinct(sorted);
    }

    /** @param distinct as {@link #distinct} */
    Column exact(double[] distinct, boolean[] reference) {
        long[][] counts = new long[chunks][distinct.length];
        for (int i = 0; i < size; i++) {
            counts[chunk[i]][Arrays.binarySearch(distinct, keys[i])] += rows[i];
        }
        double first = Double.POSITIVE_INFINITY;
        double last = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            if (reference[chunk[i]]) {
                first = Math.min(first, keys[i]);
                last = Math.max(last, keys[i]);
            }
        }
        long[] below = new long[chunks];
        long[] above = new long[chunks];
        for (int i = 0; i < size && first <= last; i++) {
            if (keys[i] < first) {
                below[chunk[i]] += rows[i];
            } else if (keys[i] > last) {
                above[chunk[i]] += rows[i];
            }
        }
        return column(true, distinct, distinct, counts, below, above);
    }

    /**
     * Of codes.
     *
     * @param mostCells at least 8
     */
    Column merged(NumberGrid grid, boolean[] reference, int mostCells) {
        // A full cell has this share of the rows, the mean of its shares in both samples; each may have one before it
        // that is not.
        double full = 2.0 / (mostCells - CUT_SHORT);
        long[][] byCode = new long[chunks][grid.codes()];
        for (int i = 0; i < size; i++) {
            byCode[chunk[i]][(int) keys[i]] += rows[i];
        }
        long[] own = new long[grid.codes()];
        long[] other = new long[grid.codes()];
        for (int c = 0; c < chunks; c++) {
            long[] into = reference[c] ? own : other;
            for (int code = 0; code < into.length; code++) {
                into[code] += byCode[c][code];
            }
        }
        double ownRows = Math.max(1, Arrays.stream(own).sum());
        double otherRows = Math.max(1, Arrays.stream(other).sum());
        int[] cellOf = new int[grid.codes()];
        double[] floors = new double[grid.codes()];
        double[] ceilings = new double[grid.codes()];
        int cells = 0;
        int region = 0;
        double mass = 0;
        for (int code : grid.ascending()) {
            if (own[code] + other[code] == 0) {
                continue;
            }
            double added = (own[code] / ownRows + other[code] / otherRows) / 2;
            // A cell ends at the reference's least and most, and before a step that would fill one alone.
            if (cells == 0 || mass >= full || added >= full || region != grid.outside(code)) {
                floors[cells++] = least[code];
                mass = 0;
            }
            region = grid.outside(code);
            mass += added;
            cellOf[code] = cells - 1;
            ceilings[cells - 1] = most[code];
        }
        long[][] counts = new long[chunks][cells];
        long[] below = new long[chunks];
        long[] above = new long[chunks];
        for (int c = 0; c < chunks; c++) {
            for (int code = 0; code < cellOf.length; code++) {
                long n = byCode[c][code];
                if (n > 0) {
                    counts[c][cellOf[code]] += n;
                    below[c] += grid.outside(code) < 0 ? n : 0;
                    above[c] += grid.outside(code) > 0 ? n : 0;
                }
            }
        }
        return column(false, Arrays.copyOf(floors, cells), Arrays.copyOf(ceilings, cells), counts, below, above);
    }

    private Column column(boolean exact, double[] from, double[] to, long[][] counts, long[] below, long[] above) {
        return new Column(
                name,
                Kind.NUMBER,
                exact,
                from,
                to,
                null,
                counts,
                null,
                missing,
                notNumbers,
                infinite,
                unreadable,
                below,
                above,
                null);
    }

    /** For each chunk whether it is the reference's. */
    static boolean[] sides(int referenceChunks, int chunks) {
        boolean[] sides = new boolean[chunks];
        IntStream.range(0, referenceChunks).forEach(i -> sides[i] = true);
        return sides;
    }
}
