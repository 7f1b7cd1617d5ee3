package dev.gatehouse.gateway.operations;

/**
 * How fast an amount grows: an average over some minutes, in which what is older counts less and less. It begins at 0, so that a burst
 * at a start is not taken for a trend. For one thread.
 */
final class GrowthRate {

    /** After this time an old sample counts for 1/e. */
    static final double MEMORY_SECONDS = 300;

    private boolean begun;
    private long lastNanos;
    private long lastAmount;
    private double perSecond;

    /**
     * Takes a sample and tells the rate.
     *
     * @param nanos time of a clock that never goes back, nanoseconds
     * @return amount a second, negative while it shrinks
     */
    double sample(long nanos, long amount) {
        double seconds = (nanos - lastNanos) / 1e9;
        if (begun && seconds <= 0) {
            return perSecond;
        }
        if (begun) {
            double keep = Math.exp(-seconds / MEMORY_SECONDS);
            perSecond = keep * perSecond + (1 - keep) * (amount - lastAmount) / seconds;
        }
        begun = true;
        lastNanos = nanos;
        lastAmount = amount;
        return perSecond;
    }
}
