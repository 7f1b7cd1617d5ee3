package dev.gatehouse.audit.stat;

/** A value with a normal standard error, cut to the range of the statistic; an error of 0 tells nothing. */
record Gaussian(double value, double error, double least, double greatest) implements Estimator {
    static Gaussian unbounded(double value, double error) {
        return new Gaussian(value, error, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** A positive value whose logarithm has the error: value · e^±z·error. */
    static Estimator ofLogarithm(double value, double error) {
        return new Transformed(
                unbounded(StrictMath.log(value), error),
                value,
                StrictMath::exp,
                limit -> limit <= 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(limit));
    }

    @Override
    public Interval at(double z) {
        double half = z * error;
        return new Interval(Math.max(least, value - half), Math.min(greatest, value + half));
    }

    @Override
    public double pAgainst(double limit) {
        return error == 0 || limit == value ? 1 : Normal.twoSided((limit - value) / error);
    }
}
