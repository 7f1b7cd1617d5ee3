package dev.gatehouse.audit.stat;

import java.util.Locale;

/**
 * A test that two samples come from one distribution, two-sided. The p-value is the chance of a statistic at least as far out if
 * they do; with many rows it is small for a drift that nobody cares about, so a distance and its limit decide, not p.
 *
 * <p>Tests of values need {@linkplain TwoSamples#isOrdered() ordered} cells and treat each value as given, ties by mid-ranks;
 * tests of counts are over the cells that distances of shares use ({@link DriftMetric}).
 */
public enum DriftTest {
    /**
     * Kolmogorov and Smirnov's: exact for few rows, asymptotic beyond; ties make its p too large. Source: Hodges, Arkiv för
     * Matematik 3 (1958) 469–486.
     */
    KOLMOGOROV_SMIRNOV(true),
    /**
     * Pearson's chi-square of homogeneity. Where fewer than 5 rows are expected in a cell it is {@link #FISHER} on two cells, and on
     * more its p is simulated, by dealing the rows of both samples out anew. Source: Agresti, Categorical Data Analysis (2013), 3.2 and 3.5.
     */
    CHI_SQUARE(false),
    /** The likelihood ratio G = 2 Σ n ln(n / expected), with p as a chi-square. Source: ibid., 3.2. */
    G(false),
    /** Fisher's exact test; of two cells. */
    FISHER(false),
    /** The z test of one cell's share with pooled variance; of two cells. */
    TWO_PROPORTION_Z(false),
    /** The total variation, with p simulated in the same way. */
    TOTAL_VARIATION(false),
    /**
     * Mann and Whitney's U of the current sample, with p by the normal with corrections for ties and continuity. Source: Hollander and
     * Wolfe, Nonparametric Statistical Methods (1999), 4.1.
     */
    MANN_WHITNEY(true),
    /** Student's t of the difference of means, current less reference, with pooled variance (divisor n + m − 2). */
    STUDENT_T(true),
    /**
     * Anderson and Darling's, standardised, with p interpolated between 0.25 and 0.001. Source: Scholz and Stephens, JASA 82 (1987)
     * 918–924.
     */
    ANDERSON_DARLING(true),
    /**
     * Cramér and von Mises' T, with p of the limiting distribution. Source: Anderson, Annals of Mathematical Statistics 33 (1962)
     * 1148–1159.
     */
    CRAMER_VON_MISES(true),
    /**
     * Epps and Singleton's W: a distance of the characteristic functions at two points. Source: Journal of Statistical Computation
     * and Simulation 26 (1986) 177–203.
     */
    EPPS_SINGLETON(true);

    private final boolean ordered;

    DriftTest(boolean ordered) {
        this.ordered = ordered;
    }

    /** The name in reports: {@code mann_whitney}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why the test has no result for these samples, as a sentence without a full stop; null where it has one. */
    public String undefined(TwoSamples two) {
        if (two.referenceRows() == 0) {
            return "the reference has no rows";
        }
        if (two.currentRows() == 0) {
            return "the current sample has no rows";
        }
        if (ordered && !two.isOrdered()) {
            return "categories have no order";
        }
        int cells = two.tenths().reference().length;
        return switch (this) {
            case FISHER, TWO_PROPORTION_Z -> cells > 2 ? "there are more than two cells" : null;
            case STUDENT_T ->
                cells < 2 || two.referenceRows() < 2 || two.currentRows() < 2
                        ? "there is one value only, or one row in a sample"
                        : null;
            case MANN_WHITNEY, ANDERSON_DARLING -> cells < 2 ? "there is one value only" : null;
            case EPPS_SINGLETON -> EppsSingleton.undefined(two);
            default -> null;
        };
    }

    /**
     * The test's outcome.
     *
     * @param seed of the random numbers, where p is simulated
     * @throws IllegalArgumentException where it is {@link #undefined}
     */
    public Test of(TwoSamples two, long seed) {
        String undefined = undefined(two);
        if (undefined != null) {
            throw new IllegalArgumentException(id() + ": " + undefined);
        }
        return switch (this) {
            case KOLMOGOROV_SMIRNOV -> KolmogorovSmirnov.test(two);
            case CHI_SQUARE -> CountTests.chiSquare(two.tenths(), seed);
            case G -> CountTests.g(two.tenths());
            case FISHER -> CountTests.fisher(two.tenths());
            case TWO_PROPORTION_Z -> CountTests.twoProportionZ(two.tenths());
            case TOTAL_VARIATION -> CountTests.totalVariation(two.tenths(), seed);
            case MANN_WHITNEY -> RankTests.mannWhitney(two);
            case STUDENT_T -> RankTests.student(two);
            case ANDERSON_DARLING -> AndersonDarling.test(new long[][] {two.reference(), two.current()}, true);
            case CRAMER_VON_MISES -> RankTests.cramerVonMises(two);
            case EPPS_SINGLETON -> EppsSingleton.test(two);
        };
    }
}
