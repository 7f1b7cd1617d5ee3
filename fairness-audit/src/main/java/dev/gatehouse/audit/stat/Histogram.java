package dev.gatehouse.audit.stat;

/**
 * Scores (or errors) as a histogram by label. Everything below is computed from it, in one pass over the bins; a bin's rows
 * count as having the bin's value, so results are exact where each bin is one value. The arrays are not copied and must not
 * be changed.
 *
 * <p>Statistics are refused with an IllegalArgumentException where they are undefined; the condition is at each method.
 *
 * @param values distinct values or means of bins, finite, ascending
 * @param negatives rows with a negative label at each value, ≥ 0; sums of weight, in rows, where rows are weighted
 * @param positives the same with a positive label
 * @param unlabelled the same without a label
 * @param designEffect rows per effective row, (n Σw²) / (Σw)² of Kish; 1 where unweighted. Taken as the same for every
 *     subset.
 */
public record Histogram(
        double[] values, double[] negatives, double[] positives, double[] unlabelled, double designEffect) {
    /** @throws IllegalArgumentException if the arrays differ in length, or hold what the parameters forbid */
    public Histogram {
        int length = values.length;
        if (negatives.length != length || positives.length != length || unlabelled.length != length) {
            throw new IllegalArgumentException("a histogram whose arrays differ in length");
        }
        if (!(designEffect > 0 && designEffect < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a histogram with a design effect of " + designEffect);
        }
        for (int i = 0; i < length; i++) {
            double count = negatives[i] + positives[i] + unlabelled[i];
            if (!Double.isFinite(values[i]) || i > 0 && !(values[i] > values[i - 1])) {
                throw new IllegalArgumentException("a histogram whose values do not ascend at " + i);
            }
            if (!(negatives[i] >= 0 && positives[i] >= 0 && unlabelled[i] >= 0 && Double.isFinite(count))) {
                throw new IllegalArgumentException("a histogram with a count that is negative or not finite at " + i);
            }
        }
    }

    /** Rows with a negative label. */
    public double negativeTotal() {
        return sum(negatives);
    }

    /** Rows with a positive label. */
    public double positiveTotal() {
        return sum(positives);
    }

    /** All rows, labelled or not. */
    public double total() {
        return sum(negatives) + sum(positives) + sum(unlabelled);
    }

    /** Whether every value that has rows is in [0, 1], so that it can be read as a probability. */
    public boolean withinUnit() {
        for (int i = 0; i < values.length; i++) {
            if (rows(i) > 0 && !(values[i] >= 0 && values[i] <= 1)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The area under the ROC curve, in [0, 1]: the chance that a positive scores above a negative, ties counted half. The
     * interval is DeLong's on the logit scale. Where that variance is 0 (perfect order, all scores tied, or one row in a
     * class) it is Newcombe's method 5, which inverts Hanley and McNeil's variance and always has width. Defined with
     * {@link #positiveTotal()} &gt; 0 and {@link #negativeTotal()} &gt; 0.
     *
     * <p>Sources: DeLong et al., Biometrics 44 (1988) 837–845; Newcombe, Statistics in Medicine 25 (2006) 559–573.
     */
    public Estimator auc() {
        return Discrimination.auc(this);
    }

    /**
     * The Kolmogorov–Smirnov distance between the scores of positives and negatives, in [0, 1]: the greatest difference of
     * their distribution functions. Upper end: Newcombe's interval of the two shares at the score where the distance is
     * reached; the choice of that score can only raise it. Lower end: the distance less √(ln(2/α)/2 · (1/P + 1/N)), which
     * bounds the error at every score at once (Dvoretzky, Kiefer and Wolfowitz; Massart, Annals of Probability 18 (1990)
     * 1269–1283), so that the interval holds 0 where the labels do not differ. Both ends are conservative. Defined as
     * {@link #auc()} is.
     */
    public Estimator ks() {
        return Discrimination.ks(this);
    }

    /**
     * The Brier score, in [0, 1]: the mean of (score − label)² over labelled rows, label 1 or 0. The interval is Wilson's
     * with as many trials as give the losses' variance, half a row of loss 0 and half of loss 1 added to it: it stays in
     * [0, 1], is Wilson's own where losses are 0 or 1, and has width where all losses are equal. Defined with labelled rows
     * and {@link #withinUnit()}.
     */
    public Estimator brier() {
        double rows = negativeTotal() + positiveTotal();
        if (!(rows > 0) || !withinUnit()) {
            throw new IllegalArgumentException("a Brier score without labels, or of scores outside [0, 1]");
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double ofPositive = (1 - values[i]) * (1 - values[i]);
            double ofNegative = values[i] * values[i];
            sum += positives[i] * ofPositive + negatives[i] * ofNegative;
            squares += positives[i] * ofPositive * ofPositive + negatives[i] * ofNegative * ofNegative;
        }
        double mean = (sum + 0.5) / (rows + 1);
        double variance = (squares + 0.5) / (rows + 1) - mean * mean;
        double most = mean * (1 - mean);
        double trials = rows / designEffect * Math.max(1, most / Math.max(variance, Double.MIN_NORMAL));
        return new Proportions.Wilson(Math.min(1, sum / rows), trials);
    }

    /**
     * The average precision, in (0, 1]: the mean over positives of the share of positives among rows that score at least as
     * high, ties counted as one step (without interpolation). The interval is normal on the logit scale, as if each positive
     * were one trial. Defined with {@link #positiveTotal()} &gt; 0.
     *
     * <p>Source: Boyd, Eng and Page, ECML PKDD 2013, 451–466 (the interval).
     */
    public Estimator averagePrecision() {
        return Ranking.averagePrecision(this);
    }

    /**
     * The log loss, at least 0: the mean of −ln(chance that the score gave to the row's label), with Student's interval. A
     * chance counts as at least 5·10⁻⁷, half of what scores are rounded to, so a row's loss is at most 14.6. Where a bin holds
     * several scores it is too small, by at most the variance of a label's scores within its bin over twice the square of their
     * least chance. Defined with labelled rows and {@link #withinUnit()}.
     */
    public Estimator logLoss() {
        return Ranking.logLoss(this);
    }

    /**
     * The mean value of all rows, with Student's interval. It has no width where all rows have one value. Defined with
     * {@link #total()} &gt; 0.
     */
    public Estimator mean() {
        return Moments.mean(this);
    }

    /** The variance of all rows' values, with divisor n − 1 (weighted: effective rows − 1); 0 up to one effective row. */
    public double variance() {
        return Moments.variance(this);
    }

    /**
     * A quantile of all rows: the least value with at least a share q at or below it. The interval consists of order
     * statistics: of ranks nq ± z √(nq(1 − q)), outward; an end is infinite where there are too few rows for it. It has no
     * width where the values near the quantile are tied. Defined with {@link #total()} &gt; 0.
     *
     * <p>Source: David and Nagaraja, Order Statistics (2003), 7.1.
     *
     * @param q in (0, 1)
     */
    public Estimator quantile(double q) {
        double total = total();
        if (!(total > 0) || !(q > 0 && q < 1)) {
            throw new IllegalArgumentException("a quantile of no rows, or at " + q);
        }
        return new Quantile(this, q, total);
    }

    /**
     * Calibration of labelled rows in equal-width bins of [0, 1], each closed below and open above, the last closed. Defined
     * with labelled rows and {@link #withinUnit()}.
     *
     * @param bins 1 to {@value Calibration#MAX_BINS}
     */
    public Calibration calibration(int bins) {
        return Calibration.of(this, bins);
    }

    double rows(int i) {
        return negatives[i] + positives[i] + unlabelled[i];
    }

    private static double sum(double[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        return sum;
    }

    private record Quantile(Histogram histogram, double q, double total) implements Estimator {
        /** Sums of fractional weights are compared with this much slack, relative to the total. */
        private static final double SLACK = 1e-12;

        @Override
        public double value() {
            return reaching(q * total);
        }

        @Override
        public Interval at(double z) {
            double row = histogram.designEffect;
            double effective = total / row;
            double half = z * Math.sqrt(q * (1 - q) * effective);
            double low = Math.ceil(q * effective - half);
            double high = Math.floor(q * effective + half) + 1;
            return new Interval(
                            low < 1 ? Double.NEGATIVE_INFINITY : reaching(low * row),
                            high > effective ? Double.POSITIVE_INFINITY : reaching(high * row))
                    .including(value());
        }

        private double reaching(double target) {
            double sum = 0;
            double last = Double.NaN;
            for (int i = 0; i < histogram.values.length; i++) {
                if (histogram.rows(i) > 0) {
                    sum += histogram.rows(i);
                    last = histogram.values[i];
                    if (sum >= target - SLACK * total) {
                        return last;
                    }
                }
            }
            return last;
        }
    }
}
