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
}
