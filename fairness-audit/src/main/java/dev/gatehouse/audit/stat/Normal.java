package dev.gatehouse.audit.stat;

/**
 * The standard normal and the chi-square distribution.
 *
 * <p>Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964): 26.2.10 and 26.2.14 (normal), 26.4.4 and
 * 26.4.5 (chi-square).
 */
public final class Normal {
    /** The quantile beyond which two-sided p-values are below 10⁻³⁰⁰ and are given as 0. */
    static final double LARGEST_QUANTILE = 37;
    /** From here the tail is a continued fraction; below, one minus a series. */
    private static final double TAIL = 3;
    /** Enough for 16 digits at {@link #TAIL}, where the fraction converges most slowly. */
    private static final int FRACTION_TERMS = 60;

    private static final double LOG_ROOT_TWO_PI = 0.91893853320467274178;

    private Normal() {}

    /**
     * The two-sided quantile: z with P(|Z| ≤ z) = confidence; 1.96 for 0.95.
     *
     * @throws IllegalArgumentException if the confidence is not within (0, 1)
     */
    public static double quantile(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence of " + confidence);
        }
        return upperQuantile((1 - confidence) / 2);
    }

    /** P(|Z| ≥ |z|), in [0, 1]; z may be infinite, not NaN. */
    public static double twoSided(double z) {
        double size = Math.abs(z);
        return size >= LARGEST_QUANTILE ? 0 : Math.min(1, 2 * upper(size));
    }

    /** P(Z ≥ z). */
    static double upper(double z) {
        if (z < 0) {
            return 1 - upper(-z);
        }
        if (z < TAIL) {
            double term = z;
            double sum = z;
            for (int i = 3; term > 1e-18 * sum; i += 2) {
                term *= z * z / i;
                sum += term;
            }
            return 0.5 - density(z) * sum;
        }
        double fraction = z;
        for (int i = FRACTION_TERMS; i > 0; i--) {
            fraction = z + i / fraction;
        }
        return density(z) / fraction;
    }

    /** The z with P(Z ≥ z) = tail, for a tail in (0, 1). */
    static double upperQuantile(double tail) {
        if (tail > 0.5) {
            return -upperQuantile(1 - tail);
        }
        return Roots.rising(z -> tail - upper(z), 0, LARGEST_QUANTILE);
    }

    static double density(double z) {
        return StrictMath.exp(-z * z / 2 - LOG_ROOT_TWO_PI);
    }

    /** P(χ² ≥ statistic) for whole degrees of freedom ≥ 1, by the finite sums; the cost grows with the degrees. */
    static double chiSquareUpper(double statistic, int degrees) {
        if (statistic <= 0) {
            return 1;
        }
        double half = statistic / 2;
        double logHalf = StrictMath.log(half);
        boolean odd = degrees % 2 == 1;
        // Terms are e^(−x/2) (x/2)^i / Γ(i + 1), for whole or half i below degrees / 2, kept as logarithms.
        double exponent = odd ? 0.5 : 0;
        double log = odd ? -half + logHalf / 2 - StrictMath.log(Math.sqrt(Math.PI) / 2) : -half;
        double sum = odd ? twoSided(Math.sqrt(statistic)) : 0;
        while (exponent < degrees / 2.0 - 0.75) {
            sum += StrictMath.exp(log);
            exponent++;
            log += logHalf - StrictMath.log(exponent);
        }
        return Math.min(1, sum);
    }
}
