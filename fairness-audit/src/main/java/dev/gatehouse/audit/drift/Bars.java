package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.report.DriftReport.Bar;
import dev.gatehouse.audit.report.DriftReport.Drift;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The two distributions of a column as bars to be drawn. */
final class Bars {
    /** Numbers with at most this many values have a bar each. */
    private static final int FEW = 6;

    private static final int BINS = 24;
    /** The share of the reference that may lie beyond either end of the drawn range. */
    private static final double TAIL = 0.005;

    private Bars() {}

    static List<Bar> of(Sampled column) {
        long[] reference = column.reference();
        long[] current = column.current();
        int[] used = IntStream.range(0, reference.length)
                .filter(i -> reference[i] + current[i] > 0)
                .toArray();
        if (used.length == 0) {
            return List.of();
        }
        if (!column.isNumber()) {
            return categories(column, used);
        }
        if (column.column().exact() && used.length <= FEW) {
            return IntStream.of(used)
                    .mapToObj(i -> new Bar(null, null, plain(column.values()[i]), reference[i], current[i]))
                    .toList();
        }
        return numbers(column);
    }

    /** Values outside the drawn range are in the first and last bar. */
    private static List<Bar> numbers(Sampled column) {
        double[] values = column.values();
        long[] reference = column.reference();
        long[] current = column.current();
        long[] shape = column.rowsReference() > 0 ? reference : current;
        double low = quantile(values, shape, TAIL);
        double high = quantile(values, shape, 1 - TAIL);
        if (!(high > low)) {
            low = values[0];
            high = values[values.length - 1];
        }
        double width = (high - low) / BINS;
        if (!(width > 0) || Double.isInfinite(width)) {
            return List.of(new Bar(low, high, null, column.rowsReference(), column.rowsCurrent()));
        }
        long[][] counts = new long[2][BINS];
        for (int i = 0; i < values.length; i++) {
            int bin = (int) Math.max(0, Math.min(BINS - 1, Math.floor((values[i] - low) / width)));
            counts[0][bin] += reference[i];
            counts[1][bin] += current[i];
        }
        List<Bar> bars = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            double to = bin == BINS - 1 ? high : low + (bin + 1) * width;
            bars.add(new Bar(low + bin * width, to, null, counts[0][bin], counts[1][bin]));
        }
        return bars;
    }

    private static double quantile(double[] values, long[] counts, double share) {
        double rows = 0;
        for (long n : counts) {
            rows += n;
        }
        double seen = 0;
        for (int i = 0; i < values.length; i++) {
            seen += counts[i];
            if (seen >= share * rows && counts[i] > 0) {
                return values[i];
            }
        }
        return values[values.length - 1];
    }

    private static List<Bar> categories(Sampled column, int[] used) {
        double ofReference = Math.max(1, column.rowsReference());
        double ofCurrent = Math.max(1, column.rowsCurrent());
        long[] reference = column.reference();
        long[] current = column.current();
        List<Integer> ordered = IntStream.of(used)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.max(reference[i] / ofReference, current[i] / ofCurrent)))
                .toList();
        List<Bar> bars = new ArrayList<>();
        int shown = ordered.size() <= Drift.MAX_BARS ? ordered.size() : Drift.MAX_BARS - 1;
        long restReference = 0;
        long restCurrent = 0;
        for (int rank = 0; rank < ordered.size(); rank++) {
            int cell = ordered.get(rank);
            if (rank < shown) {
                bars.add(new Bar(null, null, name(column, cell), reference[cell], current[cell]));
            } else {
                restReference += reference[cell];
                restCurrent += current[cell];
            }
        }
        if (shown < ordered.size()) {
            bars.add(new Bar(null, null, (ordered.size() - shown) + " others", restReference, restCurrent));
        }
        return bars;
    }

    private static String name(Sampled column, int cell) {
        return cell < column.column().texts().size() ? column.column().texts().get(cell) : "other values";
    }

    private static String plain(double value) {
        BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
        return Math.abs(exact.scale()) > 12 ? exact.toString() : exact.toPlainString();
    }
}
