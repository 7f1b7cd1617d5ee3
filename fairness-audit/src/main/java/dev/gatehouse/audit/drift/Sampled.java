package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.stat.TwoSamples;
import java.util.Arrays;

/** The counts of one column as two samples over the same cells. */
final class Sampled {
    private final Column column;
    private final double[] values;
    private final long[] reference;
    private final long[] current;
    private final int[] referenceChunks;
    private final int[] currentChunks;

    Sampled(DriftCells cells, Column column) {
        this.column = column;
        this.referenceChunks = cells.chunks(true);
        this.currentChunks = cells.chunks(false);
        this.values = column.values();
        // The middles of neighbouring bins may coincide where a bin is one value at the end of the next.
        for (int i = 1; values != null && i < values.length; i++) {
            values[i] = Math.max(values[i], Math.nextUp(values[i - 1]));
        }
        this.reference = column.sum(referenceChunks);
        this.current = column.sum(currentChunks);
    }

    Column column() {
        return column;
    }

    String name() {
        return column.name();
    }

    boolean isNumber() {
        return column.kind() == Kind.NUMBER;
    }

    /** Rows of the reference with a value, by cell. */
    long[] reference() {
        return reference;
    }

    /** Current rows with a value, by cell. */
    long[] current() {
        return current;
    }

    /** The value of each cell, the middle of its bin where values are binned; null for categories. */
    double[] values() {
        return values;
    }

    long rowsReference() {
        return Arrays.stream(reference).sum();
    }

    long rowsCurrent() {
        return Arrays.stream(current).sum();
    }

    /** How many cells have rows: the distinct values of both samples where the column is exact. */
    int distinct() {
        int distinct = 0;
        for (int i = 0; i < reference.length; i++) {
            distinct += reference[i] + current[i] > 0 ? 1 : 0;
        }
        return distinct;
    }

    /** Why the samples cannot be compared; null when they can. */
    String undefined() {
        if (rowsReference() == 0) {
            return rowsCurrent() == 0 ? "neither sample has a value" : "the reference has no value";
        }
        return rowsCurrent() == 0 ? "the current rows have no value" : null;
    }

    /** The whole reference and all current rows; only where they can be compared. */
    TwoSamples two() {
        return new TwoSamples(values, reference, current);
    }

    /** The rows of a chunk with a value, by cell. */
    long[] chunk(int chunk) {
        return column.hasOthers() ? column.sum(chunk) : column.counts()[chunk];
    }

    long missing(boolean ofReference) {
        return sum(column.missing(), ofReference);
    }

    /** Rows of a sample by a count beside the cells; 0 where the column's kind has no such count. */
    long sum(long[] beside, boolean ofReference) {
        long sum = 0;
        for (int chunk : beside == null ? new int[0] : ofReference ? referenceChunks : currentChunks) {
            sum += beside[chunk];
        }
        return sum;
    }
}
