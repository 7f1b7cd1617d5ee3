package dev.gatehouse.audit.stat;

/** How much of the spread of true values predictions explain. */
public final class Fit {
    private Fit() {}

    /**
     * The coefficient of determination R² = 1 − Σe² / Σ(y − ȳ)², at most 1, below 0 where the mean of the true values would
     * predict better. The interval is normal for the logarithm of 1 − R², a ratio of two means, by the delta method with the
     * moments given; it has no width where the errors have one size and the true values too, or all errors are 0.
     *
     * @param meanSquare of the errors, at least 0
     * @param squareVariance of the squared errors, at least 0
     * @param variance of the true values (divisor n), above 0
     * @param spreadVariance of their squared distances from their mean, at least 0
     * @param covariance of squared error and squared distance
     * @param rows at least 1
     * @throws IllegalArgumentException if the true values have no variance
     */
    public static Estimator determination(
            double meanSquare,
            double squareVariance,
            double variance,
            double spreadVariance,
            double covariance,
            double rows) {
        if (!(variance > 0)) {
            throw new IllegalArgumentException("a share of no variance");
        }
        double left = meanSquare / variance;
        if (left == 0) {
            return new Gaussian(1, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1);
        }
        double relative = squareVariance / (meanSquare * meanSquare)
                + spreadVariance / (variance * variance)
                - 2 * covariance / (meanSquare * variance);
        Gaussian logarithm = Gaussian.unbounded(-StrictMath.log(left), Math.sqrt(Math.max(0, relative) / rows));
        return new Transformed(
                logarithm,
                1 - left,
                x -> 1 - StrictMath.exp(-x),
                limit -> limit >= 1 ? Double.POSITIVE_INFINITY : -StrictMath.log(1 - limit));
    }

    /** A mean with Student's interval, cut at 0, from its sum and that of squares; it has no width where all are equal. */
    public static Estimator meanOfSizes(double sum, double squares, double rows) {
        if (!(rows > 0)) {
            throw new IllegalArgumentException("a mean of no rows");
        }
        double mean = sum / rows;
        double variance = rows > 1 ? Math.max(0, squares - sum * mean) / (rows - 1) : 0;
        return new Gaussian(mean, Math.sqrt(variance / rows), Math.max(1, rows - 1), 0, Double.POSITIVE_INFINITY);
    }
}
