package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.SplitsReport.LeakSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader must know to read a report of splits right. */
final class SplitsNotes {
    private static final int MAX_NAMED = 10;

    /** With fewer different rows than this share, equal rows say little. */
    private static final double COARSE = 0.5;

    private SplitsNotes() {}

    static List<String> of(SplitsPlan plan, SplitCells cells, List<Leak> leaks, DriftReport drift, double alpha) {
        List<String> notes = new ArrayList<>();
        coarse(notes, cells.overlap().training(), "training");
        coarse(notes, cells.overlap().evaluation(), "evaluation");
        List<String> copies =
                leaks.stream().filter(Leak::copy).map(Leak::feature).toList();
        if (!copies.isEmpty()) {
            notes.add(
                    "The label under another name, as each of two values goes with one label: " + named(copies) + ".");
        }
        List<String> missing = leaks.stream()
                .filter(leak -> tells(leak.training(), alpha) || tells(leak.evaluation(), alpha))
                .map(Leak::feature)
                .toList();
        if (!missing.isEmpty()) {
            notes.add(
                    "Values are missing more often with one label than with the other, beyond chance; look whether they are"
                            + " filled in once the label is known: " + named(missing) + ".");
        }
        List<String> less = leaks.stream()
                .filter(leak -> leak.differenceHolm() != null
                        && leak.differenceHolm() <= alpha
                        && leak.difference().value() > 0)
                .map(Leak::feature)
                .toList();
        if (!less.isEmpty()) {
            notes.add(
                    "Tell more of the label in the training than in the evaluation rows, beyond chance: " + named(less)
                            + ". They may leak in the training rows only, or their relation with the label may have changed.");
        }
        unlabelled(notes, plan, cells.cells());
        if (cells.entities() != null
                && cells.entities().trainingMissing() + cells.entities().evaluationMissing() > 0) {
            notes.add(cells.entities().trainingMissing() + " training and "
                    + cells.entities().evaluationMissing()
                    + " evaluation rows do not name their entity; they count for none.");
        }
        if (cells.times() != null) {
            time(notes, cells.times().training(), "training");
            time(notes, cells.times().evaluation(), "evaluation");
        }
        notes.addAll(drift.notes());
        return notes;
    }

    private static boolean tells(LeakSide side, double alpha) {
        return side.missingHolm() != null && side.missingHolm() <= alpha;
    }

    private static void coarse(List<String> notes, SplitCells.Repeats of, String which) {
        if (of.rows() > 0 && of.distinct() < COARSE * of.rows()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Only %d of %d %s rows are different: columns are coarse, so rows that stand in both samples need not be"
                            + " copies. shared_row_excess takes account of it.",
                    of.distinct(),
                    of.rows(),
                    which));
        }
    }

    private static void unlabelled(List<String> notes, SplitsPlan plan, DriftCells cells) {
        if (plan.label() == null) {
            notes.add("The plan names no label, so nothing is said of features that give it away.");
            return;
        }
        for (boolean ofTraining : new boolean[] {true, false}) {
            long without = cells.chunks().get(cells.chunks(ofTraining)[0]).rows();
            if (without > 0) {
                notes.add(without + (ofTraining ? " training" : " evaluation")
                        + " rows have no label; nothing is said of leaks in them.");
            }
        }
    }

    private static void time(List<String> notes, SplitCells.Moments of, String which) {
        if (of.missing() + of.unreadable() > 0) {
            notes.add(of.missing() + " " + which + " rows have no time and " + of.unreadable()
                    + " one that cannot be read; they are in no comparison of times.");
        }
    }

    private static String named(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())))
                + (names.size() > MAX_NAMED ? " and " + (names.size() - MAX_NAMED) + " more" : "");
    }
}
