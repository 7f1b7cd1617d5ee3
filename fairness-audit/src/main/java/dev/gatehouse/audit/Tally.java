package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.stat.Histogram;
import java.util.TreeMap;

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
    /** Rows, the weighted sum of their distances from the bin's lower edge, and their weights, by label and bin; null without scores. */
    private final long[][] binRows;

    private final double[][] binOffsets;
    private final long[][] binWeights;

    Tally(Layout layout) {
        this.layout = layout;
        int classes = layout.cells().classes().size();
        this.table = counts(classes + 1, classes + 1);
        this.strata = layout.strata() == 0 ? null : counts(layout.strata(), 2);
        int bins = layout.bins().length;
        this.binRows = bins == 0 ? null : new long[3][bins];
        this.binOffsets = bins == 0 ? null : new double[3][bins];
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
            int label = cell.label() < 0 ? UNLABELLED : cell.label() == 0 ? NEGATIVE : POSITIVE;
            binRows[label][bin] += cell.n();
            binOffsets[label][bin] += cell.offset();
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
        for (int label = 0; binRows != null && label < binRows.length; label++) {
            subtract(binRows[label], part.binRows[label], rest.binRows[label]);
            for (int bin = 0; bin < binOffsets[label].length; bin++) {
                rest.binOffsets[label][bin] = binOffsets[label][bin] - part.binOffsets[label][bin];
            }
            subtract(binWeights[label], part.binWeights[label], rest.binWeights[label]);
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

    /** Rows in a bin of {@link Layout#bins()}. */
    long rowsIn(int bin) {
        return binRows[NEGATIVE][bin] + binRows[POSITIVE][bin] + binRows[UNLABELLED][bin];
    }

    /** Scores, or the errors of a regression, by label. Weights are scaled to add up to the rows. */
    Histogram histogram() {
        TreeMap<Double, double[]> counts = new TreeMap<>();
        for (int bin = 0; bin < layout.bins().length; bin++) {
            if (rowsIn(bin) > 0) {
                double offset = binOffsets[NEGATIVE][bin] + binOffsets[POSITIVE][bin] + binOffsets[UNLABELLED][bin];
                long weight = binWeights[NEGATIVE][bin] + binWeights[POSITIVE][bin] + binWeights[UNLABELLED][bin];
                double[] ofBin = new double[3];
                for (int label = 0; label < ofBin.length; label++) {
                    ofBin[label] = scaled(binWeights[label][bin]);
                }
                counts.put(layout.value(bin, offset, weight), ofBin);
            }
        }
        return histogram(counts);
    }

    /**
     * The same with each label's own mean in a bin, for what depends on score and label of one row: the label's share rises
     * within a bin. Not for ranks, where rows of one bin must count as equal.
     */
    Histogram histogramByLabel() {
        TreeMap<Double, double[]> counts = new TreeMap<>();
        for (int label = 0; label < binRows.length; label++) {
            for (int bin = 0; bin < layout.bins().length; bin++) {
                if (binRows[label][bin] > 0) {
                    double value = layout.value(bin, binOffsets[label][bin], binWeights[label][bin]);
                    counts.computeIfAbsent(value, v -> new double[3])[label] += scaled(binWeights[label][bin]);
                }
            }
        }
        return histogram(counts);
    }

    /** Multiplied before it is divided: equal weights then give whole rows, and ranks do not move. */
    private double scaled(long weight) {
        return weighted() && all.weight() > 0 ? (double) weight * all.rows() / all.weight() : weight;
    }

    private Histogram histogram(TreeMap<Double, double[]> counts) {
        double[][] byLabel = new double[3][counts.size()];
        int at = 0;
        for (double[] ofValue : counts.values()) {
            for (int label = 0; label < byLabel.length; label++) {
                byLabel[label][at] = ofValue[label];
            }
            at++;
        }
        return new Histogram(
                counts.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                byLabel[NEGATIVE],
                byLabel[POSITIVE],
                byLabel[UNLABELLED],
                all.rows() == 0 ? 1 : all.rows() / all.effectiveRows(weighted()));
    }

    private static void subtract(long[] all, long[] part, long[] rest) {
        for (int i = 0; i < all.length; i++) {
            rest[i] = all[i] - part[i];
        }
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
