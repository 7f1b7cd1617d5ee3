package dev.gatehouse.audit;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Two-sided intervals and score tests for one and two independent binomial proportions.
 *
 * <p>Sources: Wilson, JASA 22 (1927) 209–212; Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10; Koopman,
 * Biometrics 40 (1984) 513–517; Farrington and Manning, Statistics in Medicine 9 (1990) 1447–1454.
 */
final class Intervals {
    private static final NormalDistribution STANDARD_NORMAL = NormalDistribution.of(0, 1);
    private static final int BISECTIONS = 200;
    /** Ratios are searched between e^−60 and e^60, far beyond what 2⁶³ rows can tell from zero and infinity. */
    private static final double MAX_LOG_RATIO = 60;

    private Intervals() {}

    /** A lower and an upper end; the upper one may be infinite. */
    record Interval(double lower, double upper) {}

    /** The two-sided quantile: 1.96 for 0.95. */
    static double quantile(double confidence) {
        return STANDARD_NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
    }

    /** P(Z ≥ z) · 2, at most 1. */
    static double twoSided(double z) {
        return Math.min(1, 2 * STANDARD_NORMAL.survivalProbability(z));
    }

    /** Wilson's score interval; trials ≥ 1. */
    static Interval wilson(Proportion rate, double z) {
        double n = rate.trials();
        double p = rate.value();
        double z2 = z * z;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = z / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        // At the ends the formula is exactly 0 or 1; rounding must not move it inside.
        double lower = rate.successes() == 0 ? 0 : Math.max(0, Math.min(p, centre - half));
        double upper = rate.successes() == rate.trials() ? 1 : Math.min(1, Math.max(p, centre + half));
        return new Interval(lower, upper);
    }

    /** Newcombe's hybrid score interval for {@code first − second}; trials ≥ 1. */
    static Interval newcombe(Proportion first, Proportion second, double z) {
        Interval one = wilson(first, z);
        Interval two = wilson(second, z);
        double p1 = first.value();
        double p2 = second.value();
        return new Interval(
                Math.max(-1, p1 - p2 - Math.hypot(p1 - one.lower(), two.upper() - p2)),
                Math.min(1, p1 - p2 + Math.hypot(one.upper() - p1, p2 - two.lower())));
    }

    /** Koopman's score interval for {@code first / second}; trials ≥ 1; [0, ∞] when neither has a success. */
    static Interval koopman(Proportion first, Proportion second, double z) {
        if (first.successes() == 0 && second.successes() == 0) {
            return new Interval(0, Double.POSITIVE_INFINITY);
        }
        double lower = first.successes() == 0 ? 0 : root(first, second, z);
        double upper = second.successes() == 0 ? Double.POSITIVE_INFINITY : root(first, second, -z);
        return new Interval(lower, upper);
    }

    /** The ratio at which the score statistic, which falls as the ratio grows, equals {@code target}. */
    private static double root(Proportion first, Proportion second, double target) {
        double low = -MAX_LOG_RATIO;
        double high = MAX_LOG_RATIO;
        for (int i = 0; i < BISECTIONS && high - low > 1e-15 * Math.max(1, Math.abs(low)); i++) {
            double middle = (low + high) / 2;
            if (ratioScore(first, second, Math.exp(middle)) > target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** The score statistic of H₀: first − second = difference; positive when the observed difference is greater. */
    static double differenceScore(Proportion first, Proportion second, double difference) {
        double n1 = first.trials();
        double n2 = second.trials();
        double p1 = first.value();
        double p2 = second.value();
        double q1 = restrictedByDifference(p1, n1, p2, n2, difference);
        double q2 = clamp(q1 - difference);
        return standardised(p1 - p2 - difference, q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2);
    }

    /** The score statistic of H₀: first = ratio · second; positive when the observed ratio is greater. */
    static double ratioScore(Proportion first, Proportion second, double ratio) {
        double n1 = first.trials();
        double n2 = second.trials();
        double p1 = first.value();
        double p2 = second.value();
        double weight = n2 / n1;
        double a = 1 + weight;
        double b = -(ratio * (1 + weight * p2) + weight + p1);
        double c = ratio * (p1 + weight * p2);
        // The smaller root in its stable form: 2c / (−b + √…) keeps its digits where −b − √… cancels.
        double q1 = clamp(2 * c / (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))));
        double q2 = clamp(q1 / ratio);
        return standardised(p1 - ratio * p2, q1 * (1 - q1) / n1 + ratio * ratio * q2 * (1 - q2) / n2);
    }

    /** The maximum likelihood estimate of the first rate when first − second is fixed (Farrington and Manning's cubic). */
    static double restrictedByDifference(double p1, double n1, double p2, double n2, double difference) {
        double weight = n2 / n1;
        double a = 1 + weight;
        double b = -(1 + weight + p1 + weight * p2 + difference * (weight + 2));
        double c = difference * difference + difference * (2 * p1 + weight + 1) + p1 + weight * p2;
        double d = -p1 * difference * (1 + difference);
        double third = b / (3 * a);
        double v = third * third * third - b * c / (6 * a * a) + d / (2 * a);
        double u = Math.copySign(Math.sqrt(Math.max(0, third * third - c / (3 * a))), v);
        double cosine = u == 0 ? 0 : Math.max(-1, Math.min(1, v / (u * u * u)));
        double w = (Math.PI + Math.acos(cosine)) / 3;
        double estimate = 2 * u * Math.cos(w) - third;
        return Math.max(Math.max(0, difference), Math.min(Math.min(1, 1 + difference), estimate));
    }

    private static double standardised(double distance, double variance) {
        if (variance > 0) {
            return distance / Math.sqrt(variance);
        }
        return distance == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, distance);
    }

    private static double clamp(double probability) {
        return Math.max(0, Math.min(1, probability));
    }
}
