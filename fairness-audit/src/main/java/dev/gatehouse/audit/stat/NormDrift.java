package dev.gatehouse.audit.stat;

/**
 * An observed norm of a difference of distributions. By the triangle inequality it is off by no more than the norm of the error
 * of that difference, so the interval is the value give or take the quantile of that norm. It holds the truth at least as often as
 * its level says.
 *
 * @param value ≥ 0
 * @param error the norm of the error
 * @param scaleError the relative standard error of the unit in which the value is given, 0 for a fixed unit
 * @param greatest the greatest value that the norm can take, ∞ where there is none
 */
record NormDrift(double value, Matched error, double scaleError, double greatest) implements Estimator {
    @Override
    public Interval at(double z) {
        double half = z == 0 ? 0 : error.quantile(oneSided(z));
        double ofScale = z * value * scaleError;
        half = Math.sqrt(half * half + ofScale * ofScale);
        return new Interval(Math.max(0, value - half), Math.min(greatest, value + half)).including(value);
    }

    /** The normal score that is exceeded as often as ± z are: 1.645 for 1.96. */
    private static double oneSided(double z) {
        return z >= Normal.LARGEST_QUANTILE - 1 ? z : Normal.upperQuantile(Normal.twoSided(z));
    }
}
