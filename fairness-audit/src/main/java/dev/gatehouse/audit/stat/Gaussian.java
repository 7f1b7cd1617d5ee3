package dev.gatehouse.audit.stat;

/**
 * A value with a standard error, cut to the range of the statistic; an error of 0 tells nothing. The error may be estimated
 * with few degrees of freedom: the quantile is then Student's, by two terms of its expansion around the normal one
 * (Abramowitz and Stegun, 26.7.5), which is within 1 % from 6 degrees on at 95 %.
 */
record Gaussian(double value, double error, double degrees, double least, double greatest) implements Estimator {
    static Gaussian unbounded(double value, double error) {
        return ofStudent(value, error, Double.POSITIVE_INFINITY);
    }

    static Gaussian ofStudent(double value, double error, double degrees) {
        return new Gaussian(value, error, degrees, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** A positive value whose logarithm has the error: value · e^±z·error. */
    static Estimator ofLogarithm(double value, double error, double degrees) {
        return new Transformed(
                ofStudent(StrictMath.log(value), error, degrees),
                value,
                StrictMath::exp,
                limit -> limit <= 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(limit));
    }

    @Override
    public Interval at(double z) {
        double half = error == 0 ? 0 : quantile(z) * error;
        return new Interval(Math.max(least, value - half), Math.min(greatest, value + half));
    }

    @Override
    public double pAgainst(double limit) {
        if (error == 0 || limit == value) {
            return 1;
        }
        double distance = Math.abs(limit - value) / error;
        return Normal.twoSided(
                Double.isInfinite(degrees)
                        ? distance
                        : Roots.rising(z -> quantile(z) - distance, 0, Normal.LARGEST_QUANTILE));
    }

    private double quantile(double z) {
        double z2 = z * z;
        return z * (1 + (z2 + 1) / (4 * degrees) + ((5 * z2 + 16) * z2 + 3) / (96 * degrees * degrees));
    }
}
