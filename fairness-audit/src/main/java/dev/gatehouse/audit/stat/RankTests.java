package dev.gatehouse.audit.stat;

import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;

/** Tests on two samples of ordered values; described at {@link DriftTest}. */
final class RankTests {
    private static final int TERMS = 60;
    /** The step of the integral of K¼, and where its integrand is gone. */
    private static final double STEP = 0.01;

    private static final double LARGEST_ANGLE = 12;
    private static final double ORDER = 0.25;

    private RankTests() {}

    static Test mannWhitney(TwoSamples two) {
        long[] reference = two.reference();
        long[] current = two.current();
        double n = two.referenceRows();
        double m = two.currentRows();
        double all = n + m;
        double below = 0;
        double u = 0;
        double ties = 0;
        for (int i = 0; i < reference.length; i++) {
            u += current[i] * (below + reference[i] / 2.0);
            below += reference[i];
            double tied = reference[i] + (double) current[i];
            ties += tied * tied * tied - tied;
        }
        double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
        double distance = Math.max(0, Math.abs(u - n * m / 2) - 0.5);
        return new Test("Mann–Whitney", u, 0, variance > 0 ? Normal.twoSided(distance / Math.sqrt(variance)) : 1);
    }

    static Test student(TwoSamples two) {
        double[] reference = moments(two.values(), two.reference());
        double[] current = moments(two.values(), two.current());
        long n = two.referenceRows();
        long m = two.currentRows();
        if (reference[1] == 0 && current[1] == 0) {
            throw new IllegalArgumentException("student_t: each sample has one value only");
        }
        var result = TTest.withDefaults()
                .with(DataDispersion.HOMOSCEDASTIC)
                .test(current[0], current[1], m, reference[0], reference[1], n);
        return new Test("Student's t", result.getStatistic(), n + m - 2.0, result.getPValue());
    }

    /** Mean and variance with divisor n − 1. */
    private static double[] moments(double[] values, long[] counts) {
        double rows = 0;
        double mean = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                rows += counts[i];
                mean += (values[i] - mean) * counts[i] / rows;
            }
        }
        double squares = 0;
        for (int i = 0; i < counts.length; i++) {
            squares += counts[i] * (values[i] - mean) * (values[i] - mean);
        }
        return new double[] {mean, squares / (rows - 1)};
    }

    static Test cramerVonMises(TwoSamples two) {
        long[] reference = two.reference();
        long[] current = two.current();
        double n = two.referenceRows();
        double m = two.currentRows();
        double all = n + m;
        double ofReference = 0;
        double ofCurrent = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < reference.length; i++) {
            // Ranks within a sample run on among ties; ranks among all are the ties' mean.
            double middle = first + second + (reference[i] + (double) current[i] + 1) / 2;
            ofReference += squares(middle - first, reference[i]);
            ofCurrent += squares(middle - second, current[i]);
            first += reference[i];
            second += current[i];
        }
        double u = n * ofReference + m * ofCurrent;
        double t = u / (n * m * all) - (4 * n * m - 1) / (6 * all);
        double mean = (1 + 1 / all) / 6;
        double variance =
                (all + 1) * (4 * n * m * all - 3 * (n * n + m * m) - 2 * n * m) / (45 * all * all * 4 * n * m);
        double standard = 1.0 / 6 + (t - mean) / Math.sqrt(45 * variance);
        return new Test("Cramér–von Mises", t, 0, standard <= 0 ? 1 : Math.max(0, 1 - limit(standard)));
    }

    /** Σ (from − i)² for i = 1 … count. */
    private static double squares(double from, double count) {
        double ofRanks = count * (count + 1) / 2;
        double ofSquares = count * (count + 1) * (2 * count + 1) / 6;
        return count * from * from - 2 * from * ofRanks + ofSquares;
    }

    /** The limiting distribution of T: Anderson and Darling's series (Annals of Mathematical Statistics 23 (1952) 193–212). */
    private static double limit(double x) {
        double sum = 0;
        // Γ(k + ½) / (k! π^1.5), from k = 0.
        double factor = 1 / Math.PI;
        for (int k = 0; k < TERMS; k++) {
            double y = 4 * k + 1;
            double q = y * y / (16 * x);
            double term = factor / Math.sqrt(x) * Math.sqrt(y) * besselTimesExponential(q);
            sum += term;
            if (term < 1e-15 * sum) {
                break;
            }
            factor *= (k + 0.5) / (k + 1);
        }
        return Math.min(1, sum);
    }

    /** e^−q K¼(q), the modified Bessel function by its integral ∫ e^(−q cosh t) cosh(t / 4) dt. */
    private static double besselTimesExponential(double q) {
        double sum = 0;
        for (int i = 0; i * STEP < LARGEST_ANGLE; i++) {
            double t = i * STEP;
            double term = StrictMath.exp(-q * (1 + StrictMath.cosh(t))) * StrictMath.cosh(ORDER * t);
            sum += i == 0 ? term / 2 : term;
            if (term < 1e-18 * sum) {
                break;
            }
        }
        return sum * STEP;
    }
}
