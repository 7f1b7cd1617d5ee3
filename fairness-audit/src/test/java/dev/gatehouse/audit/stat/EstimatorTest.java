package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a reader of one estimator relies on: values worked out by hand, ends, refusals, and the same bits each time. */
class EstimatorTest {
    private static final double Z95 = Normal.quantile(0.95);

    @Test
    void aRateThatNeverOccurredHasWidth() {
        Estimator none = Proportions.wilson(Proportion.of(0, 20));
        assertThat(none.at(Z95).lower()).isZero();
        assertThat(none.at(Z95).upper()).isCloseTo(Z95 * Z95 / (20 + Z95 * Z95), within(1e-12));
        assertThat(none.pAgainst(0)).isOne();
        assertThat(none.pAgainst(1)).isZero();
        assertThat(Proportions.wilson(Proportion.of(20, 20)).at(Z95).lower()).isLessThan(0.85);
    }

    @Test
    void anIntervalWithoutWidthIsNoEvidence() {
        Histogram constant = histogram(new double[] {0.3}, new double[] {50}, new double[] {50});
        assertThat(constant.mean().at(Z95)).isEqualTo(new Interval(0.3, 0.3));
        assertThat(constant.mean().pAgainst(0.9)).isOne();
        assertThat(constant.quantile(0.5).at(Z95)).isEqualTo(new Interval(0.3, 0.3));
        assertThat(constant.brier().at(Z95).lower())
                .isLessThan(constant.brier().at(Z95).upper());
    }

    @Test
    void roundingGivesAConstantNoWidth() {
        for (double constant : new double[] {0.1, 0.7, 2e9, -1}) {
            for (int rows = 1; rows <= 100; rows++) {
                Histogram all = histogram(new double[] {constant}, new double[] {rows}, new double[] {0});
                assertThat(all.variance()).isZero();
                assertThat(all.mean().at(Z95)).isEqualTo(new Interval(constant, constant));
                double size = Math.abs(constant);
                for (Estimator error : new Estimator[] {Moments.meanAbsolute(all), Moments.rootMeanSquare(all)}) {
                    assertThat(error.at(Z95)).isEqualTo(new Interval(size, size));
                    assertThat(error.pAgainst(size / 2)).isOne();
                }
            }
        }
        Histogram oneSize = histogram(new double[] {-0.7, 0.7}, new double[] {3, 4}, new double[] {0, 0});
        assertThat(Moments.meanAbsolute(oneSize).at(Z95)).isEqualTo(new Interval(0.7, 0.7));
        assertThat(Moments.rootMeanSquare(oneSize).at(Z95).lower())
                .isEqualTo(Moments.rootMeanSquare(oneSize).at(Z95).upper());
    }

    /** 6 of 6 against 6 of 10 right: F1 = 12/18; treatment equality 4 : 2; an odds ratio of 6·4 / (2·4). */
    @Test
    void derivedRatesByHand() {
        assertThat(Proportions.f1(6, 2, 4, 12).value()).isCloseTo(12.0 / 18, within(1e-15));
        assertThat(Proportions.odds(Proportion.of(4, 6)).value()).isCloseTo(2, within(1e-15));
        assertThat(Proportions.oddsRatio(Proportion.of(6, 8), Proportion.of(4, 8))
                        .value())
                .isCloseTo(3, within(1e-15));
        assertThat(Proportions.odds(Proportion.of(6, 6)).at(Z95).upper()).isInfinite();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proportions.oddsRatio(Proportion.of(0, 8), Proportion.of(0, 8)));
        assertThatIllegalArgumentException().isThrownBy(() -> Proportions.f1(0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Proportions.wilson(Proportion.of(0, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mover.sum(new double[] {1}, Proportions.wilson(Proportion.of(1, 2)))
                        .pAgainst(Double.NaN));
    }

    /** An absolute difference whose interval spans 0 starts at 0; its p looks at both signs of the limit. */
    @Test
    void absoluteValues() {
        Estimator difference = Proportions.difference(Proportion.of(40, 100), Proportion.of(45, 100));
        Estimator absolute = Mover.absolute(difference);
        assertThat(absolute.value()).isCloseTo(0.05, within(1e-15));
        assertThat(absolute.at(Z95).lower()).isZero();
        assertThat(absolute.at(Z95).upper()).isEqualTo(-difference.at(Z95).lower());
        assertThat(absolute.pAgainst(0.1)).isEqualTo(difference.pAgainst(-0.1));
        Estimator wide = Mover.absolute(Proportions.difference(Proportion.of(90, 100), Proportion.of(20, 100)));
        assertThat(wide.at(Z95).lower()).isGreaterThan(0.5);
        assertThat(wide.pAgainst(0.1)).isLessThan(1e-10);
        assertThat(wide.pAgainst(-0.1)).isZero();
    }

    /** All parts must lie below a limit, one part suffices above it. */
    @Test
    void theWorstIsJudgedOverItsParts() {
        Estimator small = Mover.absolute(Proportions.difference(Proportion.of(50, 100), Proportion.of(48, 100)));
        Estimator large = Mover.absolute(Proportions.difference(Proportion.of(70, 100), Proportion.of(48, 100)));
        Estimator worst = Mover.worst(small, large);
        assertThat(worst.value()).isCloseTo(0.22, within(1e-12));
        assertThat(worst.at(Z95)).isEqualTo(large.at(Z95));
        assertThat(worst.pAgainst(0.1)).isCloseTo(2 * large.pAgainst(0.1), within(1e-12));
        assertThat(worst.pAgainst(0.4)).isEqualTo(Math.max(small.pAgainst(0.4), large.pAgainst(0.4)));
    }

    @Test
    void quantilesAreOrderStatistics() {
        double[] values = new double[100];
        double[] ones = new double[100];
        for (int i = 0; i < 100; i++) {
            values[i] = i + 1;
            ones[i] = 1;
        }
        Estimator median = histogram(values, ones, new double[100]).quantile(0.5);
        assertThat(median.value()).isEqualTo(50);
        // 100 · 0.5 ∓ 1.96 · 5 is 40.2 and 59.8: ranks 41 and 60.
        assertThat(median.at(Z95)).isEqualTo(new Interval(41, 60));
        assertThat(histogram(values, ones, new double[100])
                        .quantile(0.01)
                        .at(Z95)
                        .lower())
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** A score on an edge belongs to the bin above it, 1 to the last; 0.29 · 100 rounds below 29. */
    @Test
    void calibrationBinsHaveExactEdges() {
        double[] values = {0, 0.2, 0.29, 0.58, 1};
        Histogram histogram = histogram(values, new double[] {2, 2, 2, 2, 2}, new double[] {1, 1, 1, 1, 1});
        assertThat(histogram.calibration(100).bins())
                .extracting(Calibration.Bin::from)
                .containsExactly(0.0, 0.2, 0.29, 0.58, 0.99);
        Calibration five = histogram.calibration(5);
        assertThat(five.bins()).extracting(Calibration.Bin::from).containsExactly(0.0, 0.2, 0.4, 0.8);
        assertThat(five.bins().get(1).n()).isEqualTo(6);
        assertThat(five.bins().get(1).meanScore()).isCloseTo(0.245, within(1e-12));
        assertThat(five.bins().get(1).observed()).isEqualTo(Proportion.of(2, 6));
        assertThat(five.bins().get(3).to()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> histogram.calibration(0));
    }

    /** A perfectly calibrated score shows an error of about the noise floor, which shrinks with the root of the rows. */
    @Test
    void calibrationErrorHasANoiseFloor() {
        Histogram small = histogram(new double[] {0.25, 0.75}, new double[] {30, 10}, new double[] {10, 30});
        Histogram large = histogram(new double[] {0.25, 0.75}, new double[] {3000, 1000}, new double[] {1000, 3000});
        assertThat(small.calibration(10).ece().value()).isZero();
        assertThat(small.calibration(10).ece().at(Z95).lower()).isZero();
        assertThat(small.calibration(10).ece().at(Z95).upper()).isGreaterThan(0.03);
        double floor = small.calibration(10).eceNoiseFloor();
        assertThat(floor).isBetween(0.05, 0.06);
        assertThat(large.calibration(10).eceNoiseFloor()).isCloseTo(floor / 10, within(0.001));
    }

    @Test
    void undefinedStatisticsAreRefused() {
        Histogram oneClass = histogram(new double[] {0.1, 0.9}, new double[] {3, 4}, new double[] {0, 0});
        assertThatIllegalArgumentException().isThrownBy(oneClass::auc);
        assertThatIllegalArgumentException().isThrownBy(oneClass::ks);
        Histogram empty = histogram(new double[0], new double[0], new double[0]);
        assertThatIllegalArgumentException().isThrownBy(empty::brier);
        assertThatIllegalArgumentException().isThrownBy(empty::mean);
        assertThatIllegalArgumentException().isThrownBy(() -> empty.quantile(0.5));
        Histogram points = histogram(new double[] {1, 10}, new double[] {3, 4}, new double[] {1, 1});
        assertThat(points.withinUnit()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(points::brier);
        assertThatIllegalArgumentException().isThrownBy(() -> points.calibration(10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram(new double[] {1, 1}, new double[2], new double[2]))
                .withMessageContaining("ascend");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram(new double[] {Double.NaN}, new double[1], new double[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> Inequality.theil(new long[] {4, 0, 0}));
        assertThatIllegalArgumentException().isThrownBy(() -> Inequality.generalizedEntropy(new long[] {1, 1}, 0));
    }

    /** Half the effective rows widen a normal interval by √2, whatever the statistic. */
    @Test
    void theDesignEffectWidens() {
        double[] values = {0.1, 0.5, 0.9};
        double[] down = {400, 200, 100};
        double[] up = {100, 200, 400};
        Histogram plain = new Histogram(values, down, up, new double[3], 1);
        Histogram weighted = new Histogram(values, down, up, new double[3], 2);
        assertThat(width(weighted.mean()) / width(plain.mean())).isCloseTo(Math.sqrt(2), within(0.01));
        assertThat(width(weighted.auc()) / width(plain.auc())).isCloseTo(Math.sqrt(2), within(0.01));
        assertThat(width(weighted.brier()) / width(plain.brier())).isCloseTo(Math.sqrt(2), within(0.02));
        assertThat(weighted.calibration(2).bins().get(0).observed().effectiveTrials())
                .isEqualTo(plain.calibration(2).bins().get(0).observed().effectiveTrials() / 2);
        double[] counts = {100, 500, 200};
        assertThat(width(Inequality.generalizedEntropy(counts, 2, 2))
                        / width(Inequality.generalizedEntropy(counts, 2, 1)))
                .isCloseTo(Math.sqrt(2), within(0.1));
    }

    @Test
    void nobodyHarmedIsNoCertainty() {
        Estimator equal = Inequality.theil(new long[] {0, 30, 0});
        assertThat(equal.value()).isZero();
        assertThat(equal.at(Z95).lower()).isZero();
        assertThat(equal.at(Z95).upper()).isBetween(0.05, 0.2);
    }

    /** The bits of a bootstrap and of a search, so that another JDK that gave others would be noticed. */
    @Test
    void resultsAreTheSameBits() {
        Interval theil = Inequality.theil(new long[] {12, 70, 18}).at(Z95);
        assertThat(theil).isEqualTo(Inequality.theil(new long[] {12, 70, 18}).at(Z95));
        assertThat(Double.toHexString(theil.lower())).isEqualTo("0x1.e3f562acf7efbp-4");
        Interval ratio =
                Proportions.ratio(Proportion.of(37, 91), Proportion.of(52, 88)).at(Z95);
        assertThat(Double.toHexString(ratio.lower())).isEqualTo("0x1.0243e35264026p-1");
        assertThat(Double.toHexString(Normal.twoSided(3.3))).isEqualTo("0x1.fae82e1b2d7b3p-11");
    }

    @Test
    void gammaVariatesHaveTheirMeanAndVariance() {
        for (double shape : new double[] {0.1, 0.5, 1, 7.5, 4000}) {
            SplittableRandom random = new SplittableRandom(7);
            double sum = 0;
            double squares = 0;
            int n = 20_000;
            for (int i = 0; i < n; i++) {
                double x = Bootstrap.gamma(shape, random);
                sum += x;
                squares += x * x;
            }
            double mean = sum / n;
            assertThat(mean).isCloseTo(shape, within(4 * Math.sqrt(shape / n)));
            assertThat(squares / n - mean * mean).isCloseTo(shape, within(0.15 * shape));
        }
    }

    private static double width(Estimator estimator) {
        return estimator.at(Z95).upper() - estimator.at(Z95).lower();
    }

    private static Histogram histogram(double[] values, double[] negatives, double[] positives) {
        return new Histogram(values, negatives, positives, new double[values.length], 1);
    }
}
