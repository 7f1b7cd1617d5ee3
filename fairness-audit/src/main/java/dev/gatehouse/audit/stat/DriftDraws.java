package dev.gatehouse.audit.stat;

import java.util.Arrays;

/**
 * What chance does to distances of two samples over some cells: their rows dealt out anew, where nothing drifts, and samples drawn
 * from the two distributions that were observed.
 */
final class DriftDraws {
    /** With as many rows expected in every cell of both samples, squares are chi-square variates. */
    private static final double ASYMPTOTIC_ROWS = 10;
    /** Of so many replicates beyond a quantile the quantile is read off; of fewer it is that of the matched chi-square. */
    private static final double ENOUGH_BEYOND = 20;

    private static final int HALVINGS = 10;
    private static final long FEW_ROWS = 5;
    private static final long DRIFTED_SEED = 0x5DEECE66DL;

    private final TwoSamples cells;
    private final double[] gaps;
    private final double[] reference;
    private final double[] current;
    private final double[] pooled;
    private final double referenceRows;
    private final double currentRows;
    private final boolean merged;
    private final long seed;
    private float[][] still;
    private float[][] drifted;

    /**
     * A metric's noise.
     *
     * @param floor in the metric's scale, as are all (in the feature's unit for Wasserstein's normed one)
     * @param detectable null where no distance is seen
     */
    record Noise(double floor, Double detectable) {}

    private DriftDraws(TwoSamples cells, double[] gaps, boolean merged, long seed) {
        this.cells = cells;
        this.gaps = gaps;
        this.merged = merged;
        this.seed = seed;
        long[] first = cells.reference();
        long[] second = cells.current();
        referenceRows = cells.referenceRows();
        currentRows = cells.currentRows();
        double all = referenceRows + currentRows;
        // A single category may have others that were not met: half a row stands for them.
        int length = gaps == null && first.length == 1 ? 2 : first.length;
        reference = new double[length];
        current = new double[length];
        pooled = new double[length];
        for (int i = 0; i < first.length; i++) {
            pooled[i] = (first[i] + (double) second[i]) / all;
        }
        smooth(reference, first, referenceRows);
        smooth(current, second, currentRows);
        if (length > first.length) {
            unseen(reference, referenceRows);
            unseen(current, currentRows);
            unseen(pooled, all);
        }
    }

    /**
     * Shares that could be behind the counts: rows are added, spread over the cells by the pooled shares, one and another half for
     * each cell that is nearly empty, since what is drawn from an empty share stays empty.
     */
    private void smooth(double[] shares, long[] counts, double rows) {
        double added =
                1 + Arrays.stream(counts).filter(count -> count < FEW_ROWS).count() / 2.0;
        for (int i = 0; i < counts.length; i++) {
            shares[i] = (counts[i] + added * pooled[i]) / (rows + added);
        }
    }

    private static void unseen(double[] shares, double rows) {
        shares[0] = rows / (rows + 0.5);
        shares[1] = 0.5 / (rows + 0.5);
    }

    static DriftDraws ofCells(TwoSamples cells, long seed) {
        return new DriftDraws(cells, null, false, seed);
    }

    static DriftDraws ordered(TwoSamples two, long seed) {
        MergedCells merged = MergedCells.of(two);
        return new DriftDraws(merged.cells(), merged.gaps(), merged.merged(), seed);
    }

    Noise noise(DriftMetric metric, double alpha) {
        return metric.isSquare() ? ofSquare(metric, alpha) : ofNorm(metric, alpha);
    }

    /** The observed distance as an estimator; {@code unit} divides the norm of Wasserstein's normed distance. */
    Estimator estimator(DriftMetric metric, double statistic, double unit) {
        if (!metric.isSquare()) {
            Matched error = normError(metric);
            Matched scaled = new Matched(error.mean() / unit, error.variance() / (unit * unit));
            boolean normed = metric == DriftMetric.WASSERSTEIN_NORMED;
            return new NormDrift(statistic, scaled, normed ? deviationError() : 0, metric.greatest());
        }
        double observed = raw(metric, shares(cells.reference()), shares(cells.current()));
        boolean asymptotic = isAsymptotic(metric);
        Matched moments = asymptotic ? asymptotic(metric) : Matched.of(stillSquares(metric));
        double unbiased = raw(metric, reference, current);
        Matched alike = moments;
        Matched apart = moments;
        if (unbiased > moments.mean()) {
            apart = driftedSquares(metric);
            alike = asymptotic ? moments : pooledSquares(metric);
        }
        double greatest =
                Double.isInfinite(metric.greatest()) && metric != DriftMetric.CHI_SQUARE ? Double.POSITIVE_INFINITY : 1;
        SquareDrift square = SquareDrift.of(observed, moments, alike, unbiased, apart, greatest);
        return new Transformed(
                square,
                statistic,
                t -> metric.scaled(t, cells),
                limit -> limit < 0 ? Double.NEGATIVE_INFINITY : metric.unscaled(limit, cells));
    }

    private double[] shares(long[] counts) {
        return Arrays.copyOf(Distances.shares(counts), pooled.length);
    }

    private double raw(DriftMetric metric, double[] first, double[] second) {
        return metric.raw(first, second, gaps, referenceRows, currentRows);
    }

    // Squares

    private Noise ofSquare(DriftMetric metric, double alpha) {
        double floor;
        Matched moments;
        if (isAsymptotic(metric)) {
            moments = asymptotic(metric);
            int degrees = pooled.length - 1;
            floor = moments.mean() / degrees * DriftStatistics.chiSquareQuantile(alpha, degrees);
        } else {
            double[] still = stillSquares(metric);
            moments = Matched.of(still);
            floor = beyond(still, alpha);
        }
        SquareDrift square = SquareDrift.of(0, moments, moments, 0, moments, Double.POSITIVE_INFINITY);
        double seen = metric.scaled(square.reaching(floor, -powerScore()), cells);
        double greatest = metric == DriftMetric.CHI_SQUARE ? referenceRows + currentRows : metric.greatest();
        return new Noise(metric.observed(floor, cells), seen > 0 && seen <= greatest ? seen : null);
    }

    /** Whether so many rows are expected in every cell that the square is a chi-square variate where nothing drifts. */
    private boolean isAsymptotic(DriftMetric metric) {
        double smaller = Math.min(referenceRows, currentRows);
        return metric != DriftMetric.ENERGY
                && pooled.length > 1
                && Arrays.stream(pooled).allMatch(share -> share * smaller >= ASYMPTOTIC_ROWS);
    }

    /** Moments of the multiple of a chi-square variate that the square is. */
    private Matched asymptotic(DriftMetric metric) {
        double rows = 1 / referenceRows + 1 / currentRows;
        double unit = switch (metric) {
            case PSI -> rows;
            case KULLBACK_LEIBLER -> rows / 2;
            case HELLINGER -> rows / 8;
            case JENSEN_SHANNON -> rows / 8 / StrictMath.log(2);
            default -> 1 / (referenceRows + currentRows);
        };
        int degrees = pooled.length - 1;
        return new Matched(unit * degrees, 2 * unit * unit * degrees);
    }

    private double[] stillSquares(DriftMetric metric) {
        return metric == DriftMetric.ENERGY ? energies(stillDifferences()) : squares(metric, dealt());
    }

    /** As {@link #driftedSquares}, of two samples that are drawn from one distribution. */
    private Matched pooledSquares(DriftMetric metric) {
        Replicates replicates = Replicates.drawn(pooled, pooled, referenceRows, currentRows, seed ^ DRIFTED_SEED);
        return Matched.of(
                metric == DriftMetric.ENERGY ? energies(differences(replicates)) : squares(metric, replicates));
    }

    private Matched driftedSquares(DriftMetric metric) {
        return Matched.of(metric == DriftMetric.ENERGY ? energies(driftedDifferences()) : squares(metric, drawn()));
    }

    private double[] squares(DriftMetric metric, Replicates replicates) {
        double[] squares = new double[replicates.count];
        replicates.forEach((number, first, second) -> squares[number] = raw(metric, first, second));
        return squares;
    }

    private double[] energies(float[][] differences) {
        double[] squares = new double[differences.length];
        double[] difference = new double[pooled.length];
        for (int j = 0; j < squares.length; j++) {
            squares[j] = Distances.energy(moved(differences[j], 0, difference, difference), gaps);
        }
        return squares;
    }

    // Draws, of which the differences are kept

    /** Nothing drifts: the rows dealt out anew. */
    private Replicates dealt() {
        boolean unmet = pooled.length > cells.reference().length;
        return unmet
                ? Replicates.drawn(pooled, pooled, referenceRows, currentRows, seed)
                : Replicates.dealt(cells, seed);
    }

    /** The drift that was observed. */
    private Replicates drawn() {
        return Replicates.drawn(reference, current, referenceRows, currentRows, seed ^ DRIFTED_SEED);
    }

    private float[][] stillDifferences() {
        if (still == null) {
            still = differences(dealt());
        }
        return still;
    }

    private float[][] driftedDifferences() {
        if (drifted == null) {
            drifted = differences(drawn());
        }
        return drifted;
    }

    private float[][] differences(Replicates replicates) {
        float[][] differences = new float[replicates.count][pooled.length];
        replicates.forEach((number, first, second) -> {
            for (int i = 0; i < first.length; i++) {
                differences[number][i] = (float) (second[i] - first[i]);
            }
        });
        return differences;
    }

    // Norms

    private Noise ofNorm(DriftMetric metric, double alpha) {
        // Merged cells miss the greatest difference by some per cent; the limit is for values without ties.
        boolean limit = metric == DriftMetric.KS && (merged || pooled.length == 1);
        double floor = limit
                ? KolmogorovSmirnov.exceeded(alpha, referenceRows, currentRows)
                : beyond(norms(metric, stillDifferences(), 0, new double[pooled.length]), alpha);
        return new Noise(floor, detectable(metric, floor));
    }

    private Matched normError(DriftMetric metric) {
        return Matched.of(norms(metric, driftedDifferences(), -1, Distances.difference(reference, current)));
    }

    /** Of each difference with a multiple of a direction added. */
    private double[] norms(DriftMetric metric, float[][] differences, double times, double[] direction) {
        double[] norms = new double[differences.length];
        double[] difference = new double[pooled.length];
        for (int j = 0; j < norms.length; j++) {
            norms[j] = metric.norm(moved(differences[j], times, direction, difference), gaps);
        }
        return norms;
    }

    /** The way along the metric's own direction at which a share {@link DriftStatistics#POWER} of replicates is beyond the floor. */
    private Double detectable(DriftMetric metric, double floor) {
        double[] direction = direction(metric);
        double length = metric.norm(direction, gaps);
        double greatest = gaps == null || metric == DriftMetric.KS
                ? 1
                : Arrays.stream(gaps).sum();
        if (!(length > 0)) {
            return null;
        }
        double low = 0;
        double high = 4 * floor;
        for (int step = 0; step < HALVINGS; step++) {
            double middle = (low + high) / 2;
            boolean seen = lowerTail(metric, direction, middle / length) > floor;
            high = seen ? middle : high;
            low = seen ? low : middle;
        }
        return high <= greatest ? high : null;
    }

    private double lowerTail(DriftMetric metric, double[] direction, double times) {
        double[] norms = norms(metric, stillDifferences(), times, direction);
        Arrays.sort(norms);
        return norms[(int) ((1 - DriftStatistics.POWER) * norms.length)];
    }

    private static double[] moved(float[] difference, double times, double[] direction, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = difference[i] + (times == 0 ? 0 : times * direction[i]);
        }
        return into;
    }

    /**
     * Where a drift is looked for: ordered values move up, in proportion to the rows on both sides; of categories every other one
     * grows at the cost of the rest, and for the greatest difference only the most common one.
     */
    private double[] direction(DriftMetric metric) {
        double[] direction = new double[pooled.length];
        if (gaps != null) {
            double below = 0;
            double tilt = 0;
            for (int i = 0; i < direction.length; i++) {
                below += pooled[i];
                double next = below * (1 - below);
                direction[i] = tilt - next;
                tilt = next;
            }
            return direction;
        }
        boolean one = metric == DriftMetric.L_INFINITY;
        int most = 0;
        for (int i = 0; i < direction.length; i++) {
            most = pooled[i] > pooled[most] ? i : most;
        }
        double growing = 0;
        for (int i = 0; i < direction.length; i++) {
            growing += (one ? i == most : i % 2 == 0) ? pooled[i] : 0;
        }
        for (int i = 0; i < direction.length; i++) {
            boolean grows = one ? i == most : i % 2 == 0;
            direction[i] = grows ? pooled[i] / growing : -pooled[i] / (1 - growing);
        }
        return direction;
    }

    /** The relative standard error of the reference's standard deviation. */
    private double deviationError() {
        double[] values = cells.values();
        double[] shares = Distances.shares(cells.reference());
        double mean = 0;
        for (int i = 0; i < shares.length; i++) {
            mean += shares[i] * values[i];
        }
        double second = 0;
        double fourth = 0;
        for (int i = 0; i < shares.length; i++) {
            double square = (values[i] - mean) * (values[i] - mean);
            second += shares[i] * square;
            fourth += shares[i] * square * square;
        }
        double kurtosis = second > 0 ? fourth / (second * second) : 1;
        return Math.sqrt(Math.max(0, kurtosis - 1) / (4 * referenceRows));
    }

    private static double beyond(double[] replicates, double alpha) {
        if (replicates.length * alpha < ENOUGH_BEYOND) {
            return Matched.of(replicates).quantile(Normal.upperQuantile(alpha));
        }
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        double place = (1 - alpha) * (sorted.length - 1);
        int before = (int) place;
        int after = Math.min(before + 1, sorted.length - 1);
        return sorted[before] + (place - before) * (sorted[after] - sorted[before]);
    }

    private static double powerScore() {
        return Normal.upperQuantile(1 - DriftStatistics.POWER);
    }
}
