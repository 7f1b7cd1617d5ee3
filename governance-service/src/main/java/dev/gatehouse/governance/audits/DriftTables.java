package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.DriftedShare;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.governance.audits.AuditTables.Row;
import dev.gatehouse.governance.audits.AuditTables.Table;
import dev.gatehouse.governance.pages.Wording;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A drift report in tables. */
final class DriftTables {

    private static final String NONE = "–";

    private DriftTables() {}

    static String rows(DriftReport report) {
        return Wording.grouped(report.rows().current().used()) + " current rows against "
                + Wording.grouped(report.rows().reference().used()) + " reference rows";
    }

    static List<Table> of(DriftReport report) {
        List<Table> tables = new ArrayList<>();
        tables.add(Table.of(
                "How far columns have moved",
                List.of("Column", "Distance", "Value (interval)", "By chance up to", "Limit"),
                columns(report),
                true));
        tables.add(Table.of("Checks of the data", List.of("Check", "Column", "Share", "Limit"), checks(report), true));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }

    private static List<Row> columns(DriftReport report) {
        List<Row> rows = new ArrayList<>();
        if (report.score() != null) {
            rows.add(row(report.score(), " (the model's score)"));
        }
        if (report.label() != null) {
            rows.add(row(report.label(), " (the label)"));
        }
        report.drift().forEach(each -> rows.add(row(each, "")));
        rows.sort(Comparator.comparingInt(DriftTables::rank));
        return rows;
    }

    /** What fails comes first, then what is undecided or flagged without a limit. */
    private static int rank(Row row) {
        if (row.verdict() == null) {
            return row.remark() == null ? 3 : 2;
        }
        return switch (Verdict.valueOf(row.verdict())) {
            case FAIL -> 0;
            case INSUFFICIENT -> 1;
            case PASS -> 3;
        };
    }

    private static Row row(Drift drift, String what) {
        String remark = drift.reason();
        if (drift.verdict() == null && Boolean.TRUE.equals(drift.drifted())) {
            remark = "drifted; it decides nothing by itself";
        }
        return new Row(
                drift.feature() + what,
                List.of(
                        AuditFindings.label(drift.method()),
                        AuditFindings.text(drift.estimate()),
                        drift.noiseFloor() == null ? NONE : AuditFindings.number(drift.noiseFloor()),
                        limit(drift.limit())),
                drift.verdict() == null ? null : drift.verdict().name(),
                remark);
    }

    private static List<Row> checks(DriftReport report) {
        List<Row> rows = new ArrayList<>();
        DriftedShare share = report.driftedShare();
        if (share != null) {
            rows.add(new Row(
                    "Drifted features",
                    List.of(NONE, AuditFindings.number(share.share()), limit(share.limit())),
                    share.verdict() == null ? null : share.verdict().name(),
                    share.drifted() + " of " + share.compared() + " features"));
        }
        Classifier classifier = report.classifier();
        if (classifier != null) {
            rows.add(new Row(
                    "Classifier of current against reference rows, AUC",
                    List.of(NONE, AuditFindings.text(classifier.auc()), limit(classifier.limit())),
                    classifier.verdict() == null ? null : classifier.verdict().name(),
                    classifier.features().isEmpty()
                            ? null
                            : "most by " + classifier.features().get(0).name()));
        }
        for (Quality found : report.quality()) {
            rows.add(new Row(
                    AuditFindings.label(found.check()),
                    List.of(
                            found.feature() == null ? NONE : found.feature(),
                            found.share() == null ? NONE : AuditFindings.number(found.share()),
                            limit(found.limit())),
                    found.verdict() == null ? null : found.verdict().name(),
                    found.detail()));
        }
        return rows;
    }

    static String limit(BigDecimal limit) {
        return limit == null ? NONE : "at most " + limit.toPlainString();
    }
}
