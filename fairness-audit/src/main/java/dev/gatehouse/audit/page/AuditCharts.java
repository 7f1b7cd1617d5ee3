package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Curves;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Explanations.Importance;
import dev.gatehouse.audit.report.Explanations.Local;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A report's charts, each a self-contained {@code svg} element of integer width and height, coloured by attributes. A page may
 * recolour it by the classes {@code chart-ink}, {@code chart-muted}, {@code chart-grid}, {@code chart-series}, {@code chart-fill},
 * {@code chart-band}, {@code chart-pass}, {@code chart-warn} and {@code chart-fail}. Its label says in words what it shows; verdicts differ by shape as
 * well as by colour. Long names are broken or cut in the drawing and stand in full in its label; the numbers belong in a table
 * beside it.
 */
public final class AuditCharts {
    /** Width of every chart, in CSS pixels. */
    public static final int WIDTH = 656;

    /** Most groups or comparisons of one row chart. */
    public static final int MAX_ROWS = 30;

    /** Most panels of one chart of curves or distributions. */
    public static final int MAX_PANELS = 30;

    private AuditCharts() {}

    /**
     * One metric of groups: a point with its interval a row.
     *
     * @param title the chart's heading
     * @param metric the metric's id, such as {@code selection_rate}; groups without it are left out
     * @param groups in order; the first {@value #MAX_ROWS} that have the metric are drawn
     * @param overall the metric over all rows, drawn as a line; null for none
     * @return empty when no group has the metric
     */
    public static Optional<String> rates(String title, String metric, List<Group> groups, Estimate overall) {
        List<RowChart.Row> rows = new ArrayList<>();
        for (Group group : groups) {
            Estimate estimate = group.metrics().get(metric);
            if (estimate != null && rows.size() < MAX_ROWS) {
                rows.add(new RowChart.Row(name(group), estimate, null, null, "n = " + Wording.count(group.n())));
            }
        }
        if (rows.stream().noneMatch(row -> row.estimate().isDefined())) {
            return Optional.empty();
        }
        RowChart.Line line = overall == null || !overall.isDefined()
                ? null
                : new RowChart.Line(overall.value(), "all rows: " + Wording.number(overall.value()));
        return Optional.of(RowChart.rates(title, rows, line));
    }

    /**
     * Comparisons under one limit: each ratio or difference with its interval, the line of no difference, and the band that the
     * limit allows.
     *
     * @param title the chart's heading
     * @param limit the limit's id, such as {@code impact_ratio}
     * @param comparisons in order; the first {@value #MAX_ROWS} judged by the limit are drawn
     * @return empty when none is judged by the limit
     */
    public static Optional<String> comparisons(String title, String limit, List<Comparison> comparisons) {
        List<RowChart.Row> rows = new ArrayList<>();
        Judgement first = null;
        for (Comparison comparison : comparisons) {
            Judgement judged = judgement(comparison, limit);
            if (judged != null && rows.size() < MAX_ROWS) {
                first = first == null ? judged : first;
                Verdict verdict = judged.verdict();
                String remark = verdict == Verdict.INSUFFICIENT ? "INSUFF." : verdict == null ? "" : verdict.name();
                rows.add(new RowChart.Row(
                        Wording.pair(comparison), estimate(comparison, limit), judged, verdict, remark));
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(RowChart.comparisons(title, rows, scale(limit), first));
    }

    /**
     * Observed share of positives against the mean score, a panel a group.
     *
     * @param title the chart's heading
     * @param groups curves by name, in order; the first {@value #MAX_PANELS} with a calibration are drawn
     * @return empty when none has one
     */
    public static Optional<String> calibration(String title, Map<String, Curves> groups) {
        Map<String, List<CalibrationBin>> drawn = new LinkedHashMap<>();
        groups.forEach((name, curves) -> {
            if (curves == null || curves.calibration() == null || drawn.size() == MAX_PANELS) {
                return;
            }
            List<CalibrationBin> bins = curves.calibration().stream()
                    .filter(bin -> bin.n() > 0 && bin.observed().isDefined())
                    .toList();
            if (!bins.isEmpty()) {
                drawn.put(name, bins);
            }
        });
        return drawn.isEmpty() ? Optional.empty() : Optional.of(Panels.calibration(title, drawn));
    }

    /**
     * How scores are spread, a panel a group, all on the same axes; heights are shares of the group.
     *
     * @param title the chart's heading
     * @param groups curves by name, in order; the first {@value #MAX_PANELS} with scores are drawn
     * @return empty when none has any
     */
    public static Optional<String> scores(String title, Map<String, Curves> groups) {
        Map<String, List<Bar>> drawn = new LinkedHashMap<>();
        groups.forEach((name, curves) -> {
            if (curves != null
                    && curves.scores() != null
                    && drawn.size() < MAX_PANELS
                    && curves.scores().stream().anyMatch(bar -> bar.n() > 0)) {
                drawn.put(name, curves.scores());
            }
        });
        return drawn.isEmpty() ? Optional.empty() : Optional.of(Panels.scores(title, drawn));
    }

    /**
     * What a model loses when each feature is permuted: a bar with its interval a row.
     *
     * @param title the chart's heading
     * @param importance the first {@value #MAX_ROWS} of its features are drawn
     * @return empty when no drop is defined
     */
    public static Optional<String> importance(String title, Importance importance) {
        List<RowChart.Row> rows = importance.features().stream()
                .limit(MAX_ROWS)
                .map(feature -> new RowChart.Row(feature.name(), feature.drop(), null, null, ""))
                .toList();
        return rows.stream().noneMatch(row -> row.estimate().isDefined())
                ? Optional.empty()
                : Optional.of(RowChart.amounts(title, rows, "drop (interval)"));
    }

    /**
     * What each feature adds to the score of one row: a bar a feature, to the right where it raises the score.
     *
     * @param title the chart's heading
     * @param local the first {@value #MAX_ROWS} of its contributions are drawn
     * @return empty when there are none
     */
    public static Optional<String> contributions(String title, Local local) {
        List<RowChart.Row> rows = local.contributions().stream()
                .limit(MAX_ROWS)
                .map(each -> new RowChart.Row(
                        each.feature() + (each.value() == null ? "" : ": " + each.value()),
                        Estimate.withoutInterval(each.contribution()),
                        null,
                        null,
                        ""))
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(RowChart.amounts(title, rows, "adds to the score"));
    }

    static String name(Group group) {
        return Wording.group(group.attributes()) + (group.outcome() == null ? "" : " (" + group.outcome() + ")");
    }

    static Judgement judgement(Comparison comparison, String limit) {
        if (comparison.limits() == null) {
            return null;
        }
        return comparison.limits().stream()
                .filter(judgement -> judgement.limit().equals(limit))
                .findFirst()
                .orElse(null);
    }

    static boolean isRatio(String limit) {
        return ComparisonMetric.byId(limit).map(ComparisonMetric::isRatio).orElse(limit.endsWith("_ratio"));
    }

    private static RowChart.Scale scale(String limit) {
        if (isRatio(limit)) {
            return RowChart.Scale.RATIO;
        }
        return ComparisonMetric.byId(limit).map(ComparisonMetric::isDistance).orElse(false)
                ? RowChart.Scale.DISTANCE
                : RowChart.Scale.DIFFERENCE;
    }

    /** What a limit judges of a comparison. */
    static Estimate estimate(Comparison comparison, String limit) {
        Estimate first = isRatio(limit) ? comparison.ratio() : comparison.difference();
        Estimate other = isRatio(limit) ? comparison.difference() : comparison.ratio();
        return first != null ? first : other != null ? other : Estimate.undefined("the report has no value");
    }
}
