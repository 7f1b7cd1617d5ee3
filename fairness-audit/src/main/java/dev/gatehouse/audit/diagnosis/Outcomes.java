package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import java.util.List;

/**
 * Labelled rows; those that are alike stand in one place with their number.
 *
 * @param label 1 positive, 0 negative
 * @param decision 1 positive, 0 negative
 * @param score null for none
 * @param rows how many rows each place stands for, above 0
 */
record Outcomes(int[] label, int[] decision, double[] score, double[] rows) {
    int size() {
        return label.length;
    }

    /** A weight of 1 for each place. */
    double[] even() {
        double[] even = new double[size()];
        java.util.Arrays.fill(even, 1);
        return even;
    }

    /** Of the cells that have a label. */
    static Outcomes of(PerformanceCells cells, List<Cell> some) {
        List<Cell> labelled = some.stream().filter(cell -> cell.label() >= 0).toList();
        return new Outcomes(
                labelled.stream().mapToInt(Cell::label).toArray(),
                labelled.stream().mapToInt(Cell::decision).toArray(),
                cells.grid() == null
                        ? null
                        : labelled.stream().mapToDouble(cells::binValue).toArray(),
                labelled.stream().mapToDouble(Cell::n).toArray());
    }
}
