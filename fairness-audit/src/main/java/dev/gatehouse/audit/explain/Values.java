package dev.gatehouse.audit.explain;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a row's feature is told without telling the row: its value where enough rows of the sample share it, otherwise between which of
 * the sample's deciles it lies. So an explanation that is kept for good holds nobody's exact income or age.
 */
final class Values {
    private static final int PARTS = 10;

    private final LabelledRows rows;
    private final int shared;

    /** @param shared rows that must have a value for it to be told, at least 1 */
    Values(LabelledRows rows, int shared) {
        this.rows = rows;
        this.shared = shared;
    }

    /** Of a feature of several columns: those that are not 0, with their values. */
    String of(Unit unit, float[] row) {
        if (unit.columns().length == 1) {
            return of(unit.columns()[0], row[unit.columns()[0]]);
        }
        long alike = Arrays.stream(rows.inputs())
                .filter(other -> Arrays.stream(unit.columns()).allMatch(column -> other[column] == row[column]))
                .count();
        if (alike < shared) {
            return null;
        }
        String told = Arrays.stream(unit.columns())
                .filter(column -> row[column] != 0)
                .mapToObj(column -> rows.name(column) + " = " + Wordings.exact(row[column]))
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? "all 0" : told;
    }

    private String of(int column, float value) {
        float[] sorted = new float[rows.size()];
        int alike = 0;
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = rows.inputs()[i][column];
            alike += sorted[i] == value ? 1 : 0;
        }
        if (alike >= shared) {
            return Wordings.exact(value);
        }
        Arrays.sort(sorted);
        float[] deciles = new float[PARTS - 1];
        IntStream.range(0, deciles.length)
                .forEach(i -> deciles[i] = sorted[(int) ((long) sorted.length * (i + 1) / PARTS)]);
        if (value < deciles[0]) {
            return "below " + Wordings.number(deciles[0]);
        }
        if (value >= deciles[deciles.length - 1]) {
            return "from " + Wordings.number(deciles[deciles.length - 1]);
        }
        int next = 1;
        while (value >= deciles[next]) {
            next++;
        }
        return Wordings.number(deciles[next - 1]) + " to " + Wordings.number(deciles[next]);
    }
}
