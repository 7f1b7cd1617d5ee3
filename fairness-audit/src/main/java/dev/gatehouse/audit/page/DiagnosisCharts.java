package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.Band;
import dev.gatehouse.audit.report.DiagnosisReport.Change;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The charts of a diagnosis, each a self-contained {@code svg} element as {@link AuditCharts} makes them. */
public final class DiagnosisCharts {
    /** Most metrics of one chart of changes. */
    public static final int MAX_METRICS = 8;

    /** Most rows of one chart of segments or features. */
    public static final int MAX_ROWS = 20;

    static final String OF_CHANGES =
            "Each metric's change from the reference to the current window, and the two parts of it. A part whose interval"
                    + " holds 0 is within chance.";
    static final String OF_CARRIERS =
            "How much each input, or two together, moves the classifier's log-odds: a standard deviation.";
    static final String OF_COVERAGE =
            "The share of rows with a label by score, in both windows. Where it differs, the labelled rows are no fair choice.";
    static final String OF_SEGMENTS =
            "Segments that moved beyond chance stand first, then by what they add to the whole change.";

    private DiagnosisCharts() {}

    /**
     * The change of each metric and the parts of it that go with inputs and with the relation, as bars.
     *
     * @param title the chart's heading
     * @return empty when no change is defined
     */
    public static Optional<String> changes(String title, DiagnosisReport report) {
        List<RowChart.Row> rows = new ArrayList<>();
        for (Change change : report.metrics().stream().limit(MAX_METRICS).toList()) {
            if (!change.change().isDefined()) {
                continue;
            }
            String name = PerformanceWords.name(change.metric());
            rows.add(row(Wording.capital(name), change.change(), "change"));
            if (change.split() != null && change.split().insufficient() == null) {
                rows.add(row("with inputs", change.split().inputs(), "inputs"));
                rows.add(row("with the relation", change.split().relation(), "relation"));
            }
        }
        return drawn(title, rows, "change (interval)");
    }

    /**
     * The change of one metric in each segment, those that moved most first.
     *
     * @param title the chart's heading
     * @param metric the metric's id
     * @return empty without segments that have a change
     */
    public static Optional<String> segments(String title, String metric, DiagnosisReport report) {
        List<RowChart.Row> rows = report.segments().stream()
                .filter(each -> each.metric().equals(metric)
                        && each.insufficient() == null
                        && each.change().isDefined())
                .limit(MAX_ROWS)
                .map(each -> row(name(each), each.change(), "p " + Wording.p(each.pHolm())))
                .toList();
        return drawn(title, rows, "change (interval)");
    }

    /**
     * The share of rows with a label by band, in both windows.
     *
     * @param title the chart's heading
     * @return empty when every row has a label
     */
    public static Optional<String> coverage(String title, DiagnosisReport report) {
        List<RowChart.Row> rows = new ArrayList<>();
        boolean missing = false;
        for (Band band : report.labels().bands()) {
            for (boolean reference : new boolean[] {true, false}) {
                Estimate share = reference ? band.reference() : band.current();
                if (share.isDefined()) {
                    missing |= share.value() < 1;
                    rows.add(row(
                            (reference ? "reference, " : "current, ") + name(band),
                            share,
                            Wording.count(reference ? band.referenceRows() : band.currentRows())));
                }
            }
        }
        return missing ? Optional.of(RowChart.rates(title, rows, null)) : Optional.empty();
    }

    /**
     * What tells the windows apart: a bar a feature.
     *
     * @param title the chart's heading
     * @return empty when there is nothing
     */
    public static Optional<String> carriers(String title, DiagnosisReport report) {
        List<RowChart.Row> rows = report.reweighting().features().stream()
                .limit(MAX_ROWS)
                .map(each -> row(each.name(), Estimate.withoutInterval(each.weight()), ""))
                .toList();
        return drawn(title, rows, "weight");
    }

    /** A segment in words. */
    public static String name(Segment segment) {
        return segment.column() + ": " + (segment.value().isEmpty() ? "(blank)" : segment.value());
    }

    /** A band of scores or a decision in words. */
    public static String name(Band band) {
        if (band.decision() != null) {
            return band.decision() + " decision";
        }
        if (band.from() == null) {
            return band.to() == null ? "no rows" : "score up to " + Wording.number(band.to());
        }
        return "score " + Wording.number(band.from())
                + (band.to() == null ? " and more" : " to " + Wording.number(band.to()));
    }

    private static RowChart.Row row(String name, Estimate estimate, String remark) {
        return new RowChart.Row(name, estimate, null, null, remark);
    }

    private static Optional<String> drawn(String title, List<RowChart.Row> rows, String values) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(RowChart.amounts(title, rows, values));
    }
}
