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

    private DriftCharts() {}

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
        List<Drift> drawn = drift.stream()
                .filter(each -> each.chunks() != null
                        && each.chunks().stream().map(Chunk::statistic).anyMatch(value -> value != null))
                .limit(MAX_PANELS)
                .toList();
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
        List<Drift> drawn = drift.stream()
                .filter(each -> each.bars().stream().anyMatch(bar -> bar.reference() > 0 || bar.current() > 0))
                .limit(MAX_PANELS)
                .toList();
        return drawn.isEmpty() ? Optional.empty() : Optional.of(DistributionChart.of(title, drawn));
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
