package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.SplitsWords;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Judged;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.governance.audits.AuditTables.Row;
import dev.gatehouse.governance.audits.AuditTables.Table;
import dev.gatehouse.governance.pages.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A report of splits in tables: what the samples share, what gives the label away, and how far they lie apart. */
final class SplitsTables {

    private SplitsTables() {}

    static String rows(SplitsReport report) {
        return Wording.grouped(report.rows().current().used()) + " evaluation rows against "
                + Wording.grouped(report.rows().reference().used()) + " training rows";
    }

    static List<Table> of(SplitsReport report) {
        List<Table> tables = new ArrayList<>();
        tables.add(Table.of(
                "What both samples share",
                List.of("Check", "Value (interval)", "Limit"),
                report.checks().stream().map(SplitsTables::check).toList(),
                true));
        tables.add(Table.of(
                "Features alone against the label",
                List.of("Feature", "Greatest AUC (interval)", "Training less evaluation", "Limit"),
                report.leakage().stream()
                        .map(SplitsTables::leak)
                        .sorted(Comparator.comparing(row -> Verdict.PASS.name().equals(row.verdict())))
                        .toList(),
                true));
        tables.add(Table.of(
                "Features that look like names of rows",
                List.of("Feature", "Why"),
                report.identifiers().stream()
                        .map(each -> new Row(each.feature(), List.of(each.detail()), null, null))
                        .toList(),
                false));
        tables.addAll(DriftTables.of(report.drift()));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }

    private static Row check(Check check) {
        return new Row(
                SplitsWords.check(check.check()),
                List.of(
                        AuditFindings.text(check.value()),
                        DriftTables.limit(check.judged().limit())),
                verdict(check.judged()),
                check.detail());
    }

    /** Two limits may hold for a feature; what is worse is said of it. */
    private static Row leak(Leak leak) {
        Judged judged = worse(leak.judged(), leak.differenceJudged());
        String remark = SplitsWords.remark(leak);
        return new Row(
                leak.feature(),
                List.of(
                        AuditFindings.text(leak.auc()),
                        AuditFindings.text(leak.difference()),
                        DriftTables.limit(leak.judged().limit())),
                verdict(judged),
                !remark.isEmpty() ? remark : judged.reason());
    }

    private static Judged worse(Judged one, Judged other) {
        return rank(other) > rank(one) ? other : one;
    }

    private static int rank(Judged judged) {
        if (judged.verdict() == null) {
            return 0;
        }
        return switch (judged.verdict()) {
            case PASS -> 1;
            case INSUFFICIENT -> 2;
            case FAIL -> 3;
        };
    }

    private static String verdict(Judged judged) {
        return judged.verdict() == null ? null : judged.verdict().name();
    }
}
