package dev.gatehouse.audit.stat;

/**
 * Inequality of benefits between people. A person's benefit is a small whole number, such as 1 + decision − label of a
 * favourable outcome: 0, 1 or 2. Counts are indexed by the benefit: {@code counts[2]} people have benefit 2.
 *
 * <p>The generalized entropy index is the mean of ((b/μ)^α − 1) / (α (α − 1)), where μ is the mean benefit; for α = 1 it is
 * Theil's index, the mean of (b/μ) ln (b/μ) with 0 ln 0 = 0. It is 0 when all benefits are equal and has no upper bound
 * that is free of the data. It is undefined, and refused, without people and when nobody has a benefit; and for α ≤ 0, where
 * one person without benefit makes it infinite.
 *
 * <p>Sources: Speicher et al., KDD 2018, 2239–2248, equation 2; Shorrocks, Econometrica 48 (1980) 613–625.
 */
public final class Inequality {
    /** Jeffreys' prior on a person's benefit: half a person at each value. */
    private static final double PRIOR = 0.5;

    private Inequality() {}

    /** Theil's index, that is {@link #generalizedEntropy} with α = 1. */
    public static Estimator theil(long[] benefitCounts) {
        return generalizedEntropy(benefitCounts, 1);
    }

    /** The index with a bootstrap interval, {@link Bootstrap}, with Jeffreys' prior. */
    public static Estimator generalizedEntropy(long[] benefitCounts, double alpha) {
        double[] counts = new double[benefitCounts.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = benefitCounts[i];
        }
        return generalizedEntropy(counts, alpha, 1);
    }

    /**
     * As above for weighted people.
     *
     * @param benefitCounts sums of weight, in rows
     * @param designEffect rows per effective row, (n Σw²) / (Σw)²; 1 where unweighted
     */
    public static Estimator generalizedEntropy(double[] benefitCounts, double alpha, double designEffect) {
        check(benefitCounts, alpha);
        return Bootstrap.of(benefitCounts, PRIOR, designEffect, 0, counts -> index(counts, alpha));
    }

    /**
     * The part of the index that lies between groups: the index if everyone had the mean benefit of their group. Groups
     * without people count for nothing.
     *
     * @param countsByGroup counts by benefit, one row a group
     * @throws IllegalArgumentException where the index is undefined
     */
    public static double betweenGroups(long[][] countsByGroup, double alpha) {
        double people = 0;
        double benefits = 0;
        for (long[] group : countsByGroup) {
            for (int benefit = 0; benefit < group.length; benefit++) {
                people += group[benefit];
                benefits += (double) benefit * group[benefit];
            }
        }
        check(new double[] {people, benefits}, alpha);
        double mean = benefits / people;
        double sum = 0;
        for (long[] group : countsByGroup) {
            double members = 0;
            double sumOfGroup = 0;
            for (int benefit = 0; benefit < group.length; benefit++) {
                members += group[benefit];
                sumOfGroup += (double) benefit * group[benefit];
            }
            sum += members == 0 ? 0 : members * term(sumOfGroup / members / mean, alpha);
        }
        return Math.max(0, sum / people);
    }

    private static void check(double[] counts, double alpha) {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a generalized entropy index with alpha " + alpha);
        }
        double benefits = 0;
        for (int benefit = 1; benefit < counts.length; benefit++) {
            benefits += counts[benefit];
        }
        if (!(benefits > 0)) {
            throw new IllegalArgumentException("an inequality of benefits that nobody has");
        }
    }

    private static double index(double[] counts, double alpha) {
        double people = 0;
        double benefits = 0;
        for (int benefit = 0; benefit < counts.length; benefit++) {
            people += counts[benefit];
            benefits += benefit * counts[benefit];
        }
        double mean = benefits / people;
        double sum = 0;
        for (int benefit = 0; benefit < counts.length; benefit++) {
            sum += counts[benefit] == 0 ? 0 : counts[benefit] * term(benefit / mean, alpha);
        }
        return Math.max(0, sum / people);
    }

    /** A person's term, who has {@code share} times the mean benefit. */
    private static double term(double share, double alpha) {
        if (alpha == 1) {
            return share == 0 ? 0 : share * StrictMath.log(share);
        }
        return (StrictMath.pow(share, alpha) - 1) / (alpha * (alpha - 1));
    }
}
