package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Draws;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Isotonic;
import dev.gatehouse.audit.stat.Matthews;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Confidence-based performance estimation: what the scores of rows alone say of the performance on them. Scores become chances by an
 * isotonic fit to the reference's labels; expected counts of labels and decisions give each metric. It assumes that a score means
 * what it meant in the reference (no concept drift), and scores like those that the reference has.
 *
 * <p>The range of an estimate is that in which the realised value would lie: the quantiles of {@value #REPLICATES} replicates, each
 * with the reference's labels resampled, the fit done anew, and labels drawn by it for the rows at hand. Levels above 99 % are as
 * wide as the replicates reach.
 *
 * <p>Source: the method as NannyML documents it (How it works: performance estimation, CBPE).
 */
final class Cbpe {
    static final int REPLICATES = 400;

    private static final List<PerformanceMetric> ESTIMATED = List.of(
            PerformanceMetric.ACCURACY,
            PerformanceMetric.BALANCED_ACCURACY,
            PerformanceMetric.PRECISION,
            PerformanceMetric.RECALL,
            PerformanceMetric.SPECIFICITY,
            PerformanceMetric.FPR,
            PerformanceMetric.FNR,
            PerformanceMetric.NPV,
            PerformanceMetric.F1,
            PerformanceMetric.MCC,
            PerformanceMetric.AUC,
            PerformanceMetric.AVERAGE_PRECISION,
            PerformanceMetric.LOG_LOSS,
            PerformanceMetric.BRIER,
            PerformanceMetric.PREVALENCE);

    private static final long SEED = 20_261_122;

    private final double confidence;
    private final double[] values;
    private final double[] chances;
    private final double[][] refits;

    private Cbpe(double confidence, double[] values, double[] chances, double[][] refits) {
        this.confidence = confidence;
        this.values = values;
        this.chances = chances;
        this.refits = refits;
    }

    /**
     * Fits the reference's labels.
     *
     * @param reference with labels of both kinds
     * @param everything all rows of both samples, whose mean score in a bin stands for the bin
     * @param bins how many there are
     */
    static Cbpe fit(PerformancePlan plan, Sample reference, Sample everything, int bins) {
        double[] values = new double[bins];
        double[] positives = new double[bins];
        double[] negatives = new double[bins];
        for (int bin = 0; bin < bins; bin++) {
            values[bin] = everything.meanIn(bin);
            positives[bin] = reference.positivesIn(bin);
            negatives[bin] = reference.negativesIn(bin);
        }
        Draws draws = new Draws(SEED);
        double[][] refits = new double[REPLICATES][];
        double[] drawnPositives = new double[bins];
        double[] drawnNegatives = new double[bins];
        for (int i = 0; i < REPLICATES; i++) {
            double rows = 0;
            while (rows == 0) {
                for (int bin = 0; bin < bins; bin++) {
                    drawnPositives[bin] = draws.poisson(positives[bin]);
                    drawnNegatives[bin] = draws.poisson(negatives[bin]);
                    rows += drawnPositives[bin] + drawnNegatives[bin];
                }
            }
            refits[i] = chances(values, Isotonic.fit(values, drawnPositives, drawnNegatives));
        }
        return new Cbpe(
                plan.confidence().doubleValue(),
                values,
                chances(values, Isotonic.fit(values, positives, negatives)),
                refits);
    }

    private static double[] chances(double[] values, Isotonic fit) {
        return Arrays.stream(values).map(fit::at).toArray();
    }

    static List<PerformanceMetric> estimated() {
        return ESTIMATED;
    }

    /**
     * The estimates of a sample, in order; undefined where the expected counts leave a metric so.
     *
     * @param labelledOnly of the rows that have a label, to be held against what came true; else of all rows
     */
    Map<PerformanceMetric, Estimate> of(Sample sample, boolean labelledOnly) {
        Rows rows = new Rows(sample, labelledOnly);
        double[] value = rows.metrics(rows.expected(chances));
        double[][] drawn = new double[ESTIMATED.size()][REPLICATES];
        Draws draws = new Draws(SEED + 1);
        for (int i = 0; i < REPLICATES; i++) {
            double[] metrics = rows.metrics(rows.drawn(refits[i], draws));
            for (int metric = 0; metric < metrics.length; metric++) {
                drawn[metric][i] = metrics[metric];
            }
        }
        Map<PerformanceMetric, Estimate> estimates = new LinkedHashMap<>();
        for (int metric = 0; metric < value.length; metric++) {
            estimates.put(ESTIMATED.get(metric), estimate(rows, ESTIMATED.get(metric), value[metric], drawn[metric]));
        }
        return estimates;
    }

    private Estimate estimate(Rows rows, PerformanceMetric metric, double value, double[] drawn) {
        if (Double.isNaN(value)) {
            return Estimate.undefined(
                    rows.total == 0
                            ? Metrics.NO_ROWS
                            : (metric == PerformanceMetric.BRIER || metric == PerformanceMetric.LOG_LOSS)
                                            && !rows.within
                                    ? Metrics.NO_CHANCE
                                    : "the expected counts leave it without a denominator");
        }
        double[] sorted = Arrays.stream(drawn)
                .filter(each -> !Double.isNaN(each))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Estimate.withoutInterval(value);
        }
        int out = (int) Math.floor((1 - confidence) / 2 * sorted.length);
        return Estimate.of(value, Math.min(value, sorted[out]), Math.max(value, sorted[sorted.length - 1 - out]));
    }

    /** The rows of a sample by decision and bin, without the bins that have none. */
    private final class Rows {
        private final int[] bins;
        private final double[] scores;
        private final long[][] decided;
        private final long total;
        private final boolean within;

        Rows(Sample sample, boolean labelledOnly) {
            int[] used = new int[values.length];
            int size = 0;
            for (int bin = 0; bin < values.length; bin++) {
                if (sample.decidedIn(bin, 0, labelledOnly) + sample.decidedIn(bin, 1, labelledOnly) > 0) {
                    used[size++] = bin;
                }
            }
            bins = Arrays.copyOf(used, size);
            scores = new double[size];
            decided = new long[2][size];
            long sum = 0;
            boolean unit = true;
            for (int i = 0; i < size; i++) {
                scores[i] = values[bins[i]];
                unit &= scores[i] >= 0 && scores[i] <= 1;
                for (int decision = 0; decision < 2; decision++) {
                    decided[decision][i] = sample.decidedIn(bins[i], decision, labelledOnly);
                    sum += decided[decision][i];
                }
            }
            total = sum;
            within = unit;
        }

        /** Positive labels by decision and bin. */
        double[][] expected(double[] chance) {
            double[][] positives = new double[2][bins.length];
            for (int decision = 0; decision < 2; decision++) {
                for (int i = 0; i < bins.length; i++) {
                    positives[decision][i] = decided[decision][i] * chance[bins[i]];
                }
            }
            return positives;
        }

        double[][] drawn(double[] chance, Draws draws) {
            double[][] positives = new double[2][bins.length];
            for (int decision = 0; decision < 2; decision++) {
                for (int i = 0; i < bins.length; i++) {
                    positives[decision][i] = draws.binomial(decided[decision][i], chance[bins[i]]);
                }
            }
            return positives;
        }

        /** In the order of {@link #ESTIMATED}; NaN where undefined. */
        double[] metrics(double[][] positives) {
            double[] of = new double[ESTIMATED.size()];
            if (total == 0) {
                Arrays.fill(of, Double.NaN);
                return of;
            }
            double tp = Arrays.stream(positives[1]).sum();
            double fn = Arrays.stream(positives[0]).sum();
            double fp = Math.max(0, Arrays.stream(decided[1]).sum() - tp);
            double tn = Math.max(0, Arrays.stream(decided[0]).sum() - fn);
            Histogram scored = scored(positives);
            boolean both = tp + fn > 0 && fp + tn > 0;
            for (int i = 0; i < of.length; i++) {
                of[i] = switch (ESTIMATED.get(i)) {
                    case ACCURACY -> (tp + tn) / total;
                    case BALANCED_ACCURACY -> (tp / (tp + fn) + tn / (fp + tn)) / 2;
                    case PRECISION -> tp / (tp + fp);
                    case RECALL -> tp / (tp + fn);
                    case SPECIFICITY -> tn / (fp + tn);
                    case FPR -> fp / (fp + tn);
                    case FNR -> fn / (tp + fn);
                    case NPV -> tn / (tn + fn);
                    case F1 -> 2 * tp / (2 * tp + fp + fn);
                    case MCC -> Matthews.phi(tp, fp, fn, tn);
                    case AUC -> both ? scored.auc().value() : Double.NaN;
                    case AVERAGE_PRECISION ->
                        tp + fn > 0 ? scored.averagePrecision().value() : Double.NaN;
                    case LOG_LOSS -> within ? scored.logLoss().value() : Double.NaN;
                    case BRIER -> within ? scored.brier().value() : Double.NaN;
                    case PREVALENCE -> (tp + fn) / total;
                    default -> throw new IllegalStateException(ESTIMATED.get(i) + " is not estimated");
                };
            }
            return of;
        }

        private Histogram scored(double[][] positives) {
            double[] found = new double[bins.length];
            double[] missed = new double[bins.length];
            for (int i = 0; i < bins.length; i++) {
                found[i] = positives[0][i] + positives[1][i];
                missed[i] = Math.max(0, decided[0][i] + decided[1][i] - found[i]);
            }
            return new Histogram(scores, missed, found, new double[bins.length], 1);
        }
    }
}
