package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.stat.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The counts of a column by label. Bins are its values, numbers in at most {@value #BINS} of about equal mass; then what is none. */
final class LabelledColumn {
    /** Bins of a number; a value that fills one alone has its own. */
    static final int BINS = 50;

    private static final int NEGATIVE = 1;
    private static final int POSITIVE = 2;

    private final DriftCells cells;
    private final Column column;
    private final double[] values;
    /** The bin of each cell. */
    private final int[] bins;

    private final int width;

    /** @param cells in chunks by the label */
    LabelledColumn(DriftCells cells, Column column) {
        this.cells = cells;
        this.column = column;
        this.values = column.values();
        // The middles of neighbouring bins may coincide where a bin is one value at the end of the next.
        for (int i = 1; values != null && i < values.length; i++) {
            values[i] = Math.max(values[i], Math.nextUp(values[i - 1]));
        }
        this.bins = values == null ? IntStream.range(0, column.cells()).toArray() : merged();
        this.width = bins.length == 0 ? 0 : bins[bins.length - 1] + 1;
    }

    private int[] merged() {
        long[] rows = column.sum(IntStream.range(0, cells.chunks().size()).toArray());
        double full = (double) Arrays.stream(rows).sum() / BINS;
        int[] merged = new int[rows.length];
        int bin = 0;
        double mass = 0;
        for (int i = 0; i < rows.length; i++) {
            if (i > 0 && (mass >= full || rows[i] >= full)) {
                bin++;
                mass = 0;
            }
            merged[i] = bin;
            mass += rows[i];
        }
        return merged;
    }

    String name() {
        return column.name();
    }

    boolean isNumber() {
        return column.kind() == Kind.NUMBER;
    }

    private int chunk(boolean ofTraining, boolean positive) {
        return cells.chunks(ofTraining)[positive ? POSITIVE : NEGATIVE];
    }

    /** Labelled rows, with or without a value. */
    long rows(boolean ofTraining, boolean positive) {
        return cells.chunks().get(chunk(ofTraining, positive)).rows();
    }

    long missing(boolean ofTraining, boolean positive) {
        return column.missing()[chunk(ofTraining, positive)];
    }

    /** Rows by bin: of values, of other texts or what is no finite number, of missing ones. */
    long[] bins(boolean ofTraining, boolean positive) {
        int chunk = chunk(ofTraining, positive);
        long[] rows = new long[width + 2];
        for (int i = 0; i < bins.length; i++) {
            rows[bins[i]] += column.counts()[chunk][i];
        }
        rows[width] = isNumber()
                ? column.notNumbers()[chunk] + column.infinite()[chunk] + column.unreadable()[chunk]
                : column.others()[chunk];
        rows[width + 1] = column.missing()[chunk];
        return rows;
    }

    /** Rows with a number. */
    long valued(boolean ofTraining) {
        return LongStream.of(column.counts()[chunk(ofTraining, false)]).sum()
                + LongStream.of(column.counts()[chunk(ofTraining, true)]).sum();
    }

    /**
     * The numbers by label; null where one label has none, and of categories.
     *
     * @param turned whether labels change places, so that small numbers speak for a positive one
     */
    Histogram histogram(boolean ofTraining, boolean turned) {
        if (!isNumber()) {
            return null;
        }
        double[] negatives = doubles(column.counts()[chunk(ofTraining, turned)]);
        double[] positives = doubles(column.counts()[chunk(ofTraining, !turned)]);
        Histogram histogram = new Histogram(values, negatives, positives, new double[values.length], 1);
        return histogram.negativeTotal() > 0 && histogram.positiveTotal() > 0 ? histogram : null;
    }

    private static double[] doubles(long[] counts) {
        return Arrays.stream(counts).asDoubleStream().toArray();
    }

    /** Whether the column has two values, missing being one, each with one label, in both samples together. */
    boolean isCopy() {
        if (column.others() != null && column.hasOthers() || isNumber() && !column.exact()) {
            return false;
        }
        List<Boolean> labels = new ArrayList<>();
        for (int i = 0; i <= column.cells(); i++) {
            long negative = both(i, false);
            long positive = both(i, true);
            if (negative > 0 && positive > 0) {
                return false;
            }
            if (negative + positive > 0) {
                labels.add(positive > 0);
            }
        }
        return labels.size() == 2 && !labels.get(0).equals(labels.get(1));
    }

    /** Rows of a cell, or without a value after the last, of both samples. */
    private long both(int cell, boolean positive) {
        long rows = 0;
        for (boolean ofTraining : new boolean[] {true, false}) {
            int chunk = chunk(ofTraining, positive);
            rows += cell < column.cells() ? column.counts()[chunk][cell] : column.missing()[chunk];
        }
        return rows;
    }
}
