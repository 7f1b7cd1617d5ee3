package dev.gatehouse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final long SECOND = 1_000_000_000L;
    /** {@code System.nanoTime} may begin anywhere, just below its overflow too. */
    private static final long START = Long.MAX_VALUE - 20 * SECOND;

    private final Circuit circuit = new Circuit(new Circuit.Settings(3, SECOND, 8 * SECOND, 10 * SECOND));
    private long now = START;

    private void fails(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed(now, now);
        }
    }

    private static long longest(long pause) {
        return Math.round(pause * (1 + Circuit.JITTER));
    }

    private static long shortest(long pause) {
        return Math.round(pause * (1 - Circuit.JITTER));
    }

    @Test
    void onlyFailuresInARowOpenIt() {
        fails(2);
        circuit.succeeded();
        fails(2);
        assertThat(circuit.waitNanos(now)).isZero();
        fails(1);
        assertThat(circuit.waitNanos(now)).isBetween(shortest(SECOND), longest(SECOND));
        assertThat(circuit.state(now)).isEqualTo(Circuit.State.OPEN);
    }

    @Test
    void afterThePauseOneCallTriesAndItsSuccessClosesIt() {
        fails(3);
        now += longest(SECOND);
        assertThat(circuit.state(now)).isEqualTo(Circuit.State.HALF_OPEN);
        assertThat(circuit.waitNanos(now)).as("the one that tries").isZero();
        assertThat(circuit.waitNanos(now)).as("the others wait").isBetween(1L, Circuit.TRIAL_RETRY_NANOS);
        circuit.succeeded();
        assertThat(circuit.waitNanos(now)).isZero();
        assertThat(circuit.state(now)).isEqualTo(Circuit.State.CLOSED);
        fails(3);
        assertThat(circuit.waitNanos(now)).as("the first pause again").isLessThanOrEqualTo(longest(SECOND));
    }

    @Test
    void eachTrialThatFailsDoublesThePauseUpToTheLongest() {
        fails(3);
        for (long pause : new long[] {1, 2, 4, 8, 8, 8}) {
            assertThat(circuit.leftNanos(now)).isBetween(shortest(pause * SECOND), longest(pause * SECOND));
            now += longest(pause * SECOND);
            assertThat(circuit.waitNanos(now)).isZero();
            circuit.failed(now, now);
        }
    }

    @Test
    void pausesDiffer() {
        fails(3);
        Circuit other = new Circuit(new Circuit.Settings(1, SECOND, 8 * SECOND, 10 * SECOND));
        other.failed(now, now);
        assertThat(other.leftNanos(now)).isNotEqualTo(circuit.leftNanos(now));
    }

    @Test
    void whatBeganBeforeItOpenedSaysNothingNew() {
        long before = now;
        now += SECOND;
        fails(3);
        long left = circuit.leftNanos(now);
        circuit.failed(before, now + 1);
        assertThat(circuit.leftNanos(now)).isEqualTo(left);
        now += longest(SECOND);
        assertThat(circuit.waitNanos(now)).isZero();
        circuit.failed(before, now);
        circuit.succeeded();
        assertThat(circuit.state(now)).as("the trial decides").isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void aTrialThatNeverWasMakesRoomForAnother() {
        fails(3);
        now += longest(SECOND);
        assertThat(circuit.waitNanos(now)).isZero();
        circuit.notTried(now);
        assertThat(circuit.waitNanos(now)).isZero();
        assertThat(circuit.waitNanos(now)).isPositive();
        now += 10 * SECOND;
        assertThat(circuit.waitNanos(now))
                .as("a trial that never ends does not block for ever")
                .isZero();
    }

    @Test
    void ofManyThreadsOneTries() throws InterruptedException {
        fails(3);
        now += longest(SECOND);
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            new Thread(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            if (circuit.waitNanos(now) == 0) {
                                tries.incrementAndGet();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(tries).hasValue(1);
    }
}
