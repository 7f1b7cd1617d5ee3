package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftStatisticsTest {
    @Test
    void distancesOfTwoValuesAreWhatTheirSharesSay() {
        TwoSamples two = new TwoSamples(new double[] {0, 1}, new long[] {80, 20}, new long[] {60, 40});
        assertThat(DriftMetric.KS.statistic(two)).isCloseTo(0.2, within(1e-12));
        assertThat(DriftMetric.WASSERSTEIN.statistic(two)).isCloseTo(0.2, within(1e-12));
        assertThat(DriftMetric.WASSERSTEIN_NORMED.statistic(two)).isCloseTo(0.5, within(1e-12));
        assertThat(DriftMetric.TOTAL_VARIATION.statistic(two)).isCloseTo(0.2, within(1e-12));
        assertThat(DriftMetric.L_INFINITY.statistic(two)).isCloseTo(0.2, within(1e-12));
        assertThat(DriftMetric.ENERGY.statistic(two)).isCloseTo(Math.sqrt(0.08), within(1e-12));
        assertThat(DriftMetric.HELLINGER.statistic(two))
                .isCloseTo(Math.sqrt(1 - Math.sqrt(0.48) - Math.sqrt(0.08)), within(1e-12));
        assertThat(DriftMetric.CHI_SQUARE.statistic(two)).isCloseTo(200 * 0.04 / 0.84, within(1e-9));
        // (80 + 0.7) / 101 and so on.
        double psi = (60.7 - 80.7) / 101 * Math.log(60.7 / 80.7) + (40.3 - 20.3) / 101 * Math.log(40.3 / 20.3);
        assertThat(DriftMetric.PSI.statistic(two)).isCloseTo(psi, within(1e-12));
        double kl = 60.7 / 101 * Math.log(60.7 / 80.7) + 40.3 / 101 * Math.log(40.3 / 20.3);
        assertThat(DriftMetric.KULLBACK_LEIBLER.statistic(two)).isCloseTo(kl, within(1e-12));
    }

    @Test
    void namesAreThoseOfPlansAndReports() {
        assertThat(DriftMetric.of("wasserstein_normed")).isEqualTo(DriftMetric.WASSERSTEIN_NORMED);
        assertThat(DriftMetric.JENSEN_SHANNON.id()).isEqualTo("jensen_shannon");
        assertThatThrownBy(() -> DriftMetric.of("ks_2samp")).hasMessageContaining("ks_2samp");
    }

    @Test
    void tenthsKeepAValueWithATenthOfTheRowsApart() {
        double[] values = IntStream.range(0, 30).asDoubleStream().toArray();
        long[] reference = new long[30];
        Arrays.fill(reference, 1);
        reference[12] = 171;
        long[] current = new long[30];
        current[0] = 5;
        current[12] = 7;
        current[29] = 9;
        TwoSamples tenths = new TwoSamples(values, reference, current).tenths();
        assertThat(tenths.isOrdered()).isFalse();
        assertThat(tenths.reference()).containsExactly(12, 171, 17);
        assertThat(tenths.current()).containsExactly(5, 7, 9);
    }

    @Test
    void tenValuesAreTakenAsTheyAreAndEmptyCellsDoNotCount() {
        TwoSamples two = new TwoSamples(new double[] {1, 2, 3, 4}, new long[] {97, 0, 2, 1}, new long[] {90, 0, 3, 7});
        assertThat(two.tenths().reference()).containsExactly(97, 2, 1);
        assertThat(DriftTest.CHI_SQUARE.of(two, 1).degreesOfFreedom()).isEqualTo(2);
    }

    @Test
    void continuousValuesAreComparedByTenthsNotOneByOne() {
        double[] values = IntStream.range(0, 4000).asDoubleStream().toArray();
        long[] even = IntStream.range(0, 4000).mapToLong(i -> i % 2).toArray();
        long[] odd = IntStream.range(0, 4000).mapToLong(i -> 1 - i % 2).toArray();
        DriftEstimate estimate =
                DriftStatistics.of(DriftMetric.JENSEN_SHANNON, new TwoSamples(values, even, odd), 0.95, 1);
        assertThat(estimate.statistic()).isLessThan(0.01);
        assertThat(estimate.aboveNoise()).isFalse();
    }

    @Test
    void whatIsUndefinedSaysWhy() {
        TwoSamples none = TwoSamples.ofCategories(new long[] {3, 4}, new long[] {0, 0});
        DriftEstimate estimate = DriftStatistics.of(DriftMetric.PSI, none, 0.95, 1);
        assertThat(estimate.isDefined()).isFalse();
        assertThat(estimate.aboveNoise()).isFalse();
        assertThat(estimate.undefined()).isEqualTo("the current sample has no rows");
        TwoSamples categories = TwoSamples.ofCategories(new long[] {3, 4}, new long[] {4, 3});
        assertThat(DriftMetric.KS.undefined(categories)).isEqualTo("categories have no order");
        assertThat(DriftTest.MANN_WHITNEY.undefined(categories)).isEqualTo("categories have no order");
        TwoSamples constant = new TwoSamples(new double[] {1, 2}, new long[] {9, 0}, new long[] {4, 5});
        assertThat(DriftMetric.WASSERSTEIN_NORMED.undefined(constant)).contains("one value");
        assertThatThrownBy(() -> DriftMetric.WASSERSTEIN_NORMED.statistic(constant))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wasserstein_normed");
    }

    @Test
    void aConstantColumnIsAtNoDistanceWithRoomForValuesThatWereNotMet() {
        TwoSamples one = TwoSamples.ofCategories(new long[] {1000}, new long[] {400});
        for (DriftMetric metric :
                EnumSet.of(DriftMetric.JENSEN_SHANNON, DriftMetric.TOTAL_VARIATION, DriftMetric.PSI)) {
            DriftEstimate estimate = DriftStatistics.of(metric, one, 0.95, 1);
            assertThat(estimate.statistic()).as(metric.id()).isZero();
            assertThat(estimate.interval().upper()).as(metric.id()).isBetween(1e-4, 0.1);
        }
    }

    @Test
    void moreRowsLowerTheNoiseFloorAndWhatCanBeSeen() {
        double[] values = IntStream.range(0, 50).asDoubleStream().toArray();
        for (DriftMetric metric : DriftMetric.values()) {
            if (metric == DriftMetric.CHI_SQUARE) {
                continue;
            }
            DriftEstimate few = DriftStatistics.of(metric, uniform(values, 10), 0.95, 1);
            DriftEstimate many = DriftStatistics.of(metric, uniform(values, 1000), 0.95, 1);
            assertThat(many.noiseFloor()).as(metric.id()).isLessThan(few.noiseFloor() / 5);
            assertThat(many.detectable()).as(metric.id()).isLessThan(few.detectable() / 5);
        }
    }

    private static TwoSamples uniform(double[] values, long rows) {
        long[] counts = new long[values.length];
        Arrays.fill(counts, rows);
        return new TwoSamples(values, counts, counts);
    }

    /** 0.5821 is the 95 % quantile of the area under a Brownian bridge's size (Johnson and Killeen, Ann. Probab. 11 (1983) 807). */
    @Test
    void theNoiseOfWassersteinsDistanceOverManyValuesIsThatOfABrownianBridge() {
        double[] values = IntStream.range(0, 1000).asDoubleStream().toArray();
        DriftEstimate estimate = DriftStatistics.of(DriftMetric.WASSERSTEIN, uniform(values, 10), 0.95, 1);
        double bridge = 999 * Math.sqrt(2 / 10_000.0);
        assertThat(estimate.noiseFloor() / bridge).isCloseTo(0.5821, within(0.04));
        DriftEstimate ks = DriftStatistics.of(DriftMetric.KS, uniform(values, 10), 0.95, 1);
        assertThat(ks.noiseFloor() / Math.sqrt(2 / 10_000.0)).isCloseTo(1.3581, within(0.01));
    }

    @Test
    void oneValueFarOutStaysACellOfItsOwnWhenCellsAreMerged() {
        double[] values = IntStream.range(0, 5000).asDoubleStream().toArray();
        values[4999] = 1e9;
        long[] counts = new long[5000];
        Arrays.fill(counts, 3);
        counts[4999] = 1;
        MergedCells merged = MergedCells.of(new TwoSamples(values, counts, counts));
        double[] places = merged.cells().values();
        assertThat(merged.merged()).isTrue();
        assertThat(places.length).isBetween(90, 200);
        assertThat(places[places.length - 1]).isEqualTo(1e9);
        assertThat(merged.cells().reference()[places.length - 1]).isEqualTo(1);
        assertThat(merged.cells().referenceRows()).isEqualTo(3 * 4999 + 1);
        // One row more or less of the billion: its noise is of the order of a billion over the rows.
        double floor = DriftStatistics.of(DriftMetric.WASSERSTEIN, new TwoSamples(values, counts, counts), 0.95, 1)
                .noiseFloor();
        assertThat(floor * merged.cells().referenceRows() / 1e9).isBetween(0.9, 3.0);
    }

    @Test
    void smallCountsGetAnExactOrSimulatedTest() {
        assertThat(DriftTest.CHI_SQUARE
                        .of(TwoSamples.ofCategories(new long[] {3, 3}, new long[] {6, 0}), 1)
                        .name())
                .isEqualTo("Fisher's exact");
        assertThat(DriftTest.CHI_SQUARE
                        .of(TwoSamples.ofCategories(new long[] {3, 3, 9}, new long[] {6, 0, 9}), 1)
                        .name())
                .isEqualTo("chi-square, simulated");
        assertThat(DriftTest.CHI_SQUARE
                        .of(TwoSamples.ofCategories(new long[] {30, 30, 90}, new long[] {60, 10, 90}), 1)
                        .name())
                .isEqualTo("chi-square");
    }

    /** The chi-square approximation, the simulation and the dealing-out agree where all are right. */
    @Test
    void simulatedTestsAgreeWithTheirLimits() {
        TwoSamples few = TwoSamples.ofCategories(new long[] {200, 300, 100}, new long[] {230, 260, 110});
        TwoSamples many =
                TwoSamples.ofCategories(new long[] {20_000, 30_000, 10_000}, new long[] {20_300, 29_600, 10_100});
        for (TwoSamples two : new TwoSamples[] {few, many}) {
            double statistic = DriftMetric.CHI_SQUARE.statistic(two);
            double expected = Normal.chiSquareUpper(statistic, 2);
            double[] drawn = new double[2000];
            Replicates.dealt(two, 1, drawn.length)
                    .forEach((number, first, second) -> drawn[number] =
                            DriftMetric.CHI_SQUARE.raw(first, second, null, two.referenceRows(), two.currentRows())
                                    * (two.referenceRows() + two.currentRows()));
            double share = Arrays.stream(drawn).filter(x -> x >= statistic).count() / 2000.0;
            assertThat(share).isCloseTo(expected, within(0.04));
            assertThat(DriftTest.TOTAL_VARIATION.of(two, 1).p()).isCloseTo(expected, within(0.08));
        }
    }

    @Test
    void theLimitOfKolmogorovAndSmirnovsTestAgreesWithItsDistributionAtManyRows() {
        double[] values = IntStream.range(0, 100_000).asDoubleStream().toArray();
        long[] reference = new long[100_000];
        long[] current = new long[100_000];
        Arrays.setAll(reference, i -> i % 2);
        Arrays.setAll(current, i -> i >= 600 && i < 99_000 ? 1 - i % 2 : i % 3 == 0 ? 1 : 0);
        TwoSamples two = new TwoSamples(values, reference, current);
        double d = DriftMetric.KS.statistic(two);
        double expected = KolmogorovSmirnov.asymptotic(two).p();
        assertThat(KolmogorovSmirnov.upper(d, two.referenceRows(), two.currentRows()))
                .isCloseTo(expected, within(1e-5));
        assertThat(KolmogorovSmirnov.exceeded(0.05, 1e6, 1e6)).isCloseTo(1.3581 * Math.sqrt(2e-6), within(2e-6));
    }

    /** Bins of ten values against the values themselves. */
    @Test
    void theErrorOfBinsIsWithinItsBound() {
        int cells = 500;
        double[] values = new double[cells];
        Arrays.setAll(values, i -> i + i * i / 400.0);
        long[] reference = new long[cells];
        long[] current = new long[cells];
        Arrays.setAll(reference, i -> 1 + i * 7 % 13);
        Arrays.setAll(current, i -> 1 + i * 5 % 11 + i / 50);
        double[] least = new double[cells / 10];
        double[] most = new double[cells / 10];
        double[] middle = new double[cells / 10];
        long[] ofReference = new long[cells / 10];
        long[] ofCurrent = new long[cells / 10];
        for (int i = 0; i < cells; i++) {
            least[i / 10] = i % 10 == 0 ? values[i] : least[i / 10];
            most[i / 10] = values[i];
            ofReference[i / 10] += reference[i];
            ofCurrent[i / 10] += current[i];
        }
        Arrays.setAll(middle, i -> (least[i] + most[i]) / 2);
        TwoSamples exact = new TwoSamples(values, reference, current);
        TwoSamples binned = new TwoSamples(middle, ofReference, ofCurrent);
        for (DriftMetric metric : DriftMetric.values()) {
            double bound = DriftStatistics.errorBound(metric, binned, least, most);
            if (metric.needsOrder()) {
                double error = Math.abs(metric.statistic(exact) - metric.statistic(binned));
                assertThat(bound).as(metric.id()).isPositive().isGreaterThanOrEqualTo(error);
                assertThat(DriftStatistics.errorBound(metric, exact, values, values))
                        .isZero();
            } else {
                assertThat(bound).isZero();
            }
        }
        assertThatThrownBy(() -> DriftStatistics.errorBound(DriftMetric.KS, binned, most, least))
                .hasMessageContaining("ends before it begins at cell 0");
    }

    @Test
    void badCountsAreRefused() {
        assertThatThrownBy(() -> TwoSamples.ofCategories(new long[] {1}, new long[] {1, 2}))
                .hasMessageContaining("differ in number");
        assertThatThrownBy(() -> TwoSamples.ofCategories(new long[] {-1, 2}, new long[] {1, 2}))
                .hasMessageContaining("count of -1");
        assertThatThrownBy(() -> TwoSamples.ofCategories(new long[] {0, 0}, new long[] {0, 0}))
                .hasMessageContaining("without a row");
        assertThatThrownBy(() -> new TwoSamples(new double[] {2, 2}, new long[] {1, 1}, new long[] {1, 1}))
                .hasMessageContaining("ascend at cell 1");
        assertThatThrownBy(
                        () -> TwoSamples.ofCategories(new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, new long[] {0, 0}))
                .hasMessageContaining("more than");
    }

    @Test
    void whatIsHandedInAndOutMayBeChangedWithoutHarm() {
        long[] counts = {5, 6};
        TwoSamples two = TwoSamples.ofCategories(counts, counts);
        counts[0] = 99;
        two.current()[1] = 99;
        assertThat(two.referenceRows()).isEqualTo(11);
        assertThat(two.currentRows()).isEqualTo(11);
    }
}
