package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.PerformanceReport.Band;
import dev.gatehouse.audit.report.PerformanceReport.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics over chunks. The band of a metric is the mean of the reference's chunks less and plus three standard deviations (divisor
 * n), cut to the metric's range, as NannyML has it; chunks without evidence neither set nor break it.
 */
final class Course {
    private static final int DEVIATIONS = 3;
    private static final int FEWEST_CHUNKS = 2;

    private final PerformancePlan plan;
    private final double z;
    private final List<Chunk> chunks;
    private final List<Map<PerformanceMetric, Measured>> measured;
    private final Map<PerformanceMetric, Band> bands = new LinkedHashMap<>();

    /** @param measured by chunk */
    Course(PerformancePlan plan, double z, List<Chunk> chunks, List<Map<PerformanceMetric, Measured>> measured) {
        this.plan = plan;
        this.z = z;
        this.chunks = chunks;
        this.measured = measured;
        for (PerformanceMetric metric : plan.metrics()) {
            band(metric);
        }
    }

    private void band(PerformanceMetric metric) {
        List<Double> own = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            Measured each = measured.get(i).get(metric);
            if (chunks.get(i).reference() && isEvidence(each)) {
                own.add(each.estimator().value());
            }
        }
        if (own.size() < FEWEST_CHUNKS) {
            return;
        }
        double mean = own.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double variance = own.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double reach = DEVIATIONS * Math.sqrt(variance);
        bands.put(metric, new Band(Math.max(metric.least(), mean - reach), Math.min(metric.greatest(), mean + reach)));
    }

    private boolean isEvidence(Measured measure) {
        return measure.isDefined() && measure.rows() >= plan.minimumRows();
    }

    /** By metric; null where no metric has one. */
    Map<String, Band> bands() {
        if (bands.isEmpty()) {
            return null;
        }
        Map<String, Band> byId = new LinkedHashMap<>();
        bands.forEach((metric, band) -> byId.put(metric.id(), band));
        return byId;
    }

    /** How often a chunk's metric lies outside its band. */
    int alerts() {
        int alerts = 0;
        for (int i = 0; i < chunks.size(); i++) {
            alerts += (int) points(i).values().stream()
                    .filter(point -> Boolean.TRUE.equals(point.alert()))
                    .count();
        }
        return alerts;
    }

    Map<String, Point> points(int chunk) {
        Map<String, Point> points = new LinkedHashMap<>();
        measured.get(chunk).forEach((metric, each) -> points.put(metric.id(), point(chunk, metric, each)));
        return points;
    }

    private Point point(int chunk, PerformanceMetric metric, Measured each) {
        if (!each.isDefined()) {
            return new Point(null, null, null, null, each.undefined());
        }
        Estimate estimate = each.estimate(z);
        if (!isEvidence(each)) {
            return new Point(
                    estimate.value(), estimate.lower(), estimate.upper(), null, each.lack(plan.minimumRows(), z));
        }
        Band band = bands.get(metric);
        Boolean alert = band == null || chunks.get(chunk).reference()
                ? null
                : estimate.value() < band.lower() || estimate.value() > band.upper();
        return new Point(estimate.value(), estimate.lower(), estimate.upper(), alert, null);
    }
}
