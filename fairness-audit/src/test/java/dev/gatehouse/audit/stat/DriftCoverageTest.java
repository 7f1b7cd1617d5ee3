package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Samples from known distributions, with fixed seeds: how often the interval holds the true distance, the noise floor is exceeded
 * where nothing drifts, and a drift of the size said to be detectable is seen. With as few trials as a test can afford a share is
 * uncertain by ± 0.05; ADR 0027 has the figures of more.
 */
class DriftCoverageTest {
    private static final int TRIALS = 60;
    private static final double CONFIDENCE = 0.95;

    /** Shares of trials. */
    private record Found(double held, double above) {}

    private static Map<DriftMetric, Found> trials(DriftWorld world) {
        Map<DriftMetric, int[]> counts = new TreeMap<>();
        Map<DriftMetric, Double> truth = new TreeMap<>();
        world.metrics().forEach(metric -> truth.put(metric, world.truth(metric)));
        SplittableRandom random = new SplittableRandom(20261122);
        for (int trial = 0; trial < TRIALS; trial++) {
            DriftStatistics.of(world.metrics(), world.draw(random), CONFIDENCE, trial)
                    .forEach((metric, estimate) -> {
                        int[] count = counts.computeIfAbsent(metric, key -> new int[2]);
                        count[0] += estimate.interval().contains(truth.get(metric)) ? 1 : 0;
                        count[1] += estimate.aboveNoise() ? 1 : 0;
                        if (!estimate.aboveNoise()) {
                            assertThat(estimate.interval().lower()).isZero();
                        }
                        assertThat(estimate.interval().upper())
                                .isGreaterThan(estimate.interval().lower());
                    });
        }
        Map<DriftMetric, Found> found = new TreeMap<>();
        counts.forEach((metric, count) ->
                found.put(metric, new Found(count[0] / (double) TRIALS, count[1] / (double) TRIALS)));
        return found;
    }

    static Stream<DriftWorld> still() {
        return Stream.of(
                        DriftWorld.shift(300, 200),
                        DriftWorld.tail(150, 1500),
                        DriftWorld.categories(5, 0.8, 200, 300),
                        DriftWorld.categories(40, 1, 120, 120))
                .map(world -> world.drifted(0));
    }

    @ParameterizedTest
    @MethodSource("still")
    void whereNothingDriftsTheNoiseFloorIsExceededAsRarelyAsSaid(DriftWorld world) {
        trials(world).forEach((metric, found) -> {
            assertThat(found.held()).as("%s, %s held", world.name(), metric).isGreaterThan(0.93);
            assertThat(found.above()).as("%s, %s above", world.name(), metric).isBetween(0.0, 0.11);
        });
    }

    static Stream<DriftWorld> drifting() {
        return Stream.of(
                DriftWorld.shift(300, 200).drifted(0.2),
                DriftWorld.shift(300, 200).drifted(0.6),
                DriftWorld.tail(150, 1500).drifted(0.5),
                DriftWorld.categories(5, 0.8, 200, 300).drifted(0.3),
                DriftWorld.categories(5, 0.8, 200, 300).drifted(1),
                DriftWorld.categories(40, 1, 120, 120).drifted(0.5));
    }

    @ParameterizedTest
    @MethodSource("drifting")
    void intervalsHoldTheTrueDistance(DriftWorld world) {
        trials(world)
                .forEach((metric, found) -> assertThat(found.held())
                        .as("%s, %s", world.name(), metric)
                        .isGreaterThan(least(world, metric)));
    }

    /** Of three rows a cell the one-sided logarithm makes too much. */
    private static double least(DriftWorld world, DriftMetric metric) {
        return metric == DriftMetric.KULLBACK_LEIBLER && world.reference().length == 40 ? 0.7 : 0.88;
    }

    /** As much of the drift as makes the metric's true distance the one that is said to be detectable. */
    private static double power(DriftWorld world, DriftMetric metric) {
        SplittableRandom random = new SplittableRandom(7);
        double detectable = DriftStatistics.of(metric, world.drifted(0).draw(random), CONFIDENCE, 1)
                .detectable();
        double share = Roots.rising(size -> world.drifted(size).truth(metric) - detectable, 0, 1);
        assertThat(share).as("a drift of %s in %s", detectable, metric).isLessThan(1);
        DriftWorld drifted = world.drifted(share);
        int seen = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            TwoSamples two = drifted.draw(random);
            seen += DriftStatistics.of(metric, two, CONFIDENCE, trial).aboveNoise() ? 1 : 0;
        }
        return seen / (double) TRIALS;
    }

    @Test
    void aDriftOfTheSizeSaidToBeDetectableIsSeenInAboutFourOfFive() {
        DriftWorld ordered = DriftWorld.shift(400, 400);
        for (DriftMetric metric : ordered.metrics()) {
            if (metric.needsOrder() || metric == DriftMetric.PSI) {
                assertThat(power(ordered, metric)).as(metric.id()).isBetween(0.65, 0.93);
            }
        }
        DriftWorld categories = DriftWorld.categories(6, 1, 400, 400);
        for (DriftMetric metric : categories.metrics()) {
            assertThat(power(categories, metric)).as(metric.id()).isBetween(0.65, 0.93);
        }
    }
}
