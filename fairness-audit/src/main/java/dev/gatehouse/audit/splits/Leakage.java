package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.plan.SplitCheck;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.SplitsReport.Judged;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.SplitsReport.LeakSide;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Mover;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Tests;
import dev.gatehouse.audit.stat.TwoSamples;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Each feature alone against the label, in each sample. A feature that predicts the label nearly by itself is more often made after it,
 * or from it, than a good feature (Kaufman, Rosset, Perlich and Stitelman, Leakage in Data Mining, ACM TKDD 6, 2012).
 */
final class Leakage {
    private final SplitsPlan plan;
    private final Judging judging;

    Leakage(SplitsPlan plan, Judging judging) {
        this.plan = plan;
        this.judging = judging;
    }

    /** @return the strongest first; empty without a label */
    List<Leak> of(DriftCells cells) {
        if (plan.label() == null) {
            return List.of();
        }
        List<Found> found = cells.columns().stream()
                .filter(column -> !column.name().equals(plan.label().column()))
                .map(column -> new Found(new LabelledColumn(cells, column)))
                .toList();
        Double[] differences =
                Judging.holm(found.stream().map(Found::differenceP).toList());
        List<Double> missing = new ArrayList<>();
        found.forEach(each -> missing.addAll(Arrays.asList(each.training.missingP, each.evaluation.missingP)));
        Double[] missingHolm = Judging.holm(missing);
        List<Leak> leaks = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            leaks.add(found.get(i).leak(differences[i], missingHolm[2 * i], missingHolm[2 * i + 1]));
        }
        leaks.sort(Comparator.comparingDouble(
                        (Leak leak) -> leak.auc().isDefined() ? -leak.auc().value() : 1)
                .thenComparing(Leak::feature));
        return leaks;
    }

    /** One sample's areas; those that are undefined are null. */
    private final class Side {
        private final LabelledColumn column;
        private final boolean ofTraining;
        private final long positives;
        private final long negatives;
        private Estimator byValue;
        private Estimator byRate;
        private Estimator byMissing;
        private Double missingP;

        Side(LabelledColumn column, boolean ofTraining, boolean turned) {
            this.column = column;
            this.ofTraining = ofTraining;
            this.positives = column.rows(ofTraining, true);
            this.negatives = column.rows(ofTraining, false);
            if (positives == 0 || negatives == 0) {
                return;
            }
            Histogram histogram = column.histogram(ofTraining, turned);
            byValue = histogram == null ? null : histogram.auc();
            byRate = RateAuc.of(column.bins(ofTraining, true), column.bins(ofTraining, false));
            missing(column.missing(ofTraining, true), column.missing(ofTraining, false));
        }

        private void missing(long ofPositives, long ofNegatives) {
            long all = ofPositives + ofNegatives;
            if (all == 0 || all == positives + negatives) {
                return;
            }
            Proportion first = Proportion.of(ofPositives, positives);
            Proportion second = Proportion.of(ofNegatives, negatives);
            double[] with = {positives - ofPositives, ofPositives};
            double[] without = {negatives - ofNegatives, ofNegatives};
            boolean turned = first.value() < second.value();
            byMissing = new Histogram(
                            new double[] {0, 1}, turned ? with : without, turned ? without : with, new double[2], 1)
                    .auc();
            missingP = Tests.equality(first, second).p();
        }

        /** Why the sample is no evidence; null where it is. */
        String lack() {
            String which = ofTraining ? "training" : "evaluation";
            if (positives == 0 || negatives == 0) {
                return "no " + which + " row has a " + (positives == 0 ? "positive" : "negative") + " label";
            }
            return positives + negatives < plan.minimumRows()
                    ? "the " + which + " rows have " + (positives + negatives) + " labels; the plan's minimum_rows is "
                            + plan.minimumRows()
                    : null;
        }

        Stream<Estimator> areas() {
            boolean valued = column.valued(ofTraining) >= plan.minimumRows();
            return Stream.of(valued ? byValue : null, byRate, byMissing).filter(Objects::nonNull);
        }

        LeakSide told(Double missingHolm) {
            return new LeakSide(positives, negatives, area(byValue), area(byRate), area(byMissing), missingHolm);
        }

        private Estimate area(Estimator area) {
            return area == null ? null : judging.estimate(area, 0, 1);
        }
    }

    private final class Found {
        private final LabelledColumn column;
        private final Side training;
        private final Side evaluation;
        private final Estimator difference;

        Found(LabelledColumn column) {
            this.column = column;
            Histogram before = column.histogram(true, false);
            Histogram first = before == null ? column.histogram(false, false) : before;
            boolean turned = first != null && first.auc().value() < 0.5;
            this.training = new Side(column, true, turned);
            this.evaluation = new Side(column, false, turned);
            this.difference = difference();
        }

        private Estimator difference() {
            if (training.lack() != null || evaluation.lack() != null) {
                return null;
            }
            boolean rated = training.byRate != null && evaluation.byRate != null;
            boolean valued = training.byValue != null && evaluation.byValue != null;
            if (valued && (!rated || training.byValue.value() >= training.byRate.value())) {
                return Mover.difference(training.byValue, evaluation.byValue);
            }
            return rated ? Mover.difference(training.byRate, evaluation.byRate) : null;
        }

        Double differenceP() {
            return difference == null ? null : difference.pAgainst(0);
        }

        Leak leak(Double differenceHolm, Double missingOfTraining, Double missingOfEvaluation) {
            String lack = training.lack() != null ? training.lack() : evaluation.lack();
            Estimator[] areas = Stream.of(training, evaluation)
                    .filter(side -> side.lack() == null)
                    .flatMap(Side::areas)
                    .toArray(Estimator[]::new);
            Estimator worst = areas.length == 0 ? null : Mover.worst(areas);
            if (worst == null && lack == null) {
                lack = "too few rows of either label to learn from";
            }
            return new Leak(
                    column.name(),
                    column.isNumber() ? "number" : "category",
                    worst == null ? Estimate.undefined(lack) : judging.estimate(worst, 0, 1),
                    judged(worst, lack),
                    difference == null
                            ? Estimate.undefined(lack == null ? "too few rows of either label to learn from" : lack)
                            : judging.estimate(difference, -1, 1),
                    differenceHolm,
                    ofDifference(differenceHolm, lack),
                    training.told(missingOfTraining),
                    evaluation.told(missingOfEvaluation),
                    cramersV(),
                    column.isCopy());
        }

        /** A leak in one sample is one, whatever is known of the other; that there is none must be known of both. A copy is no estimate. */
        private Judged judged(Estimator worst, String lack) {
            BigDecimal limit = plan.limits().get(SplitCheck.LEAK_AUC);
            if (lack == null && limit != null && column.isCopy()) {
                return new Judged(limit, true, null, null, Verdict.FAIL, null);
            }
            Judged judged = judging.estimated(SplitCheck.LEAK_AUC, worst, worst == null ? lack : null);
            return lack != null && judged.verdict() == Verdict.PASS
                    ? judging.estimated(SplitCheck.LEAK_AUC, null, lack)
                    : judged;
        }

        private Judged ofDifference(Double holm, String lack) {
            Judged judged = judging.estimated(
                    SplitCheck.LEAK_DIFFERENCE, difference, difference == null && lack == null ? "undefined" : lack);
            boolean limited = plan.limits().containsKey(SplitCheck.LEAK_DIFFERENCE);
            return limited || holm == null
                    ? judged
                    : new Judged(null, difference.value() > 0 && holm <= judging.alpha(), null, null, null, null);
        }

        private Double cramersV() {
            if (training.positives == 0 || training.negatives == 0) {
                return null;
            }
            TwoSamples two = TwoSamples.ofCategories(column.bins(true, true), column.bins(true, false));
            return DriftMetric.CRAMERS_V.undefined(two) == null ? DriftMetric.CRAMERS_V.statistic(two) : null;
        }
    }
}
