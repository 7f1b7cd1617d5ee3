package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** What holds for every input: nesting, swaps, complements, units, and agreement between an interval and its p-value. */
class EstimatorPropertiesTest {
    private static final double Z95 = Normal.quantile(0.95);

    @Provide
    Arbitrary<Proportion> rates() {
        return Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(1, 60),
                                Arbitraries.longs().between(1, 100_000_000L)),
                        Arbitraries.doubles().between(0, 1))
                .as((trials, share) -> Proportion.of(Math.round(share * trials), trials));
    }

    @Provide
    Arbitrary<Histogram> histograms() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 12).array(int[].class).ofSize(8),
                        Arbitraries.integers().between(0, 12).array(int[].class).ofSize(8))
                .as((negatives, positives) -> {
                    double[] values = new double[8];
                    double[] down = new double[8];
                    double[] up = new double[8];
                    for (int i = 0; i < 8; i++) {
                        values[i] = i / 7.0;
                        down[i] = negatives[i];
                        up[i] = positives[i];
                    }
                    down[3]++;
                    up[4]++;
                    return new Histogram(values, down, up, new double[8], 1);
                });
    }

    @Property(tries = 300)
    void intervalsOfRatesAreNestedAndHaveWidth(@ForAll("rates") Proportion one, @ForAll("rates") Proportion two) {
        for (Estimator each : ofRates(one, two)) {
            nested(each, true);
        }
    }

    @Property(tries = 150)
    void intervalsOfHistogramsAreNested(@ForAll("histograms") Histogram histogram) {
        nested(histogram.auc(), true);
        nested(histogram.ks(), true);
        nested(histogram.brier(), true);
        nested(histogram.calibration(10).ece(), true);
        nested(histogram.mean(), true);
        nested(histogram.quantile(0.25), false);
        nested(Moments.rootMeanSquare(histogram), true);
        nested(Moments.meanAbsolute(histogram), true);
        nested(Mover.absolute(histogram.mean()), true);
    }

    @Property(tries = 300)
    void swappingGroupsNegatesDifferencesAndInvertsRatios(
            @ForAll("rates") Proportion one, @ForAll("rates") Proportion two) {
        Interval difference = Proportions.difference(one, two).at(Z95);
        Interval swapped = Proportions.difference(two, one).at(Z95);
        assertThat(difference.lower()).isCloseTo(-swapped.upper(), within(1e-12));
        assertThat(difference.upper()).isCloseTo(-swapped.lower(), within(1e-12));
        if (one.successes() > 0 && two.successes() > 0) {
            Interval ratio = Proportions.ratio(one, two).at(Z95);
            Interval inverse = Proportions.ratio(two, one).at(Z95);
            assertThat(ratio.lower() * inverse.upper()).isCloseTo(1, within(1e-6));
            assertThat(ratio.upper() * inverse.lower()).isCloseTo(1, within(1e-6));
            assertThat(Proportions.ratio(one, two).pAgainst(0.8))
                    .isCloseTo(Proportions.ratio(two, one).pAgainst(1.25), within(1e-6));
        }
        assertThat(Tests.fisher(small(one), small(two)).p())
                .isCloseTo(Tests.fisher(small(two), small(one)).p(), within(1e-9));
    }

    @Property(tries = 200)
    void countingFailuresInsteadMirrorsTheResult(@ForAll("rates") Proportion one, @ForAll("rates") Proportion two) {
        Interval wilson = Proportions.wilson(one).at(Z95);
        Interval mirrored = Proportions.wilson(one.complement()).at(Z95);
        assertThat(wilson.lower()).isCloseTo(1 - mirrored.upper(), within(1e-12));
        Estimator difference = Proportions.difference(one, two);
        Estimator ofFailures = Proportions.difference(two.complement(), one.complement());
        assertThat(difference.at(Z95).lower()).isCloseTo(ofFailures.at(Z95).lower(), within(1e-12));
        assertThat(difference.pAgainst(0.1)).isCloseTo(ofFailures.pAgainst(0.1), within(1e-5));
    }

    @Property(tries = 200)
    void theUnitOfWeightDoesNotMatter(@ForAll("rates") Proportion one, @ForAll("rates") Proportion two) {
        List<Estimator> plain = ofRates(small(one), small(two));
        List<Estimator> scaled = ofRates(scaled(small(one)), scaled(small(two)));
        assertThat(scaled).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            same(scaled.get(i).at(Z95), plain.get(i).at(Z95));
        }
    }

    /** The p-value is where the interval touches the limit, for those whose test inverts their interval. */
    @Property(tries = 200)
    void pIsTheLevelAtWhichTheIntervalTouches(
            @ForAll("rates") Proportion one,
            @ForAll("rates") Proportion two,
            @ForAll("histograms") Histogram histogram,
            @ForAll @DoubleRange(min = 0.2, max = 3) double z) {
        List<Estimator> estimators = new ArrayList<>(List.of(
                Proportions.wilson(small(one)),
                Proportions.odds(small(one)),
                Mover.mean(Proportions.wilson(small(one)), Proportions.wilson(small(two))),
                histogram.auc(),
                histogram.brier(),
                histogram.mean()));
        if (one.successes() > 0 && two.successes() > 0) {
            estimators.add(Proportions.ratio(small(one), small(two)));
        }
        for (Estimator each : estimators) {
            Interval interval = each.at(z);
            if (interval.lower() > 1e-6) {
                assertThat(each.pAgainst(interval.lower())).isCloseTo(Normal.twoSided(z), within(1e-5));
            }
            if (interval.upper() < 1 - 1e-6) {
                assertThat(each.pAgainst(interval.upper())).isCloseTo(Normal.twoSided(z), within(1e-5));
            }
        }
    }

    /** With the rest as the whole's complement, part − whole and part / whole are what the counts say. */
    @Property(tries = 200)
    void comparisonsToTheWholeAgreeWithTheCounts(@ForAll("rates") Proportion part, @ForAll("rates") Proportion rest) {
        Proportion whole = Proportion.of(part.successes() + rest.successes(), part.trials() + rest.trials());
        assertThat(Proportions.differenceToWhole(part, rest).value())
                .isCloseTo(part.value() - whole.value(), within(1e-12));
        if (whole.successes() > 0) {
            Estimator ratio = Proportions.ratioToWhole(part, rest);
            double expected = part.value() / whole.value();
            assertThat(ratio.value()).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
            assertThat(ratio.at(10).upper()).isLessThanOrEqualTo((double) whole.trials() / part.trials() * (1 + 1e-9));
            assertThat(ratio.pAgainst(1))
                    .isCloseTo(Proportions.difference(part, rest).pAgainst(0), within(1e-6));
        }
    }

    private static List<Estimator> ofRates(Proportion one, Proportion two) {
        List<Estimator> all = new ArrayList<>(List.of(
                Proportions.wilson(one),
                Proportions.difference(one, two),
                Proportions.differenceToWhole(one, two),
                Proportions.f1(
                        one.successes(), one.trials() - one.successes(), one.trials(), 2 * one.effectiveTrials()),
                Tests.cochranMantelHaenszel(
                                List.of(new Stratum(one, two), new Stratum(two, one), new Stratum(one, one)))
                        .riskDifference()
                        .orElseThrow()));
        if (two.successes() > 0) {
            all.add(Proportions.ratio(one, two));
            all.add(Proportions.ratioToWhole(one, two));
            all.add(Mover.ratio(Proportions.wilson(one), Proportions.wilson(two)));
            if (one.successes() < one.trials()) {
                all.add(Proportions.odds(one));
                all.add(Proportions.oddsRatio(one, two));
            }
        }
        return all;
    }

    private static void nested(Estimator estimator, boolean width) {
        double value = estimator.value();
        Interval inner = null;
        for (double z : new double[] {0, 0.5, 1, Z95, 3, 6}) {
            Interval interval = estimator.at(z);
            assertThat(interval.contains(value)).as("%s in %s", value, interval).isTrue();
            if (inner != null) {
                double slack =
                        1e-11 * Math.max(1, Math.abs(inner.upper() == Double.POSITIVE_INFINITY ? 1 : inner.upper()));
                assertThat(interval.lower()).isLessThanOrEqualTo(inner.lower() + slack);
                assertThat(interval.upper()).isGreaterThanOrEqualTo(inner.upper() - slack);
                assertThat(width && !(interval.lower() < interval.upper()))
                        .as("%s at %s has width", interval, z)
                        .isFalse();
            }
            inner = interval;
        }
    }

    private static void same(Interval one, Interval two) {
        assertThat(one.lower()).isCloseTo(two.lower(), within(1e-9 * Math.max(1, Math.abs(two.lower()))));
        if (Double.isFinite(two.upper())) {
            assertThat(one.upper()).isCloseTo(two.upper(), within(1e-9 * Math.max(1, Math.abs(two.upper()))));
        } else {
            assertThat(one.upper()).isEqualTo(two.upper());
        }
    }

    private static Proportion small(Proportion rate) {
        long trials = Math.min(rate.trials(), 500);
        return Proportion.of(Math.round(rate.value() * trials), trials);
    }

    /** The same rows, each of weight 1, in units of 10⁻⁶. */
    private static Proportion scaled(Proportion rate) {
        return new Proportion(rate.successes() * 1_000_000, rate.trials() * 1_000_000, rate.trials());
    }
}
