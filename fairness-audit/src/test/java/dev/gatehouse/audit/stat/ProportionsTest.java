package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionsTest {
    private static final double Z95 = Normal.quantile(0.95);

    /** Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (Wilson without continuity correction). */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611", "1, 29, 0.0061, 0.1718"})
    void wilsonMatchesNewcombesTable(long successes, long trials, double lower, double upper) {
        Interval interval = Proportions.wilson(Proportion.of(successes, trials)).at(Z95);
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
        Interval interval = Proportions.difference(Proportion.of(x1, n1), Proportion.of(x2, n2))
                .at(Z95);
        assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
    }

    /** Koopman, Biometrics 40 (1984) 513–517, example: 36/40 against 16/80 gives (2.94, 7.15). */
    @Test
    void ratioMatchesKoopmansExample() {
        Interval interval =
                Proportions.ratio(Proportion.of(36, 40), Proportion.of(16, 80)).at(Z95);
        assertThat(interval.lower()).isCloseTo(2.94, within(0.005));
        assertThat(interval.upper()).isCloseTo(7.15, within(0.005));
    }

    @Test
    void ratioWithoutSuccessesIsBoundedOnOneSideOnly() {
        Interval none =
                Proportions.ratio(Proportion.of(0, 40), Proportion.of(16, 80)).at(Z95);
        assertThat(none.lower()).isZero();
        assertThat(none.upper()).isBetween(0.01, 1.0);
        Interval toNone = Proportions.ratioInterval(Proportion.of(36, 40), Proportion.of(0, 80), Z95);
        assertThat(toNone.lower()).isGreaterThan(1);
        assertThat(toNone.upper()).isInfinite();
        assertThat(Proportions.ratioInterval(Proportion.of(0, 40), Proportion.of(0, 80), Z95))
                .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proportions.ratio(Proportion.of(36, 40), Proportion.of(0, 80)));
        Interval all =
                Proportions.ratio(Proportion.of(40, 40), Proportion.of(80, 80)).at(Z95);
        assertThat(all.lower()).isLessThan(1);
        assertThat(all.upper()).isGreaterThan(1);
    }

    /** At a limit of no difference the score tests are the pooled two-proportion z test, here by hand: 56/70 and 48/80. */
    @Test
    void scoreTestsAtNoDifferenceAreThePooledTest() {
        double pooled = 104.0 / 150;
        double p = Normal.twoSided(0.2 / Math.sqrt(pooled * (1 - pooled) * (1.0 / 70 + 1.0 / 80)));
        Proportion one = Proportion.of(56, 70);
        Proportion two = Proportion.of(48, 80);
        assertThat(Proportions.difference(one, two).pAgainst(0)).isCloseTo(p, within(1e-9));
        assertThat(Proportions.ratio(one, two).pAgainst(1)).isCloseTo(p, within(1e-9));
        assertThat(Proportions.oddsRatio(one, two).pAgainst(1)).isCloseTo(p, within(1e-9));
        assertThat(Tests.twoProportionZ(one, two).p()).isCloseTo(p, within(1e-12));
        assertThat(Proportions.difference(Proportion.of(0, 5), Proportion.of(0, 7))
                        .pAgainst(0))
                .isOne();
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
        double estimate = DifferenceScore.restricted((double) x1 / n1, n1, (double) x2 / n2, n2, difference);
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

    private static double logLikelihood(long x, int n, double p) {
        double clamped = Math.max(0, Math.min(1, p));
        return (x == 0 ? 0 : x * Math.log(clamped)) + (x == n ? 0 : (n - x) * Math.log1p(-clamped));
    }
}
