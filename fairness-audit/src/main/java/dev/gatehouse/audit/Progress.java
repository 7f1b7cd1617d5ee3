package dev.gatehouse.audit;

/** Told how far an audit has come. Called from the thread that runs the audit; it should return at once. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (stage, share) -> {};

    /**
     * @param stage what is being done: {@code digest}, {@code convert}, {@code survey}, {@code count}, {@code evaluate} or
     *     {@code proxies}, in this order; {@code convert} only for CSV, {@code proxies} only when the plan asks
     * @param share of this stage that is done, in [0, 1]; NaN when unknown
     */
    void at(String stage, double share);
}
