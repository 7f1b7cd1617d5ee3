package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.PerformanceReport.Chunk;
import dev.gatehouse.audit.report.PerformanceReport.Delay;
import dev.gatehouse.audit.report.PerformanceReport.Limit;
import dev.gatehouse.audit.report.PerformanceReport.Point;
import java.util.ArrayList;
import java.util.List;

/** A performance report as text for a terminal: the verdict, limits, metrics, labels and alerts. */
public final class PerformanceText {
    /** Below this width some columns are left out, in columns of the terminal. */
    private static final int NARROW = 96;

    private static final int MAX_CHUNKS = 24;

    private final PerformancePlan plan;
    private final PerformanceReport report;
    private final int width;
    private final Glyphs glyphs;
    private final TextLines out;

    private PerformanceText(PerformancePlan plan, PerformanceReport report, int width, boolean unicode) {
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
     * @param report what the audit found
     * @param width of the terminal in columns; held to {@value AuditText#MIN_WIDTH} to {@value AuditText#MAX_WIDTH}
     * @param unicode false for ASCII only; other characters are then told by their numbers
     */
    public static String table(PerformancePlan plan, PerformanceReport report, int width, boolean unicode) {
        PerformanceText text = new PerformanceText(plan, report, width, unicode);
        text.verdict();
        text.limits();
        text.rows();
        text.metrics();
        text.chunks();
        return text.out.toString();
    }

    private void verdict() {
        out.verdict(
                report.verdict(),
                "the plan sets no limit",
                "performance on " + plan.data(),
                report.reasons(),
                report.notes());
    }

    private void limits() {
        if (report.limits().isEmpty()) {
            return;
        }
        out.blank();
        TextTable table = new TextTable(glyphs, width)
                .left("limit")
                .left("verdict")
                .right("value")
                .left("allowed");
        for (Limit limit : report.limits()) {
            table.row(List.of(
                    limit.limit(),
                    limit.verdict().name(),
                    estimate(limit.value()),
                    PerformanceSections.allowed(limit)));
        }
        out.table(table.drawnWhole());
    }

    private void rows() {
        out.blank();
        out.line("", SampleWords.rows(report.rows()));
        Delay delay = report.labels().delay();
        if (delay != null) {
            out.line(
                    "",
                    "Labels came after: half within " + PerformanceWords.time(delay.medianSeconds())
                            + ", nine of ten within "
                            + PerformanceWords.time(delay.ninetySeconds()) + "; older than the prediction: "
                            + Wording.count(delay.early()));
        }
    }

    private void metrics() {
        out.blank();
        out.line("", "Metrics on labelled rows (" + Wording.level(report.confidence()) + " intervals)");
        TextTable table = new TextTable(glyphs, width).left("metric").right("current");
        boolean wide = width >= NARROW;
        if (report.reference() != null) {
            table.right("reference");
        }
        if (report.estimate() != null && wide) {
            table.right("estimate without labels");
        }
        report.current().metrics().forEach((metric, estimate) -> {
            List<String> cells = new ArrayList<>(List.of(metric, estimate(estimate)));
            if (report.reference() != null) {
                cells.add(estimate(report.reference().metrics().get(metric)));
            }
            if (report.estimate() != null && wide) {
                cells.add(estimate(report.estimate().metrics().get(metric)));
            }
            table.row(cells);
        });
        out.table(table.drawnWhole());
    }

    private void chunks() {
        if (report.chunks() == null) {
            return;
        }
        List<String> drawn = PerformanceCharts.drawn(report).stream()
                .limit(width < NARROW ? 2 : 4)
                .toList();
        out.blank();
        out.line("", "By chunk (! lies outside the band of the reference's chunks; ~ is an estimate without labels)");
        TextTable table =
                new TextTable(glyphs, width).left("chunk").right("rows").right("labelled");
        drawn.forEach(table::right);
        List<Chunk> shown = report.chunks()
                .subList(
                        Math.max(0, report.chunks().size() - MAX_CHUNKS),
                        report.chunks().size());
        for (Chunk chunk : shown) {
            List<String> cells = new ArrayList<>(List.of(
                    (chunk.reference() ? "reference " : "") + chunk.label(),
                    Wording.count(chunk.rows()),
                    Wording.count(chunk.labelled())));
            drawn.forEach(metric -> cells.add(point(chunk, metric)));
            table.row(cells);
        }
        out.table(table.drawnWhole());
        out.more(report.chunks().size() - shown.size(), "earlier chunks");
    }

    private static String point(Chunk chunk, String metric) {
        Point point = chunk.metrics().get(metric);
        Estimate estimate = chunk.estimates() == null ? null : chunk.estimates().get(metric);
        String estimated = estimate == null || !estimate.isDefined() ? "" : " ~" + Wording.number(estimate.value());
        if (point.insufficient() != null) {
            return "insuff." + estimated;
        }
        return Wording.number(point.value()) + (Boolean.TRUE.equals(point.alert()) ? "!" : "") + estimated;
    }

    static String estimate(Estimate estimate) {
        if (estimate == null) {
            return "–";
        }
        if (!estimate.isDefined()) {
            return "undefined";
        }
        return estimate.lower() == null && estimate.upper() == null
                ? Wording.number(estimate.value())
                : Wording.number(estimate.value()) + " [" + end(estimate.lower(), "−∞") + ", "
                        + end(estimate.upper(), "∞") + "]";
    }

    private static String end(Double value, String open) {
        return value == null ? open : Wording.number(value);
    }
}
