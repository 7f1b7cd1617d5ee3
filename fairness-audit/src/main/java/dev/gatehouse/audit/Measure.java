package dev.gatehouse.audit;

import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;

/**
 * A metric's value, or why it has none.
 *
 * @param estimator null exactly when {@code undefined} is given
 * @param rate the counts, where the metric is a rate that has trials; else null
 * @param rows what the metric rests on: its own denominator, in effective rows
 * @param undefined a sentence without a full stop
 * @param range what is known about an undefined value; null for nothing
 */
record Measure(Estimator estimator, Proportion rate, double rows, String undefined, Interval range) {

    static Measure of(Estimator estimator, double rows) {
        return new Measure(estimator, null, rows, null, null);
    }

    /** A rate; without trials it is undefined. */
    static Measure ofRate(Proportion rate, String withoutTrials) {
        return rate.trials() == 0
                ? undefined(withoutTrials)
                : new Measure(Proportions.wilson(rate), rate, rate.effectiveTrials(), null, null);
    }

    static Measure undefined(String reason) {
        return new Measure(null, null, 0, reason, null);
    }

    static Measure undefined(String reason, Interval range) {
        return new Measure(null, null, 0, reason, range);
    }

    boolean isDefined() {
        return estimator != null;
    }

    double value() {
        return estimator.value();
    }

    /** With the interval at the normal quantile {@code z}. */
    Estimate estimate(double z) {
        if (estimator == null) {
            return range == null
                    ? Estimate.undefined(undefined)
                    : Estimate.undefined(undefined, range.lower(), range.upper());
        }
        Interval interval = estimator.at(z);
        return Estimate.of(estimator.value(), interval.lower(), interval.upper());
    }
}
