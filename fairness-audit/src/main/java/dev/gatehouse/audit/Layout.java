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

    /** The value of a bin's rows whose distances from its middle add up to {@code offset}, in 10⁻⁶, over {@code rows}. */
    double value(int bin, long offset, long rows) {
        long step = cells.grid().stepMicros();
        // Two bins' means must not meet, or a histogram would have one value twice.
        double limit = step * 0.499_999;
        double mean = Math.max(-limit, Math.min(limit, (double) offset / rows));
        return ((double) (bins[bin] * step) + mean) / Cells.MICROS;
    }
}
