package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Mover;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;

/**
 * A metric's value, or why it has none.
 *
 * @param estimator null exactly when {@code undefined} is given
 * @param rows what the metric rests on: its own denominator
 * @param undefined a sentence without a full stop
 */
public record Measured(Estimator estimator, double rows, String undefined) {

    public static Measured of(Estimator estimator, double rows) {
        return new Measured(estimator, rows, null);
    }

    public static Measured rate(long successes, long trials, String withoutTrials) {
        return trials == 0
                ? undefined(withoutTrials)
                : of(Proportions.wilson(Proportion.of(successes, trials)), trials);
    }

    public static Measured undefined(String reason) {
        return new Measured(null, 0, reason);
    }

    public boolean isDefined() {
        return estimator != null;
    }

    /** {@code later − this}. */
    public Measured change(Measured later) {
        return loss(later, false);
    }

    /** What was lost from this to a later value: a fall where more is better, else a rise. */
    Measured loss(Measured later, boolean moreIsBetter) {
        if (!isDefined()) {
            return undefined("in the reference " + undefined);
        }
        if (!later.isDefined()) {
            return later;
        }
        return of(
                moreIsBetter
                        ? Mover.difference(estimator, later.estimator)
                        : Mover.difference(later.estimator, estimator),
                Math.min(rows, later.rows));
    }

    /** Why nothing follows from it; null where it is evidence. */
    public String lack(int minimumRows, double z) {
        if (!isDefined()) {
            return undefined;
        }
        if (rows < minimumRows) {
            return "it rests on " + (long) rows + " rows; the plan's minimum_rows is " + minimumRows;
        }
        Interval interval = estimator.at(z);
        return interval.lower() == interval.upper() ? "the interval has no width" : null;
    }

    /** With the interval at the normal quantile {@code z}. */
    public Estimate estimate(double z) {
        if (!isDefined()) {
            return Estimate.undefined(undefined);
        }
        Interval interval = estimator.at(z);
        return Estimate.of(estimator.value(), interval.lower(), interval.upper());
    }
}
