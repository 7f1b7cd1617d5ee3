package dev.gatehouse.gateway.inference;

import java.util.concurrent.atomic.AtomicLong;

/** What all callers' connections together hold of bodies that are not whole yet. Small bodies are not counted: connections are. */
final class ReceivedBytes {

    /** Bytes of a body that are not counted. */
    static final int FREE_BYTES = 16_384;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    ReceivedBytes(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    /** Takes the place of a body's buffer with a larger one; whether that may be. */
    boolean grow(int from, int to) {
        long more = counted(to) - counted(from);
        if (more > 0 && held.addAndGet(more) > limit) {
            held.addAndGet(-more);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        int counted = counted(bytes);
        if (counted > 0) {
            held.addAndGet(-counted);
        }
    }

    private static int counted(int bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
