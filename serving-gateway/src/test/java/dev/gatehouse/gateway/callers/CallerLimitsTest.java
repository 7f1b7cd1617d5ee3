package dev.gatehouse.gateway.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallerLimitsTest {

    private static final long SECOND = 1_000_000_000L;
    /** {@code System.nanoTime} may begin anywhere, below zero too. */
    private static final long START = -5 * SECOND / 2;

    private static CallerLimits limits(String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put("gatehouse.callers." + settings[i], settings[i + 1]);
        }
        return new CallerLimits(Settings.with(all).callers());
    }

    private static int admitted(CallerLimits.Share share, int calls, long nanos) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            if (share.enter(nanos).isEmpty()) {
                admitted++;
                share.leave();
            }
        }
        return admitted;
    }

    @Test
    void withoutSettingsNobodyIsLimitedAndNobodyIsRemembered() {
        CallerLimits limits = limits();
        CallerLimits.Share share = limits.of("a");
        for (int i = 0; i < 100_000; i++) {
            assertThat(share.enter(START)).isEmpty();
        }
        assertThat(limits.remembered()).isZero();
    }

    @Test
    void aBurstMayComeAtOnceAndThenTheRateHolds() {
        CallerLimits.Share share =
                limits("requests-per-second", "10", "burst", "5").of("a");
        assertThat(admitted(share, 50, START)).isEqualTo(5);
        assertThat(admitted(share, 50, START + SECOND / 10)).isEqualTo(1);
        assertThat(admitted(share, 50, START + 3 * SECOND / 10)).isEqualTo(2);
        assertThat(admitted(share, 50, START + 60 * SECOND))
                .as("quiet time saves up no more than a burst")
                .isEqualTo(5);
    }

    @Test
    void overTimeNoMoreThanTheRateIsServed() {
        CallerLimits.Share share = limits("requests-per-second", "100").of("a");
        int served = 0;
        for (int milli = 0; milli < 10_000; milli++) {
            served += admitted(share, 3, START + milli * 1_000_000L);
        }
        assertThat(served).isBetween(1_090, 1_100);
    }

    @Test
    void aRefusalSaysWhenToComeBackAndThenItIsSo() {
        CallerLimits.Share share =
                limits("requests-per-second", "0.25", "burst", "1").of("a");
        assertThat(share.enter(START)).isEmpty();
        Refusal refusal = share.enter(START + SECOND / 2).orElseThrow();
        assertThat(refusal.code()).isEqualTo(Refusal.Code.CALLER_OVER_LIMIT);
        assertThat(refusal.retryAfterSeconds()).isEqualTo(4);
        assertThat(share.enter(START + SECOND / 2 + 4 * SECOND)).isEmpty();
    }

    @Test
    void callsInFlightAreCountedAndARefusedOneTakesNoPlace() {
        CallerLimits.Share share = limits("max-in-flight", "2", "requests-per-second", "1", "burst", "3")
                .of("a");
        assertThat(share.enter(START)).isEmpty();
        assertThat(share.enter(START)).isEmpty();
        assertThat(share.enter(START).orElseThrow().sentence()).contains("More than 2 calls");
        share.leave();
        assertThat(share.enter(START))
                .as("the refused one cost nothing of the rate")
                .isEmpty();
        share.leave();
        assertThat(share.enter(START).orElseThrow().sentence()).contains("in a second");
    }

    @Test
    void aNamedClientHasItsOwnLimitsAndTheOthersForTheRest() {
        CallerLimits limits = limits(
                "max-in-flight",
                "1",
                "requests-per-second",
                "1",
                "client.\"batch.scores\".max-in-flight",
                "3",
                "client.big.requests-per-second",
                "1000");
        assertThat(limits.of("batch.scores").enter(START)).isEmpty();
        assertThat(limits.of("batch.scores").enter(START).orElseThrow().sentence())
                .as("its rate is everybody's")
                .contains("in a second");
        assertThat(admitted(limits.of("big"), 2_000, START)).isEqualTo(1_000);
        assertThat(limits.of("big").enter(START + SECOND)).isEmpty();
        assertThat(limits.of("big").enter(START + SECOND).orElseThrow().sentence())
                .contains("More than 1 calls");
        assertThat(limits.of("other").enter(START)).isEmpty();
    }

    @Test
    void threadsTogetherGetNoMoreThanOneWould() throws InterruptedException {
        CallerLimits.Share share =
                limits("requests-per-second", "1", "burst", "1000").of("a");
        AtomicInteger served = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            new Thread(() -> {
                        served.addAndGet(admitted(share, 5_000, START));
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(served).hasValue(1_000);
    }

    @Test
    void callersThatAreQuietAreForgottenBeforeThereAreTooMany() {
        CallerLimits limits = limits("max-in-flight", "1");
        assertThat(limits.of("busy").enter(START)).isEmpty();
        for (int i = 0; i < 2 * CallerLimits.MAX_CALLERS; i++) {
            limits.of("client-" + i);
        }
        assertThat(limits.remembered()).isLessThanOrEqualTo(CallerLimits.MAX_CALLERS);
        assertThat(limits.of("busy").enter(START))
                .as("it still has its call in flight")
                .isPresent();
    }

    @Test
    void limitsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> limits("requests-per-second", "0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gatehouse.callers.requests-per-second must be 0.001 to");
        assertThatThrownBy(() -> limits("client.x.max-in-flight", "0"))
                .hasMessageContaining("gatehouse.callers.client.\"x\".max-in-flight must be 1 or more");
        assertThatThrownBy(() -> limits("burst", "0")).hasMessageContaining("gatehouse.callers.burst must be 1 to");
    }
}
