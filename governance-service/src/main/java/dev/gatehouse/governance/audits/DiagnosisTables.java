package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.DiagnosisCharts;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.Band;
import dev.gatehouse.audit.report.DiagnosisReport.Change;
import dev.gatehouse.audit.report.DiagnosisReport.LabelMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.governance.audits.AuditTables.Row;
import dev.gatehouse.governance.audits.AuditTables.Table;
import dev.gatehouse.governance.pages.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A diagnosis in tables. Nothing in it decides, so none is judged. */
final class DiagnosisTables {

    private static final String NONE = "–";

    private DiagnosisTables() {}

    static String rows(DiagnosisReport report) {
        return labelled("current", report.rows().current()) + " against "
                + labelled("reference", report.rows().reference());
    }

    private static String labelled(String what, Samples.Side side) {
        return Wording.grouped(side.used()) + " " + what + " rows ("
                + Wording.grouped(side.labelled() == null ? 0L : side.labelled()) + " labelled)";
    }

    static List<Table> of(DiagnosisReport report) {
        return Stream.of(
                        table(
                                "Metrics of all labelled rows, and what their change goes with",
                                List.of("Metric", "Reference", "Current", "Change", "With inputs", "With the relation"),
                                report.metrics().stream()
                                        .map(DiagnosisTables::change)
                                        .toList()),
                        table(
                                "Inputs that tell the windows apart",
                                List.of(
                                        "Input",
                                        "Weight",
                                        "AUC alone (interval)",
                                        "Distance",
                                        "After reweighting",
                                        "By chance up to"),
                                carriers(report)),
                        table(
                                "Metrics of the current rows, by choice of labels",
                                List.of(
                                        "Metric",
                                        "Represented",
                                        "What the choice adds",
                                        "Confirmed labels",
                                        "Weak labels"),
                                choices(report)),
                        table(
                                "Rows with a label, by score or decision",
                                List.of("Band", "Reference rows", "With a label", "Current rows", "With a label"),
                                bands(report)),
                        table(
                                "Segments, those that moved most first",
                                List.of("Segment", "Metric", "Reference", "Current", "Change", "p, adjusted"),
                                report.segments().stream()
                                        .map(DiagnosisTables::segment)
                                        .toList()))
                .filter(table -> !table.rows().isEmpty())
                .toList();
    }

    private static Table table(String title, List<String> heads, List<Row> rows) {
        return Table.of(title, heads, rows, false);
    }

    private static Row change(Change change) {
        Split split = change.split();
        boolean evidence = split != null && split.insufficient() == null;
        return new Row(
                AuditFindings.label(change.metric()),
                List.of(
                        AuditFindings.text(change.reference()),
                        AuditFindings.text(change.current()),
                        AuditFindings.text(change.change()),
                        evidence ? AuditFindings.text(split.inputs()) : NONE,
                        evidence ? AuditFindings.text(split.relation()) : NONE),
                null,
                split == null || evidence ? null : "not split: " + split.insufficient());
    }

    private static List<Row> carriers(DiagnosisReport report) {
        return report.reweighting().features().stream()
                .map(each -> new Row(
                        each.name(),
                        List.of(
                                AuditFindings.number(each.weight()),
                                AuditFindings.text(each.auc()),
                                number(each.distance()),
                                number(each.reweighted()),
                                number(each.noise())),
                        null,
                        null))
                .toList();
    }

    /** Where every row has a confirmed label there is no choice to tell of. */
    private static List<Row> choices(DiagnosisReport report) {
        List<Row> rows = new ArrayList<>();
        for (LabelMetric each : report.labels().metrics()) {
            if (each.represented() != null || each.confirmed() != null) {
                rows.add(new Row(
                        AuditFindings.label(each.metric()),
                        List.of(
                                text(each.represented()),
                                text(each.choice()),
                                text(each.confirmed()),
                                text(each.weak())),
                        null,
                        null));
            }
        }
        return rows;
    }

    /** Where every row has a label there is nothing to tell. */
    private static List<Row> bands(DiagnosisReport report) {
        List<Band> bands = report.labels().bands();
        boolean missing = bands.stream()
                .flatMap(band -> Stream.of(band.reference(), band.current()))
                .anyMatch(share -> share.isDefined() && share.value() < 1);
        return missing ? bands.stream().map(DiagnosisTables::band).toList() : List.of();
    }

    private static Row band(Band band) {
        return new Row(
                DiagnosisCharts.name(band),
                List.of(
                        Wording.grouped(band.referenceRows()),
                        AuditFindings.text(band.reference()),
                        Wording.grouped(band.currentRows()),
                        AuditFindings.text(band.current())),
                null,
                null);
    }

    private static Row segment(Segment segment) {
        return new Row(
                DiagnosisCharts.name(segment),
                List.of(
                        AuditFindings.label(segment.metric()),
                        AuditFindings.text(segment.reference()),
                        AuditFindings.text(segment.current()),
                        AuditFindings.text(segment.change()),
                        number(segment.pHolm())),
                null,
                segment.insufficient() == null ? null : "no evidence: " + segment.insufficient());
    }

    private static String text(Estimate estimate) {
        return estimate == null ? NONE : AuditFindings.text(estimate);
    }

    private static String number(Double value) {
        return value == null ? NONE : AuditFindings.number(value);
    }
}
