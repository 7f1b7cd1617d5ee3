package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.PerformanceReport.Chunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The charts of a performance report, each a self-contained {@code svg} element as {@link AuditCharts} makes them. */
public final class PerformanceCharts {
    /** Most metrics of one chart over time. */
    public static final int MAX_PANELS = 8;

    private static final List<String> FIRST =
            List.of("auc", "precision", "recall", "f1", "brier", "accuracy", "mae", "rmse", "r2", "mean_error");

    static final String OF_COURSES =
            "Grey points are chunks of the reference, blue points current chunks, red squares alerts; the shaded band is what"
                    + " the reference's chunks vary by, the dashed line with crosses an estimate without labels. Chunks with"
                    + " too few labels have no point.";
    static final String OF_CALIBRATION =
            "On the dashed diagonal, of the rows with a score of 0.3, three in ten are positive.";
    static final String OF_LABELS =
            "Younger chunks have fewer labels, and of those that will come late none yet: their delays look short.";

    private PerformanceCharts() {}

    /** The metrics that are drawn over time: those that the plan limits, then the best known. */
    static List<String> drawn(PerformanceReport report) {
        Set<String> drawn = new LinkedHashSet<>();
        report.limits().forEach(limit -> drawn.add(limit.limit().replaceAll("_(drop|rise)$", "")));
        drawn.addAll(FIRST);
        drawn.retainAll(report.current().metrics().keySet());
        return drawn.stream().limit(MAX_PANELS).toList();
    }

    /**
     * The course of metrics over the chunks: value with interval, the band of the reference's chunks, and the estimate without
     * labels dashed.
     *
     * @param title the chart's heading
     * @return empty when there are no chunks, or none has a value
     */
    public static Optional<String> courses(String title, PerformanceReport report) {
        if (report.chunks() == null) {
            return Optional.empty();
        }
        List<MetricCourse.Course> courses = new ArrayList<>();
        for (String metric : drawn(report)) {
            List<MetricCourse.Mark> marks = new ArrayList<>();
            for (Chunk chunk : report.chunks()) {
                PerformanceReport.Point point = chunk.metrics().get(metric);
                Double estimate =
                        chunk.estimates() == null || !chunk.estimates().containsKey(metric)
                                ? null
                                : chunk.estimates().get(metric).value();
                marks.add(new MetricCourse.Mark(
                        chunk.label(),
                        chunk.reference(),
                        point.insufficient() == null ? point.value() : null,
                        point.lower(),
                        point.upper(),
                        Boolean.TRUE.equals(point.alert()),
                        estimate));
            }
            PerformanceReport.Band band =
                    report.bands() == null ? null : report.bands().get(metric);
            courses.add(new MetricCourse.Course(
                    PerformanceWords.name(metric),
                    marks,
                    band == null ? null : band.lower(),
                    band == null ? null : band.upper(),
                    ""));
        }
        return drawing(title, courses);
    }

    /**
     * Label coverage and the delay of labels over the chunks.
     *
     * @param title the chart's heading
     * @return empty when there are no chunks
     */
    public static Optional<String> labels(String title, PerformanceReport report) {
        if (report.chunks() == null) {
            return Optional.empty();
        }
        List<MetricCourse.Course> courses = new ArrayList<>();
        courses.add(new MetricCourse.Course(
                "share of rows with a label",
                report.chunks().stream()
                        .map(chunk -> mark(
                                chunk,
                                chunk.coverage().isDefined() ? chunk.coverage().value() : null))
                        .toList(),
                null,
                null,
                ""));
        if (report.labels().delay() != null) {
            courses.add(new MetricCourse.Course(
                    "median days until a label came",
                    report.chunks().stream()
                            .map(chunk -> mark(chunk, days(chunk)))
                            .toList(),
                    null,
                    null,
                    ""));
        }
        return drawing(title, courses);
    }

    private static Double days(Chunk chunk) {
        return chunk.delay() == null || chunk.delay().medianSeconds() == null
                ? null
                : chunk.delay().medianSeconds() / 86_400;
    }

    private static MetricCourse.Mark mark(Chunk chunk, Double value) {
        return new MetricCourse.Mark(chunk.label(), chunk.reference(), value, null, null, false, null);
    }

    private static Optional<String> drawing(String title, List<MetricCourse.Course> courses) {
        List<MetricCourse.Course> drawn = courses.stream()
                .filter(course ->
                        course.marks().stream().anyMatch(mark -> mark.value() != null || mark.estimate() != null))
                .toList();
        return drawn.isEmpty() ? Optional.empty() : Optional.of(MetricCourse.of(title, drawn));
    }

    /**
     * Observed share of positives against the mean score.
     *
     * @param title the chart's heading
     * @return empty without scores that are probabilities
     */
    public static Optional<String> calibration(String title, PerformanceReport report) {
        Map<String, List<CalibrationBin>> samples = new LinkedHashMap<>();
        if (report.reference() != null && hasBins(report.reference())) {
            samples.put("reference", report.reference().calibration());
        }
        if (hasBins(report.current())) {
            samples.put("current", report.current().calibration());
        }
        return samples.isEmpty() ? Optional.empty() : Optional.of(Panels.calibration(title, samples));
    }

    private static boolean hasBins(PerformanceReport.Performance performance) {
        return performance.calibration() != null && !performance.calibration().isEmpty();
    }
}
