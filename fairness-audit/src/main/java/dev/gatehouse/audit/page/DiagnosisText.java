package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.Carrier;
import dev.gatehouse.audit.report.DiagnosisReport.Change;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import dev.gatehouse.audit.report.Estimate;
import java.util.List;

/** A diagnosis as text for a terminal: findings, changes, what tells the windows apart, and segments. */
public final class DiagnosisText {
    private static final int MAX_CARRIERS = 5;
    private static final int MAX_SEGMENTS = 8;

    private final DiagnosisPlan plan;
    private final DiagnosisReport report;
    private final int width;
    private final Glyphs glyphs;
    private final TextLines out;

    private DiagnosisText(DiagnosisPlan plan, DiagnosisReport report, int width, boolean unicode) {
        this.plan = plan;
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
    public static String table(DiagnosisPlan plan, DiagnosisReport report, int width, boolean unicode) {
        DiagnosisText text = new DiagnosisText(plan, report, width, unicode);
        text.out.line("", "DIAGNOSIS of " + plan.data() + " against " + plan.reference());
        report.findings().forEach(text.out::item);
        report.notes().forEach(note -> text.out.item("Note: " + note));
        text.changes();
        text.inputs();
        text.plan.metrics().forEach(text::segments);
        return text.out.toString();
    }

    private void changes() {
        out.blank();
        out.line("", "What the change goes with (" + Wording.level(report.confidence()) + " intervals)");
        TextTable table = new TextTable(glyphs, width)
                .left("metric")
                .right("reference")
                .right("current")
                .right("change")
                .right("with inputs")
                .right("with the relation");
        for (Change change : report.metrics()) {
            Split split = change.split();
            boolean evidence = split != null && split.insufficient() == null;
            table.row(List.of(
                    change.metric(),
                    Wording.value(change.reference(), null),
                    Wording.value(change.current(), null),
                    PerformanceText.estimate(change.change()),
                    evidence ? PerformanceText.estimate(split.inputs()) : "insuff.",
                    evidence ? PerformanceText.estimate(split.relation()) : "insuff."));
        }
        out.table(table.drawnWhole());
    }

    private void inputs() {
        if (report.reweighting().features().isEmpty()) {
            return;
        }
        out.blank();
        out.line("", "What tells the windows apart, before and after reweighting (total variation)");
        TextTable table = new TextTable(glyphs, width)
                .left("input")
                .right("weight")
                .right("distance")
                .right("after")
                .right("noise");
        for (Carrier each :
                report.reweighting().features().stream().limit(MAX_CARRIERS).toList()) {
            table.row(List.of(
                    each.name(),
                    Wording.number(each.weight()),
                    number(each.distance()),
                    number(each.reweighted()),
                    number(each.noise())));
        }
        out.table(table.drawnWhole());
        out.more(report.reweighting().features().size() - MAX_CARRIERS, "inputs");
    }

    private static String number(Double value) {
        return value == null ? "–" : Wording.number(value);
    }

    private void segments(PerformanceMetric metric) {
        List<Segment> segments = report.segments().stream()
                .filter(each -> each.metric().equals(metric.id()))
                .toList();
        if (segments.isEmpty()) {
            return;
        }
        out.blank();
        out.line("", Wording.capital(PerformanceWords.name(metric.id())) + " by segment, those that moved most first");
        TextTable table = new TextTable(glyphs, width)
                .left("segment")
                .right("reference")
                .right("current")
                .right("change")
                .right("p, adjusted")
                .right("adds");
        for (Segment each : segments.stream().limit(MAX_SEGMENTS).toList()) {
            table.row(List.of(
                    DiagnosisCharts.name(each),
                    Wording.value(each.reference(), null),
                    Wording.value(each.current(), null),
                    PerformanceText.estimate(each.change()),
                    each.insufficient() == null ? Wording.p(each.pHolm()) : "insuff.",
                    each.within() == null ? "–" : adds(each.within(), each.mix())));
        }
        out.table(table.drawnWhole());
        out.more(segments.size() - MAX_SEGMENTS, "segments");
    }

    private static String adds(Estimate within, Estimate mix) {
        return Wording.number(within.value() + mix.value());
    }
}
