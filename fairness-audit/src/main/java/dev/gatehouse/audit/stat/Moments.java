package dev.gatehouse.audit.stat;

/**
 * Means of all rows of a histogram, labelled or not: of scores, or of the errors of a regression. Each is defined with
 * {@link Histogram#total()} &gt; 0. Where a bin holds several values, sizes and squares are those of its mean: the root mean
 * square is too small by at most step / 2 (in squares by the variance within bins), and the mean absolute value too where a
 * bin holds both signs.
 */
public final class Moments {
    private Moments() {}

    /** The mean, with Student's interval of variance s² / n. */
    public static Estimator mean(Histogram histogram) {
        double[] moments = moments(histogram, 1);
        return Gaussian.ofStudent(moments[0], error(histogram, moments), degrees(histogram));
    }

    /** The mean absolute value, ≥ 0, with Student's interval, cut at 0. */
    public static Estimator meanAbsolute(Histogram histogram) {
        double[] moments = moments(histogram, 0);
        return new Gaussian(moments[0], error(histogram, moments), degrees(histogram), 0, Double.POSITIVE_INFINITY);
    }

    /**
     * The root of the mean square, ≥ 0. The interval is Student's for the mean square, on the scale of its logarithm. It has
     * no width where all values have one size.
     */
    public static Estimator rootMeanSquare(Histogram histogram) {
        double[] moments = moments(histogram, 2);
        double root = Math.sqrt(moments[0]);
        if (root == 0) {
            return new Gaussian(0, 0, 1, 0, Double.POSITIVE_INFINITY);
        }
        return Gaussian.ofLogarithm(root, error(histogram, moments) / moments[0] / 2, degrees(histogram));
    }

    static double variance(Histogram histogram) {
        return moments(histogram, 1)[1];
    }

    private static double degrees(Histogram histogram) {
        return Math.max(1, histogram.total() / histogram.designEffect() - 1);
    }

    private static double error(Histogram histogram, double[] moments) {
        return Math.sqrt(moments[1] * histogram.designEffect() / histogram.total());
    }

    /** Mean and variance of |value|, value or value², for powers 0, 1 and 2. */
    private static double[] moments(Histogram histogram, int power) {
        double total = histogram.total();
        if (!(total > 0)) {
            throw new IllegalArgumentException("a mean of no rows");
        }
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < histogram.values().length; i++) {
            if (histogram.rows(i) > 0) {
                double each = power(histogram.values()[i], power);
                sum += histogram.rows(i) * each;
                least = Math.min(least, each);
                greatest = Math.max(greatest, each);
            }
        }
        if (least == greatest) {
            // Rounding in the mean would give a constant a variance, and its interval a width.
            return new double[] {least, 0};
        }
        double mean = sum / total;
        double squares = 0;
        for (int i = 0; i < histogram.values().length; i++) {
            double distance = power(histogram.values()[i], power) - mean;
            squares += histogram.rows(i) * distance * distance;
        }
        double effective = total / histogram.designEffect();
        return new double[] {mean, effective > 1 ? squares / total * effective / (effective - 1) : 0};
    }

    private static double power(double value, int power) {
        return power == 0 ? Math.abs(value) : power == 1 ? value : value * value;
    }
}
