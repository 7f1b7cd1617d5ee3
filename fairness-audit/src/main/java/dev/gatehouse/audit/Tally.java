package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.stat.Histogram;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The counts of one group, added up from cells. */
final class Tally {
    private static final int NEGATIVE = 0;
    private static final int POSITIVE = 1;
    private static final int UNLABELLED = 2;

    private final Layout layout;
    private final Count all = new Count();
    private final Count above = new Count();
    /** By label + 1 and decision + 1; 0 stands for none. */
    private final Count[][] table;
    /** By stratum and decision; null where there are no strata. */
    private final Count[][] strata;
    /** Rows and the sum of their distances from the bin's middle, by bin; null without scores. */
    private final long[] binRows;

    private final long[] binOffsets;
    /** Weights by label and bin. */
    private final long[][] binWeights;

    Tally(Layout layout) {
        this.layout = layout;
        int classes = layout.cells().classes().size();
        this.table = counts(classes + 1, classes + 1);
        this.strata = layout.strata() == 0 ? null : counts(layout.strata(), 2);
        int bins = layout.bins().length;
        this.binRows = bins == 0 ? null : new long[bins];
        this.binOffsets = bins == 0 ? null : new long[bins];
        this.binWeights = bins == 0 ? null : new long[3][bins];
    }

    /** Adds the cell at an index of {@link Cells#cells()}. */
    void add(int index) {
        Cells.Cell cell = layout.cells().cells().get(index);
        all.add(cell);
        table[cell.label() + 1][cell.decision() + 1].add(cell);
        if (cell.above() == 1) {
            above.add(cell);
        }
        if (strata != null && cell.decision() >= 0) {
            strata[layout.stratum(cell.group())][cell.decision()].add(cell);
        }
        if (binRows != null) {
            int bin = layout.bin(index);
            binRows[bin] += cell.n();
            binOffsets[bin] += cell.offset();
            int label = cell.label() < 0 ? UNLABELLED : cell.label() == 0 ? NEGATIVE : POSITIVE;
            binWeights[label][bin] += cell.weight();
        }
    }

    /** This less a part of it. */
    Tally minus(Tally part) {
        Tally rest = new Tally(layout);
        rest.all.set(all.minus(part.all));
        rest.above.set(above.minus(part.above));
        subtract(table, part.table, rest.table);
        if (strata != null) {
            subtract(strata, part.strata, rest.strata);
        }
        for (int bin = 0; binRows != null && bin < binRows.length; bin++) {
            rest.binRows[bin] = binRows[bin] - part.binRows[bin];
            rest.binOffsets[bin] = binOffsets[bin] - part.binOffsets[bin];
            for (int label = 0; label < binWeights.length; label++) {
                rest.binWeights[label][bin] = binWeights[label][bin] - part.binWeights[label][bin];
            }
        }
        return rest;
    }

    Count all() {
        return all;
    }

    long n() {
        return all.rows();
    }

    /** Rows whose score is above the median. */
    Count above() {
        return above;
    }

    /** Labels against decisions on the class with this code; of a binary plan the positive class is 1. */
    Confusion confusion(int positive) {
        return Confusion.of(table, positive, weighted());
    }

    /** Rows whose decision is their label, whichever class that is. */
    Count agreed() {
        Count agreed = new Count();
        for (int i = 1; i < table.length; i++) {
            agreed = agreed.plus(table[i][i]);
        }
        return agreed;
    }

    int strata() {
        return layout.strata();
    }

    /** Rows of one stratum by decision. */
    Count[] stratum(int stratum) {
        return strata[stratum];
    }

    boolean weighted() {
        return layout.cells().weighted();
    }

    boolean scored() {
        return binRows != null;
    }

    /** Rows by bin of {@link Layout#bins()}. */
    long[] rowsByBin() {
        return binRows;
    }

    /** Scores, or the errors of a regression, by label. Weights are scaled to add up to the rows. */
    Histogram histogram() {
        int[] used = IntStream.range(0, binRows.length)
                .filter(bin -> binRows[bin] > 0)
                .toArray();
        double scale = weighted() && all.weight() > 0 ? (double) all.rows() / all.weight() : 1;
        double[] values = Arrays.stream(used)
                .mapToDouble(bin -> layout.value(bin, binOffsets[bin], binRows[bin]))
                .toArray();
        double[][] counts = new double[3][];
        for (int label = 0; label < counts.length; label++) {
            long[] weights = binWeights[label];
            counts[label] =
                    Arrays.stream(used).mapToDouble(bin -> weights[bin] * scale).toArray();
        }
        double effective = all.effectiveRows(weighted());
        return new Histogram(
                values,
                counts[NEGATIVE],
                counts[POSITIVE],
                counts[UNLABELLED],
                all.rows() == 0 ? 1 : all.rows() / effective);
    }

    private static Count[][] counts(int rows, int columns) {
        Count[][] counts = new Count[rows][columns];
        for (Count[] row : counts) {
            for (int i = 0; i < columns; i++) {
                row[i] = new Count();
            }
        }
        return counts;
    }

    private static void subtract(Count[][] all, Count[][] part, Count[][] rest) {
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all[i].length; j++) {
                rest[i][j] = all[i][j].minus(part[i][j]);
            }
        }
    }
}
