package dev.gatehouse.audit.stat;

/**
 * The score statistic of a difference of two rates, with the variance at the maximum likelihood rates under the null.
 *
 * <p>Source: Farrington and Manning, Statistics in Medicine 9 (1990) 1447–1454, appendix.
 */
final class DifferenceScore {
    private static final int NEWTON_STEPS = 3;

    private DifferenceScore() {}

    /** The statistic of H₀: p1 − p2 = difference; positive when the observed difference is greater. */
    static double statistic(double p1, double n1, double p2, double n2, double difference) {
        return standardised(p1 - p2 - difference, variance(p1, n1, p2, n2, difference));
    }

    /** The variance of p1 − p2 under H₀. */
    static double variance(double p1, double n1, double p2, double n2, double difference) {
        if (p1 * n1 + p2 * n2 > (n1 + n2) / 2) {
            // Rates near 1 are taken as failures near 0, where no digits are lost.
            return variance(1 - p1, n1, 1 - p2, n2, -difference);
        }
        double q1 = restricted(p1, n1, p2, n2, difference);
        double q2 = Proportions.clamp(q1 - difference);
        return q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2;
    }

    /** The maximum likelihood estimate of the first rate when first − second is fixed: a root of a cubic. */
    static double restricted(double p1, double n1, double p2, double n2, double difference) {
        double weight = n2 / n1;
        double a = 1 + weight;
        double b = -(1 + weight + p1 + weight * p2 + difference * (weight + 2));
        double c = difference * difference + difference * (2 * p1 + weight + 1) + p1 + weight * p2;
        double d = -p1 * difference * (1 + difference);
        double third = b / (3 * a);
        double v = third * third * third - b * c / (6 * a * a) + d / (2 * a);
        double u = Math.copySign(Math.sqrt(Math.max(0, third * third - c / (3 * a))), v);
        double cosine = u == 0 ? 0 : Math.max(-1, Math.min(1, v / (u * u * u)));
        double w = (Math.PI + StrictMath.acos(cosine)) / 3;
        double low = Math.max(0, difference);
        double high = Math.min(1, 1 + difference);
        double estimate = Math.max(low, Math.min(high, 2 * u * StrictMath.cos(w) - third));
        // The cosine leaves an absolute error that matters to rates near 0; Newton's steps make it a relative one.
        double distance = Math.abs(cubic(a, b, c, d, estimate));
        for (int i = 0; i < NEWTON_STEPS && distance > 0; i++) {
            double slope = (3 * a * estimate + 2 * b) * estimate + c;
            double next = estimate - cubic(a, b, c, d, estimate) / slope;
            double nextDistance = Math.abs(cubic(a, b, c, d, next));
            if (!(next >= low && next <= high && nextDistance < distance)) {
                break;
            }
            estimate = next;
            distance = nextDistance;
        }
        return estimate;
    }

    private static double cubic(double a, double b, double c, double d, double x) {
        return ((a * x + b) * x + c) * x + d;
    }

    /** {@code distance / √variance}; without variance 0 at no distance, else infinite. */
    static double standardised(double distance, double variance) {
        if (variance > 0) {
            return distance / Math.sqrt(variance);
        }
        return distance == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, distance);
    }
}
