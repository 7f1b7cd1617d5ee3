package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.Intervals.Interval;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {
    private static final double Z95 = Intervals.quantile(0.95);

    /** Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (Wilson without continuity correction). */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611", "1, 29, 0.0061, 0.1718"})
    void wilsonMatchesNewcombesTable(long successes, long trials, double lower, double upper) {
        Interval interval = Intervals.wilson(new Proportion(successes, trials), Z95);
        assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
    }

    /** Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
        "0, 10, 0, 20, -0.1611, 0.2775",
        "0, 10, 0, 10, -0.2775, 0.2775",
        "10, 10, 0, 20, 0.6791, 1.0000",
        "10, 10, 0, 10, 0.6075, 1.0000"
    })
    void differenceMatchesNewcombesTable(long x1, long n1, long x2, long n2, double lower, double upper) {
        Interval interval = Intervals.newcombe(new Proportion(x1, n1), new Proportion(x2, n2), Z95);
        assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
    }

    /** Koopman, Biometrics 40 (1984) 513–517, example: 36/40 against 16/80 gives (2.94, 7.15). */
    @Test
    void ratioMatchesKoopmansExample() {
        Interval interval = Intervals.koopman(new Proportion(36, 40), new Proportion(16, 80), Z95);
        assertThat(interval.lower()).isCloseTo(2.94, within(0.005));
        assertThat(interval.upper()).isCloseTo(7.15, within(0.005));
    }

    @Test
    void ratioWithoutSuccessesIsBoundedOnOneSideOnly() {
        assertThat(Intervals.koopman(new Proportion(0, 40), new Proportion(16, 80), Z95)
                        .lower())
                .isZero();
        assertThat(Intervals.koopman(new Proportion(0, 40), new Proportion(16, 80), Z95)
                        .upper())
                .isPositive()
                .isLessThan(1);
        assertThat(Intervals.koopman(new Proportion(36, 40), new Proportion(0, 80), Z95)
                        .upper())
                .isInfinite();
        assertThat(Intervals.koopman(new Proportion(40, 40), new Proportion(80, 80), Z95))
                .satisfies(interval -> assertThat(interval.lower()).isLessThan(1))
                .satisfies(interval -> assertThat(interval.upper()).isGreaterThan(1));
    }

    /** The mean coverage of the 95 % interval is near 95 % and its worst case stays sane, by exact enumeration. */
    @ParameterizedTest
    @CsvSource({"10, 0.93", "30, 0.93", "100, 0.94"})
    void wilsonCoversByExactEnumeration(int trials, double worst) {
        double sum = 0;
        int points = 0;
        for (double p = 0.10; p < 0.901; p += 0.01) {
            BinomialDistribution binomial = BinomialDistribution.of(trials, p);
            double coverage = 0;
            for (int x = 0; x <= trials; x++) {
                Interval interval = Intervals.wilson(new Proportion(x, trials), Z95);
                if (interval.lower() <= p && p <= interval.upper()) {
                    coverage += binomial.probability(x);
                }
            }
            assertThat(coverage).as("n=%d p=%.2f", trials, p).isGreaterThan(worst - 0.035);
            sum += coverage;
            points++;
        }
        assertThat(sum / points).isBetween(0.945, 0.965);
    }

    /** The difference and ratio intervals cover at four settings, among them a rare event, by exact enumeration. */
    @ParameterizedTest
    @CsvSource({"30, 0.5, 40, 0.4", "30, 0.1, 30, 0.1", "50, 0.9, 20, 0.6", "60, 0.05, 80, 0.2"})
    void comparisonsCoverByExactEnumeration(int n1, double p1, int n2, double p2) {
        BinomialDistribution first = BinomialDistribution.of(n1, p1);
        BinomialDistribution second = BinomialDistribution.of(n2, p2);
        double differences = 0;
        double ratios = 0;
        for (int x1 = 0; x1 <= n1; x1++) {
            for (int x2 = 0; x2 <= n2; x2++) {
                double weight = first.probability(x1) * second.probability(x2);
                Proportion one = new Proportion(x1, n1);
                Proportion two = new Proportion(x2, n2);
                differences += contains(Intervals.newcombe(one, two, Z95), p1 - p2) ? weight : 0;
                ratios += contains(Intervals.koopman(one, two, Z95), p1 / p2) ? weight : 0;
            }
        }
        assertThat(differences).isBetween(0.935, 0.985);
        assertThat(ratios).isBetween(0.935, 0.985);
    }

    @Property(tries = 300)
    void restrictedEstimateMaximisesTheLikelihood(
            @ForAll @IntRange(min = 1, max = 60) int n1,
            @ForAll @IntRange(min = 1, max = 60) int n2,
            @ForAll @DoubleRange(min = 0, max = 1) double share1,
            @ForAll @DoubleRange(min = 0, max = 1) double share2,
            @ForAll @DoubleRange(min = -0.9, max = 0.9) double difference) {
        long x1 = Math.round(share1 * n1);
        long x2 = Math.round(share2 * n2);
        double estimate = Intervals.restrictedByDifference((double) x1 / n1, n1, (double) x2 / n2, n2, difference);
        double best = Double.NEGATIVE_INFINITY;
        double low = Math.max(0, difference);
        double high = Math.min(1, 1 + difference);
        for (int i = 0; i <= 2000; i++) {
            double p = low + (high - low) * i / 2000;
            best = Math.max(best, logLikelihood(x1, n1, p) + logLikelihood(x2, n2, p - difference));
        }
        double reached = logLikelihood(x1, n1, estimate) + logLikelihood(x2, n2, estimate - difference);
        assertThat(reached).isGreaterThanOrEqualTo(best - 1e-6);
    }

    @Property(tries = 300)
    void swappingGroupsNegatesDifferencesAndInvertsRatios(
            @ForAll @IntRange(min = 1, max = 500) int n1,
            @ForAll @IntRange(min = 1, max = 500) int n2,
            @ForAll @DoubleRange(min = 0, max = 1) double share1,
            @ForAll @DoubleRange(min = 0, max = 1) double share2) {
        Proportion one = new Proportion(Math.max(1, Math.round(share1 * n1)), n1);
        Proportion two = new Proportion(Math.max(1, Math.round(share2 * n2)), n2);
        Interval difference = Intervals.newcombe(one, two, Z95);
        Interval swapped = Intervals.newcombe(two, one, Z95);
        assertThat(difference.lower()).isCloseTo(-swapped.upper(), within(1e-12));
        assertThat(difference.upper()).isCloseTo(-swapped.lower(), within(1e-12));
        Interval ratio = Intervals.koopman(one, two, Z95);
        Interval inverse = Intervals.koopman(two, one, Z95);
        assertThat(ratio.lower() * inverse.upper()).isCloseTo(1, within(1e-6));
        assertThat(ratio.upper() * inverse.lower()).isCloseTo(1, within(1e-6));
        assertThat(contains(difference, one.value() - two.value())).isTrue();
        assertThat(contains(ratio, one.value() / two.value())).isTrue();
        assertThat(Intervals.ratioScore(one, two, 0.8))
                .isCloseTo(-Intervals.ratioScore(two, one, 1 / 0.8), within(1e-6));
    }

    /** At a limit of 0 the score test is the pooled two-proportion z test, here by hand: 56/70 against 48/80. */
    @Test
    void scoreTestAtNoDifferenceIsThePooledTest() {
        double pooled = 104.0 / 150;
        double z = 0.2 / Math.sqrt(pooled * (1 - pooled) * (1.0 / 70 + 1.0 / 80));
        Proportion one = new Proportion(56, 70);
        Proportion two = new Proportion(48, 80);
        assertThat(Intervals.differenceScore(one, two, 0)).isCloseTo(z, within(1e-9));
        assertThat(Intervals.ratioScore(one, two, 1)).isCloseTo(z, within(1e-9));
        assertThat(Intervals.differenceScore(new Proportion(0, 5), new Proportion(0, 7), 0))
                .isZero();
    }

    private static boolean contains(Interval interval, double value) {
        return interval.lower() - 1e-9 <= value && value <= interval.upper() + 1e-9;
    }

    private static double logLikelihood(long x, int n, double p) {
        double clamped = Math.max(0, Math.min(1, p));
        return (x == 0 ? 0 : x * Math.log(clamped)) + (x == n ? 0 : (n - x) * Math.log1p(-clamped));
    }
}
