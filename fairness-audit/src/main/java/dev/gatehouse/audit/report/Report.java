package dev.gatehouse.audit.report;

import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.util.List;

/** What an audit found, whatever its kind. */
public interface Report {

    /** What the plan asked for, as in {@link dev.gatehouse.audit.plan.PlanKind#id()}. */
    String kind();

    /** Null when the plan sets no limit, and for a kind that decides nothing. */
    Verdict verdict();

    /** Why the verdict is what it is, or what was found where there is none; one sentence each. */
    List<String> reasons();

    /** Digest of the plan alone. */
    String planDigest();

    /** {@code sha256:…} of the rows' bytes as they were counted; null when it is not known. */
    String dataDigest();

    /** Digest of the cells that the report was computed from. */
    String cellsDigest();

    /** What counted the rows, with its version. */
    String engine();

    /** The intervals' two-sided level. */
    BigDecimal confidence();

    /** What a reader must know to read the figures right. */
    List<String> notes();

    /** The report as UTF-8 JSON. Store these bytes. */
    byte[] toJson();

    /**
     * The report for readers outside: what would show fewer people than the minimum is withheld or merged.
     *
     * @param minimum rows, at least 1
     */
    Report forDisclosure(int minimum);

    /**
     * Reads stored report bytes of a kind that {@link dev.gatehouse.audit.plan.Plan#parse} reads the plans of.
     *
     * @throws AuditException when they are no report, or one of another format
     */
    static Report parse(byte[] json) {
        return switch (ReportText.kind(json)) {
            case "drift" -> DriftReport.parse(json);
            case "performance" -> PerformanceReport.parse(json);
            case "diagnosis" -> DiagnosisReport.parse(json);
            case "splits" -> SplitsReport.parse(json);
            // Early reports of fairness have no kind; which format they are of is said there.
            default -> AuditReport.parse(json);
        };
    }
}
