package dev.gatehouse.audit.stat;

import java.util.ArrayList;
import java.util.List;

/**
 * How observed rates follow scores that are read as probabilities.
 *
 * @param bins the bins that have labelled rows, ascending
 * @param total labelled rows in all bins
 */
public record Calibration(List<Bin> bins, double total) {
    /** Bins of [0, 1] that {@link Histogram#calibration} allows. */
    public static final int MAX_BINS = 1000;
    /** Weighted counts become integers in units of 10⁻⁶ rows. */
    private static final double WEIGHT_UNITS = 1e6;
    /** E|X| of a standard normal X. */
    private static final double MEAN_SIZE = Math.sqrt(2 / Math.PI);

    private static final double LARGEST_SCALE = 1e9;

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * A bin of scores.
     *
     * @param from the least score, included
     * @param to the upper edge, excluded but for the last bin
     * @param n labelled rows, or their sum of weight in rows
     * @param meanScore their mean score
     * @param observed the positives among them
     */
    public record Bin(double from, double to, double n, double meanScore, Proportion observed) {}

    static Calibration of(Histogram histogram, int bins) {
        if (bins < 1 || bins > MAX_BINS) {
            throw new IllegalArgumentException(bins + " bins of calibration, expected 1 to " + MAX_BINS);
        }
        double total = histogram.negativeTotal() + histogram.positiveTotal();
        if (!(total > 0) || !histogram.withinUnit()) {
            throw new IllegalArgumentException("calibration without labels, or of scores outside [0, 1]");
        }
        double[] rows = new double[bins];
        double[] positives = new double[bins];
        double[] scores = new double[bins];
        for (int i = 0; i < histogram.values().length; i++) {
            double count = histogram.negatives()[i] + histogram.positives()[i];
            if (count > 0) {
                int bin = bin(histogram.values()[i], bins);
                rows[bin] += count;
                positives[bin] += histogram.positives()[i];
                scores[bin] += count * histogram.values()[i];
            }
        }
        List<Bin> used = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            if (rows[bin] > 0) {
                Proportion observed = counted(positives[bin], rows[bin], histogram.designEffect());
                double from = (double) bin / bins;
                used.add(new Bin(from, (bin + 1.0) / bins, rows[bin], scores[bin] / rows[bin], observed));
            }
        }
        return new Calibration(used, total);
    }

    private static int bin(double score, int bins) {
        int bin = Math.min(bins - 1, (int) (score * bins));
        // The product may round to either side of an edge, so the edges themselves decide.
        if (bin + 1 < bins && score >= (bin + 1.0) / bins) {
            return bin + 1;
        }
        return score < (double) bin / bins ? bin - 1 : bin;
    }

    private static Proportion counted(double positives, double rows, double designEffect) {
        if (designEffect == 1 && positives == Math.rint(positives) && rows == Math.rint(rows)) {
            return Proportion.of((long) positives, (long) rows);
        }
        long trials = Math.max(1, Math.round(rows * WEIGHT_UNITS));
        return new Proportion(Math.min(trials, Math.round(positives * WEIGHT_UNITS)), trials, rows / designEffect);
    }

    /**
     * The expected calibration error, in [0, 1]: the mean over rows of |observed rate − mean score| of their bin. Noise
     * alone makes it positive, so the interval answers which true errors explain the one observed. A true error spreads
     * over the bins in proportion to √(gap² + variance); the sum of the sizes of the bins' normal gaps has the mean and
     * variance of folded normals, and the interval holds every true error whose mean is within z standard deviations of
     * the one observed, and the observed one. It reaches 0 where the error is within z of {@link #eceNoiseFloor()}.
     *
     * <p>Sources: Naeini et al., AAAI 2015, 2901–2907 (the measure); Leone et al., Technometrics 3 (1961) 543–550 (folded
     * normal).
     */
    public Estimator ece() {
        return new Error(
                bins.stream().mapToDouble(this::share).toArray(),
                bins.stream().mapToDouble(Calibration::gap).toArray(),
                bins.stream().mapToDouble(Calibration::noise).toArray());
    }

    /** The expected calibration error that a perfectly calibrated score is expected to show with these bins. */
    public double eceNoiseFloor() {
        double sum = 0;
        for (Bin bin : bins) {
            sum += share(bin) * noise(bin) * MEAN_SIZE;
        }
        return sum;
    }

    private double share(Bin bin) {
        return bin.n() / total;
    }

    private static double gap(Bin bin) {
        return Math.abs(bin.observed().value() - bin.meanScore());
    }

    /** The standard error of the observed rate, half a row of each label added so that no bin is without. */
    private static double noise(Bin bin) {
        double rows = bin.observed().effectiveTrials();
        double rate = (bin.observed().effectiveSuccesses() + 0.5) / (rows + 1);
        return Math.sqrt(rate * (1 - rate) / rows);
    }

    private record Error(double[] shares, double[] gaps, double[] noises) implements Estimator {
        @Override
        public double value() {
            double sum = 0;
            for (int i = 0; i < shares.length; i++) {
                sum += shares[i] * gaps[i];
            }
            return Math.min(1, sum);
        }

        @Override
        public Interval at(double z) {
            double value = value();
            double unit = 0;
            for (int i = 0; i < shares.length; i++) {
                unit += shares[i] * spread(i);
            }
            double lower = Roots.rising(scale -> expected(scale, z) - value, 0, 1);
            double upper = Roots.outward(scale -> expected(scale, -z) - value, 0, 1, LARGEST_SCALE);
            return new Interval(lower * unit, Math.min(1, Math.max(lower, upper) * unit)).including(value);
        }

        private double spread(int i) {
            return Math.sqrt(gaps[i] * gaps[i] + noises[i] * noises[i]);
        }

        /** The mean of the observed error, plus z standard deviations, where true gaps are scale · spread. */
        private double expected(double scale, double z) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < shares.length; i++) {
                double gap = scale * spread(i);
                double noise = noises[i];
                double ratio = gap / noise;
                double size = 2 * noise * Normal.density(ratio) + gap * (1 - 2 * Normal.upper(ratio));
                mean += shares[i] * size;
                variance += shares[i] * shares[i] * Math.max(0, gap * gap + noise * noise - size * size);
            }
            return mean + z * Math.sqrt(variance);
        }
    }
}
