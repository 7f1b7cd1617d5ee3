package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport.Estimated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a reader must know to read a report's figures right. */
final class PerformanceNotes {
    private PerformanceNotes() {}

    static List<String> of(
            PerformancePlan plan,
            PerformanceCells cells,
            Sample current,
            Sample reference,
            Map<PerformanceMetric, Measured> measured,
            Estimated estimate,
            int alerts) {
        List<String> notes = new ArrayList<>();
        long unlabelled = current.all() - current.labelled();
        if (current.all() == 0) {
            notes.add("The data have no row that can be used.");
        } else if (current.labelled() == 0) {
            notes.add("No row of the data has a label yet, so nothing is known of the performance on them.");
        } else if (unlabelled > 0) {
            notes.add(unlabelled + " of " + current.all() + " rows have no label yet. The figures are those of the rows"
                    + " that have one; where labels of one kind come sooner, they lean that way.");
        }
        if (!plan.isRegression() && current.labelled() > 0 && (current.positives() == 0 || current.negatives() == 0)) {
            notes.add(
                    current.positives() == 0
                            ? "No label equals '" + plan.label().positive()
                                    + "': what needs positive labels is undefined. Check label.positive."
                            : "Every label equals '" + plan.label().positive()
                                    + "': what needs negative labels is undefined.");
        }
        if (current.weak() > 0) {
            notes.add(current.weak() + " of " + current.labelled() + " labels are not confirmed ("
                    + plan.labelSource().column() + " is none of "
                    + plan.labelSource().confirmed()
                    + "). The figures count all labels; those on confirmed ones stand beside them.");
        }
        long early =
                cells.delays().stream().mapToLong(PerformanceCells.Delay::early).sum();
        if (early > 0) {
            notes.add(early + " labels are older than their prediction. A label that was known before is no test of a"
                    + " prediction, or one of the times is wrong; they count in the metrics and in no delay.");
        }
        Measured brier = measured.get(PerformanceMetric.BRIER);
        if (brier != null && !brier.isDefined() && brier.undefined().equals(Metrics.NO_CHANCE)) {
            notes.add(
                    "A score lies outside [0, 1], so scores are no probabilities: log loss, Brier score and calibration"
                            + " are undefined.");
        }
        if (plan.scoreColumn() != null
                && current.labelled() > 0
                && current.histogram().values().length == 1) {
            notes.add("All labelled rows have one score, which tells nothing apart.");
        }
        if (cells.grid() != null && !cells.grid().exact()) {
            notes.add("There are many distinct " + (plan.isRegression() ? "errors" : "scores")
                    + ", so they were counted in"
                    + " steps of " + cells.grid().step().toPlainString()
                    + "; what rests on their order counts those of one step as equal.");
        }
        if (alerts > 0) {
            notes.add(alerts + (alerts == 1 ? " figure of a chunk lies" : " figures of chunks lie")
                    + " outside the band of the reference's chunks. Such alerts call for a look; they decide nothing.");
        }
        estimate(notes, plan, reference, estimate);
        return notes;
    }

    private static void estimate(List<String> notes, PerformancePlan plan, Sample reference, Estimated estimate) {
        if (estimate != null) {
            notes.add(
                    "What is marked as an estimate was computed without labels. It holds only while a score means what it"
                            + " meant in the reference: it cannot see that the world has changed (concept drift).");
        } else if (plan.isRegression()) {
            return;
        } else if (plan.scoreColumn() == null || reference == null) {
            notes.add("Performance without labels is not estimated: that needs a score and a reference.");
        } else {
            notes.add(
                    "Performance without labels is not estimated: the reference needs labels of both kinds and at least "
                            + plan.minimumRows() + " of them.");
        }
    }
}
