package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.report.DiagnosisReport.Carrier;
import dev.gatehouse.audit.report.DiagnosisReport.Reweighting;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.audit.report.Samples.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a reader of a diagnosis must know. */
final class DiagnosisNotes {
    /** A share of rows above this is worth a note. */
    private static final double WORTH_TELLING = 0.01;

    private DiagnosisNotes() {}

    /**
     * @param inputs null without the rows
     * @param unrepresented the share of current rows that no labelled row can stand for
     */
    static List<String> of(
            DiagnosisPlan plan, Samples rows, Reweighting reweighting, Inputs inputs, double unrepresented) {
        List<String> notes = new ArrayList<>();
        window(notes, "The reference", rows.reference());
        window(notes, "The current window", rows.current());
        if (inputs == null) {
            notes.add("There are only cells: what goes with changed inputs was not looked at.");
        } else {
            notes.add("What goes with changed inputs is told by a classifier on "
                    + inputs.features().size()
                    + (inputs.features().size() == 1 ? " input" : " inputs")
                    + ". A change of something that is not among them counts as a changed relation.");
            sample(notes, rows, reweighting);
            breaks(notes, inputs.breaks());
        }
        if (reweighting.insufficient() == null) {
            overlap(notes, reweighting);
            balance(notes, reweighting);
            notes.add("Intervals take the rows as independent and the weights as given.");
        }
        if (unrepresented > WORTH_TELLING) {
            notes.add(percent(unrepresented)
                    + " of the current rows lie where no row has a label, by score and decision: no"
                    + " labelled row stands for them.");
        }
        return notes;
    }

    private static void window(List<String> notes, String name, Side side) {
        if (side.read() == 0) {
            notes.add(name + " has no rows.");
        } else if (side.labelled() == 0) {
            notes.add(name + " has no labelled row.");
        }
    }

    private static void sample(List<String> notes, Samples rows, Reweighting reweighting) {
        if (reweighting.referenceRows() < rows.reference().labelled()
                || reweighting.currentRows() < rows.current().labelled()) {
            notes.add("The split is of a random choice of " + reweighting.referenceRows()
                    + " labelled reference rows and " + reweighting.currentRows()
                    + " current ones; metrics, labels and segments are of all rows.");
        }
    }

    private static void breaks(List<String> notes, List<TypeBreak> breaks) {
        for (TypeBreak each : breaks) {
            notes.add("The column '" + each.column() + "' is "
                    + (each.kind() == Break.COLUMN_NEW ? "not in the reference" : "not in the current rows")
                    + ", so it is no input here: " + each.detail() + ".");
        }
    }

    private static void overlap(List<String> notes, Reweighting reweighting) {
        if (reweighting.unlikeShare() > WORTH_TELLING) {
            notes.add(percent(reweighting.unlikeShare())
                    + " of the current rows are unlike the reference: a reference row there would stand for more than "
                    + Math.round(reweighting.largestWeight())
                    + " current ones. What changed there counts as a changed relation, since the reference tells nothing"
                    + " about them.");
        }
        if (reweighting.clippedShare() > WORTH_TELLING) {
            notes.add("The weights of " + percent(reweighting.clippedShare()) + " of the reference rows were cut to "
                    + Math.round(reweighting.largestWeight()) + ".");
        }
    }

    private static void balance(List<String> notes, Reweighting reweighting) {
        String left = reweighting.features().stream()
                .filter(each -> each.distance() != null && each.reweighted() > each.noise())
                .map(Carrier::name)
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            notes.add("Reweighting did not bring these inputs as near to the current rows as chance would have them: "
                    + left + ". What they go with is partly counted as a changed relation.");
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
