package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often 95 % intervals for scores, errors and inequality hold the truth: by sampling from populations whose truth is
 * computed, with fixed seeds, or exactly where outcomes can be listed. ADR 0012 shows the figures.
 */
class ScoreCoverageTest {
    private static final double Z95 = Normal.quantile(0.95);
    private static final int SAMPLES = 2000;

    /** Shares of rows at each value, and the rate of positive labels there. */
    private record Population(double[] values, double[] shares, double[] rates) {
        Histogram truth() {
            double[] negatives = new double[values.length];
            double[] positives = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                positives[i] = shares[i] * rates[i] * 1e6;
                negatives[i] = shares[i] * (1 - rates[i]) * 1e6;
            }
            return new Histogram(values, negatives, positives, new double[values.length], 1);
        }

        Histogram sample(int rows, SplittableRandom random) {
            double[] cumulated = new double[values.length];
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += shares[i];
                cumulated[i] = sum;
            }
            double[] negatives = new double[values.length];
            double[] positives = new double[values.length];
            for (int row = 0; row < rows; row++) {
                double u = random.nextDouble() * sum;
                int found = Arrays.binarySearch(cumulated, u);
                int cell = found < 0 ? Math.min(values.length - 1, -found - 1) : found;
                if (random.nextDouble() < rates[cell]) {
                    positives[cell]++;
                } else {
                    negatives[cell]++;
                }
            }
            return new Histogram(values, negatives, positives, new double[values.length], 1);
        }
    }

    /** Two normal distributions, {@code distance} apart, in {@code cells} equal cells from −4 to 4 + distance. */
    private static Population normals(double distance, double prevalence, int cells) {
        double[] values = new double[cells];
        double[] shares = new double[cells];
        double[] rates = new double[cells];
        double width = (8 + distance) / cells;
        for (int i = 0; i < cells; i++) {
            double from = -4 + i * width;
            double negative = (Normal.upper(from) - Normal.upper(from + width)) * (1 - prevalence);
            double positive = (Normal.upper(from - distance) - Normal.upper(from + width - distance)) * prevalence;
            values[i] = from + width / 2;
            shares[i] = negative + positive;
            rates[i] = positive / (negative + positive);
        }
        return new Population(values, shares, rates);
    }

    /** Ten scores 0.05 to 0.95, equally frequent, whose true rates are off by {@code gap} towards 0.5. */
    private static Population scores(double gap) {
        double[] values = new double[10];
        double[] shares = new double[10];
        double[] rates = new double[10];
        for (int i = 0; i < 10; i++) {
            values[i] = (2 * i + 1) / 20.0;
            shares[i] = 0.1;
            rates[i] = values[i] + (values[i] < 0.5 ? gap : -gap);
        }
        return new Population(values, shares, rates);
    }

    /** Of samples with both labels, the share whose interval holds the population's own value, for each statistic. */
    private static double[] coverage(Population population, int rows, List<Function<Histogram, Estimator>> statistics) {
        double[] truths = statistics.stream()
                .mapToDouble(statistic -> statistic.apply(population.truth()).value())
                .toArray();
        SplittableRandom random = new SplittableRandom(20261122L + rows);
        double[] held = new double[truths.length];
        int used = 0;
        for (int i = 0; i < SAMPLES; i++) {
            Histogram sample = population.sample(rows, random);
            if (sample.positiveTotal() > 0 && sample.negativeTotal() > 0) {
                for (int s = 0; s < truths.length; s++) {
                    held[s] += statistics.get(s).apply(sample).at(Z95).contains(truths[s]) ? 1 : 0;
                }
                used++;
            }
        }
        int total = used;
        return Arrays.stream(held).map(count -> count / total).toArray();
    }

    /** Normal classes 0 to 3.5 standard deviations apart, as ten scores and as 400: from no order to nearly perfect. */
    @ParameterizedTest
    @CsvSource({"0, 10", "0, 400", "0.95, 10", "0.95, 400", "2.3, 10", "2.3, 400", "3.5, 10", "3.5, 400"})
    void discrimination(double distance, int cells) {
        Population population = normals(distance, 0.4, cells);
        for (int rows : new int[] {30, 100, 500}) {
            double[] coverage = coverage(population, rows, List.of(Histogram::auc, Histogram::ks));
            assertThat(coverage[0]).isBetween(0.935, 0.98);
            // Conservative by construction, but for the few rows that decide near 1.
            assertThat(coverage[1]).isBetween(0.92, 1.0);
        }
    }

    /** From perfectly calibrated, where noise alone makes the error positive, to off by 0.2. */
    @ParameterizedTest
    @CsvSource({"0", "0.02", "0.05", "0.2"})
    void calibration(double gap) {
        Population population = scores(gap);
        assertThat(population.truth().calibration(10).ece().value()).isCloseTo(gap, within(1e-9));
        for (int rows : new int[] {50, 200, 1000}) {
            double[] coverage = coverage(
                    population,
                    rows,
                    List.of(histogram -> histogram.calibration(10).ece(), Histogram::brier));
            assertThat(coverage[0]).isBetween(0.93, 0.975);
            assertThat(coverage[1]).isBetween(0.94, 0.97);
        }
    }

    @Test
    void moments() {
        List<Function<Histogram, Estimator>> statistics = List.of(
                Histogram::mean, ScoreCoverageTest::standardized, Moments::meanAbsolute, Moments::rootMeanSquare);
        for (int rows : new int[] {30, 100}) {
            double[] coverage = coverage(normals(1, 0.4, 400), rows, statistics);
            assertThat(coverage[0]).isBetween(0.94, 0.965);
            assertThat(coverage[1]).isBetween(0.94, 0.97);
            assertThat(coverage[2]).isBetween(0.93, 0.965);
            // Squares of normal errors are skewed, and 30 rows show too few of the large ones.
            assertThat(coverage[3]).isBetween(0.92, 0.965);
        }
    }

    private static Estimator standardized(Histogram h) {
        double[] none = new double[h.values().length];
        return Differences.standardizedMean(
                new Histogram(h.values(), none, h.positives(), none, 1),
                new Histogram(h.values(), none, h.negatives(), none, 1));
    }

    /** Coverage of a continuous quantile depends on the ranks of the ends alone, so it is exact here. */
    @Test
    void quantiles() {
        for (int n : new int[] {10, 30, 100, 500}) {
            double[] values = new double[n];
            double[] ones = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = i + 1;
                ones[i] = 1;
            }
            Histogram histogram = new Histogram(values, new double[n], ones, new double[n], 1);
            for (double q : new double[] {0.05, 0.25, 0.5, 0.75, 0.95}) {
                Interval interval = histogram.quantile(q).at(Z95);
                BinomialDistribution below = BinomialDistribution.of(n, q);
                double coverage = 0;
                for (int x = 0; x <= n; x++) {
                    coverage += interval.lower() <= x && x < interval.upper() ? below.probability(x) : 0;
                }
                assertThat(coverage).as("%d rows, quantile %s", n, q).isBetween(n < 30 ? 0.91 : 0.935, 0.985);
            }
        }
    }

    /** Every outcome of thirty people with benefits 0, 1 and 2. */
    @Test
    void inequality() {
        for (double alpha : new double[] {1, 2}) {
            int n = 30;
            Map<Long, Interval> intervals = new HashMap<>();
            for (double zero : new double[] {0.02, 0.1, 0.3, 0.5}) {
                for (double two : new double[] {0.02, 0.1, 0.3}) {
                    double truth = Inequality.generalizedEntropy(
                                    new double[] {zero * 1e6, (1 - zero - two) * 1e6, two * 1e6}, alpha, 1)
                            .value();
                    BinomialDistribution zeros = BinomialDistribution.of(n, zero);
                    double coverage = 0;
                    for (int x = 0; x < n; x++) {
                        BinomialDistribution twos = BinomialDistribution.of(n - x, two / (1 - zero));
                        for (int y = 0; y <= n - x; y++) {
                            long[] counts = {x, n - x - y, y};
                            Interval interval = intervals.computeIfAbsent(
                                    x * 100L + y,
                                    key -> Inequality.generalizedEntropy(counts, alpha)
                                            .at(Z95));
                            coverage += interval.contains(truth) ? zeros.probability(x) * twos.probability(y) : 0;
                        }
                    }
                    assertThat(coverage)
                            .as("alpha %s, shares %s and %s", alpha, zero, two)
                            .isBetween(0.925, 0.99);
                }
            }
        }
    }
}
