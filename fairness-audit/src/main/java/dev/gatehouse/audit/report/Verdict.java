package dev.gatehouse.audit.report;

/**
 * What the evidence says about a limit.
 *
 * <p>A verdict is not a flag: a flag is a regulation's point rule, a verdict takes the uncertainty into account.
 */
public enum Verdict {
    /** The whole interval lies within the limit. */
    PASS,
    /** The whole interval lies beyond the limit. */
    FAIL,
    /** The interval straddles the limit, the metric is undefined, or there are too few rows to say. */
    INSUFFICIENT
}
