package dev.gatehouse.audit.learn;

import dev.gatehouse.audit.cells.RowSample;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A column made ready for a linear model, without a look at what is to be predicted: every row in a bin, and beside it, for a
 * number with many values, the standardised number. The bins let a linear model see that the middle differs from both ends.
 *
 * @param numbers the values as numbers, NaN where missing; null for a text
 * @param standardised mean 0 and standard deviation 1 over the rows that have one, 0 where missing; null for a text or a
 *     number with at most {@link #QUANTILES} values
 * @param bins of each row, from 0
 * @param width number of bins
 * @param coarse the rows in at most {@link #COARSE} + 1 bins, for pairs of features
 * @param coarseWidth number of coarse bins
 */
public record Feature(
        String name, double[] numbers, double[] standardised, int[] bins, int width, int[] coarse, int coarseWidth) {
    /** A number with more values than this is cut at its quantiles into this many bins. */
    public static final int QUANTILES = 10;

    /** The most common values of a text that have a bin of their own; the rest share one. */
    public static final int CATEGORIES = 50;

    /** A value of a text with fewer rows in the sample than this shares the bin of the rest. */
    public static final int CATEGORY_ROWS = 20;

    /** Bins of a feature in a pair of features, beside that for the rest. */
    public static final int COARSE = 4;

    public static Feature of(RowSample.Column column) {
        if (!column.isNumeric()) {
            Map<String, Integer> rank = ranks(column.texts());
            int[] bins = pooled(column.texts(), rank, CATEGORIES);
            int[] coarse = pooled(column.texts(), rank, COARSE);
            return new Feature(column.name(), null, null, bins, width(bins), coarse, width(coarse));
        }
        double[] numbers = column.numbers();
        double[] sorted =
                Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).sorted().toArray();
        boolean many = Arrays.stream(sorted).distinct().limit(QUANTILES + 1).count() > QUANTILES;
        int[] bins = cut(numbers, many ? quantiles(sorted, QUANTILES) : distinct(sorted));
        int[] coarse = cut(numbers, width(bins) <= COARSE ? distinct(sorted) : quantiles(sorted, COARSE));
        return new Feature(
                column.name(),
                numbers,
                many ? standardised(numbers, sorted) : null,
                bins,
                width(bins),
                coarse,
                width(coarse));
    }

    /** A column's values as texts, numbers without trailing zeros; null where missing. */
    public static String[] texts(RowSample.Column column) {
        return column.isNumeric()
                ? Arrays.stream(column.numbers())
                        .mapToObj(x -> Double.isNaN(x)
                                ? null
                                : BigDecimal.valueOf(x).stripTrailingZeros().toPlainString())
                        .toArray(String[]::new)
                : column.texts();
    }

    /** Whether all rows of the sample are alike. */
    public boolean isConstant() {
        return Arrays.stream(bins).distinct().limit(2).count() < 2;
    }

    public boolean isText() {
        return numbers == null;
    }

    /** Values with enough rows by their place, the most common first, of equals the first by name; missing is a value. */
    private static Map<String, Integer> ranks(String[] texts) {
        Map<String, Integer> rows = new TreeMap<>();
        for (String text : texts) {
            rows.merge(value(text), 1, Integer::sum);
        }
        List<String> common = rows.entrySet().stream()
                .filter(entry -> entry.getValue() >= CATEGORY_ROWS)
                .sorted(Comparator.comparing((Map.Entry<String, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Integer> rank = new HashMap<>();
        for (String value : common) {
            rank.put(value, rank.size());
        }
        return rank;
    }

    private static int[] pooled(String[] texts, Map<String, Integer> rank, int most) {
        int own = Math.min(most, rank.size());
        return Arrays.stream(texts)
                .mapToInt(text -> Math.min(own, rank.getOrDefault(value(text), own)))
                .toArray();
    }

    private static String value(String text) {
        return text == null || text.isBlank() ? "" : text;
    }

    private static double[] distinct(double[] sorted) {
        return Arrays.stream(sorted).distinct().skip(1).toArray();
    }

    private static double[] quantiles(double[] sorted, int parts) {
        double[] cuts = new double[parts - 1];
        for (int i = 1; i < parts; i++) {
            cuts[i - 1] = sorted[(int) ((long) sorted.length * i / parts)];
        }
        return Arrays.stream(cuts).distinct().toArray();
    }

    /** The number of cuts at or below each value; missing values have the bin after the last. */
    private static int[] cut(double[] numbers, double[] cuts) {
        int[] bins = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            int at = Arrays.binarySearch(cuts, numbers[i]);
            bins[i] = Double.isNaN(numbers[i]) ? cuts.length + 1 : at >= 0 ? at + 1 : -at - 1;
        }
        return bins;
    }

    private static double[] standardised(double[] numbers, double[] sorted) {
        double mean = Arrays.stream(sorted).average().orElse(0);
        double variance = Arrays.stream(sorted)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0);
        double scale = variance > 0 && Double.isFinite(variance) ? 1 / Math.sqrt(variance) : 0;
        return Arrays.stream(numbers)
                .map(x -> Double.isNaN(x) ? 0 : (x - mean) * scale)
                .toArray();
    }

    private static int width(int[] bins) {
        return Arrays.stream(bins).max().orElse(-1) + 1;
    }
}
