package dev.gatehouse.gateway.upstream;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether something that fails is to be left alone for a while (the circuit breaker of M. Nygard, 'Release It!'). So many failures in a row
 * open it; after a pause one call may try, and its end closes the circuit or opens it again for twice as long. Any thread may ask; while it
 * is closed, asking and succeeding read a field and write none. Times are of {@code System.nanoTime}.
 */
final class Circuit {

    /** A pause is drawn from 1 - JITTER to 1 + JITTER of its length, so that gateways do not come back together. */
    static final double JITTER = 0.2;

    /** What calls are told to wait while another one tries: its end is near. */
    static final long TRIAL_RETRY_NANOS = 1_000_000_000L;

    private static final int MAX_DOUBLINGS = 30;

    /**
     * When it opens and for how long.
     *
     * @param failures in a row that open it, 1 and more
     * @param pauseNanos first pause
     * @param maxPauseNanos longest pause before jitter
     * @param trialNanos how long the end of a trial is waited for before another call may try
     */
    record Settings(int failures, long pauseNanos, long maxPauseNanos, long trialNanos) {}

    /** What is known of a circuit. */
    enum State {
        CLOSED,
        OPEN,
        /** Its pause is over, and the next call, or one that is on its way, decides. */
        HALF_OPEN;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Settings settings;
    private volatile int failures;
    private volatile boolean closed = true;
    private int openings;
    private long openedNanos;
    private long tryNanos;
    private boolean trial;

    Circuit(Settings settings) {
        this.settings = settings;
    }

    /** How long a call has to wait; 0 for one that may go, which then tells its end. */
    long waitNanos(long nowNanos) {
        return closed ? 0 : waitWhileOpen(nowNanos);
    }

    private synchronized long waitWhileOpen(long nowNanos) {
        if (closed) {
            return 0;
        }
        long left = tryNanos - nowNanos;
        if (left > 0) {
            return trial ? Math.min(left, TRIAL_RETRY_NANOS) : left;
        }
        trial = true;
        tryNanos = nowNanos + settings.trialNanos;
        return 0;
    }

    void succeeded() {
        if (failures != 0 || !closed) {
            close();
        }
    }

    private synchronized void close() {
        failures = 0;
        openings = 0;
        trial = false;
        closed = true;
    }

    /**
     * Counts a failure. One that began before the circuit opened, or comes within its pause, says nothing new.
     *
     * @param begunNanos when what failed began
     * @return whether this failure opened it
     */
    synchronized boolean failed(long begunNanos, long nowNanos) {
        if (closed) {
            // Written under the lock only.
            failures = failures + 1;
            if (failures < settings.failures) {
                return false;
            }
        } else if (begunNanos - openedNanos < 0 || isOpen(nowNanos)) {
            return false;
        }
        long pause = Math.min(settings.maxPauseNanos, settings.pauseNanos << Math.min(openings, MAX_DOUBLINGS));
        if (pause <= 0) {
            pause = settings.maxPauseNanos;
        }
        openings++;
        openedNanos = nowNanos;
        tryNanos = nowNanos
                + Math.round(pause
                        * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble()));
        trial = false;
        closed = false;
        return true;
    }

    /** A call that might go did not: another one may try. */
    void notTried(long nowNanos) {
        if (!closed) {
            giveTrialBack(nowNanos);
        }
    }

    private synchronized void giveTrialBack(long nowNanos) {
        if (trial) {
            trial = false;
            tryNanos = nowNanos;
        }
    }

    /** Whether it is open and its pause is not over. */
    synchronized boolean isOpen(long nowNanos) {
        return !closed && tryNanos - nowNanos > 0 && !trial;
    }

    synchronized State state(long nowNanos) {
        return closed ? State.CLOSED : isOpen(nowNanos) ? State.OPEN : State.HALF_OPEN;
    }

    boolean isClosed() {
        return closed;
    }

    /** In a row. */
    int failures() {
        return failures;
    }

    /** How long until a call may try; 0 when one may. */
    synchronized long leftNanos(long nowNanos) {
        return closed ? 0 : Math.max(0, tryNanos - nowNanos);
    }
}
