package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.report.DriftReport.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reader must know to read a drift report's figures right. */
final class DriftNotes {
    private final List<String> notes = new ArrayList<>();
    private final DriftPlan plan;
    private final DriftCells cells;

    private DriftNotes(DriftPlan plan, DriftCells cells) {
        this.plan = plan;
        this.cells = cells;
    }

    static List<String> of(DriftPlan plan, DriftCells cells, Course course, Deciding deciding) {
        DriftNotes notes = new DriftNotes(plan, cells);
        notes.method();
        notes.unseen(deciding);
        notes.counting();
        notes.chunks(course);
        return notes.notes;
    }

    private void method() {
        if (plan.method() == Method.EVIDENTLY) {
            notes.add(
                    "Columns are flagged by Evidently's default test and threshold (p-value 0.05 up to 1,000 reference rows,"
                            + " distance 0.1 above), and the data set from half of the features on. Its p-values find ever smaller"
                            + " shifts the more rows there are; noise floors and rows are shown beside them.");
        } else if (plan.method() == Method.NANNYML) {
            notes.add(
                    "Columns are flagged by NannyML's default rule: a current chunk whose Jensen–Shannon distance from the"
                            + " reference is above the mean of the reference's own chunks plus three standard deviations. NannyML has"
                            + " no rule for the data set as a whole.");
        }
    }

    /** Columns whose shift could be larger than their limit without being told from chance. */
    private void unseen(Deciding deciding) {
        List<String> blind = Stream.concat(
                        Stream.of(deciding.score(), deciding.label()).filter(Objects::nonNull),
                        deciding.drift().stream())
                .filter(each -> plan.method() == Method.GATEHOUSE
                        && each.limit() != null
                        && each.statistic() != null
                        && (each.detectable() == null
                                || each.detectable() > each.limit().doubleValue()))
                .map(Drift::feature)
                .toList();
        if (!blind.isEmpty()) {
            notes.add("There are too few rows to see a drift as large as the limit reliably (detectable is above it): "
                    + named(blind) + ".");
        }
    }

    private void counting() {
        List<String> binned = cells.columns().stream()
                .filter(column -> column.least() != null && !column.exact())
                .map(Column::name)
                .toList();
        if (!binned.isEmpty()) {
            notes.add("Counted in bins of the reference, as not all of its values are told apart: " + named(binned)
                    + ". "
                    + (plan.method() == Method.NANNYML
                            ? "Each bin counts at its middle."
                            : "Their intervals are widened by what that may have moved the distance (error_bound)."));
        }
        List<String> many = cells.columns().stream()
                .filter(Column::hasOthers)
                .map(column -> column.name() + " (about " + Math.max(column.otherValues()[0], column.otherValues()[1])
                        + " more values)")
                .toList();
        if (!many.isEmpty()) {
            notes.add("Rare categories were counted as one, 'other values': " + named(many)
                    + ". New categories among them are not seen.");
        }
        if (!cells.leftOut().isEmpty()) {
            notes.add("Not compared: "
                    + cells.leftOut().entrySet().stream()
                            .map(each -> each.getKey() + " (" + each.getValue() + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        for (boolean reference : new boolean[] {true, false}) {
            DriftCells.Sample sample = reference ? cells.reference() : cells.current();
            if (sample.searched() > 0 && sample.searched() < sample.rows()) {
                notes.add("Duplicates were searched among the first " + sample.searched() + " of " + sample.rows()
                        + (reference ? " reference" : " current") + " rows.");
            }
        }
    }

    private void chunks(Course course) {
        if (plan.chunks() == null) {
            return;
        }
        long own = cells.chunks().stream()
                .filter(chunk -> chunk.reference() && course.isTypical(chunk))
                .count();
        if (own < 2) {
            notes.add(
                    "The reference has fewer than two chunks, so its own spread is not known and no chunk can be an alert.");
        }
        long small = cells.chunks().stream()
                .filter(chunk -> chunk.rows() > 0 && !course.isTypical(chunk))
                .count();
        if (small > 0) {
            notes.add(small + (small == 1 ? " chunk has" : " chunks have")
                    + " fewer than half of the usual rows: small chunks lie far off by chance, so they neither set nor break a"
                    + " limit.");
        }
        long leftOut = cells.reference().withoutTime() + cells.reference().unreadableTime();
        if (leftOut > 0) {
            notes.add(leftOut + " reference rows have no time that can be read; they are left out.");
        }
    }

    private static String named(List<String> names) {
        int most = 10;
        return String.join(", ", names.subList(0, Math.min(most, names.size())))
                + (names.size() > most ? " and " + (names.size() - most) + " more" : "");
    }
}
