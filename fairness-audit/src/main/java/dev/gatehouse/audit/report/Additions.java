package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.AuditReport.Proxy;
import java.util.List;
import java.util.stream.Stream;

/** A report with what was found beside the cells. */
final class Additions {
    private Additions() {}

    /** The report with these in place of its own, and with more notes after its own. */
    static AuditReport to(AuditReport report, List<Proxy> proxies, Explanations explanations, List<String> more) {
        return new AuditReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons(),
                report.profile(),
                report.task(),
                report.planDigest(),
                report.dataDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.scores(),
                report.overall(),
                report.groups(),
                report.comparisons(),
                report.summaries(),
                proxies,
                explanations,
                Stream.concat(report.notes().stream(), more.stream()).toList());
    }

    /** The report with more notes after its own. */
    static DriftReport to(DriftReport report, List<String> more) {
        return new DriftReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons(),
                report.method(),
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.driftedShare(),
                report.drift(),
                report.score(),
                report.label(),
                report.quality(),
                report.classifier(),
                Stream.concat(report.notes().stream(), more.stream()).toList());
    }

    /** The report with more notes after its own. */
    static PerformanceReport to(PerformanceReport report, List<String> more) {
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
                report.current(),
                report.reference(),
                report.limits(),
                report.labels(),
                report.chunks(),
                report.bands(),
                report.segments(),
                report.estimate(),
                Stream.concat(report.notes().stream(), more.stream()).toList());
    }
}
