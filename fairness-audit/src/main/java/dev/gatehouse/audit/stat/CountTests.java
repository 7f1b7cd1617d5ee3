package dev.gatehouse.audit.stat;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Tests on two samples' counts of the same cells, none of them empty in both; described at {@link DriftTest}. */
final class CountTests {
    /** Cochran's rule: below this expected count a chi-square approximation is not used. */
    private static final double SMALL_EXPECTED_COUNT = 5;

    private static final int MOST_REPLICATES = 2_000;
    private static final int FEWEST_REPLICATES = 50;
    /** With fewer replicates p is the tail of the matched chi-square, not a share of them. */
    private static final int ENOUGH_REPLICATES = 1_000;

    private static final int MOST_DRAWS = 4_000_000;
    /** Up to as many rows, the rows themselves are shuffled; of more, each cell's count is dealt out. */
    private static final int MOST_SHUFFLED = 10_000;

    /** Simulated statistics within this factor of the observed one count as equal to it. */
    private static final double SLACK = 1 - 1e-9;

    private CountTests() {}

    static Test chiSquare(TwoSamples two, long seed) {
        double statistic = DriftMetric.CHI_SQUARE.statistic(two);
        int degrees = two.reference().length - 1;
        if (degrees == 0) {
            return new Test("chi-square", 0, 0, 1);
        }
        if (leastExpected(two) >= SMALL_EXPECTED_COUNT) {
            return new Test("chi-square", statistic, degrees, Normal.chiSquareUpper(statistic, degrees));
        }
        if (degrees == 1) {
            return fisher(two);
        }
        return new Test("chi-square, simulated", statistic, degrees, simulated(DriftMetric.CHI_SQUARE, two, seed));
    }

    /** The test of two cells that has enough rows for it; null for another number of cells. */
    static DriftTest ofTwoCells(TwoSamples two) {
        if (two.reference().length != 2) {
            return null;
        }
        return leastExpected(two) >= SMALL_EXPECTED_COUNT ? DriftTest.TWO_PROPORTION_Z : DriftTest.FISHER;
    }

    static Test g(TwoSamples two) {
        double[] reference = Distances.shares(two.reference());
        double[] current = Distances.shares(two.current());
        double n = two.referenceRows();
        double m = two.currentRows();
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double pooled = Distances.pooled(reference[i], current[i], n, m);
            sum += n * term(reference[i], pooled) + m * term(current[i], pooled);
        }
        int degrees = reference.length - 1;
        double statistic = Math.max(0, 2 * sum);
        return new Test("G", statistic, degrees, degrees == 0 ? 1 : Normal.chiSquareUpper(statistic, degrees));
    }

    private static double term(double share, double pooled) {
        return share > 0 ? share * StrictMath.log(share / pooled) : 0;
    }

    static Test fisher(TwoSamples two) {
        Proportion[] shares = shares(two);
        long successes = shares[0].successes() + shares[1].successes();
        long trials = shares[0].trials() + shares[1].trials();
        long tables =
                Math.min(Math.min(shares[0].trials(), shares[1].trials()), Math.min(successes, trials - successes));
        return tables < Tests.MAX_FISHER_TABLES
                ? Tests.fisher(shares[1], shares[0])
                : Tests.twoProportionZ(shares[1], shares[0]);
    }

    static Test twoProportionZ(TwoSamples two) {
        Proportion[] shares = shares(two);
        return Tests.twoProportionZ(shares[1], shares[0]);
    }

    /** The first cell's rows in the reference and in the current sample. */
    private static Proportion[] shares(TwoSamples two) {
        return new Proportion[] {
            Proportion.of(two.reference()[0], two.referenceRows()), Proportion.of(two.current()[0], two.currentRows())
        };
    }

    static Test totalVariation(TwoSamples two, long seed) {
        double statistic = DriftMetric.TOTAL_VARIATION.statistic(two);
        double p = statistic == 0 ? 1 : simulated(DriftMetric.TOTAL_VARIATION, two, seed);
        return new Test("total variation, simulated", statistic, 0, p);
    }

    private static double simulated(DriftMetric metric, TwoSamples two, long seed) {
        double n = two.referenceRows();
        double m = two.currentRows();
        double[] reference = Distances.shares(two.reference());
        double[] current = Distances.shares(two.current());
        double observed = metric.raw(reference, current, null, n, m) * SLACK;
        boolean shuffled = n + m <= MOST_SHUFFLED;
        int cost = shuffled ? (int) (n + m) : reference.length;
        int count = Math.max(FEWEST_REPLICATES, Math.min(MOST_REPLICATES, MOST_DRAWS / cost));
        double[] drawn = new double[count];
        Replicates.Use use = (number, first, second) -> drawn[number] = metric.raw(first, second, null, n, m);
        if (shuffled) {
            shuffle(two, count, seed, use);
        } else {
            Replicates.dealt(two, seed, count).forEach(use);
        }
        if (count < ENOUGH_REPLICATES) {
            return Matched.of(drawn).upper(observed);
        }
        long reached = Arrays.stream(drawn).filter(each -> each >= observed).count();
        return (reached + 1.0) / (count + 1.0);
    }

    /** Deals the rows of both samples out anew, in samples of exactly the same sizes. */
    private static void shuffle(TwoSamples two, int count, long seed, Replicates.Use use) {
        long[] reference = two.reference();
        long[] current = two.current();
        int n = (int) two.referenceRows();
        int m = (int) two.currentRows();
        int[] rows = new int[n + m];
        int at = 0;
        for (int cell = 0; cell < reference.length; cell++) {
            int end = at + (int) (reference[cell] + current[cell]);
            Arrays.fill(rows, at, end, cell);
            at = end;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] first = new double[reference.length];
        double[] second = new double[reference.length];
        for (int number = 0; number < count; number++) {
            Arrays.fill(first, 0);
            for (int i = 0; i < n; i++) {
                int other = i + random.nextInt(n + m - i);
                int cell = rows[other];
                rows[other] = rows[i];
                rows[i] = cell;
                first[cell]++;
            }
            for (int cell = 0; cell < first.length; cell++) {
                second[cell] = (reference[cell] + current[cell] - first[cell]) / m;
                first[cell] /= n;
            }
            use.replicate(number, first, second);
        }
    }

    private static double leastExpected(TwoSamples two) {
        double n = two.referenceRows();
        double m = two.currentRows();
        long[] first = two.reference();
        long[] second = two.current();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < first.length; i++) {
            least = Math.min(least, (first[i] + (double) second[i]) / (n + m) * Math.min(n, m));
        }
        return least;
    }
}
