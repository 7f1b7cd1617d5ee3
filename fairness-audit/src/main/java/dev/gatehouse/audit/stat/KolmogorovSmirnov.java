package dev.gatehouse.audit.stat;

import java.util.Arrays;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Kolmogorov and Smirnov's test of two samples, two-sided. p is exact (Hodges' count of lattice paths) where n · m is at most
 * {@value #MAX_EXACT}, else that of one sample of n m / (n + m) rows; above {@value #MAX_EXPANDED} rows that distribution is
 * Kolmogorov's limit with Vrbik's correction (Pioneer Journal of Theoretical and Applied Statistics 15 (2018) 15–23). Ties are not
 * taken into account, which makes p too large, never too small.
 */
final class KolmogorovSmirnov {
    static final long MAX_EXACT = 1_000_000;
    static final long MAX_EXPANDED = 200_000;
    private static final int TERMS = 100;

    private KolmogorovSmirnov() {}

    static Test test(TwoSamples two) {
        long n = two.referenceRows();
        long m = two.currentRows();
        if (n + m > MAX_EXPANDED) {
            double d = DriftMetric.KS.statistic(two);
            return named(d, upper(d, n, m));
        }
        if (Math.min(n, m) == 1) {
            return ofOne(DriftMetric.KS.statistic(two), Math.max(n, m));
        }
        return n * m <= MAX_EXACT ? exact(two) : asymptotic(two);
    }

    /** One row among others has each rank with the same chance. */
    private static Test ofOne(double d, long others) {
        long reached = 0;
        for (long below = 0; below <= others; below++) {
            reached += Math.max(below, others - below) >= d * others - 1e-9 ? 1 : 0;
        }
        return named(d, reached / (others + 1.0));
    }

    static Test exact(TwoSamples two) {
        return expanded(two, PValueMethod.EXACT);
    }

    static Test asymptotic(TwoSamples two) {
        return expanded(two, PValueMethod.ASYMPTOTIC);
    }

    private static Test expanded(TwoSamples two, PValueMethod method) {
        double[] ranks = new double[two.reference().length];
        Arrays.setAll(ranks, i -> i);
        var result = KolmogorovSmirnovTest.withDefaults()
                .with(method)
                .test(rows(ranks, two.reference()), rows(ranks, two.current()));
        return named(DriftMetric.KS.statistic(two), result.getPValue());
    }

    private static double[] rows(double[] values, long[] counts) {
        double[] rows = new double[(int) Arrays.stream(counts).sum()];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            Arrays.fill(rows, at, at + (int) counts[i], values[i]);
            at += (int) counts[i];
        }
        return rows;
    }

    private static Test named(double statistic, double p) {
        return new Test("Kolmogorov–Smirnov", statistic, 0, Math.max(0, Math.min(1, p)));
    }

    /** The chance that samples of these sizes from one distribution without ties are further apart than {@code d}, by the limit. */
    static double upper(double d, double n, double m) {
        double rows = n * m / (n + m);
        double x = d * Math.sqrt(rows);
        return kolmogorov(x + 1 / (6 * Math.sqrt(rows)) + (x - 1) / (4 * rows));
    }

    /** The distance that is exceeded with a chance, at most 1. */
    static double exceeded(double chance, double n, double m) {
        return Roots.rising(d -> chance - upper(d, n, m), 0, 1);
    }

    /** P(K ≥ x) of Kolmogorov's distribution. */
    private static double kolmogorov(double x) {
        if (x <= 0) {
            return 1;
        }
        double sum = 0;
        if (x < 1) {
            for (int i = 1; i <= TERMS; i += 2) {
                sum += StrictMath.exp(-i * i * Math.PI * Math.PI / (8 * x * x));
            }
            return Math.max(0, 1 - sum * Math.sqrt(2 * Math.PI) / x);
        }
        for (int i = 1; i <= TERMS; i++) {
            double term = StrictMath.exp(-2.0 * i * i * x * x);
            sum += i % 2 == 1 ? term : -term;
        }
        return Math.min(1, 2 * sum);
    }
}
