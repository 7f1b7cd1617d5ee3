package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.PerformanceReport.Chunk;
import dev.gatehouse.audit.report.PerformanceReport.Labels;
import dev.gatehouse.audit.report.PerformanceReport.Performance;
import dev.gatehouse.audit.report.PerformanceReport.Segment;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes what would show fewer people than the minimum out of a performance report. */
final class PerformanceDisclosure {
    private final PerformanceReport report;
    private final int minimum;

    private PerformanceDisclosure(PerformanceReport report, int minimum) {
        this.report = report;
        this.minimum = minimum;
    }

    static PerformanceReport of(PerformanceReport report, int minimum) {
        return new PerformanceDisclosure(report, minimum).report();
    }

    private PerformanceReport report() {
        Set<Segment> withheld = withheld();
        return new PerformanceReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons(),
                report.task(),
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.scoreGrid(),
                shown(report.current()),
                report.reference() == null ? null : shown(report.reference()),
                report.limits(),
                shown(report.labels()),
                report.chunks() == null
                        ? null
                        : report.chunks().stream()
                                .filter(chunk -> !small(chunk.rows(), chunk.labelled()))
                                .map(this::shown)
                                .toList(),
                report.bands(),
                report.segments().stream()
                        .filter(each -> !withheld.contains(each))
                        .toList(),
                report.estimate(),
                report.notes());
    }

    /** Metrics are of labelled rows, so that few of those show few people too. */
    private boolean small(long rows, long labelled) {
        return rows < minimum || (labelled > 0 && labelled < minimum);
    }

    private boolean few(Long rows) {
        return rows != null && rows > 0 && rows < minimum;
    }

    private Performance shown(Performance performance) {
        return new Performance(
                performance.rows(),
                performance.labelled(),
                performance.confusion(),
                performance.metrics(),
                performance.calibration() == null
                        ? null
                        : performance.calibration().stream()
                                .filter(bin -> bin.n() >= minimum)
                                .toList());
    }

    private Labels shown(Labels labels) {
        return few(labels.confirmed()) ? new Labels(labels.coverage(), null, null, null, labels.delay()) : labels;
    }

    private Chunk shown(Chunk chunk) {
        return new Chunk(
                chunk.label(),
                chunk.reference(),
                chunk.from(),
                chunk.to(),
                chunk.rows(),
                chunk.labelled(),
                chunk.coverage(),
                chunk.confirmedShare(),
                chunk.delay() == null || few(chunk.delay().rows()) ? null : chunk.delay(),
                chunk.metrics(),
                chunk.estimates());
    }

    /** A value that is withheld on one side is withheld on the other too. */
    private Set<Segment> withheld() {
        Map<String, List<Segment>> byColumn =
                report.segments().stream().collect(Collectors.groupingBy(Segment::column));
        Set<Segment> withheld = new HashSet<>();
        byColumn.values().forEach(segments -> {
            Set<String> values = new HashSet<>();
            for (boolean reference : new boolean[] {true, false}) {
                values.addAll(withheldOf(segments.stream()
                        .filter(each -> each.reference() == reference)
                        .toList()));
            }
            // What one side withholds for its own sake may leave a single value open to subtraction on the other.
            for (boolean reference : new boolean[] {true, false}) {
                List<Segment> side = segments.stream()
                        .filter(each -> each.reference() == reference)
                        .toList();
                if (!values.isEmpty()) {
                    values.addAll(completed(side, values));
                }
            }
            segments.stream().filter(each -> values.contains(each.value())).forEach(withheld::add);
        });
        return withheld;
    }

    private Set<String> withheldOf(List<Segment> side) {
        Set<String> small = side.stream()
                .filter(each -> small(each.rows(), each.labelled()))
                .map(Segment::value)
                .collect(Collectors.toSet());
        return small.isEmpty() ? small : completed(side, small);
    }

    /** The values, and the next smallest while fewer than two, or fewer rows than the minimum, are withheld. */
    private Set<String> completed(List<Segment> side, Set<String> values) {
        Set<String> all = new HashSet<>(values);
        List<Segment> ascending =
                side.stream().sorted(Comparator.comparingLong(Segment::rows)).toList();
        for (Segment next : ascending) {
            List<Segment> out =
                    side.stream().filter(each -> all.contains(each.value())).toList();
            long rows = out.stream().mapToLong(Segment::rows).sum();
            if (out.isEmpty() || (out.size() > 1 && rows >= minimum)) {
                return all;
            }
            all.add(next.value());
        }
        return all;
    }
}
