package dev.gatehouse.audit.cells;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fine grid for the numbers of a column with too many distinct ones: equal steps where most of the reference's values are, and
 * beyond, on either side, steps that widen with the distance, so that no outlier makes the bulk coarse. The reference's least and
 * most are edges, so that what lies outside is counted exactly.
 *
 * <p>A number's code says its step: the middle, then above it within the reference's range, above that range, below the middle
 * within it, below it. Numbers of the middle that many rows share have a code of their own, and so has what lies above them in
 * their step, so that they are counted exactly. {@link NumberCells} merges steps to cells of about equal mass.
 *
 * @param low where the middle begins
 * @param high where it ends; not smaller
 * @param least of the reference's finite numbers, or the smallest double where it has none
 * @param most of the reference's finite numbers, or the largest double
 * @param scale what the tails' distances are measured in, above 0
 * @param steps of the middle
 * @param shared numbers that many rows share, ascending, each in the middle
 */
record NumberGrid(double low, double high, double least, double most, double scale, int steps, List<Double> shared) {
    /** Of the middle; with them and the tails every code is a SMALLINT. */
    static final int MAX_STEPS = 8_000;

    /** No grid has more codes, those of NaN and infinite numbers among them. */
    static final int MAX_CODES = 2 * MAX_STEPS + 100;

    /** So many numbers that many rows share have codes of their own. */
    private static final int MOST_SHARED = 8;

    /** A number is shared by many if it is this share of the rows looked at, and so many of them. */
    private static final double SHARED = 1.0 / 512;

    private static final int LEAST_SHARED = 5;

    private static final int MIN_STEPS = 256;

    /** Each of the four tails has this share of the middle's steps. */
    private static final int TAIL_SHARE = 4;

    /** How often a tail's distance, in its scale, may double before all lie in one step. */
    private static final int OCTAVES = 32;

    private static final double LN_2 = Math.log(2);
    /** The middle reaches this many interquartile ranges beyond the quartiles. */
    private static final double REACH = 3;

    /** Where there is no middle, the tails begin with steps so much narrower than the current data's spread. */
    private static final double NARROWED = 16;

    private static final double FARTHEST = Double.MAX_VALUE / 16;

    /**
     * @param reference some finite numbers of the reference, sorted
     * @param current such of the current data to stand on instead, where the reference has but one or none; else empty
     * @param chunks of both samples
     * @param counts the most chunks times codes that may be counted
     */
    static NumberGrid of(double[] reference, double[] current, double least, double most, int chunks, long counts) {
        boolean known = least <= most;
        double from = known ? least : -Double.MAX_VALUE;
        double to = known ? most : Double.MAX_VALUE;
        // Each number once, so that one that many rows share (0, −999) does not draw the grid to itself.
        double[] sorted = distinct(current.length == 0 ? reference : current);
        double first = sorted.length == 0 ? 0 : quantile(sorted, 0.25);
        double third = sorted.length == 0 ? 0 : quantile(sorted, 0.75);
        double reach = Math.min(FARTHEST, REACH * (third - first));
        double low = Math.max(-FARTHEST, Math.max(from, first - reach));
        double high = Math.min(FARTHEST, Math.min(to, third + reach));
        if (low > high) {
            low = Math.max(-FARTHEST, from);
            high = low;
        }
        double narrowest = Math.max(1e-280, MAX_STEPS * Math.ulp(Math.max(Math.abs(low), Math.abs(high))));
        int steps = (int) Math.max(MIN_STEPS, Math.min(MAX_STEPS, counts / chunks / 2));
        return new NumberGrid(
                low,
                high,
                from,
                to,
                Math.max(narrowest, high > low ? high - low : reach / NARROWED),
                steps / TAIL_SHARE * TAIL_SHARE,
                shared(reference, low, high));
    }

    private static List<Double> shared(double[] sorted, double low, double high) {
        TreeMap<Double, Integer> rows = new TreeMap<>();
        for (int from = 0, to; from < sorted.length; from = to) {
            for (to = from + 1; to < sorted.length && sorted[to] == sorted[from]; to++) {}
            if (to - from >= Math.max(LEAST_SHARED, SHARED * sorted.length)
                    && sorted[from] >= low
                    && sorted[from] < high) {
                rows.put(sorted[from], to - from);
            }
        }
        return rows.entrySet().stream()
                .sorted(Map.Entry.<Double, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_SHARED)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))];
    }

    private int tail() {
        return steps / TAIL_SHARE;
    }

    private double width() {
        return high - low;
    }

    /** How many codes there are; what is infinite has the next one, NaN the one after that. */
    int codes() {
        return firstShared() + 2 * shared.size();
    }

    private int firstShared() {
        return steps + 1 + 4 * tail();
    }

    private double rate() {
        return high > low ? steps / width() : 0;
    }

    /** The step of a number in the middle; as the query computes it. */
    private int step(double number) {
        return (int) Math.floor((number - low) * rate());
    }

    int infinite() {
        return codes();
    }

    int notNumber() {
        return codes() + 1;
    }

    /** SQL for the code of a number, NULL where it is. */
    String sql(String number) {
        String x = "CAST(" + number + " AS DOUBLE PRECISION)";
        String distance =
                "(LEAST(" + x + ", " + literal(high + scale * Math.scalb(1.0, OCTAVES)) + ") - " + literal(high) + ")";
        String depth =
                "(" + literal(low) + " - GREATEST(" + x + ", " + literal(low - scale * Math.scalb(1.0, OCTAVES)) + "))";
        String step = "FLOOR((" + x + " - " + literal(low) + ") * " + literal(rate()) + ")";
        StringBuilder own = new StringBuilder();
        for (int i = shared.size() - 1; i >= 0; i--) {
            double common = shared.get(i);
            own.append(" WHEN ").append(x).append(" = ").append(literal(common));
            own.append(" THEN ").append(small(firstShared() + 2 * i));
            // Of the rows only those near are asked for their step.
            own.append(" WHEN ").append(x).append(" > ").append(literal(common));
            own.append(" AND ").append(x).append(" < ").append(literal(common + 2 * width() / steps));
            own.append(" AND ").append(x).append(" < ").append(literal(high));
            own.append(" AND ").append(step).append(" = ").append(step(common));
            own.append(" THEN ").append(small(firstShared() + 2 * i + 1));
        }
        String beyond = "CASE WHEN " + x + " = " + infinity("Infinity") + " OR " + x + " = " + infinity("-Infinity")
                + " THEN " + infinite() + " WHEN " + x + " > " + infinity("Infinity") + " THEN " + notNumber()
                + " WHEN "
                + x + " > " + literal(most) + " THEN " + tail(distance, steps + 1 + tail()) + " WHEN " + x + " >= "
                + literal(high) + " THEN " + tail(distance, steps + 1) + " WHEN " + x + " < " + literal(least)
                + " THEN "
                + tail(depth, steps + 1 + 3 * tail()) + " WHEN " + x + " < " + literal(low) + " THEN "
                + tail(depth, steps + 1 + 2 * tail()) + " END";
        // Almost every number is in the middle, and BETWEEN is the cheapest way to ask.
        return "CASE" + own + " WHEN " + x + " BETWEEN " + literal(low) + " AND " + literal(Math.nextDown(high))
                + " THEN CAST(" + step + " AS SMALLINT) ELSE CAST(" + beyond + " AS SMALLINT) END";
    }

    private String tail(String distance, int base) {
        return base + " + LEAST(" + (tail() - 1) + ", FLOOR(LN(1 + " + distance + " / " + literal(scale) + ") * "
                + literal(tail() / (OCTAVES * LN_2)) + "))";
    }

    static String literal(double number) {
        return "CAST('" + String.format(Locale.ROOT, "%.17e", number) + "' AS DOUBLE PRECISION)";
    }

    private static String small(int code) {
        return "CAST(" + code + " AS SMALLINT)";
    }

    private static String infinity(String name) {
        return "CAST('" + name + "' AS DOUBLE PRECISION)";
    }

    /** The codes in the order of their numbers. */
    int[] ascending() {
        int[] codes = new int[codes()];
        int next = 0;
        for (int region : new int[] {3, 2}) {
            for (int k = tail() - 1; k >= 0; k--) {
                codes[next++] = steps + 1 + region * tail() + k;
            }
        }
        int own = 0;
        for (int k = 0; k <= steps + 2 * tail(); k++) {
            codes[next++] = k;
            for (; own < shared.size() && step(shared.get(own)) == k; own++) {
                codes[next++] = firstShared() + 2 * own;
                codes[next++] = firstShared() + 2 * own + 1;
            }
        }
        return codes;
    }

    /** -1 for codes of numbers below the reference's range, 1 above it, 0 within. */
    int outside(int code) {
        int region = Math.floorDiv(code - steps - 1, tail());
        return region == 3 ? -1 : region == 1 ? 1 : 0;
    }

    /** The different ones of sorted numbers. */
    static double[] distinct(double[] sorted) {
        double[] distinct = new double[sorted.length];
        int size = 0;
        for (double number : sorted) {
            if (size == 0 || distinct[size - 1] != number) {
                distinct[size++] = number;
            }
        }
        return Arrays.copyOf(distinct, size);
    }
}
