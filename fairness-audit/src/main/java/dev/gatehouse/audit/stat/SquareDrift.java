package dev.gatehouse.audit.stat;

/**
 * An observed sum of squares, such as a divergence, as a non-central chi-square is: where the true value is T its mean is
 * bias + slope · T and its variance is noise + growth · T. The interval holds every T of which the observed value is neither in
 * the lower nor the upper tail; for its upper end a value below the median of no drift counts as that median.
 *
 * @param observed ≥ 0
 * @param bias the mean where nothing drifts
 * @param noise the variance there
 * @param greatest the greatest value that T can take, ∞ where there is none
 */
record SquareDrift(double observed, double bias, double noise, double slope, double growth, double greatest)
        implements Estimator {
    private static final double LARGEST = 1e12;
    private static final double LEAST_SLOPE = 0.2;

    /**
     * The model by its moments where nothing drifts, and by how moments change with a drift.
     *
     * @param still where nothing drifts
     * @param alike of samples drawn from one distribution, in the same way as {@code apart}
     * @param unbiased the value between the two distributions from which the samples of {@code apart} are drawn
     */
    static SquareDrift of(
            double observed, Matched still, Matched alike, double unbiased, Matched apart, double greatest) {
        double unit = still.mean() > 0 ? still.variance() / (2 * still.mean()) : 0;
        double slope = 1;
        double growth = 4 * unit;
        // Nearer to the noise the two moments are too alike for a slope, and the non-central chi-square's own is right.
        if (unbiased > still.mean()) {
            slope = Math.max(LEAST_SLOPE, (apart.mean() - alike.mean()) / unbiased);
            growth = Math.max(growth / 10, (apart.variance() - alike.variance()) / unbiased);
        }
        return new SquareDrift(observed, still.mean(), still.variance(), slope, growth, greatest);
    }

    @Override
    public double value() {
        return observed;
    }

    @Override
    public Interval at(double z) {
        double lower = reaching(observed, z);
        // Closer agreement than chance gives is luck, not knowledge of the truth.
        double upper = reaching(Math.max(observed, quantile(0, 0)), -z);
        return new Interval(lower, Math.max(lower, upper)).including(observed);
    }

    /** The least T ≥ 0 at which the quantile at a normal score reaches a value. */
    double reaching(double value, double z) {
        double step = Math.max(value, bias + Math.sqrt(noise));
        return step == 0
                ? 0
                : Math.min(greatest, step * Roots.outward(t -> (quantile(t * step, z) - value) / step, 0, 1, LARGEST));
    }

    private double quantile(double t, double z) {
        return new Matched(bias + slope * t, noise + growth * t).quantile(z);
    }
}
