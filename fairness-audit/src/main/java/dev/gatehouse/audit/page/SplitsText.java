package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Identifier;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import java.util.List;

/** A report of splits as text for a terminal: the verdict, what both samples share, what gives the label away, and drift. */
public final class SplitsText {
    private static final int MAX_LEAKS = 12;
    private static final int MAX_IDENTIFIERS = 10;

    private final SplitsReport report;
    private final int width;
    private final Glyphs glyphs;
    private final TextLines out;

    private SplitsText(SplitsReport report, int width, boolean unicode) {
        this.report = report;
        this.width = Math.max(AuditText.MIN_WIDTH, Math.min(AuditText.MAX_WIDTH, width));
        this.glyphs = new Glyphs(unicode);
        this.out = new TextLines(glyphs, this.width);
    }

    /**
     * The report as lines of text, the last with a line end. Names from the data cannot move the cursor or reorder the text.
     *
     * @param plan the plan that the report was made by
     * @param report what was found
     * @param width of the terminal in columns; held to {@value AuditText#MIN_WIDTH} to {@value AuditText#MAX_WIDTH}
     * @param unicode false for ASCII only; other characters are then told by their numbers
     */
    public static String table(SplitsPlan plan, SplitsReport report, int width, boolean unicode) {
        SplitsText text = new SplitsText(report, width, unicode);
        text.out.verdict(
                report.verdict(),
                "nothing has a limit",
                "split into training rows " + plan.reference() + " and evaluation rows " + plan.data(),
                report.reasons(),
                report.notes());
        text.out.blank();
        text.out.line("", SampleWords.rows(report.rows()));
        text.checks();
        text.leakage();
        text.identifiers();
        DriftText.columns(plan.drift(), report.drift(), text.width, text.glyphs, text.out);
        return text.out.toString();
    }

    private void checks() {
        out.blank();
        out.line("", "What both samples share (" + Wording.level(report.confidence()) + " intervals)");
        TextTable table = new TextTable(glyphs, width)
                .left("check")
                .left("verdict")
                .right("value")
                .right("interval")
                .right("limit");
        for (Check each : report.checks()) {
            table.row(List.of(
                    each.check(),
                    SplitsWords.word(each.judged()),
                    SplitsWords.value(each),
                    SplitsWords.interval(each),
                    SplitsWords.limit(each)));
        }
        out.table(table.drawnWhole());
        report.checks().stream()
                .filter(each -> Boolean.TRUE.equals(each.judged().flagged()))
                .forEach(each -> out.item(Wording.capital(each.detail()) + "."));
    }

    private void leakage() {
        if (report.leakage().isEmpty()) {
            return;
        }
        out.blank();
        out.line("", "Each feature alone against the label, the strongest first");
        TextTable table = new TextTable(glyphs, width)
                .left("feature")
                .left("verdict")
                .right("AUC")
                .right("training less evaluation")
                .left("remark");
        List<Leak> shown = report.leakage().stream().limit(MAX_LEAKS).toList();
        for (Leak each : shown) {
            table.row(List.of(
                    each.feature(),
                    SplitsWords.word(each.judged()),
                    PerformanceText.estimate(each.auc()),
                    PerformanceText.estimate(each.difference()),
                    SplitsWords.remark(each)));
        }
        out.table(table.drawnWhole());
        out.more(report.leakage().size() - MAX_LEAKS, "features");
    }

    private void identifiers() {
        if (report.identifiers().isEmpty()) {
            return;
        }
        out.blank();
        out.line("", "Features that look like an identifier or a row number");
        List<Identifier> shown =
                report.identifiers().stream().limit(MAX_IDENTIFIERS).toList();
        shown.forEach(each -> out.item(each.feature() + ": " + each.detail()));
        out.more(report.identifiers().size() - shown.size(), "features");
    }
}
