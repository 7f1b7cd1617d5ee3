package dev.gatehouse.audit.stat;

/**
 * Epps and Singleton's test: the empirical characteristic functions of two samples at 0.4 and 0.8 over half the interquartile range
 * of both, with their correction for small samples. p is that of a chi-square with as many degrees as the covariance has rank.
 */
final class EppsSingleton {
    private static final double[] POINTS = {0.4, 0.8};
    private static final int SIZE = 2 * POINTS.length;
    private static final int SMALL_ROWS = 25;
    private static final double RANK_TOLERANCE = 1e-12;

    private EppsSingleton() {}

    static String undefined(TwoSamples two) {
        if (two.referenceRows() < 5 || two.currentRows() < 5) {
            return "a sample has fewer than 5 rows";
        }
        return range(two) > 0 ? null : "the middle half of the rows has one value";
    }

    static Test test(TwoSamples two) {
        double scale = range(two) / 2;
        double n = two.referenceRows();
        double m = two.currentRows();
        double all = n + m;
        double[] first = new double[SIZE];
        double[] second = new double[SIZE];
        double[][] ofFirst = covariance(two.values(), two.reference(), n, scale, first);
        double[][] ofSecond = covariance(two.values(), two.current(), m, scale, second);
        double[][] covariance = new double[SIZE][SIZE];
        double[] difference = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            difference[i] = first[i] - second[i];
            for (int j = 0; j < SIZE; j++) {
                covariance[i][j] = all / n * ofFirst[i][j] + all / m * ofSecond[i][j];
            }
        }
        double[] form = new double[1];
        int rank = quadratic(covariance, difference, form);
        double statistic = all * form[0];
        if (Math.max(n, m) < SMALL_ROWS) {
            statistic /= 1 + StrictMath.pow(all, -0.45) + 10.1 * (StrictMath.pow(n, -1.7) + StrictMath.pow(m, -1.7));
        }
        double p = rank == 0 ? 1 : Normal.chiSquareUpper(statistic, rank);
        return new Test("Epps–Singleton", statistic, rank, p);
    }

    /** Covariance with divisor n of the cosines and sines; their means into {@code mean}. */
    private static double[][] covariance(double[] values, long[] counts, double rows, double scale, double[] mean) {
        double[][] products = new double[SIZE][SIZE];
        double[] waves = new double[SIZE];
        for (int i = 0; i < values.length; i++) {
            for (int point = 0; counts[i] > 0 && point < POINTS.length; point++) {
                waves[point] = StrictMath.cos(POINTS[point] / scale * values[i]);
                waves[POINTS.length + point] = StrictMath.sin(POINTS[point] / scale * values[i]);
            }
            for (int row = 0; counts[i] > 0 && row < SIZE; row++) {
                mean[row] += counts[i] / rows * waves[row];
                for (int column = 0; column < SIZE; column++) {
                    products[row][column] += counts[i] / rows * waves[row] * waves[column];
                }
            }
        }
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                products[row][column] -= mean[row] * mean[column];
            }
        }
        return products;
    }

    /** xᵀ A⁻ x into {@code form}, by elimination from the greatest pivot on, which also finds the rank. */
    private static int quadratic(double[][] a, double[] x, double[] form) {
        boolean[] done = new boolean[SIZE];
        double largest = 0;
        for (int step = 0; step < SIZE; step++) {
            int pivot = -1;
            for (int i = 0; i < SIZE; i++) {
                pivot = !done[i] && (pivot < 0 || a[i][i] > a[pivot][pivot]) ? i : pivot;
            }
            largest = Math.max(largest, a[pivot][pivot]);
            if (a[pivot][pivot] <= RANK_TOLERANCE * largest || !(largest > 0)) {
                return step;
            }
            done[pivot] = true;
            form[0] += x[pivot] * x[pivot] / a[pivot][pivot];
            for (int i = 0; i < SIZE; i++) {
                double factor = done[i] ? 0 : a[i][pivot] / a[pivot][pivot];
                for (int j = 0; factor != 0 && j < SIZE; j++) {
                    a[i][j] -= done[j] ? 0 : factor * a[pivot][j];
                }
                x[i] -= factor * x[pivot];
            }
        }
        return SIZE;
    }

    /** The interquartile range of both samples, between ranks interpolated. */
    private static double range(TwoSamples two) {
        return quantile(two, 0.75) - quantile(two, 0.25);
    }

    private static double quantile(TwoSamples two, double share) {
        double[] values = two.values();
        long[] reference = two.reference();
        long[] current = two.current();
        double place = share * (two.referenceRows() + two.currentRows() - 1.0);
        double before = Math.floor(place);
        double low = Double.NaN;
        double below = 0;
        for (int i = 0; i < values.length; i++) {
            below += reference[i] + (double) current[i];
            if (Double.isNaN(low) && below > before) {
                low = values[i];
            }
            if (below > before + 1 || place == before && below > before) {
                return low + (place - before) * (values[i] - low);
            }
        }
        return low;
    }
}
