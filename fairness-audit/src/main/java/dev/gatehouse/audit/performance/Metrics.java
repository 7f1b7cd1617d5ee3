package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Calibration;
import dev.gatehouse.audit.stat.Fit;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Matthews;
import dev.gatehouse.audit.stat.Moments;
import dev.gatehouse.audit.stat.Mover;
import dev.gatehouse.audit.stat.Normal;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Computes the metrics of a sample from its counts. */
final class Metrics {
    /** Bins of [0, 1] in which calibration is looked at. */
    static final int CALIBRATION_BINS = 10;

    static final String NO_LABEL = "no row has a label";
    static final String NO_POSITIVE = "no row has a positive label";
    static final String NO_NEGATIVE = "no row has a negative label";
    static final String NO_ROWS = "there are no rows";
    static final String NO_CHANCE = "a score lies outside [0, 1]";

    private final PerformancePlan plan;
    private final double z;

    Metrics(PerformancePlan plan) {
        this.plan = plan;
        this.z = Normal.quantile(plan.confidence().doubleValue());
    }

    /** The normal quantile of the plan's confidence. */
    double z() {
        return z;
    }

    /** All of the plan's metrics, in order. */
    Map<PerformanceMetric, Measured> of(Sample sample) {
        Map<PerformanceMetric, Measured> measured = new EnumMap<>(PerformanceMetric.class);
        boolean scored = plan.scoreColumn() != null && sample.labelled() > 0;
        Histogram scores = scored ? sample.histogram() : null;
        Histogram byLabel = scored ? sample.histogramByLabel() : null;
        Histogram errors = plan.isRegression() && sample.labelled() > 0 ? sample.histogram() : null;
        for (PerformanceMetric metric : plan.metrics()) {
            measured.put(
                    metric,
                    switch (metric.of()) {
                        case SCORES -> ofScores(metric, sample, scores, byLabel);
                        case VALUES -> ofValues(metric, sample, errors);
                        default -> ofDecisions(metric, sample);
                    });
        }
        return measured;
    }

    /** The share of rows with a label. */
    static Measured coverage(Sample sample) {
        return Measured.rate(sample.labelled(), sample.all(), NO_ROWS);
    }

    Map<String, Estimate> estimates(Map<PerformanceMetric, Measured> measured) {
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        measured.forEach((metric, each) -> estimates.put(metric.id(), each.estimate(z)));
        return estimates;
    }

    private static Measured ofDecisions(PerformanceMetric metric, Sample s) {
        return switch (metric) {
            case ACCURACY -> Measured.rate(s.tp() + s.tn(), s.labelled(), NO_LABEL);
            case PRECISION ->
                Measured.rate(
                        s.tp(),
                        s.tp() + s.fp(),
                        s.labelled() == 0 ? NO_LABEL : "no labelled row has a positive decision");
            case NPV ->
                Measured.rate(
                        s.tn(),
                        s.tn() + s.fn(),
                        s.labelled() == 0 ? NO_LABEL : "no labelled row has a negative decision");
            case RECALL -> Measured.rate(s.tp(), s.positives(), withoutPositives(s));
            case FNR -> Measured.rate(s.fn(), s.positives(), withoutPositives(s));
            case SPECIFICITY -> Measured.rate(s.tn(), s.negatives(), withoutNegatives(s));
            case FPR -> Measured.rate(s.fp(), s.negatives(), withoutNegatives(s));
            case PREVALENCE -> Measured.rate(s.positives(), s.labelled(), NO_LABEL);
            case PREDICTED_POSITIVE_RATE -> Measured.rate(s.decidedPositive(), s.all(), NO_ROWS);
            case BALANCED_ACCURACY -> balanced(s);
            case F1 -> f1(s);
            case MCC -> matthews(s);
            default -> throw new IllegalArgumentException(metric + " is not of decisions");
        };
    }

    private static String withoutPositives(Sample s) {
        return s.labelled() == 0 ? NO_LABEL : NO_POSITIVE;
    }

    private static String withoutNegatives(Sample s) {
        return s.labelled() == 0 ? NO_LABEL : NO_NEGATIVE;
    }

    private static Measured balanced(Sample s) {
        if (s.positives() == 0 || s.negatives() == 0) {
            return Measured.undefined(s.positives() == 0 ? withoutPositives(s) : withoutNegatives(s));
        }
        return Measured.of(
                Mover.mean(
                        Proportions.wilson(Proportion.of(s.tp(), s.positives())),
                        Proportions.wilson(Proportion.of(s.tn(), s.negatives()))),
                Math.min(s.positives(), s.negatives()));
    }

    private static Measured f1(Sample s) {
        long found = s.tp() + s.fp() + s.fn();
        if (found == 0) {
            return Measured.undefined(
                    s.labelled() == 0 ? NO_LABEL : "no labelled row has a positive label or decision");
        }
        return Measured.of(Proportions.f1(s.tp(), s.fp(), s.fn(), found), found);
    }

    private static Measured matthews(Sample s) {
        if (s.positives() == 0 || s.negatives() == 0) {
            return Measured.undefined(s.positives() == 0 ? withoutPositives(s) : withoutNegatives(s));
        }
        if (s.tp() + s.fp() == 0 || s.tn() + s.fn() == 0) {
            return Measured.undefined("all labelled rows have one decision");
        }
        return Measured.of(Matthews.of(s.tp(), s.fp(), s.fn(), s.tn()), Math.min(s.positives(), s.negatives()));
    }

    private static Measured ofScores(PerformanceMetric metric, Sample s, Histogram scores, Histogram byLabel) {
        if (scores == null) {
            return Measured.undefined(NO_LABEL);
        }
        boolean chances = scores.withinUnit() && byLabel.withinUnit();
        return switch (metric) {
            case AUC, SCORE_KS -> {
                if (s.positives() == 0 || s.negatives() == 0) {
                    yield Measured.undefined(s.positives() == 0 ? NO_POSITIVE : NO_NEGATIVE);
                }
                yield Measured.of(
                        metric == PerformanceMetric.AUC ? scores.auc() : scores.ks(),
                        Math.min(s.positives(), s.negatives()));
            }
            case AVERAGE_PRECISION ->
                s.positives() == 0
                        ? Measured.undefined(NO_POSITIVE)
                        : Measured.of(scores.averagePrecision(), s.positives());
            case LOG_LOSS -> chances ? Measured.of(byLabel.logLoss(), s.labelled()) : Measured.undefined(NO_CHANCE);
            case BRIER -> chances ? Measured.of(byLabel.brier(), s.labelled()) : Measured.undefined(NO_CHANCE);
            case ECE -> chances ? Measured.of(calibration(scores).ece(), s.labelled()) : Measured.undefined(NO_CHANCE);
            default -> throw new IllegalArgumentException(metric + " is not of scores");
        };
    }

    static Calibration calibration(Histogram scores) {
        return scores.calibration(CALIBRATION_BINS);
    }

    private static Measured ofValues(PerformanceMetric metric, Sample s, Histogram errors) {
        if (errors == null) {
            return Measured.undefined(NO_LABEL);
        }
        long n = s.labelled();
        return switch (metric) {
            case MEAN_ERROR -> Measured.of(Moments.mean(errors), n);
            case MAE -> Measured.of(Moments.meanAbsolute(errors), n);
            case RMSE -> Measured.of(Moments.rootMeanSquare(errors), n);
            case R2 -> determination(s, errors);
            case MAPE -> {
                if (s.zeros() > 0) {
                    yield Measured.undefined(s.zeros() + " rows have the true value 0, of which no share can be taken");
                }
                double[] moments = s.truthMoments();
                yield Measured.of(Fit.meanOfSizes(moments[2], moments[3], n), n);
            }
            default -> throw new IllegalArgumentException(metric + " is not of values");
        };
    }

    private static Measured determination(Sample s, Histogram errors) {
        double[] moments = s.truthMoments();
        if (!(moments[0] > 0)) {
            return Measured.undefined("all true values are one");
        }
        double n = s.labelled();
        double square = 0;
        double fourth = 0;
        for (int i = 0; i < errors.values().length; i++) {
            double squared = errors.values()[i] * errors.values()[i];
            double rows = errors.negatives()[i] + errors.positives()[i];
            square += rows * squared / n;
            fourth += rows * squared * squared / n;
        }
        return Measured.of(
                Fit.determination(
                        square,
                        Math.max(0, fourth - square * square),
                        moments[0],
                        Math.max(0, moments[1] - moments[0] * moments[0]),
                        s.jointMoment() - square * moments[0],
                        n),
                n);
    }
}
