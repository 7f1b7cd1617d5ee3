/**
 * Intervals and tests for what an audit counts: pure functions of counts, with no clock, no randomness that is not seeded
 * by the counts, and no dependency on the rest of the module.
 *
 * <p>Every statistic is an {@link dev.gatehouse.audit.stat.Estimator}: a value with an interval at every level and a
 * p-value against any limit. Callers check that a statistic is defined before they ask for it; each method says when it
 * is. Powers, logarithms and trigonometry are those of {@link StrictMath}, and sums have a fixed order, so that the
 * results are the same to the bit on every JDK. The choices and their measured coverage are in ADR 0012.
 */
package dev.gatehouse.audit.stat;
