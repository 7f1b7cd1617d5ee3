package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.PerformanceReport.Segment;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.governance.audits.AuditTables.Row;
import dev.gatehouse.governance.audits.AuditTables.Table;
import dev.gatehouse.governance.pages.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A performance report in tables. */
final class PerformanceTables {

    private static final String NONE = "–";

    /** What a table of segments has room for. */
    private static final List<String> BY_SEGMENT = List.of("precision", "recall", "accuracy", "auc");

    private static final List<Verdict> WORST_FIRST = List.of(Verdict.FAIL, Verdict.INSUFFICIENT, Verdict.PASS);

    private PerformanceTables() {}

    static String rows(PerformanceReport report) {
        return Wording.grouped(report.rows().current().used()) + " rows, of which "
                + Wording.grouped(report.rows().current().labelled()) + " have a label";
    }

    static List<Table> of(PerformanceReport report) {
        List<Table> tables = new ArrayList<>();
        tables.add(Table.of(
                "Performance held against the plan's limits; these decide the verdict",
                List.of("Metric", "Value (interval)", "Limit"),
                limits(report),
                true));
        List<String> heads = new ArrayList<>(List.of("Metric", "These rows (interval)"));
        if (report.reference() != null) {
            heads.add("Reference (interval)");
        }
        if (report.estimate() != null) {
            heads.add("Estimated without labels (range)");
        }
        tables.add(Table.of("Metrics of labelled rows", heads, metrics(report), false));
        tables.add(Table.of(
                "Performance by segment",
                Stream.concat(
                                Stream.of("Segment", "Rows", "Labelled"),
                                BY_SEGMENT.stream().map(AuditFindings::label))
                        .toList(),
                segments(report),
                false));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }

    private static List<Row> limits(PerformanceReport report) {
        return report.limits().stream()
                .sorted(Comparator.comparing((PerformanceReport.Limit limit) -> WORST_FIRST.indexOf(limit.verdict())))
                .map(limit -> new Row(
                        AuditFindings.label(limit.limit()),
                        List.of(AuditFindings.text(limit.value()), limit(limit)),
                        limit.verdict().name(),
                        limit.reason()))
                .toList();
    }

    private static String limit(PerformanceReport.Limit limit) {
        if (limit.min() == null) {
            return "at most " + limit.max().toPlainString();
        }
        String least = "at least " + limit.min().toPlainString();
        return limit.max() == null ? least : least + ", at most " + limit.max().toPlainString();
    }

    private static List<Row> metrics(PerformanceReport report) {
        List<Row> rows = new ArrayList<>();
        report.current().metrics().forEach((metric, value) -> {
            List<String> cells = new ArrayList<>(List.of(AuditFindings.text(value)));
            if (report.reference() != null) {
                cells.add(text(report.reference().metrics(), metric));
            }
            if (report.estimate() != null) {
                cells.add(text(report.estimate().metrics(), metric));
            }
            rows.add(new Row(AuditFindings.label(metric), cells, null, null));
        });
        return rows;
    }

    private static List<Row> segments(PerformanceReport report) {
        return report.segments().stream()
                .map(segment -> new Row(
                        name(segment),
                        Stream.concat(
                                        Stream.of(Wording.grouped(segment.rows()), Wording.grouped(segment.labelled())),
                                        BY_SEGMENT.stream().map(metric -> text(segment.metrics(), metric)))
                                .toList(),
                        null,
                        null))
                .toList();
    }

    private static String name(Segment segment) {
        return segment.column() + ": " + (segment.value().isBlank() ? "(missing)" : segment.value())
                + (segment.reference() ? ", reference" : "");
    }

    private static String text(Map<String, Estimate> metrics, String metric) {
        return metrics.containsKey(metric) ? AuditFindings.text(metrics.get(metric)) : NONE;
    }
}
