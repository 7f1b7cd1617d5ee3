package dev.gatehouse.audit.learn;

import dev.gatehouse.audit.cells.RowSample.Column;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Puts rows in an order that depends on what is in them alone; rows that are the same stay side by side. */
public final class Ordered {
    private final int[] order;

    /** @param columns all of one length, at least one */
    public Ordered(List<Column> columns) {
        long[] hash = new long[columns.get(0).size()];
        for (Column column : columns) {
            for (int row = 0; row < hash.length; row++) {
                hash[row] = mix(hash[row] + hash(column, row));
            }
        }
        order = IntStream.range(0, hash.length)
                .boxed()
                .sorted(Comparator.comparingLong(row -> hash[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The column in this order. */
    public Column of(Column column) {
        return column.isNumeric()
                ? new Column(column.name(), of(column.numbers()), null)
                : new Column(
                        column.name(),
                        null,
                        Arrays.stream(order)
                                .mapToObj(row -> column.texts()[row])
                                .toArray(String[]::new));
    }

    private double[] of(double[] numbers) {
        return Arrays.stream(order).mapToDouble(row -> numbers[row] + 0.0).toArray();
    }

    /** The same for the same value on every machine. */
    private static long hash(Column column, int row) {
        if (column.isNumeric()) {
            return Double.doubleToLongBits(column.numbers()[row] + 0.0);
        }
        String text = column.texts()[row];
        return text == null ? 0 : 31L * text.length() + text.hashCode();
    }

    /** SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mix(long h) {
        long z = h + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
