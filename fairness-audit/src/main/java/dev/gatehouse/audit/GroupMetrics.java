package dev.gatehouse.audit;

import dev.gatehouse.audit.Intervals.Interval;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes the metrics of one group from its counts. */
final class GroupMetrics {
    private static final List<GroupMetric> COMPUTED = List.of(
            GroupMetric.SELECTION_RATE,
            GroupMetric.BASE_RATE,
            GroupMetric.TPR,
            GroupMetric.FPR,
            GroupMetric.TNR,
            GroupMetric.FNR,
            GroupMetric.PPV,
            GroupMetric.NPV,
            GroupMetric.FDR,
            GroupMetric.FOR,
            GroupMetric.ACCURACY,
            GroupMetric.BRIER,
            GroupMetric.AUC,
            GroupMetric.SCORE_MEAN);

    static final String NO_LABEL = "the plan names no label";

    private final AuditPlan plan;
    private final double z;

    GroupMetrics(AuditPlan plan) {
        this.plan = plan;
        this.z = Intervals.quantile(plan.confidence().doubleValue());
    }

    Map<String, Estimate> of(Tally tally) {
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        for (GroupMetric metric : COMPUTED) {
            metrics.put(metric.id(), estimate(metric, tally));
        }
        return metrics;
    }

    private Estimate estimate(GroupMetric metric, Tally tally) {
        if (metric.needsLabel() && plan.label() == null) {
            return Estimate.undefined(NO_LABEL);
        }
        if (metric == GroupMetric.AUC) {
            return auc(tally);
        }
        if (metric == GroupMetric.BRIER) {
            return brier(tally);
        }
        if (metric == GroupMetric.SCORE_MEAN) {
            return tally.scored() ? Estimate.withoutInterval(tally.scoreMean()) : Estimate.undefined(noScore(tally));
        }
        Proportion rate = tally.rate(metric, plan.favourable());
        if (rate.trials() == 0) {
            return Estimate.undefined(emptyDenominator(metric));
        }
        Interval interval = Intervals.wilson(rate, z);
        return Estimate.of(rate.value(), interval.lower(), interval.upper());
    }

    /** Why a rate with no trials is undefined. */
    static String emptyDenominator(GroupMetric metric) {
        return switch (metric) {
            case TPR, FNR -> "no row has a positive label";
            case FPR, TNR -> "no row has a negative label";
            case PPV, FDR -> "no row has a positive decision";
            case NPV, FOR -> "no row has a negative decision";
            default -> "the group has no rows";
        };
    }

    private String noScore(Tally tally) {
        return tally.n() == 0 ? "the group has no rows" : "the plan's decision has no score";
    }

    private Estimate brier(Tally tally) {
        if (!tally.scored()) {
            return Estimate.undefined(noScore(tally));
        }
        return tally.scoresAreProbabilities()
                ? Estimate.withoutInterval(tally.brier())
                : Estimate.undefined("a score lies outside [0, 1]");
    }

    private Estimate auc(Tally tally) {
        if (!tally.scored()) {
            return Estimate.undefined(noScore(tally));
        }
        double negatives = 0;
        double positives = 0;
        for (long[] bin : tally.bins().values()) {
            negatives += bin[0];
            positives += bin[1];
        }
        if (positives == 0 || negatives == 0) {
            return Estimate.undefined(positives == 0 ? "no row has a positive label" : "no row has a negative label");
        }
        double below = 0;
        double sum = 0;
        for (long[] bin : tally.bins().values()) {
            sum += bin[1] * (below + bin[0] / 2.0);
            below += bin[0];
        }
        double auc = Math.min(1, sum / positives / negatives);
        double variance = deLong(tally.bins(), auc, positives, negatives);
        if (auc <= 0 || auc >= 1 || !(variance > 0)) {
            return Estimate.withoutInterval(auc);
        }
        double logit = Math.log(auc / (1 - auc));
        double half = z * Math.sqrt(variance) / (auc * (1 - auc));
        return Estimate.of(auc, logistic(logit - half), logistic(logit + half));
    }

    /** The variance of the area from the placements of each class in the other; NaN with one row of a class. */
    private static double deLong(Map<Long, long[]> bins, double auc, double positives, double negatives) {
        double negativesBelow = 0;
        double positivesBelow = 0;
        double ofPositives = 0;
        double ofNegatives = 0;
        for (long[] bin : bins.values()) {
            double placement = (negativesBelow + bin[0] / 2.0) / negatives - auc;
            ofPositives += bin[1] * placement * placement;
            double counter = (positives - positivesBelow - bin[1] / 2.0) / positives - auc;
            ofNegatives += bin[0] * counter * counter;
            negativesBelow += bin[0];
            positivesBelow += bin[1];
        }
        return ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
