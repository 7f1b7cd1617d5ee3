package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.Band;
import dev.gatehouse.audit.report.DiagnosisReport.Carrier;
import dev.gatehouse.audit.report.DiagnosisReport.Change;
import dev.gatehouse.audit.report.DiagnosisReport.LabelMetric;
import dev.gatehouse.audit.report.DiagnosisReport.LabelSide;
import dev.gatehouse.audit.report.DiagnosisReport.Labels;
import dev.gatehouse.audit.report.DiagnosisReport.Reweighting;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import java.util.ArrayList;
import java.util.List;

/** The sections of a diagnosis page. */
final class DiagnosisSections {
    /** Most segments of a metric that are told on the page. */
    static final int MAX_SEGMENTS = 30;

    private DiagnosisSections() {}

    static void changes(Html page, DiagnosisReport report) {
        PageFrame.section(page, "changes", "What changed");
        page.figure(DiagnosisCharts.changes("What the change goes with", report), DiagnosisCharts.OF_CHANGES);
        List<List<Cell>> rows = new ArrayList<>();
        for (Change change : report.metrics()) {
            Split split = change.split();
            boolean evidence = split != null && split.insufficient() == null;
            rows.add(List.of(
                    Cell.name(Wording.capital(PerformanceWords.name(change.metric()))),
                    PerformanceSections.estimate(change.reference()),
                    PerformanceSections.estimate(change.current()),
                    PerformanceSections.estimate(change.change()),
                    evidence ? PerformanceSections.estimate(split.inputs()) : Cell.number("–", why(split)),
                    evidence ? PerformanceSections.estimate(split.relation()) : Cell.number("–"),
                    Cell.number(evidence ? Wording.count(Math.round(split.effectiveRows())) : "–")));
        }
        page.table(
                "Metrics of all labelled rows, and the split of their change",
                List.of("Metric", "Reference", "Current", "Change", "With inputs", "With the relation", "Worth, rows"),
                rows);
        page.close("section");
    }

    private static String why(Split split) {
        return split == null ? "" : Wording.capital(split.insufficient());
    }

    static void reweighting(Html page, DiagnosisReport report) {
        Reweighting found = report.reweighting();
        PageFrame.section(page, "inputs", "Changed inputs");
        if (found.insufficient() != null) {
            page.element("p", "The change is not split: " + found.insufficient() + ".");
        }
        if (found.auc().isDefined()) {
            page.raw("<dl class=\"facts\">\n");
            PageFrame.fact(
                    page,
                    "Classifier's AUC",
                    Wording.value(found.auc(), null) + " (" + Wording.interval(found.auc(), null) + "); chance up to "
                            + Wording.number(found.chance()));
            PageFrame.fact(
                    page,
                    "Rows",
                    Wording.count(found.referenceRows()) + " of the reference, " + Wording.count(found.currentRows())
                            + " current");
            PageFrame.fact(page, "Reweighted rows are worth", Wording.rows(Math.round(found.effectiveRows())));
            PageFrame.fact(page, "Weights that were cut", Wording.percent(found.clippedShare()));
            PageFrame.fact(page, "Current rows unlike the reference", Wording.percent(found.unlikeShare()));
            page.close("dl");
        }
        page.figure(DiagnosisCharts.carriers("What tells the windows apart", report), DiagnosisCharts.OF_CARRIERS);
        if (!found.features().isEmpty()) {
            List<List<Cell>> rows = new ArrayList<>();
            for (Carrier each : found.features()) {
                rows.add(List.of(
                        Cell.name(each.name()),
                        Cell.number(Wording.number(each.weight())),
                        PerformanceSections.estimate(each.auc()),
                        number(each.distance()),
                        number(each.reweighted()),
                        number(each.noise())));
            }
            page.table(
                    "Inputs that tell the windows apart, before and after reweighting",
                    List.of("Input", "Weight", "AUC alone", "Distance", "After reweighting", "Noise"),
                    rows);
        }
        page.close("section");
    }

    private static Cell number(Double value) {
        return Cell.number(value == null ? "–" : Wording.number(value));
    }

    static void labels(Html page, DiagnosisReport report) {
        Labels labels = report.labels();
        PageFrame.section(page, "labels", "Labels");
        List<List<Cell>> sides = new ArrayList<>();
        sides.add(side("Reference", labels.reference()));
        sides.add(side("Current", labels.current()));
        page.table(
                "Labels of both windows",
                List.of("Window", "With a label", "Of them confirmed", "Half came within", "Nine of ten within"),
                sides);
        page.figure(DiagnosisCharts.coverage("Share of rows with a label", report), DiagnosisCharts.OF_COVERAGE);
        List<List<Cell>> bands = new ArrayList<>();
        for (Band band : labels.bands()) {
            bands.add(List.of(
                    Cell.name(DiagnosisCharts.name(band)),
                    Cell.number(Wording.count(band.referenceRows())),
                    PerformanceSections.estimate(band.reference()),
                    Cell.number(Wording.count(band.currentRows())),
                    PerformanceSections.estimate(band.current()),
                    Cell.number(Wording.p(band.p()))));
        }
        page.table(
                "Rows with a label, by score or decision",
                List.of("Band", "Reference rows", "With a label", "Current rows", "With a label", "p of a change"),
                bands);
        metrics(page, labels);
        page.close("section");
    }

    private static List<Cell> side(String name, LabelSide side) {
        return List.of(
                Cell.name(name),
                PerformanceSections.estimate(side.coverage()),
                PerformanceSections.estimate(side.confirmedShare()),
                Cell.number(PerformanceWords.time(
                        side.delay() == null ? null : side.delay().medianSeconds())),
                Cell.number(PerformanceWords.time(
                        side.delay() == null ? null : side.delay().ninetySeconds())));
    }

    private static void metrics(Html page, Labels labels) {
        boolean chosen = labels.metrics().stream().anyMatch(each -> each.represented() != null);
        boolean sourced = labels.metrics().stream().anyMatch(each -> each.confirmed() != null);
        if (chosen || sourced) {
            List<List<Cell>> rows = new ArrayList<>();
            for (LabelMetric each : labels.metrics()) {
                rows.add(List.of(
                        Cell.name(Wording.capital(PerformanceWords.name(each.metric()))),
                        PerformanceSections.estimate(each.represented()),
                        PerformanceSections.estimate(each.choice()),
                        PerformanceSections.estimate(each.confirmed()),
                        PerformanceSections.estimate(each.weak()),
                        PerformanceSections.estimate(each.referenceConfirmed())));
            }
            page.table(
                    "Metrics of the current rows, by choice of labels",
                    List.of(
                            "Metric",
                            "Represented",
                            "What the choice adds",
                            "Confirmed",
                            "Weak",
                            "Reference, confirmed"),
                    rows);
        }
        if (labels.disagreement() != null) {
            page.table(
                    "Rows whose weak label is not the final one, of a sample of those with both",
                    List.of("Window", "Rows", "Share"),
                    List.of(
                            List.of(
                                    Cell.name("Reference"),
                                    Cell.number(
                                            Wording.count(labels.disagreement().referenceRows())),
                                    PerformanceSections.estimate(
                                            labels.disagreement().reference())),
                            List.of(
                                    Cell.name("Current"),
                                    Cell.number(
                                            Wording.count(labels.disagreement().currentRows())),
                                    PerformanceSections.estimate(
                                            labels.disagreement().current()))));
        }
    }

    static void segments(Html page, DiagnosisPlan plan, DiagnosisReport report) {
        if (report.segments().isEmpty()) {
            return;
        }
        PageFrame.section(page, "segments", "Segments");
        for (PerformanceMetric metric : plan.metrics()) {
            String name = PerformanceWords.name(metric.id());
            List<Segment> segments = report.segments().stream()
                    .filter(each -> each.metric().equals(metric.id()))
                    .toList();
            page.element("h3", Wording.capital(name));
            page.figure(
                    DiagnosisCharts.segments("Change of " + name + " by segment", metric.id(), report),
                    DiagnosisCharts.OF_SEGMENTS);
            List<List<Cell>> rows = segments.stream()
                    .limit(MAX_SEGMENTS)
                    .map(DiagnosisSections::segment)
                    .toList();
            page.table(
                    Wording.capital(name) + " by segment",
                    List.of("Segment", "Reference", "Current", "Change", "p, adjusted", "Within", "Mix"),
                    rows);
            if (segments.size() > MAX_SEGMENTS) {
                page.element("p", "The report has " + (segments.size() - MAX_SEGMENTS) + " more.");
            }
        }
        page.close("section");
    }

    private static List<Cell> segment(Segment segment) {
        return List.of(
                Cell.name(DiagnosisCharts.name(segment)),
                PerformanceSections.estimate(segment.reference()),
                PerformanceSections.estimate(segment.current()),
                PerformanceSections.estimate(segment.change()),
                segment.insufficient() == null
                        ? Cell.number(Wording.p(segment.pHolm()))
                        : new Cell("insufficient", Wording.capital(segment.insufficient()), "num why"),
                PerformanceSections.estimate(segment.within()),
                PerformanceSections.estimate(segment.mix()));
    }
}
