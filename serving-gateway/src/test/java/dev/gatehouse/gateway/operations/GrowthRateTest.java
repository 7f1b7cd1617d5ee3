package dev.gatehouse.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GrowthRateTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aSteadyGrowthIsToldAfterSomeMinutes() {
        GrowthRate rate = new GrowthRate();
        double told = 0;
        for (int i = 0; i <= 5 * GrowthRate.MEMORY_SECONDS; i += 5) {
            told = rate.sample(i * SECOND, 1_000L * i);
        }
        assertThat(told).isCloseTo(1_000, within(10.0));
        for (int i = 0; i < 5 * GrowthRate.MEMORY_SECONDS; i += 5) {
            told = rate.sample((2_000 + i) * SECOND, 7_000_000L - 200L * i);
        }
        assertThat(told).as("it shrinks").isNegative();
    }

    @Test
    void aBurstAtTheStartIsNoTrend() {
        GrowthRate rate = new GrowthRate();
        assertThat(rate.sample(10 * SECOND, 1_000_000)).isZero();
        assertThat(rate.sample(15 * SECOND, 11_000_000)).isLessThan(2_000_000 * 0.02);
    }

    @Test
    void aClockThatStandsStillChangesNothing() {
        GrowthRate rate = new GrowthRate();
        rate.sample(SECOND, 0);
        double told = rate.sample(2 * SECOND, 100);
        assertThat(rate.sample(2 * SECOND, 5_000)).isEqualTo(told);
    }
}
