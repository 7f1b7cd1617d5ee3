package dev.gatehouse.audit.stat;

import java.util.Locale;

/**
 * A distance between two samples of one feature: 0 where they show the same shares, greater the more they differ.
 *
 * <p>{@link #KS}, {@link #WASSERSTEIN}, {@link #WASSERSTEIN_NORMED} and {@link #ENERGY} compare distribution functions of
 * ordered values, on the cells as given. The others compare shares of cells, r of the reference and c of the current sample:
 * of categories as given; of ordered values on the values where there are at most ten, else on tenths of the reference, each
 * value in the tenth in which its mid-rank lies (a value that is there once only would otherwise be a cell of its own, and two
 * samples of a continuous number have no value in common). Cells without a row count for nothing.
 *
 * <p>Every distance is undefined where a sample has no rows, and those of ordered values for categories.
 *
 * <p>Logarithms are natural but for {@link #JENSEN_SHANNON}. {@link #PSI} and {@link #KULLBACK_LEIBLER}, which are infinite
 * where a cell of one sample is empty, are taken with one row added to each sample, spread over the cells by the pooled shares:
 * (n·share + pooled share) / (n + 1). Samples with equal shares stay at 0, and cutting a cell in two that drift alike changes
 * nothing.
 */
public enum DriftMetric {
    /**
     * Kolmogorov and Smirnov's: the greatest difference of the distribution functions, in [0, 1]. Source: Smirnov, Annals of
     * Mathematical Statistics 19 (1948) 279–281.
     */
    KS(true, 1),
    /**
     * The population stability index Σ (c − r) ln(c / r), in [0, ∞), smoothed. Source: Siddiqi, Credit Risk Scorecards (2006);
     * it is Jeffreys' divergence (Kullback and Leibler, below).
     */
    PSI(false, Double.POSITIVE_INFINITY),
    /**
     * The Jensen–Shannon distance: the square root of the mean of the two Kullback–Leibler divergences, in bits, to the mean of
     * r and c; in [0, 1]. Source: Lin, IEEE Transactions on Information Theory 37 (1991) 145–151; Endres and Schindelin, ibid.
     * 49 (2003) 1858–1860 (the root is a metric).
     */
    JENSEN_SHANNON(false, 1),
    /**
     * Wasserstein's first distance: the area between the distribution functions, in the feature's unit, in [0, ∞). Source:
     * Vallender, Theory of Probability and Its Applications 18 (1974) 784–786.
     */
    WASSERSTEIN(true, Double.POSITIVE_INFINITY),
    /**
     * {@link #WASSERSTEIN} over the standard deviation (divisor n) of the reference, in [0, ∞); undefined where that is 0.
     */
    WASSERSTEIN_NORMED(true, Double.POSITIVE_INFINITY),
    /** Hellinger's: √(1 − Σ √(r c)), in [0, 1]. Source: Hellinger, Journal für Mathematik 136 (1909) 210–271. */
    HELLINGER(false, 1),
    /** The total variation Σ |c − r| / 2, in [0, 1]: the share of rows that would have to change their cell. */
    TOTAL_VARIATION(false, 1),
    /**
     * Cramér's V between cell and sample, bias-corrected, in [0, 1]; 0 where there is one cell. Unlike the others it depends on
     * the samples' relative sizes. Source: Bergsma, Journal of the Korean Statistical Society 42 (2013) 323–328.
     */
    CRAMERS_V(false, 1),
    /**
     * Pearson's chi-square statistic of homogeneity, in [0, n]. It grows with the number of rows n of both samples: a limit on it
     * means nothing without n. Source: Agresti, Categorical Data Analysis (2013), 3.2.
     */
    CHI_SQUARE(false, Double.POSITIVE_INFINITY),
    /** The greatest difference of a cell's shares, in [0, 1]. */
    L_INFINITY(false, 1),
    /**
     * The Kullback–Leibler divergence of the current sample from the reference, Σ c ln(c / r), in [0, ∞), smoothed. Not
     * symmetric. Source: Kullback and Leibler, Annals of Mathematical Statistics 22 (1951) 79–86.
     */
    KULLBACK_LEIBLER(false, Double.POSITIVE_INFINITY),
    /**
     * The energy distance √(2 ∫ (F − G)²), in the root of the feature's unit, in [0, ∞). Source: Székely and Rizzo, Journal of
     * Statistical Planning and Inference 143 (2013) 1249–1272.
     */
    ENERGY(true, Double.POSITIVE_INFINITY);

    private final boolean ordered;
    private final double greatest;

    DriftMetric(boolean ordered, double greatest) {
        this.ordered = ordered;
        this.greatest = greatest;
    }

    /** The name in plans and reports: {@code jensen_shannon}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The metric with this {@link #id()}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DriftMetric of(String id) {
        for (DriftMetric metric : values()) {
            if (metric.id().equals(id)) {
                return metric;
            }
        }
        throw new IllegalArgumentException("there is no distance '" + id + "'");
    }

    /** Whether the metric is of values with an order, and undefined for categories. */
    public boolean needsOrder() {
        return ordered;
    }

    /** The greatest value that the metric can take; ∞ where there is none. */
    public double greatest() {
        return greatest;
    }

    /** Why the distance is undefined for these samples, as a sentence without a full stop; null where it is defined. */
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
        if (this == WASSERSTEIN_NORMED && deviation(two) == 0) {
            return "all rows of the reference have one value";
        }
        return null;
    }

    /**
     * The distance.
     *
     * @throws IllegalArgumentException where it is {@link #undefined}
     */
    public double statistic(TwoSamples two) {
        String undefined = undefined(two);
        if (undefined != null) {
            throw new IllegalArgumentException(id() + ": " + undefined);
        }
        TwoSamples cells = ordered ? two : two.tenths();
        double value = observed(raw(cells), cells);
        return this == WASSERSTEIN_NORMED ? value / deviation(two) : value;
    }

    private double raw(TwoSamples cells) {
        return raw(
                Distances.shares(cells.reference()),
                Distances.shares(cells.current()),
                ordered ? Distances.gaps(cells.values()) : null,
                cells.referenceRows(),
                cells.currentRows());
    }

    /** Whether {@link #raw} is, for small differences, a sum of squares of differences; else it is a norm of them. */
    boolean isSquare() {
        return switch (this) {
            case KS, WASSERSTEIN, WASSERSTEIN_NORMED, TOTAL_VARIATION, L_INFINITY -> false;
            default -> true;
        };
    }

    /** The distance, or the square from which {@link #scaled} makes it, of shares over cells. */
    double raw(double[] reference, double[] current, double[] gaps, double referenceRows, double currentRows) {
        return switch (this) {
            case PSI -> Distances.stability(reference, current, referenceRows, currentRows);
            case KULLBACK_LEIBLER -> Distances.kullbackLeibler(reference, current, referenceRows, currentRows);
            case JENSEN_SHANNON -> Distances.jensenShannon(reference, current);
            case HELLINGER -> Distances.hellinger(reference, current);
            case CHI_SQUARE, CRAMERS_V -> Distances.meanSquare(reference, current, referenceRows, currentRows);
            case ENERGY -> Distances.energy(Distances.difference(reference, current), gaps);
            default -> norm(Distances.difference(reference, current), gaps);
        };
    }

    /** The norm of a difference of shares, for those that are one. */
    double norm(double[] difference, double[] gaps) {
        return switch (this) {
            case KS -> Distances.kolmogorov(difference);
            case WASSERSTEIN, WASSERSTEIN_NORMED -> Distances.wasserstein(difference, gaps);
            case TOTAL_VARIATION -> Distances.totalVariation(difference);
            case L_INFINITY -> Distances.greatest(difference);
            default -> throw new IllegalStateException(id() + " is no norm");
        };
    }

    /** The distance as observed, from {@link #raw}. */
    double observed(double raw, TwoSamples cells) {
        if (this == CRAMERS_V) {
            return cramersV(raw, cells.reference().length, (double) cells.referenceRows() + cells.currentRows());
        }
        return scaled(raw, cells);
    }

    /** The distance that a true value of {@link #raw} means; without a correction for bias. */
    double scaled(double raw, TwoSamples cells) {
        return switch (this) {
            case JENSEN_SHANNON, HELLINGER, ENERGY, CRAMERS_V -> Math.sqrt(raw);
            case CHI_SQUARE -> raw * ((double) cells.referenceRows() + cells.currentRows());
            default -> raw;
        };
    }

    /** The value of {@link #raw} that {@link #scaled} turns into a distance ≥ 0. */
    double unscaled(double distance, TwoSamples cells) {
        return switch (this) {
            case JENSEN_SHANNON, HELLINGER, ENERGY, CRAMERS_V -> distance * distance;
            case CHI_SQUARE -> distance / ((double) cells.referenceRows() + cells.currentRows());
            default -> distance;
        };
    }

    private static double cramersV(double meanSquare, int cells, double rows) {
        if (cells < 2 || rows < 2) {
            return 0;
        }
        double corrected = Math.max(0, meanSquare - (cells - 1) / (rows - 1));
        double two = 2 - 1 / (rows - 1);
        double columns = cells - (cells - 1.0) * (cells - 1.0) / (rows - 1);
        double most = Math.min(two, columns) - 1;
        return most > 0 ? Math.min(1, Math.sqrt(corrected / most)) : 0;
    }

    /** The standard deviation of the reference, with divisor n; ordered values with a row of the reference only. */
    public static double deviation(TwoSamples two) {
        long[] counts = two.reference();
        double[] values = two.values();
        double rows = two.referenceRows();
        double mean = 0;
        for (int i = 0; i < counts.length; i++) {
            mean += counts[i] / rows * values[i];
        }
        double squares = 0;
        int used = 0;
        for (int i = 0; i < counts.length; i++) {
            squares += counts[i] / rows * (values[i] - mean) * (values[i] - mean);
            used += counts[i] > 0 ? 1 : 0;
        }
        return used < 2 ? 0 : Math.sqrt(squares);
    }
}
