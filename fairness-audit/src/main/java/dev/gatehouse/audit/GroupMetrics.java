package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.stat.Calibration;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Inequality;
import dev.gatehouse.audit.stat.Moments;
import dev.gatehouse.audit.stat.Mover;
import dev.gatehouse.audit.stat.Normal;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import java.util.EnumMap;
import java.util.Map;

/** Computes the metrics of one group from its counts. */
final class GroupMetrics {
    private static final String NO_LABEL = "the plan names no label";
    private static final String NO_SCORE = "the plan names no score";
    private static final String NO_ROWS = "the group has no rows";
    private static final String NO_POSITIVE = "no row has a positive label";
    private static final String NO_NEGATIVE = "no row has a negative label";
    private static final double SQUARED = 2;

    private final AuditPlan plan;
    private final double z;

    GroupMetrics(AuditPlan plan) {
        this.plan = plan;
        this.z = Normal.quantile(plan.confidence().doubleValue());
    }

    /** The normal quantile of the plan's confidence. */
    double z() {
        return z;
    }

    /** Every metric that fits a decision with two classes. */
    Map<GroupMetric, Measure> binary(Tally tally) {
        Map<GroupMetric, Measure> measures = ofClass(tally.confusion(1));
        if (plan.scoringRate()) {
            Count high = plan.favourable() == Favourable.POSITIVE
                    ? tally.above()
                    : tally.all().minus(tally.above());
            measures.put(GroupMetric.SCORING_RATE, Measure.ofRate(high.of(tally.all(), tally.weighted()), NO_ROWS));
        }
        Histogram scores = tally.scored() ? tally.histogram() : null;
        for (GroupMetric metric : GroupMetric.values()) {
            if (metric.kind() == GroupMetric.Kind.SCORE) {
                measures.put(metric, ofScores(metric, tally, scores));
            } else if (metric.kind() == GroupMetric.Kind.INEQUALITY) {
                measures.put(metric, ofBenefits(metric, tally.confusion(1)));
            }
        }
        return measures;
    }

    /** The metrics of one class against the rest. */
    Map<GroupMetric, Measure> ofClass(Confusion confusion) {
        Map<GroupMetric, Measure> measures = new EnumMap<>(GroupMetric.class);
        for (GroupMetric metric : GroupMetric.values()) {
            if (metric.needsLabel() && plan.label() == null) {
                if (metric.kind() == GroupMetric.Kind.RATE || metric.kind() == GroupMetric.Kind.CONFUSION) {
                    measures.put(metric, Measure.undefined(NO_LABEL));
                }
            } else if (metric.kind() == GroupMetric.Kind.RATE && metric != GroupMetric.SCORING_RATE) {
                measures.put(metric, Measure.ofRate(confusion.rate(metric, plan.favourable()), noTrials(metric)));
            } else if (metric.kind() == GroupMetric.Kind.CONFUSION) {
                measures.put(metric, ofConfusion(metric, confusion));
            }
        }
        return measures;
    }

    /** What holds for a group as a whole when there are more than two classes. */
    Map<GroupMetric, Measure> ofClasses(Tally tally) {
        Map<GroupMetric, Measure> measures = new EnumMap<>(GroupMetric.class);
        measures.put(
                GroupMetric.ACCURACY,
                plan.label() == null
                        ? Measure.undefined(NO_LABEL)
                        : Measure.ofRate(tally.agreed().of(tally.all(), tally.weighted()), NO_ROWS));
        return measures;
    }

    /** The metrics of a regression. */
    Map<GroupMetric, Measure> regression(Tally tally) {
        Map<GroupMetric, Measure> measures = new EnumMap<>(GroupMetric.class);
        double rows = tally.all().effectiveRows(tally.weighted());
        Histogram errors = rows > 0 ? tally.histogram() : null;
        measures.put(GroupMetric.MEAN_ERROR, ofErrors(errors == null ? null : Moments.mean(errors), rows));
        measures.put(GroupMetric.MAE, ofErrors(errors == null ? null : Moments.meanAbsolute(errors), rows));
        measures.put(GroupMetric.RMSE, ofErrors(errors == null ? null : Moments.rootMeanSquare(errors), rows));
        return measures;
    }

    /** All metrics of a group as a whole, whatever the task. */
    Map<GroupMetric, Measure> whole(Tally tally) {
        if (plan.task() == Task.BINARY) {
            return binary(tally);
        }
        return plan.task() == Task.MULTICLASS ? ofClasses(tally) : regression(tally);
    }

    private static Measure ofErrors(Estimator estimator, double rows) {
        return estimator == null ? Measure.undefined(NO_ROWS) : Measure.of(estimator, rows);
    }

    private static String noTrials(GroupMetric metric) {
        return switch (metric) {
            case TPR, FNR -> NO_POSITIVE;
            case FPR, TNR -> NO_NEGATIVE;
            case PPV, FDR -> "no row has a positive decision";
            case NPV, FOR -> "no row has a negative decision";
            default -> NO_ROWS;
        };
    }

    private static Measure ofConfusion(GroupMetric metric, Confusion confusion) {
        if (metric == GroupMetric.BALANCED_ACCURACY) {
            Proportion tpr = confusion.rate(GroupMetric.TPR, Favourable.POSITIVE);
            Proportion tnr = confusion.rate(GroupMetric.TNR, Favourable.POSITIVE);
            if (tpr.trials() == 0 || tnr.trials() == 0) {
                return Measure.undefined(tpr.trials() == 0 ? NO_POSITIVE : NO_NEGATIVE);
            }
            return Measure.of(
                    Mover.mean(Proportions.wilson(tpr), Proportions.wilson(tnr)),
                    Math.min(tpr.effectiveTrials(), tnr.effectiveTrials()));
        }
        if (metric == GroupMetric.F1) {
            Proportion overlap = confusion.overlap();
            return overlap.trials() == 0
                    ? Measure.undefined("no row has a positive label or decision")
                    : Measure.of(
                            Proportions.f1(
                                    overlap.successes(),
                                    overlap.trials() - overlap.successes(),
                                    0,
                                    overlap.effectiveTrials()),
                            overlap.effectiveTrials());
        }
        Proportion missed = confusion.missed();
        if (missed.successes() == missed.trials()) {
            return Measure.undefined("no row is a false positive");
        }
        return Measure.of(Proportions.odds(missed), missed.effectiveTrials());
    }

    private Measure ofScores(GroupMetric metric, Tally tally, Histogram scores) {
        if (metric.needsLabel() && plan.label() == null) {
            return Measure.undefined(NO_LABEL);
        }
        if (scores == null) {
            return Measure.undefined(plan.scoreColumn() == null ? NO_SCORE : NO_ROWS);
        }
        double rows = scores.total() / scores.designEffect();
        if (rows == 0) {
            return Measure.undefined(NO_ROWS);
        }
        return switch (metric) {
            case AUC, SCORE_KS -> ofRanks(metric, scores);
            case BRIER, ECE -> {
                Histogram byLabel = tally.histogramByLabel();
                if (!scores.withinUnit() || !byLabel.withinUnit()) {
                    yield Measure.undefined("a score lies outside [0, 1]");
                }
                yield metric == GroupMetric.BRIER
                        ? Measure.of(byLabel.brier(), rows)
                        : Measure.of(new Tabulated(calibration(scores).ece(), z), rows);
            }
            case SCORE_MEAN -> Measure.of(scores.mean(), rows);
            case SCORE_Q05 -> Measure.of(scores.quantile(0.05), rows);
            case SCORE_Q25 -> Measure.of(scores.quantile(0.25), rows);
            case SCORE_Q50 -> Measure.of(scores.quantile(0.5), rows);
            case SCORE_Q75 -> Measure.of(scores.quantile(0.75), rows);
            case SCORE_Q95 -> Measure.of(scores.quantile(0.95), rows);
            default -> throw new IllegalArgumentException(metric + " is not of scores");
        };
    }

    static Calibration calibration(Histogram scores) {
        return scores.calibration(GroupMetric.CALIBRATION_BINS);
    }

    private static Measure ofRanks(GroupMetric metric, Histogram scores) {
        double positives = scores.positiveTotal() / scores.designEffect();
        double negatives = scores.negativeTotal() / scores.designEffect();
        if (positives == 0 || negatives == 0) {
            return Measure.undefined(positives == 0 ? NO_POSITIVE : NO_NEGATIVE);
        }
        return Measure.of(metric == GroupMetric.AUC ? scores.auc() : scores.ks(), Math.min(positives, negatives));
    }

    private Measure ofBenefits(GroupMetric metric, Confusion confusion) {
        if (plan.label() == null) {
            return Measure.undefined(NO_LABEL);
        }
        double[] benefits = confusion.benefits(plan.favourable());
        double rows = benefits[0] + benefits[1] + benefits[2];
        if (rows == 0 || benefits[1] + benefits[2] == 0) {
            return Measure.undefined(rows == 0 ? NO_ROWS : "nobody has a benefit");
        }
        double effective = confusion.positives().plus(confusion.negatives()).effectiveRows(confusion.weighted());
        double alpha = metric == GroupMetric.THEIL_INDEX ? 1 : SQUARED;
        return Measure.of(Inequality.generalizedEntropy(benefits, alpha, rows / effective), effective);
    }
}
