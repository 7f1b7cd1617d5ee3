package dev.gatehouse.governance.cards;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.Drift;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.Limit;
import dev.gatehouse.card.Metric;
import dev.gatehouse.card.Verdict;
import dev.gatehouse.governance.audits.AuditFindings;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.AuditedFigures;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What runs of drift and of performance say, as entries of a card. */
final class MonitoredFigures {

    private static final String BY_PLAN = "gatehouse";
    private static final String OF_PLAN = "audit plan";

    private MonitoredFigures() {}

    /** Enters the drift of every column. */
    static void drift(CardContent.Builder card, AuditRun run) {
        DriftReport report = (DriftReport) report(run);
        List<Drift> all = new ArrayList<>();
        if (report.score() != null) {
            all.add(drift(report, report.score()));
        }
        if (report.label() != null) {
            all.add(drift(report, report.label()));
        }
        report.drift().forEach(each -> all.add(drift(report, each)));
        card.drift(Field.of(all, source(run)));
    }

    /** Enters the metrics of labelled rows, after those of the audit of fairness where there is one. */
    static void performance(CardContent.Builder card, AuditRun run, List<Metric> before, String sourceBefore) {
        PerformanceReport report = (PerformanceReport) report(run);
        String rows = "performance audit, " + Wording.grouped(report.current().labelled()) + " labelled rows of "
                + Wording.grouped(report.current().rows());
        List<Metric> all = new ArrayList<>(before);
        report.current()
                .metrics()
                .forEach((id, value) -> all.add(metric(
                        AuditFindings.label(id) + (before.isEmpty() ? "" : " (performance audit)"),
                        id,
                        AuditedFigures.estimate(value),
                        report,
                        rows)));
        card.metrics(Field.of(all, before.isEmpty() ? source(run) : sourceBefore + "; " + source(run)));
    }

    private static Metric metric(String name, String id, Estimate value, PerformanceReport report, String note) {
        return report.limits().stream()
                .filter(limit -> limit.limit().equals(id))
                .findFirst()
                .map(limit -> new Metric(
                        name,
                        value,
                        new Limit(limit.min(), limit.max(), OF_PLAN),
                        Verdict.valueOf(limit.verdict().name()),
                        note))
                .orElseGet(() -> new Metric(name, value, null, null, note));
    }

    /** A tool's limit may be one on a p-value, so that it does not stand beside the statistic. */
    private static Drift drift(DriftReport report, DriftReport.Drift found) {
        boolean byPlan = report.method().equals(BY_PLAN);
        return new Drift(
                found.feature(),
                found.method().replace('_', ' '),
                AuditedFigures.estimate(found.estimate()),
                byPlan && found.limit() != null ? new Limit(null, found.limit(), OF_PLAN) : null,
                byPlan ? drifted(found) : found.drifted(),
                Wording.grouped(found.rowsCurrent()) + " current rows against "
                        + Wording.grouped(found.rowsReference())
                        + (found.noiseFloor() == null
                                ? ""
                                : "; chance alone shows up to "
                                        + Estimate.decimal(found.noiseFloor()).toPlainString()));
    }

    private static Boolean drifted(DriftReport.Drift found) {
        if (found.verdict() == null) {
            return null;
        }
        return switch (found.verdict()) {
            case PASS -> Boolean.FALSE;
            case FAIL -> Boolean.TRUE;
            case INSUFFICIENT -> null;
        };
    }

    private static String source(AuditRun run) {
        return "audit of " + run.kind() + ", run " + run.id() + " of " + Wording.utc(run.runAt())
                + " on the fixed plan, report " + run.reportDigest();
    }

    /** @throws ProblemException {@code wrong-state} for a report of an earlier version of the service */
    private static Report report(AuditRun run) {
        try {
            return Report.parse(run.report().getBytes(StandardCharsets.UTF_8));
        } catch (AuditException e) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The report of the audit of " + run.runAt()
                            + " is in the form of an earlier version of Gatehouse. Run the audit again, then compile the card.");
        }
    }
}
