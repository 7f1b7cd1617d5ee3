package dev.gatehouse.audit.stat;

import java.util.function.DoubleUnaryOperator;

/**
 * A rising function of an estimator. The inverse gives an infinity or NaN for limits that the function never takes; they
 * have p = 0.
 */
record Transformed(Estimator base, double value, DoubleUnaryOperator function, DoubleUnaryOperator inverse)
        implements Estimator {
    @Override
    public Interval at(double z) {
        Interval interval = base.at(z);
        if (interval.lower() == interval.upper()) {
            // Rounding in the function must not give it a width.
            return new Interval(value, value);
        }
        // Nor move an end past the value.
        return new Interval(
                Math.min(value, function.applyAsDouble(interval.lower())),
                Math.max(value, function.applyAsDouble(interval.upper())));
    }

    @Override
    public double pAgainst(double limit) {
        if (limit == value) {
            return 1;
        }
        double original = inverse.applyAsDouble(limit);
        return Double.isFinite(original) ? base.pAgainst(original) : 0;
    }
}
