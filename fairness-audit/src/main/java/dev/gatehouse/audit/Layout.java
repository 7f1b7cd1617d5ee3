package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What all tallies of one audit share: the cells, where each cell's bin lies among all bins, and strata by number. */
final class Layout {
    private final Cells cells;
    private final long[] bins;
    private final int[] binOfCell;
    private final int[] stratumOfGroup;
    private final int strata;

    Layout(Cells cells) {
        this.cells = cells;
        this.bins = cells.grid() == null
                ? new long[0]
                : cells.cells().stream()
                        .mapToLong(Cells.Cell::bin)
                        .sorted()
                        .distinct()
                        .toArray();
        this.binOfCell = cells.grid() == null
                ? new int[0]
                : cells.cells().stream()
                        .mapToInt(cell -> Arrays.binarySearch(bins, cell.bin()))
                        .toArray();
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        this.stratumOfGroup = cells.groups().stream()
                .mapToInt(group -> numbers.computeIfAbsent(group.strata(), key -> numbers.size()))
                .toArray();
        this.strata = cells.strata().isEmpty() ? 0 : numbers.size();
    }

    Cells cells() {
        return cells;
    }

    /** All bins that occur, ascending. */
    long[] bins() {
        return bins;
    }

    int bin(int cell) {
        return binOfCell[cell];
    }

    int stratum(int group) {
        return stratumOfGroup[group];
    }

    /** Combinations of stratum values that occur; 0 when the plan names no strata. */
    int strata() {
        return strata;
    }

    /** The mean of a bin's rows whose weighted distances from its lower edge, in 10⁻⁶, add up to {@code offset}. */
    double value(int bin, double offset, long weight) {
        long step = cells.grid().stepMicros();
        // The rest of a difference of two large sums may lie a little outside.
        double mean = Math.max(0, Math.min(step - 1, offset / weight));
        return ((double) (bins[bin] * step) + mean) / Cells.MICROS;
    }
}
