package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.stat.Histogram;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The counts of some rows, added up from cells. */
final class Sample {
    private static final int NONE = 0;
    private static final int NEGATIVE = 1;
    private static final int POSITIVE = 2;

    private final PerformanceCells cells;
    private final long[] bins;
    /** By label + 1 and decision. */
    private final long[][] table = new long[3][2];
    /** By label + 1 and bin, as are offsets. */
    private final long[][] rows;

    private final double[][] offsets;
    /** By 0 for unlabelled or 1 for labelled rows, decision and bin. */
    private final long[][][] decided;

    private final TreeMap<Integer, BinTruth> truths = new TreeMap<>();
    private long confirmed;
    private long weak;
    private long zeros;

    /** Sums of powers of true values, and of relative errors. */
    private static final class BinTruth {
        private final BigInteger[] sums = new BigInteger[6];

        BinTruth() {
            Arrays.fill(sums, BigInteger.ZERO);
        }

        void add(PerformanceCells.Truth truth) {
            for (int i = 0; i < 4; i++) {
                sums[i] = sums[i].add(truth.sums().get(i));
            }
            sums[4] = sums[4].add(truth.relative().get(0));
            sums[5] = sums[5].add(truth.relative().get(1));
        }
    }

    /**
     * @param bins every bin that occurs, ascending
     * @param some the cells that are added up, of which those count that the predicate holds for
     */
    Sample(PerformanceCells cells, long[] bins, List<Cell> some, Predicate<Cell> which) {
        this.cells = cells;
        this.bins = bins;
        this.rows = new long[3][bins.length];
        this.offsets = new double[3][bins.length];
        this.decided = new long[2][2][bins.length];
        for (Cell cell : some) {
            if (which.test(cell)) {
                add(cell);
            }
        }
    }

    private void add(Cell cell) {
        int label = cell.label() + 1;
        table[label][Math.max(0, cell.decision())] += cell.n();
        confirmed += cell.confirmed() == 1 ? cell.n() : 0;
        weak += cell.confirmed() == 0 ? cell.n() : 0;
        if (cell.truth() != null) {
            zeros += cell.truth().zeros();
        }
        if (cells.grid() != null && !(cells.regression() && label == NONE)) {
            int bin = Arrays.binarySearch(bins, cell.bin());
            rows[label][bin] += cell.n();
            offsets[label][bin] += cell.offset();
            decided[label == NONE ? 0 : 1][Math.max(0, cell.decision())][bin] += cell.n();
            if (cell.truth() != null) {
                truths.computeIfAbsent(bin, key -> new BinTruth()).add(cell.truth());
            }
        }
    }

    long all() {
        return labelled() + table[NONE][0] + table[NONE][1];
    }

    long labelled() {
        return positives() + negatives();
    }

    long confirmed() {
        return confirmed;
    }

    long weak() {
        return weak;
    }

    long positives() {
        return tp() + fn();
    }

    long negatives() {
        return fp() + tn();
    }

    long tp() {
        return table[POSITIVE][1];
    }

    long fp() {
        return table[NEGATIVE][1];
    }

    long fn() {
        return table[POSITIVE][0];
    }

    long tn() {
        return table[NEGATIVE][0];
    }

    /** Rows with a positive decision, labelled or not. */
    long decidedPositive() {
        return table[NONE][1] + table[NEGATIVE][1] + table[POSITIVE][1];
    }

    /** Labelled rows whose true value is 0, once rounded to 10⁻⁶. */
    long zeros() {
        return zeros;
    }

    boolean isScored() {
        return cells.grid() != null;
    }

    /** Rows in a bin, labelled or not. */
    long rowsIn(int bin) {
        return rows[NONE][bin] + rows[NEGATIVE][bin] + rows[POSITIVE][bin];
    }

    /** Rows in a bin with a decision. */
    long decidedIn(int bin, int decision, boolean labelledOnly) {
        return decided[1][decision][bin] + (labelledOnly ? 0 : decided[0][decision][bin]);
    }

    long positivesIn(int bin) {
        return rows[POSITIVE][bin];
    }

    long negativesIn(int bin) {
        return rows[NEGATIVE][bin];
    }

    /** The mean score of a bin's rows; NaN where there are none. */
    double meanIn(int bin) {
        return value(bin, offsets[NONE][bin] + offsets[NEGATIVE][bin] + offsets[POSITIVE][bin], rowsIn(bin));
    }

    private double value(int bin, double offset, double n) {
        return ((double) (bins[bin] * cells.grid().stepMicros()) + offset / n) / 1e6;
    }

    /** Labelled rows by score, or by error; rows of one bin count as having the bin's mean. */
    Histogram histogram() {
        TreeMap<Double, double[]> counts = new TreeMap<>();
        for (int bin = 0; bin < bins.length; bin++) {
            long n = rows[NEGATIVE][bin] + rows[POSITIVE][bin];
            if (n > 0) {
                double at = value(bin, offsets[NEGATIVE][bin] + offsets[POSITIVE][bin], n);
                counts.put(at, new double[] {rows[NEGATIVE][bin], rows[POSITIVE][bin]});
            }
        }
        return histogram(counts);
    }

    /** The same with each label's own mean in a bin, for what depends on score and label of one row; not for ranks. */
    Histogram histogramByLabel() {
        TreeMap<Double, double[]> counts = new TreeMap<>();
        for (int label = NEGATIVE; label <= POSITIVE; label++) {
            for (int bin = 0; bin < bins.length; bin++) {
                if (rows[label][bin] > 0) {
                    double at = value(bin, offsets[label][bin], rows[label][bin]);
                    counts.computeIfAbsent(at, key -> new double[2])[label - 1] += rows[label][bin];
                }
            }
        }
        return histogram(counts);
    }

    private static Histogram histogram(TreeMap<Double, double[]> counts) {
        double[] negatives = new double[counts.size()];
        double[] positives = new double[counts.size()];
        int next = 0;
        for (double[] each : counts.values()) {
            negatives[next] = each[0];
            positives[next++] = each[1];
        }
        return new Histogram(
                counts.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                negatives,
                positives,
                new double[counts.size()],
                1);
    }

    /** Sums over labelled rows of a regression: of true values, their 2nd, 3rd and 4th powers, relative errors and squares. */
    double[] truthMoments() {
        BigInteger[] sums = new BigInteger[6];
        Arrays.fill(sums, BigInteger.ZERO);
        for (BinTruth truth : truths.values()) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = sums[i].add(truth.sums[i]);
            }
        }
        BigInteger n = BigInteger.valueOf(labelled());
        // Central moments in whole numbers: differences of large sums would lose all digits of a double.
        BigInteger n2 = n.multiply(n);
        BigInteger second = n.multiply(sums[1]).subtract(sums[0].pow(2));
        BigInteger fourth = n2.multiply(n)
                .multiply(sums[3])
                .subtract(n2.multiply(BigInteger.valueOf(4)).multiply(sums[0]).multiply(sums[2]))
                .add(n.multiply(BigInteger.valueOf(6)).multiply(sums[0].pow(2)).multiply(sums[1]))
                .subtract(BigInteger.valueOf(3).multiply(sums[0].pow(4)));
        double unit = Math.pow(10, -cells.truthDigits());
        double rowsUsed = n.doubleValue();
        return new double[] {
            second.doubleValue() / (rowsUsed * rowsUsed) * unit * unit,
            fourth.doubleValue() / Math.pow(rowsUsed, 4) * Math.pow(unit, 4),
            sums[4].doubleValue() / 1e6,
            sums[5].doubleValue() / 1e12
        };
    }

    /** The mean over labelled rows of squared error times squared distance of the true value from the mean of all. */
    double jointMoment() {
        double unit = Math.pow(10, -cells.truthDigits());
        BigInteger sum = BigInteger.ZERO;
        for (BinTruth truth : truths.values()) {
            sum = sum.add(truth.sums[0]);
        }
        BigInteger n = BigInteger.valueOf(labelled());
        double joint = 0;
        for (var each : truths.entrySet()) {
            int bin = each.getKey();
            long count = rows[NEGATIVE][bin];
            double error = value(bin, offsets[NEGATIVE][bin], count);
            BigInteger[] sums = each.getValue().sums;
            // Σ(n·u − Σu)², of whole numbers.
            BigInteger squares = n.multiply(n)
                    .multiply(sums[1])
                    .subtract(BigInteger.TWO.multiply(n).multiply(sum).multiply(sums[0]))
                    .add(BigInteger.valueOf(count).multiply(sum.pow(2)));
            double rowsUsed = n.doubleValue();
            joint += error * error * (squares.doubleValue() / (rowsUsed * rowsUsed)) * unit * unit;
        }
        return joint / n.doubleValue();
    }
}
