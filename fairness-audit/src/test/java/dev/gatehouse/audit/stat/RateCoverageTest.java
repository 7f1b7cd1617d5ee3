package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often 95 % intervals for rates hold the truth, and how often tests at 5 % err: exactly, by summing the probability of
 * every outcome. ADR 0012 shows the measured figures; the bounds here are those, rounded outward.
 */
class RateCoverageTest {
    private static final double Z95 = Normal.quantile(0.95);
    private static final int[][] SIZES = {{10, 10}, {20, 20}, {30, 30}, {10, 30}, {30, 15}};
    private static final double STEP = 0.05;
    /** An end that equals the truth but for rounding holds it. */
    private static final double ROUNDING = 1e-9;

    private record Coverage(double mean, double least, double most) {
        static Coverage of(List<Double> coverages) {
            double sum = 0;
            double least = 1;
            double most = 0;
            for (double coverage : coverages) {
                sum += coverage;
                least = Math.min(least, coverage);
                most = Math.max(most, coverage);
            }
            return new Coverage(sum / coverages.size(), least, most);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 0.955, 0.858", "10, 0.956, 0.913", "30, 0.952, 0.929", "100, 0.950, 0.933"})
    void rates(int trials, double mean, double least) {
        List<Double> coverages = new ArrayList<>();
        for (double p = 0.02; p < 0.985; p += 0.01) {
            double[] probabilities = probabilities(trials, p);
            double coverage = 0;
            for (int x = 0; x <= trials; x++) {
                coverage += holds(Proportions.wilson(Proportion.of(x, trials)).at(Z95), p) ? probabilities[x] : 0;
            }
            coverages.add(coverage);
        }
        check(Coverage.of(coverages), mean, least);
    }

    @Test
    void differences() {
        check(twoRates(Proportions::difference, (p1, p2) -> p1 - p2), 0.952, 0.908);
    }

    @Test
    void ratios() {
        check(
                twoRateIntervals((one, two) -> Proportions.ratioInterval(one, two, Z95), (p1, p2) -> p1 / p2),
                0.952,
                0.913);
    }

    @Test
    void oddsRatios() {
        check(
                twoRateIntervals(
                        (one, two) -> undefinedOdds(one, two)
                                ? new Interval(0, Double.POSITIVE_INFINITY)
                                : Proportions.oddsRatio(one, two).at(Z95),
                        (p1, p2) -> p1 / (1 - p1) / (p2 / (1 - p2))),
                0.9545,
                0.928);
    }

    private static boolean undefinedOdds(Proportion one, Proportion two) {
        return one.successes() == 0 && two.successes() == 0
                || one.successes() == one.trials() && two.successes() == two.trials();
    }

    @Test
    void ratiosByMover() {
        check(
                twoRateIntervals(
                        (one, two) -> two.successes() == 0
                                ? new Interval(0, Double.POSITIVE_INFINITY)
                                : Mover.ratio(Proportions.wilson(one), Proportions.wilson(two))
                                        .at(Z95),
                        (p1, p2) -> p1 / p2),
                0.954,
                0.913);
    }

    @Test
    void meansByMover() {
        check(
                twoRates(
                        (one, two) -> Mover.mean(Proportions.wilson(one), Proportions.wilson(two)),
                        (p1, p2) -> (p1 + p2) / 2),
                0.952,
                0.908);
    }

    /** The mean of two differences, such as average odds: four rates of ten trials each. */
    @Test
    void meansOfDifferencesByMover() {
        int n = 10;
        Estimator[][] differences = new Estimator[n + 1][n + 1];
        for (int a = 0; a <= n; a++) {
            for (int b = 0; b <= n; b++) {
                differences[a][b] = Proportions.difference(Proportion.of(a, n), Proportion.of(b, n));
            }
        }
        Interval[] intervals = new Interval[(n + 1) * (n + 1) * (n + 1) * (n + 1)];
        for (int i = 0; i < intervals.length; i++) {
            intervals[i] = Mover.mean(
                            differences[i % (n + 1)][i / (n + 1) % (n + 1)],
                            differences[i / ((n + 1) * (n + 1)) % (n + 1)][i / ((n + 1) * (n + 1) * (n + 1))])
                    .at(Z95);
        }
        double[] grid = {0.1, 0.3, 0.5, 0.7, 0.9};
        List<Double> coverages = new ArrayList<>();
        for (int g = 0; g < 625; g++) {
            double[] p = {grid[g % 5], grid[g / 5 % 5], grid[g / 25 % 5], grid[g / 125]};
            double truth = (p[0] - p[1] + p[2] - p[3]) / 2;
            double[][] q = {
                probabilities(n, p[0]), probabilities(n, p[1]), probabilities(n, p[2]), probabilities(n, p[3])
            };
            double coverage = 0;
            for (int i = 0; i < intervals.length; i++) {
                if (holds(intervals[i], truth)) {
                    coverage += q[0][i % (n + 1)]
                            * q[1][i / (n + 1) % (n + 1)]
                            * q[2][i / ((n + 1) * (n + 1)) % (n + 1)]
                            * q[3][i / ((n + 1) * (n + 1) * (n + 1))];
                }
            }
            coverages.add(coverage);
        }
        check(Coverage.of(coverages), 0.9495, 0.901);
    }

    @Test
    void stratifiedDifferences() {
        int n = 8;
        int side = n + 1;
        Interval[] intervals = new Interval[side * side * side * side];
        for (int i = 0; i < intervals.length; i++) {
            Stratum one = new Stratum(Proportion.of(i % side, n), Proportion.of(i / side % side, n));
            Stratum two =
                    new Stratum(Proportion.of(i / (side * side) % side, n), Proportion.of(i / (side * side * side), n));
            intervals[i] = Tests.cochranMantelHaenszel(List.of(one, two))
                    .riskDifference()
                    .orElseThrow()
                    .at(Z95);
        }
        List<Double> coverages = new ArrayList<>();
        for (double difference : new double[] {0, 0.1, 0.2, 0.4}) {
            for (double base : new double[] {0.05, 0.2, 0.35, 0.5}) {
                for (double other : new double[] {0.05, 0.2, 0.35, 0.5}) {
                    double[][] q = {
                        probabilities(n, base + difference),
                        probabilities(n, base),
                        probabilities(n, other + difference),
                        probabilities(n, other)
                    };
                    double coverage = 0;
                    for (int i = 0; i < intervals.length; i++) {
                        if (holds(intervals[i], difference)) {
                            coverage += q[0][i % side]
                                    * q[1][i / side % side]
                                    * q[2][i / (side * side) % side]
                                    * q[3][i / (side * side * side)];
                        }
                    }
                    coverages.add(coverage);
                }
            }
        }
        check(Coverage.of(coverages), 0.9545, 0.946);
    }

    /** The chance of p ≤ 0.05 where the truth is at the limit. */
    @Test
    void testsAgainstALimitKeepTheirLevel() {
        Coverage difference =
                size((one, two) -> Proportions.difference(one, two).pAgainst(0.1), p2 -> p2 + 0.1);
        assertThat(difference.mean()).isCloseTo(0.047, within(0.001));
        assertThat(difference.most()).isLessThan(0.060);
        Coverage ratio = size(
                (one, two) ->
                        two.successes() == 0 ? 1 : Proportions.ratio(one, two).pAgainst(0.8),
                p2 -> p2 * 0.8);
        assertThat(ratio.mean()).isCloseTo(0.045, within(0.001));
        assertThat(ratio.most()).isLessThan(0.061);
        Coverage equality = size((one, two) -> Tests.equality(one, two).p(), p2 -> p2);
        assertThat(equality.most()).isLessThan(0.053);
    }

    private static Coverage size(ToDoubleBiFunction<Proportion, Proportion> p, ToDoubleFunction<Double> firstRate) {
        List<Double> sizes = new ArrayList<>();
        for (int[] n : SIZES) {
            double[][] all = new double[n[0] + 1][n[1] + 1];
            for (int x = 0; x <= n[0]; x++) {
                for (int y = 0; y <= n[1]; y++) {
                    all[x][y] = p.applyAsDouble(Proportion.of(x, n[0]), Proportion.of(y, n[1]));
                }
            }
            for (double p2 = STEP; p2 < 1 - STEP / 2; p2 += STEP) {
                double p1 = firstRate.applyAsDouble(p2);
                if (p1 >= 1) {
                    continue;
                }
                double[] first = probabilities(n[0], p1);
                double[] second = probabilities(n[1], p2);
                double size = 0;
                for (int x = 0; x <= n[0]; x++) {
                    for (int y = 0; y <= n[1]; y++) {
                        size += all[x][y] <= 0.05 ? first[x] * second[y] : 0;
                    }
                }
                sizes.add(size);
            }
        }
        return Coverage.of(sizes);
    }

    private static Coverage twoRates(
            BiFunction<Proportion, Proportion, Estimator> estimator, DoubleBinaryOperator truth) {
        return twoRateIntervals((one, two) -> estimator.apply(one, two).at(Z95), truth);
    }

    private static Coverage twoRateIntervals(
            BiFunction<Proportion, Proportion, Interval> interval, DoubleBinaryOperator truth) {
        List<Double> coverages = new ArrayList<>();
        for (int[] n : SIZES) {
            Interval[][] intervals = new Interval[n[0] + 1][n[1] + 1];
            for (int x = 0; x <= n[0]; x++) {
                for (int y = 0; y <= n[1]; y++) {
                    intervals[x][y] = interval.apply(Proportion.of(x, n[0]), Proportion.of(y, n[1]));
                }
            }
            for (double p1 = STEP; p1 < 1 - STEP / 2; p1 += STEP) {
                for (double p2 = STEP; p2 < 1 - STEP / 2; p2 += STEP) {
                    double[] first = probabilities(n[0], p1);
                    double[] second = probabilities(n[1], p2);
                    double coverage = 0;
                    for (int x = 0; x <= n[0]; x++) {
                        for (int y = 0; y <= n[1]; y++) {
                            coverage += holds(intervals[x][y], truth.applyAsDouble(p1, p2)) ? first[x] * second[y] : 0;
                        }
                    }
                    coverages.add(coverage);
                }
            }
        }
        return Coverage.of(coverages);
    }

    private static boolean holds(Interval interval, double truth) {
        return interval.lower() - ROUNDING <= truth && truth <= interval.upper() + ROUNDING;
    }

    private static double[] probabilities(int trials, double p) {
        BinomialDistribution binomial = BinomialDistribution.of(trials, p);
        double[] probabilities = new double[trials + 1];
        for (int x = 0; x <= trials; x++) {
            probabilities[x] = binomial.probability(x);
        }
        return probabilities;
    }

    private static void check(Coverage coverage, double mean, double least) {
        assertThat(coverage.mean()).isCloseTo(mean, within(0.001));
        assertThat(coverage.least()).isGreaterThan(least);
    }
}
