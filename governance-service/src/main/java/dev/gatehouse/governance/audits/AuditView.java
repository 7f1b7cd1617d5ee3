package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Report;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * An audit run as pages show it.
 *
 * @param id of the run
 * @param plan digest of its plan
 * @param kind what its plan asks for
 * @param status {@link AuditRun.Status} by name
 * @param stage what a run under way does; null otherwise
 * @param percent how much of that is done; null where it is not known
 * @param verdict of a completed run whose plan has limits, else null
 * @param error why it came to no report, else null
 * @param requestedAt when it was asked for; null in dossiers
 * @param runAt when it ended, else null
 * @param reportDigest of a completed run, else null
 * @param cellsDigest of a completed run, else null
 * @param cancelRequested whether somebody asked to end it
 * @param findings what its report of fairness says; null without one, and for a report in the form of an earlier version of the service
 * @param tables what its report of another kind says; null likewise
 */
public record AuditView(
        String id,
        String plan,
        String kind,
        String status,
        String stage,
        Integer percent,
        String verdict,
        String error,
        Instant requestedAt,
        Instant runAt,
        String reportDigest,
        String cellsDigest,
        boolean cancelRequested,
        AuditFindings findings,
        AuditTables tables) {

    /** A whole report is a page of its own with its styles inside, so the policy of the other pages would leave it bare. */
    public static final String REPORT_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

    /** A run without what its report says, as in a list. */
    public static AuditView summary(AuditRun run) {
        return of(run, null);
    }

    /** A run with its stored report. */
    static AuditView of(AuditRun run) {
        return of(run, run.report() == null ? null : report(run.report()));
    }

    private static AuditView of(AuditRun run, Report report) {
        AuditRun.Progress progress = run.progress();
        return new AuditView(
                run.id().toString(),
                run.plan(),
                run.kind(),
                run.status().name(),
                progress == null ? null : progress.stage(),
                progress == null || progress.share() == null ? null : (int) Math.round(100 * progress.share()),
                run.verdict(),
                run.error(),
                run.requestedAt(),
                run.runAt(),
                run.reportDigest(),
                run.cellsDigest(),
                run.cancelRequested(),
                findings(report),
                tables(report));
    }

    /**
     * An audit of recorded predictions; the parts are those of the view.
     *
     * @param report null without one that is to be shown
     */
    public static AuditView live(
            UUID id,
            String plan,
            String kind,
            String status,
            String stage,
            String error,
            Instant requestedAt,
            Instant runAt,
            String reportDigest,
            String verdict,
            Report report) {
        return new AuditView(
                id.toString(),
                plan,
                kind,
                status,
                stage,
                null,
                verdict,
                error,
                requestedAt,
                runAt,
                reportDigest,
                null,
                false,
                findings(report),
                tables(report));
    }

    /** An entry of a dossier's audits. */
    public static AuditView ofDossier(JsonNode entry) {
        Report report = entry.has("report") ? report(entry.path("report").toString()) : null;
        return new AuditView(
                entry.path("id").asText(),
                entry.path("planDigest").asText(),
                entry.path("plan").path("kind").asText(),
                entry.path("status").asText(),
                null,
                null,
                entry.path("verdict").asText(null),
                entry.path("error").asText(null),
                null,
                Instant.parse(entry.path("runAt").asText()),
                entry.path("reportDigest").asText(null),
                null,
                false,
                findings(report),
                tables(report));
    }

    /** Whether nothing more will come. */
    public boolean ended() {
        return AuditRun.Status.valueOf(status).ended();
    }

    /** What its badge says: the verdict where there is one. */
    public String badge() {
        return verdict == null ? status : verdict;
    }

    /** What it is an audit of, in a heading. */
    public String title() {
        return switch (kind) {
            case "drift" -> "Audit of drift";
            case "performance" -> "Audit of performance";
            case "diagnosis" -> "Diagnosis";
            case "splits" -> "Check of splits";
            default -> "Audit of fairness";
        };
    }

    /** Whether its report can be read and shown. */
    public boolean readable() {
        return findings != null || tables != null;
    }

    private static AuditFindings findings(Report report) {
        return report instanceof AuditReport fairness ? AuditFindings.of(fairness) : null;
    }

    private static AuditTables tables(Report report) {
        return report == null ? null : AuditTables.of(report);
    }

    private static Report report(String json) {
        try {
            return Report.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (AuditException e) {
            return null;
        }
    }
}
