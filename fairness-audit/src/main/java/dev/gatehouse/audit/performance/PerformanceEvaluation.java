package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.cells.PerformanceCells.Delay;
import dev.gatehouse.audit.cells.PerformanceCells.Segment;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.AuditReport.ScoreGrid;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.PerformanceReport.Confusion;
import dev.gatehouse.audit.report.PerformanceReport.Estimated;
import dev.gatehouse.audit.report.PerformanceReport.Labels;
import dev.gatehouse.audit.report.PerformanceReport.Performance;
import dev.gatehouse.audit.report.PerformanceReport.Realised;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Proportions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From cells to a report. */
final class PerformanceEvaluation {
    private final PerformancePlan plan;
    private final PerformanceCells cells;
    private final Metrics metrics;
    private final double z;
    /** By part: where its cells begin; one more at the end. */
    private final int[] starts;

    private final long[] bins;

    private PerformanceEvaluation(PerformancePlan plan, PerformanceCells cells) {
        this.plan = plan;
        this.cells = cells;
        this.metrics = new Metrics(plan);
        this.z = metrics.z();
        int parts = cells.chunks().size() + cells.segments().size();
        this.starts = new int[parts + 1];
        cells.cells().forEach(cell -> starts[cell.part() + 1]++);
        for (int i = 0; i < parts; i++) {
            starts[i + 1] += starts[i];
        }
        this.bins =
                cells.cells().stream().mapToLong(Cell::bin).sorted().distinct().toArray();
    }

    static PerformanceReport of(
            PerformancePlan plan, PerformanceCells cells, String dataDigest, String referenceDigest) {
        checkFit(plan, cells);
        return new PerformanceEvaluation(plan, cells).report(dataDigest, referenceDigest);
    }

    /** Cells may come from a file, so they are held against the plan before anything is computed. */
    static void checkFit(PerformancePlan plan, PerformanceCells cells) {
        check(plan.isRegression() == cells.regression(), "the task");
        check((plan.reference() != null) == (cells.reference() != null), "the reference");
        check((plan.scoreColumn() != null || plan.isRegression()) == (cells.grid() != null), "scores");
        List<String> columns =
                cells.segments().stream().map(Segment::column).distinct().toList();
        check(plan.segments().containsAll(columns), "segments");
        check(plan.labelTime() != null || cells.delays().isEmpty(), "delays");
        boolean sourced = cells.cells().stream().anyMatch(cell -> cell.confirmed() >= 0);
        check(plan.labelSource() != null || !sourced, "sources of labels");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AuditException("the cells do not fit the plan: they were counted with another plan for " + what);
        }
    }

    private PerformanceReport report(String dataDigest, String referenceDigest) {
        Sample current = side(false, null);
        Sample reference = cells.reference() == null ? null : side(true, null);
        Map<PerformanceMetric, Measured> now = metrics.of(current);
        Map<PerformanceMetric, Measured> before = reference == null ? null : metrics.of(reference);
        Map<PerformanceMetric, Measured> judged = new EnumMap<>(now);
        judged.put(PerformanceMetric.LABEL_COVERAGE, Metrics.coverage(current));
        Judging judging = Judging.of(plan, z, judged, before);
        List<Sample> samples = new ArrayList<>();
        List<Map<PerformanceMetric, Measured>> measured = new ArrayList<>();
        for (int i = 0; i < cells.chunks().size(); i++) {
            samples.add(part(i));
            measured.add(metrics.of(samples.get(i)));
        }
        Course course = new Course(plan, z, cells.chunks(), measured);
        Cbpe cbpe = isEstimable(reference) ? Cbpe.fit(plan, reference, everything(), bins.length) : null;
        boolean cut = plan.chunks() != null;
        List<PerformanceReport.Segment> segments = segments();
        Estimated estimate = cbpe == null ? null : estimated(cbpe, reference, current, samples, measured);
        return new PerformanceReport(
                "performance",
                PerformanceReport.FORMAT,
                judging.verdict(),
                judging.reasons(),
                plan.isRegression() ? "regression" : "binary",
                plan.digest(),
                dataDigest,
                referenceDigest,
                cells.digest(),
                cells.engine(),
                plan.confidence(),
                new Samples(
                        reference == null ? null : side(cells.reference(), reference), side(cells.current(), current)),
                cells.grid() == null
                        ? null
                        : new ScoreGrid(cells.grid().step(), cells.grid().exact(), null),
                performance(current, now),
                reference == null ? null : performance(reference, before),
                judging.limits(),
                labels(current),
                cut ? chunks(samples, course, cbpe) : null,
                cut ? course.bands() : null,
                segments,
                estimate,
                PerformanceNotes.of(plan, cells, current, reference, now, estimate, cut ? course.alerts() : 0));
    }

    private Sample part(int part) {
        return new Sample(cells, bins, cells.cells().subList(starts[part], starts[part + 1]), cell -> true);
    }

    /** @param confirmed only rows whose label is confirmed, when true; null for all */
    private Sample side(boolean reference, Boolean confirmed) {
        int chunks = cells.chunks().size();
        return new Sample(
                cells,
                bins,
                cells.cells().subList(0, starts[chunks]),
                cell -> cells.chunks().get(cell.part()).reference() == reference
                        && (confirmed == null || cell.confirmed() == 1));
    }

    private Sample everything() {
        return new Sample(
                cells, bins, cells.cells().subList(0, starts[cells.chunks().size()]), cell -> true);
    }

    private boolean isEstimable(Sample reference) {
        return reference != null
                && !plan.isRegression()
                && plan.scoreColumn() != null
                && reference.positives() > 0
                && reference.negatives() > 0
                && reference.labelled() >= plan.minimumRows();
    }

    private static Samples.Side side(PerformanceCells.Sample counted, Sample sample) {
        return new Samples.Side(counted.rows(), counted.used(), sample.labelled(), counted.leftOut());
    }

    private Performance performance(Sample sample, Map<PerformanceMetric, Measured> measured) {
        return new Performance(
                sample.all(),
                sample.labelled(),
                plan.isRegression() ? null : new Confusion(sample.tp(), sample.fp(), sample.fn(), sample.tn()),
                metrics.estimates(measured),
                calibration(sample));
    }

    private List<CalibrationBin> calibration(Sample sample) {
        if (plan.scoreColumn() == null || sample.labelled() == 0) {
            return null;
        }
        Histogram scores = sample.histogram();
        if (!scores.withinUnit()) {
            return null;
        }
        return Metrics.calibration(scores).bins().stream()
                .map(bin -> {
                    Interval interval = Proportions.wilson(bin.observed()).at(z);
                    return new CalibrationBin(
                            bin.from(),
                            bin.to(),
                            Math.round(bin.n()),
                            bin.meanScore(),
                            Estimate.of(bin.observed().value(), interval.lower(), interval.upper()));
                })
                .toList();
    }

    private Labels labels(Sample current) {
        boolean sourced = plan.labelSource() != null;
        Sample confirmed = sourced ? side(false, true) : null;
        return new Labels(
                Metrics.coverage(current).estimate(z),
                sourced ? current.confirmed() : null,
                sourced ? confirmedShare(current) : null,
                sourced ? metrics.estimates(metrics.of(confirmed)) : null,
                plan.labelTime() == null
                        ? null
                        : delay(cells.delays().stream()
                                .filter(each ->
                                        !cells.chunks().get(each.chunk()).reference())
                                .toList()));
    }

    private Estimate confirmedShare(Sample sample) {
        return Measured.rate(sample.confirmed(), sample.confirmed() + sample.weak(), Metrics.NO_LABEL)
                .estimate(z);
    }

    static PerformanceReport.Delay delay(List<Delay> delays) {
        TreeMap<Integer, Long> buckets = new TreeMap<>();
        long early = 0;
        long longest = 0;
        for (Delay each : delays) {
            each.buckets().forEach((bucket, n) -> buckets.merge(bucket, n, Long::sum));
            early += each.early();
            longest = Math.max(longest, each.longestSeconds());
        }
        long rows = buckets.values().stream().mapToLong(Long::longValue).sum();
        return rows == 0
                ? new PerformanceReport.Delay(early, early, null, null, null)
                : new PerformanceReport.Delay(
                        rows + early, early, quantile(buckets, rows, 0.5), quantile(buckets, rows, 0.9), longest);
    }

    private static double quantile(TreeMap<Integer, Long> buckets, long rows, double share) {
        long below = 0;
        for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
            below += bucket.getValue();
            if (below >= share * rows) {
                return PerformanceCells.delaySeconds(bucket.getKey());
            }
        }
        return PerformanceCells.delaySeconds(buckets.lastKey());
    }

    private List<PerformanceReport.Chunk> chunks(List<Sample> samples, Course course, Cbpe cbpe) {
        List<PerformanceReport.Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Chunk chunk = cells.chunks().get(i);
            Sample sample = samples.get(i);
            int index = i;
            Map<String, Estimate> estimates = null;
            if (cbpe != null && !chunk.reference() && sample.all() >= plan.minimumRows()) {
                estimates = byId(cbpe.of(sample, false));
            }
            chunks.add(new PerformanceReport.Chunk(
                    chunk.label(),
                    chunk.reference(),
                    chunk.from() == null ? null : chunk.from().toString(),
                    chunk.to() == null ? null : chunk.to().toString(),
                    sample.all(),
                    sample.labelled(),
                    Metrics.coverage(sample).estimate(z),
                    plan.labelSource() == null ? null : confirmedShare(sample),
                    plan.labelTime() == null
                            ? null
                            : delay(cells.delays().stream()
                                    .filter(each -> each.chunk() == index)
                                    .toList()),
                    course.points(i),
                    estimates));
        }
        return chunks;
    }

    private static Map<String, Estimate> byId(Map<PerformanceMetric, Estimate> estimates) {
        Map<String, Estimate> byId = new LinkedHashMap<>();
        estimates.forEach((metric, estimate) -> byId.put(metric.id(), estimate));
        return byId;
    }

    private List<PerformanceReport.Segment> segments() {
        List<PerformanceReport.Segment> segments = new ArrayList<>();
        for (int i = 0; i < cells.segments().size(); i++) {
            Segment segment = cells.segments().get(i);
            Sample sample = part(cells.chunks().size() + i);
            segments.add(new PerformanceReport.Segment(
                    segment.column(),
                    segment.value(),
                    segment.reference(),
                    sample.all(),
                    sample.labelled(),
                    metrics.estimates(metrics.of(sample))));
        }
        return segments;
    }

    private Estimated estimated(
            Cbpe cbpe,
            Sample reference,
            Sample current,
            List<Sample> samples,
            List<Map<PerformanceMetric, Measured>> measured) {
        Map<PerformanceMetric, int[]> counts = new EnumMap<>(PerformanceMetric.class);
        Map<PerformanceMetric, Double> errors = new EnumMap<>(PerformanceMetric.class);
        for (int i = 0; i < samples.size(); i++) {
            if (cells.chunks().get(i).reference() || samples.get(i).labelled() < plan.minimumRows()) {
                continue;
            }
            // On the same rows: those that have a label yet may be unlike those that have none.
            Map<PerformanceMetric, Estimate> estimates = cbpe.of(samples.get(i), true);
            for (PerformanceMetric metric : Cbpe.estimated()) {
                Measured realised = measured.get(i).get(metric);
                Estimate estimate = estimates.get(metric);
                if (realised.isDefined() && realised.rows() >= plan.minimumRows() && estimate.isDefined()) {
                    double value = realised.estimator().value();
                    int[] count = counts.computeIfAbsent(metric, key -> new int[2]);
                    count[0]++;
                    count[1] +=
                            estimate.lower() != null && value >= estimate.lower() && value <= estimate.upper() ? 1 : 0;
                    errors.merge(metric, Math.abs(value - estimate.value()), Double::sum);
                }
            }
        }
        Map<String, Realised> realised = new LinkedHashMap<>();
        counts.forEach((metric, count) ->
                realised.put(metric.id(), new Realised(count[0], count[1], errors.get(metric) / count[0])));
        return new Estimated("cbpe", "isotonic", reference.labelled(), byId(cbpe.of(current, false)), realised);
    }
}
