package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The charts of a drift report, each a self-contained {@code svg} element as {@link AuditCharts} makes them. */
public final class DriftCharts {
    /** Most columns of one chart of distances. */
    public static final int MAX_ROWS = 30;

    /** Most panels of one chart of distributions or courses. */
    public static final int MAX_PANELS = 24;

    static final String OF_COURSES =
            "Grey: chunks of the reference; blue: current chunks; red squares: alerts, beyond the dashed limit.";
    static final String OF_DISTRIBUTIONS =
            "Share of the rows with a value. Filled: current. Outline, or line with a bar at its end: reference.";
    static final String OF_TELLERS =
            "How much each feature moves the prediction (standard deviation of its part of the log-odds). Features that say"
                    + " the same share it.";

    private DriftCharts() {}

    static String ofDistances(String method) {
        return "Each feature's distance by " + DriftWords.method(method)
                + " with its interval; the bracket ] is the noise floor, the shaded band what the limit allows.";
    }

    /**
     * The distances of columns that are measured by one method: a point with its interval a row, the noise floor as a bracket, and
     * the band that the limit allows.
     *
     * @param title the chart's heading
     * @param drift in order; the first {@value #MAX_ROWS} with a statistic are drawn
     * @return empty when none has a statistic
     */
    public static Optional<String> distances(String title, List<Drift> drift) {
        List<RowChart.Row> rows = new ArrayList<>();
        Judgement limit = null;
        for (Drift each : drift) {
            if (each.statistic() == null || rows.size() == MAX_ROWS) {
                continue;
            }
            Judgement own = each.limit() == null || DriftRanking.isTest(each)
                    ? null
                    : new Judgement(each.method(), null, each.limit(), null, null, each.verdict(), null);
            limit = limit == null ? own : limit;
            Verdict verdict = each.verdict();
            String remark = verdict == Verdict.INSUFFICIENT
                    ? "INSUFF."
                    : verdict == null ? DriftWords.flag(each) : verdict.name();
            rows.add(new RowChart.Row(each.feature(), each.estimate(), own, verdict, remark, each.noiseFloor()));
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(RowChart.comparisons(title, rows, RowChart.Scale.DISTANCE, limit));
    }

    /**
     * The course of each column over its chunks, with the limit from the reference's own spread.
     *
     * @param title the chart's heading
     * @param drift in order; the first {@value #MAX_PANELS} with chunks are drawn
     * @return empty when none has chunks
     */
    public static Optional<String> courses(String title, List<Drift> drift) {
        List<Drift> drawn =
                drift.stream().filter(DriftCharts::hasCourse).limit(MAX_PANELS).toList();
        return drawn.isEmpty() ? Optional.empty() : Optional.of(CourseChart.of(title, drawn));
    }

    /**
     * Reference against current values, a panel a column.
     *
     * @param title the chart's heading
     * @param drift in order; the first {@value #MAX_PANELS} with bars are drawn
     * @return empty when none has bars
     */
    public static Optional<String> distributions(String title, List<Drift> drift) {
        List<Drift> drawn =
                drift.stream().filter(DriftCharts::hasBars).limit(MAX_PANELS).toList();
        return drawn.isEmpty() ? Optional.empty() : Optional.of(DistributionChart.of(title, drawn));
    }

    /** Whether there is something to draw; a single bar of which both ends are withheld says nothing. */
    static boolean hasBars(Drift drift) {
        return drift.bars().stream().anyMatch(bar -> bar.reference() > 0 || bar.current() > 0)
                && drift.bars().stream().anyMatch(bar -> bar.value() != null || bar.from() != null || bar.to() != null);
    }

    static boolean hasCourse(Drift drift) {
        return drift.chunks() != null
                && drift.chunks().stream().map(Chunk::statistic).anyMatch(value -> value != null);
    }

    /**
     * Which features tell the samples apart: a bar a feature.
     *
     * @param title the chart's heading
     * @param classifier its features are drawn
     * @return empty when there are none
     */
    public static Optional<String> tellers(String title, Classifier classifier) {
        List<RowChart.Row> rows = classifier.features().stream()
                .limit(MAX_ROWS)
                .map(each -> new RowChart.Row(each.name(), Estimate.withoutInterval(each.weight()), null, null, ""))
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(RowChart.amounts(title, rows, "weight"));
    }
}
