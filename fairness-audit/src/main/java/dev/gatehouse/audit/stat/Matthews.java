package dev.gatehouse.audit.stat;

/**
 * Matthews' correlation coefficient of labels and decisions, in [−1, 1]: the φ of the table of two by two.
 *
 * <p>The interval is normal on Fisher's scale, artanh φ, with the variance that φ has in a multinomial sample; where a count is
 * 0, half a row is added to each for the interval, so that it has width.
 *
 * <p>Sources: Matthews, Biochimica et Biophysica Acta 405 (1975) 442–451 (the measure); Bishop, Fienberg and Holland, Discrete
 * Multivariate Analysis (1975), 11.2 (its variance).
 */
public final class Matthews {
    private static final double HALF_ROW = 0.5;

    private Matthews() {}

    /**
     * Defined where both labels and both decisions occur.
     *
     * @param tp rows, at least 0, as are the others
     * @throws IllegalArgumentException if a label or a decision does not occur
     */
    public static Estimator of(double tp, double fp, double fn, double tn) {
        if (!(tp + fn > 0 && fp + tn > 0 && tp + fp > 0 && fn + tn > 0)) {
            throw new IllegalArgumentException("a correlation of labels and decisions of which one is constant");
        }
        double value = Math.max(-1, Math.min(1, phi(tp, fp, fn, tn)));
        double more = Math.min(Math.min(tp, fp), Math.min(fn, tn)) == 0 ? HALF_ROW : 0;
        double centre = phi(tp + more, fp + more, fn + more, tn + more);
        double error = error(centre, tp + more, fp + more, fn + more, tn + more);
        Gaussian scaled = Gaussian.unbounded(artanh(centre), error / (1 - centre * centre));
        return new Transformed(
                scaled, value, StrictMath::tanh, limit -> Math.abs(limit) >= 1 ? Double.NaN : artanh(limit));
    }

    /** φ, whatever the kind of counts: whole rows or expected ones; NaN where a label or a decision does not occur. */
    public static double phi(double tp, double fp, double fn, double tn) {
        if (fp == 0 && fn == 0 || tp == 0 && tn == 0) {
            // Exact, whatever the roots round to.
            return tp + fn > 0 && fp + tn > 0 ? Math.signum(tp - fp) : Double.NaN;
        }
        // A root each: the product of four margins of 10⁹ rows would lose digits.
        double margins = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
        return margins == 0 ? Double.NaN : (tp * tn - fp * fn) / margins;
    }

    private static double error(double phi, double tp, double fp, double fn, double tn) {
        double n = tp + fp + fn + tn;
        double labels = (tp + fn) / n * ((fp + tn) / n);
        double decisions = (tp + fp) / n * ((fn + tn) / n);
        double ofLabels = (tp + fn - fp - tn) / n;
        double ofDecisions = (tp + fp - fn - tn) / n;
        double square = phi * phi;
        double variance = 1
                - square
                + phi * (1 + square / 2) * ofLabels * ofDecisions / Math.sqrt(labels * decisions)
                - 0.75 * square * (ofLabels * ofLabels / labels + ofDecisions * ofDecisions / decisions);
        return Math.sqrt(Math.max(0, variance) / n);
    }

    private static double artanh(double x) {
        return StrictMath.log1p(2 * x / (1 - x)) / 2;
    }
}
