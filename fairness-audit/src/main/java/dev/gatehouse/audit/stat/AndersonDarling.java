package dev.gatehouse.audit.stat;

/**
 * Anderson and Darling's test of several samples, as standardised and tabulated by Scholz and Stephens (JASA 82 (1987) 918–924),
 * whose quadratic in the logarithm of p interpolates their table.
 */
final class AndersonDarling {
    private static final double[] P = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
    private static final double[] CONSTANT = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    private static final double[] ROOT = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    private static final double[] INVERSE = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    /** Beyond as many rows two sums over ranks are replaced by their limits. */
    private static final int MOST_SUMMED = 1_000_000;

    private static final double EULER = 0.57721566490153286;

    private AndersonDarling() {}

    /**
     * @param counts by sample, then by value ascending; every sample has rows, and all together at least two values and four rows
     * @param midRanks whether ties are halved; else the statistic of samples without ties
     */
    static Test test(long[][] counts, boolean midRanks) {
        int samples = counts.length;
        double[] rows = new double[samples];
        double inverse = 0;
        double all = 0;
        for (int s = 0; s < samples; s++) {
            for (long count : counts[s]) {
                rows[s] += count;
            }
            inverse += 1 / rows[s];
            all += rows[s];
        }
        double statistic =
                (raw(counts, rows, all, midRanks) - (samples - 1)) / Math.sqrt(variance(samples, inverse, all));
        return new Test("Anderson–Darling", statistic, 0, p(statistic, samples - 1));
    }

    private static double raw(long[][] counts, double[] rows, double all, boolean midRanks) {
        double sum = 0;
        double[] within = new double[rows.length];
        double before = 0;
        for (int j = 0; j < counts[0].length; j++) {
            double tied = 0;
            for (long[] sample : counts) {
                tied += sample[j];
            }
            double at = before + (midRanks ? tied / 2 : tied);
            before += tied;
            double weight = at * (all - at) - (midRanks ? all * tied / 4 : 0);
            for (int s = 0; s < rows.length; s++) {
                within[s] += counts[s][j];
                double below = within[s] - (midRanks ? counts[s][j] / 2.0 : 0);
                double distance = all * below - at * rows[s];
                sum += tied > 0 && weight > 0 ? tied / all * distance * distance / weight / rows[s] : 0;
            }
        }
        return midRanks ? sum * (all - 1) / all : sum;
    }

    private static double variance(int k, double inverse, double n) {
        double harmonic = StrictMath.log(n - 1) + EULER;
        double nested = Math.PI * Math.PI / 6;
        if (n <= MOST_SUMMED) {
            harmonic = 1;
            nested = 0;
            double tail = 0;
            for (int i = (int) n - 1; i > 1; i--) {
                tail += 1.0 / i;
                nested += tail / (n - i + 1);
            }
            harmonic += tail;
        }
        double a = (4 * nested - 6) * (k - 1) + (10 - 6 * nested) * inverse;
        double b = (2 * nested - 4) * k * k
                + 8 * harmonic * k
                + (2 * nested - 14 * harmonic - 4) * inverse
                - 8 * harmonic
                + 4 * nested
                - 6;
        double c = (6 * harmonic + 2 * nested - 2) * k * k
                + (4 * harmonic - 4 * nested + 6) * k
                + (2 * harmonic - 6) * inverse
                + 4 * harmonic;
        double d = (2 * harmonic + 6) * k * k - 4 * harmonic * k;
        return (((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3));
    }

    /** The quadratic through log p over the critical values, least squares, cut to the table's ends. */
    private static double p(double statistic, int degrees) {
        double[][] sums = new double[3][4];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < P.length; i++) {
            double critical = CONSTANT[i] + ROOT[i] / Math.sqrt(degrees) + INVERSE[i] / degrees;
            least = Math.min(least, critical);
            most = Math.max(most, critical);
            double[] powers = {1, critical, critical * critical};
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    sums[row][column] += powers[row] * powers[column];
                }
                sums[row][3] += powers[row] * StrictMath.log(P[i]);
            }
        }
        if (statistic <= least) {
            return P[0];
        }
        if (statistic >= most) {
            return P[P.length - 1];
        }
        for (int pivot = 0; pivot < 3; pivot++) {
            for (int row = 0; row < 3; row++) {
                double factor = sums[row][pivot] / sums[pivot][pivot];
                for (int column = pivot; row != pivot && column < 4; column++) {
                    sums[row][column] -= factor * sums[pivot][column];
                }
            }
        }
        double log =
                sums[0][3] / sums[0][0] + statistic * (sums[1][3] / sums[1][1] + statistic * (sums[2][3] / sums[2][2]));
        return Math.max(P[P.length - 1], Math.min(P[0], StrictMath.exp(log)));
    }
}
