package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every pair of samples. */
class DriftPropertiesTest {
    /** Cramér's V subtracts what its own bias is, which depends on the number of rows. */
    private static final Set<DriftMetric> OF_SHARES =
            EnumSet.complementOf(EnumSet.of(DriftMetric.CRAMERS_V, DriftMetric.CHI_SQUARE));

    private static final Set<DriftMetric> SYMMETRIC =
            EnumSet.complementOf(EnumSet.of(DriftMetric.KULLBACK_LEIBLER, DriftMetric.WASSERSTEIN_NORMED));

    @Provide
    Arbitrary<TwoSamples> samples() {
        return Combinators.combine(counts(9), counts(9)).as((reference, current) -> {
            double[] values = new double[9];
            Arrays.setAll(values, i -> i * i - 3.5);
            reference[2]++;
            reference[5]++;
            current[4]++;
            return new TwoSamples(values, reference, current);
        });
    }

    private static Arbitrary<long[]> counts(int cells) {
        return Arbitraries.longs()
                .between(0, 60)
                .array(long[].class)
                .ofSize(cells)
                .map(long[]::clone);
    }

    @Property(tries = 200)
    void distancesAreSymmetricWhereTheySaySo(@ForAll("samples") TwoSamples two) {
        for (DriftMetric metric : SYMMETRIC) {
            assertThat(metric.statistic(two))
                    .as(metric.id())
                    .isCloseTo(metric.statistic(two.swapped()), within(1e-9 * (1 + metric.statistic(two))));
        }
    }

    @Property(tries = 200)
    void distancesStayInTheirRange(@ForAll("samples") TwoSamples two) {
        for (DriftMetric metric : DriftMetric.values()) {
            assertThat(metric.statistic(two)).as(metric.id()).isBetween(0.0, metric.greatest());
        }
    }

    @Property(tries = 200)
    void samplesWithTheSameSharesAreNotApartHoweverManyRowsTheyHave(
            @ForAll("samples") TwoSamples two, @ForAll @IntRange(min = 1, max = 1000) int times) {
        TwoSamples same = new TwoSamples(
                two.values(),
                two.reference(),
                Arrays.stream(two.reference()).map(count -> count * times).toArray());
        for (DriftMetric metric : DriftMetric.values()) {
            assertThat(metric.statistic(same)).as(metric.id()).isCloseTo(0, within(1e-7));
        }
    }

    @Property(tries = 200)
    void theOrderOfCategoriesDoesNotMatter(@ForAll("samples") TwoSamples two) {
        TwoSamples forward = TwoSamples.ofCategories(two.reference(), two.current());
        TwoSamples backward = TwoSamples.ofCategories(reversed(two.reference()), reversed(two.current()));
        for (DriftMetric metric : DriftMetric.values()) {
            if (!metric.needsOrder()) {
                assertThat(metric.statistic(backward))
                        .as(metric.id())
                        .isCloseTo(metric.statistic(forward), within(1e-9 * (1 + metric.statistic(forward))));
            }
        }
    }

    private static long[] reversed(long[] counts) {
        long[] reversed = new long[counts.length];
        Arrays.setAll(reversed, i -> counts[counts.length - 1 - i]);
        return reversed;
    }

    /** Rows of the reference among the current ones bring the two closer. */
    @Property(tries = 200)
    void mixingTheReferenceInNeverAddsToTheDistance(
            @ForAll("samples") TwoSamples two, @ForAll @IntRange(min = 1, max = 9) int tenths) {
        long n = two.referenceRows();
        long m = two.currentRows();
        long[] mixed = new long[9];
        long[] whole = new long[9];
        long[] reference = two.reference();
        long[] current = two.current();
        // Both have 10 n m rows, so that smoothing, which depends on them, is the same.
        Arrays.setAll(mixed, i -> tenths * reference[i] * m + (10 - tenths) * current[i] * n);
        Arrays.setAll(whole, i -> 10 * current[i] * n);
        for (DriftMetric metric : DriftMetric.values()) {
            double apart = metric.statistic(new TwoSamples(two.values(), reference, whole));
            assertThat(metric.statistic(new TwoSamples(two.values(), reference, mixed)))
                    .as(metric.id())
                    .isLessThanOrEqualTo(apart + 1e-9 * (1 + apart));
        }
    }

    @Property(tries = 100)
    void aCellCutInTwoThatDriftAlikeChangesNothing(@ForAll("samples") TwoSamples two) {
        TwoSamples whole = TwoSamples.ofCategories(doubled(two.reference()), doubled(two.current()));
        TwoSamples cut = TwoSamples.ofCategories(halves(two.reference()), halves(two.current()));
        for (DriftMetric metric : OF_SHARES) {
            if (!metric.needsOrder() && metric != DriftMetric.L_INFINITY) {
                assertThat(metric.statistic(cut))
                        .as(metric.id())
                        .isCloseTo(metric.statistic(whole), within(1e-9 * (1 + metric.statistic(whole))));
            }
        }
    }

    private static long[] doubled(long[] counts) {
        return Arrays.stream(counts).map(count -> 2 * count).toArray();
    }

    private static long[] halves(long[] counts) {
        long[] halves = Arrays.copyOf(counts, counts.length + 1);
        Arrays.setAll(halves, i -> 2 * (i < counts.length ? counts[i] : 0));
        halves[0] /= 2;
        halves[counts.length] = halves[0];
        return halves;
    }

    @Property(tries = 200)
    void theUnitOfValuesScalesWassersteinAndLeavesTheOthers(@ForAll("samples") TwoSamples two) {
        TwoSamples scaled = new TwoSamples(
                Arrays.stream(two.values()).map(value -> 7 + 100 * value).toArray(), two.reference(), two.current());
        for (DriftMetric metric : DriftMetric.values()) {
            double factor = metric == DriftMetric.WASSERSTEIN ? 100 : metric == DriftMetric.ENERGY ? 10 : 1;
            assertThat(metric.statistic(scaled))
                    .as(metric.id())
                    .isCloseTo(factor * metric.statistic(two), within(1e-8 * (1 + factor * metric.statistic(two))));
        }
    }

    @Property(tries = 25)
    void estimatesHoldTheirStatisticAndWidenWithTheLevel(@ForAll("samples") TwoSamples two) {
        DriftStatistics.of(EnumSet.allOf(DriftMetric.class), two, 0.95, 1).forEach((metric, estimate) -> {
            assertThat(estimate.isDefined()).as(metric.id()).isTrue();
            assertThat(estimate.statistic()).isEqualTo(metric.statistic(two));
            assertThat(estimate.interval().contains(estimate.statistic()))
                    .as(metric.id())
                    .isTrue();
            assertThat(estimate.interval().lower()).isNotNegative();
            assertThat(estimate.noiseFloor()).isNotNegative();
            if (estimate.pValue() != null) {
                assertThat(estimate.pValue()).isBetween(0.0, 1.0);
            }
            Interval inner = estimate.estimator().at(0);
            for (double z : new double[] {0.5, 1, 1.96, 3, 8}) {
                Interval outer = estimate.estimator().at(z);
                assertThat(outer.lower()).as(metric.id()).isLessThanOrEqualTo(inner.lower() + 1e-9);
                assertThat(outer.upper()).as(metric.id()).isGreaterThanOrEqualTo(inner.upper() - 1e-9);
                inner = outer;
            }
            double limit = estimate.interval().upper() * 1.5 + 0.1;
            assertThat(estimate.estimator().pAgainst(limit)).as(metric.id()).isBetween(0.0, 0.051);
            DriftEstimate again = DriftStatistics.of(metric, two, 0.95, 1);
            assertThat(again.interval()).isEqualTo(estimate.interval());
            assertThat(again.noiseFloor()).isEqualTo(estimate.noiseFloor());
            assertThat(again.detectable()).isEqualTo(estimate.detectable());
        });
    }
}
