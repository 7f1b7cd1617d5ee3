package dev.gatehouse.audit.stat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tests of no difference between groups, and corrections for many tests. Weighted proportions enter with their effective
 * trials. A table that cannot show a difference (one group, or one outcome only) has statistic 0 and p = 1.
 *
 * <p>Sources: Agresti, Categorical Data Analysis (2013), 3.2, 3.5 and 6.4; Holm, Scandinavian Journal of Statistics 6 (1979)
 * 65–70; Benjamini and Hochberg, JRSS B 57 (1995) 289–300.
 */
public final class Tests {
    /** Cochran's rule: below this expected count the normal approximation is not used. */
    private static final double SMALL_EXPECTED_COUNT = 5;
    /** Fisher's test is used by {@link #equality} up to this many possible tables; its cost is one step a table. */
    static final long MAX_FISHER_TABLES = 1_000_000;
    /** Tables whose probability is within this factor of the observed one count as equally likely. */
    private static final double FISHER_SLACK = 1 + 1e-7;

    private Tests() {}

    /** The two-sided z test with pooled variance; its square is Pearson's chi-square. Trials ≥ 1 in both. */
    public static Test twoProportionZ(Proportion first, Proportion second) {
        check(first, second);
        double n1 = first.effectiveTrials();
        double n2 = second.effectiveTrials();
        double pooled = (first.effectiveSuccesses() + second.effectiveSuccesses()) / (n1 + n2);
        boolean single = first.successes() == 0 && second.successes() == 0
                || first.successes() == first.trials() && second.successes() == second.trials();
        double z = single
                ? 0
                : DifferenceScore.standardised(
                        first.value() - second.value(), pooled * (1 - pooled) * (1 / n1 + 1 / n2));
        return new Test("two-proportion z", z, 0, Normal.twoSided(z));
    }

    /**
     * Fisher's exact test, two-sided: the probability, given the margins, of tables no likelier than the observed one.
     * Weighted proportions are rounded to whole effective rows. Trials ≥ 1 in both. One step a possible table, of which there
     * are one more than the smallest margin.
     */
    public static Test fisher(Proportion first, Proportion second) {
        check(first, second);
        long n1 = Math.max(1, Math.round(first.effectiveTrials()));
        long n2 = Math.max(1, Math.round(second.effectiveTrials()));
        long observed = Math.round(first.value() * n1);
        long successes = observed + Math.round(second.value() * n2);
        long least = Math.max(0, successes - n2);
        long most = Math.min(n1, successes);
        // Probabilities relative to the mode's, by the ratio of neighbours: no logarithm, and no overflow.
        long mode = (long) ((double) (successes + 1) * (n1 + 1) / (n1 + n2 + 2));
        mode = Math.max(least, Math.min(most, mode));
        double ofObserved = 1;
        for (long x = mode; x < observed; x++) {
            ofObserved *= next(x, n1, n2, successes);
        }
        for (long x = mode; x > observed; x--) {
            ofObserved /= next(x - 1, n1, n2, successes);
        }
        double all = 0;
        double unlikely = 0;
        double weight = 1;
        for (long x = mode; x <= most && weight > 0; x++) {
            all += weight;
            unlikely += weight <= ofObserved * FISHER_SLACK ? weight : 0;
            weight *= next(x, n1, n2, successes);
        }
        weight = 1;
        for (long x = mode; x > least && weight > 0; x--) {
            weight /= next(x - 1, n1, n2, successes);
            all += weight;
            unlikely += weight <= ofObserved * FISHER_SLACK ? weight : 0;
        }
        return new Test("Fisher's exact", observed, 0, Math.min(1, unlikely / all));
    }

    /** P(x + 1) / P(x) of the hypergeometric distribution. */
    private static double next(long x, long n1, long n2, long successes) {
        return (double) (n1 - x) / (x + 1) * (double) (successes - x) / (n2 - successes + x + 1);
    }

    /**
     * {@link #fisher} where an expected count is below 5 and there are at most a million possible tables, else
     * {@link #twoProportionZ}.
     */
    public static Test equality(Proportion first, Proportion second) {
        check(first, second);
        double n1 = first.effectiveTrials();
        double n2 = second.effectiveTrials();
        double successes = first.effectiveSuccesses() + second.effectiveSuccesses();
        double rarer = Math.min(successes, n1 + n2 - successes);
        boolean small = Math.min(n1, n2) * rarer / (n1 + n2) < SMALL_EXPECTED_COUNT;
        return small && Math.min(Math.min(n1, n2), rarer) < MAX_FISHER_TABLES
                ? fisher(first, second)
                : twoProportionZ(first, second);
    }

    /**
     * Pearson's chi-square test that several groups have one rate. Groups without trials are left out.
     *
     * @param trials ≥ successes ≥ 0, of as many groups
     */
    public static Test chiSquare(long[] successes, long[] trials) {
        if (successes.length != trials.length) {
            throw new IllegalArgumentException(successes.length + " successes of " + trials.length + " trials");
        }
        return chiSquare(IntStream.range(0, trials.length)
                .mapToObj(i -> Proportion.of(successes[i], trials[i]))
                .toList());
    }

    /** As {@link #chiSquare(long[], long[])}, for proportions that may be weighted. */
    public static Test chiSquare(List<Proportion> groups) {
        double trials = 0;
        double successes = 0;
        int used = 0;
        boolean some = false;
        boolean notAll = false;
        for (Proportion group : groups) {
            trials += group.effectiveTrials();
            successes += group.trials() > 0 ? group.effectiveSuccesses() : 0;
            used += group.trials() > 0 ? 1 : 0;
            some |= group.successes() > 0;
            notAll |= group.successes() < group.trials();
        }
        if (used < 2 || !some || !notAll) {
            return new Test("chi-square", 0, Math.max(0, used - 1), 1);
        }
        double rate = successes / trials;
        double sum = 0;
        for (Proportion group : groups) {
            if (group.trials() > 0) {
                double distance = group.value() - rate;
                sum += group.effectiveTrials() * distance * distance;
            }
        }
        double statistic = sum / (rate * (1 - rate));
        return new Test("chi-square", statistic, used - 1, Normal.chiSquareUpper(statistic, used - 1));
    }

    /** Two groups compared within strata. */
    public static Cmh cochranMantelHaenszel(List<Stratum> strata) {
        return Cmh.of(strata);
    }

    /**
     * Holm's adjusted p-values, in the order given: rejecting those at or below α errs on any with a chance of at most α,
     * whatever their dependence.
     */
    public static double[] holm(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double greatest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            greatest = Math.max(greatest, Math.min(1, (p.length - rank) * p[order[rank]]));
            adjusted[order[rank]] = greatest;
        }
        return adjusted;
    }

    /** Benjamini and Hochberg's adjusted p-values, in the order given: they bound the share of false rejections. */
    public static double[] benjaminiHochberg(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double least = 1;
        for (int rank = p.length - 1; rank >= 0; rank--) {
            least = Math.min(least, p[order[rank]] * p.length / (rank + 1));
            adjusted[order[rank]] = least;
        }
        return adjusted;
    }

    private static Integer[] ascending(double[] p) {
        if (Arrays.stream(p).anyMatch(each -> !(each >= 0 && each <= 1))) {
            throw new IllegalArgumentException("a p-value outside [0, 1]");
        }
        return IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toArray(Integer[]::new);
    }

    private static void check(Proportion first, Proportion second) {
        if (first.trials() == 0 || second.trials() == 0) {
            throw new IllegalArgumentException("a test of a rate without trials");
        }
    }
}
