package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.audit.report.SplitsReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** A selection of a report's charts for places that are no page of its own: each fits a sheet of paper, and what moved most is drawn. */
public final class ReportCharts {
    /** Most columns whose values, and whose course, are drawn; tables have the others. */
    public static final int MAX_COLUMNS = 12;

    /** Most panels of one chart. */
    static final int PANELS = 6;

    /** Most rows of a chart of distances. */
    static final int ROWS = 20;

    /** Most metrics whose segments are drawn. */
    static final int SEGMENTED_METRICS = 3;

    private ReportCharts() {}

    /**
     * A chart.
     *
     * @param title its heading, which no other of the report has
     * @param svg a self-contained {@code svg} element as {@link AuditCharts} makes them
     * @param caption what to see, a sentence or two
     */
    public record Chart(String title, String svg, String caption) {}

    /** Those of a report of drift, performance, diagnosis or splits, in the order in which they are read; none of a report of fairness. */
    public static List<Chart> of(Report report) {
        List<Chart> charts = new ArrayList<>();
        if (report instanceof DriftReport drift) {
            drift(charts, drift);
        } else if (report instanceof PerformanceReport performance) {
            performance(charts, performance);
        } else if (report instanceof DiagnosisReport diagnosis) {
            diagnosis(charts, diagnosis);
        } else if (report instanceof SplitsReport splits) {
            add(
                    charts,
                    SplitsSections.AREAS,
                    title -> SplitsSections.areas(splits.leakage()),
                    SplitsSections.ofAreas(splits.leakage().size()));
            drift(charts, splits.drift());
        }
        return charts;
    }

    private static void drift(List<Chart> charts, DriftReport report) {
        Map<String, List<Drift>> byMethod = new LinkedHashMap<>();
        DriftRanking.worstFirst(report.drift())
                .forEach(each -> byMethod.computeIfAbsent(each.method(), method -> new ArrayList<>())
                        .add(each));
        byMethod.forEach((method, drift) -> add(
                charts,
                "Distance by feature: " + DriftWords.method(method),
                title -> DriftCharts.distances(title, drift.stream().limit(ROWS).toList()),
                DriftCharts.ofDistances(method)
                        + (drift.size() > ROWS ? " The " + ROWS + " farthest of " + drift.size() + "." : "")));
        List<Drift> all = DriftSections.all(report);
        panels(
                charts,
                "Current values against the reference",
                all,
                DriftCharts::hasBars,
                DriftCharts::distributions,
                DriftCharts.OF_DISTRIBUTIONS);
        panels(
                charts,
                "Distance from the whole reference, chunk by chunk",
                all,
                DriftCharts::hasCourse,
                DriftCharts::courses,
                DriftCharts.OF_COURSES);
        if (report.classifier() != null) {
            add(
                    charts,
                    "What tells the samples apart",
                    title -> DriftCharts.tellers(title, report.classifier()),
                    DriftCharts.OF_TELLERS);
        }
    }

    /** Panels of as many columns as are drawn, on as many charts as they need. */
    private static void panels(
            List<Chart> charts,
            String title,
            List<Drift> columns,
            Predicate<Drift> drawable,
            BiFunction<String, List<Drift>, Optional<String>> chart,
            String caption) {
        List<Drift> fit = columns.stream().filter(drawable).toList();
        List<Drift> drawn = fit.stream().limit(MAX_COLUMNS).toList();
        int sheets = (drawn.size() + PANELS - 1) / PANELS;
        String more = fit.size() > drawn.size() ? " The first " + drawn.size() + " of " + fit.size() + " columns." : "";
        for (int sheet = 0; sheet < sheets; sheet++) {
            List<Drift> panels = drawn.subList(sheet * PANELS, Math.min(drawn.size(), (sheet + 1) * PANELS));
            String part = sheets == 1 ? "" : " (" + (sheet + 1) + " of " + sheets + ")";
            add(charts, title + part, name -> chart.apply(name, panels), caption + more);
        }
    }

    private static void performance(List<Chart> charts, PerformanceReport report) {
        add(
                charts,
                "Performance by chunk",
                title -> PerformanceCharts.courses(title, report),
                PerformanceCharts.OF_COURSES);
        add(
                charts,
                "Observed share of positives by score",
                title -> PerformanceCharts.calibration(title, report),
                PerformanceCharts.OF_CALIBRATION);
        add(charts, "Labels by chunk", title -> PerformanceCharts.labels(title, report), PerformanceCharts.OF_LABELS);
    }

    private static void diagnosis(List<Chart> charts, DiagnosisReport report) {
        add(
                charts,
                "What the change goes with",
                title -> DiagnosisCharts.changes(title, report),
                DiagnosisCharts.OF_CHANGES);
        add(
                charts,
                "What tells the windows apart",
                title -> DiagnosisCharts.carriers(title, report),
                DiagnosisCharts.OF_CARRIERS);
        add(
                charts,
                "Share of rows with a label",
                title -> DiagnosisCharts.coverage(title, report),
                DiagnosisCharts.OF_COVERAGE);
        report.segments().stream()
                .map(DiagnosisReport.Segment::metric)
                .distinct()
                .limit(SEGMENTED_METRICS)
                .forEach(metric -> add(
                        charts,
                        "Change of " + PerformanceWords.name(metric) + " by segment",
                        title -> DiagnosisCharts.segments(title, metric, report),
                        DiagnosisCharts.OF_SEGMENTS));
    }

    private static void add(
            List<Chart> charts, String title, Function<String, Optional<String>> drawing, String caption) {
        drawing.apply(title).ifPresent(svg -> charts.add(new Chart(title, svg, caption)));
    }
}
