package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.DriftReport.Teller;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A drift report as text for a terminal: the verdict, what was read, the farthest columns, alerts over time, and data quality. */
public final class DriftText {
    /** Below this width some columns are left out, in columns of the terminal. */
    private static final int NARROW = 96;

    private static final int MAX_COLUMNS = 25;
    private static final int MAX_ALERTS = 15;
    private static final int MAX_CHUNKS = 5;
    private static final int MAX_QUALITY = 20;
    private static final int MAX_TELLERS = 5;

    private final DriftPlan plan;
    private final DriftReport report;
    private final int width;
    private final Glyphs glyphs;
    private final TextLines out;

    private DriftText(DriftPlan plan, DriftReport report, int width, Glyphs glyphs, TextLines out) {
        this.plan = plan;
        this.report = report;
        this.width = width;
        this.glyphs = glyphs;
        this.out = out;
    }

    /**
     * The report as lines of text, the last with a line end. Names from the data cannot move the cursor or reorder the text.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     * @param width of the terminal in columns; held to {@value AuditText#MIN_WIDTH} to {@value AuditText#MAX_WIDTH}
     * @param unicode false for ASCII only; other characters are then told by their numbers
     */
    public static String table(DriftPlan plan, DriftReport report, int width, boolean unicode) {
        int held = Math.max(AuditText.MIN_WIDTH, Math.min(AuditText.MAX_WIDTH, width));
        Glyphs glyphs = new Glyphs(unicode);
        DriftText text = new DriftText(plan, report, held, glyphs, new TextLines(glyphs, held));
        text.verdict();
        text.rows();
        text.columns();
        text.alerts();
        text.quality();
        text.classifier();
        return text.out.toString();
    }

    /** The columns, farthest first, and what tells the samples apart, within another report's text. */
    static void columns(DriftPlan plan, DriftReport report, int width, Glyphs glyphs, TextLines out) {
        DriftText text = new DriftText(plan, report, width, glyphs, out);
        text.columns();
        text.quality();
        text.classifier();
    }

    private void verdict() {
        out.verdict(
                report.verdict(),
                "nothing that decides has a limit",
                "drift of " + plan.data() + " against " + plan.reference(),
                report.reasons(),
                report.notes());
    }

    private void rows() {
        out.blank();
        out.line("", SampleWords.rows(report.rows()));
        if (report.driftedShare() != null) {
            out.line(
                    "",
                    "Drifted: " + report.driftedShare().drifted() + " of "
                            + report.driftedShare().compared() + " features, by the rules of "
                            + DriftSections.tool(report.method()));
        }
    }

    private void columns() {
        List<Drift> all = Stream.concat(
                        Stream.of(report.score(), report.label()).filter(each -> each != null),
                        DriftRanking.worstFirst(report.drift()).stream())
                .toList();
        if (all.isEmpty()) {
            return;
        }
        out.blank();
        out.line(
                "",
                "Columns against the reference, farthest first (" + Wording.level(report.confidence()) + " intervals)"
                        + (report.score() == null && report.label() == null
                                ? ""
                                : "; score and label before the features"));
        boolean narrow = width < NARROW;
        TextTable table = new TextTable(glyphs, width)
                .left("column")
                .left("verdict")
                .right("distance")
                .right("noise");
        if (!narrow) {
            table.right("detectable").right("limit").left("method");
        }
        List<Drift> shown = all.subList(0, Math.min(MAX_COLUMNS, all.size()));
        for (Drift each : shown) {
            List<String> cells =
                    new ArrayList<>(List.of(each.feature(), word(each), distance(each), number(each.noiseFloor())));
            if (!narrow) {
                cells.add(number(each.detectable()));
                cells.add(
                        each.limit() == null
                                ? "–"
                                : (DriftRanking.isTest(each) ? "p " : "") + Wording.plain(each.limit()));
                cells.add(each.method());
            }
            table.row(cells);
        }
        out.table(table.drawnWhole());
        out.more(all.size() - shown.size(), "columns");
        shown.stream()
                .filter(each -> each.undefined() != null)
                .forEach(each -> out.line("  ", each.feature() + " is undefined: " + each.undefined()));
    }

    private static String word(Drift drift) {
        if (drift.verdict() == null) {
            return DriftWords.flag(drift);
        }
        return drift.deciding() ? drift.verdict().name() : "(" + drift.verdict().name() + ")";
    }

    private static String distance(Drift drift) {
        if (drift.statistic() == null) {
            return "undefined";
        }
        String value = Wording.number(drift.statistic());
        return drift.interval() == null
                ? value
                : value + " [" + end(drift.interval().lower(), "−∞") + ", "
                        + end(drift.interval().upper(), "∞") + "]";
    }

    private static String end(Double value, String open) {
        return value == null ? open : Wording.number(value);
    }

    private static String number(Double value) {
        return value == null ? "–" : Wording.number(value);
    }

    private void alerts() {
        List<Drift> chunked = Stream.concat(
                        Stream.of(report.score(), report.label()).filter(each -> each != null),
                        DriftRanking.worstFirst(report.drift()).stream())
                .filter(each -> each.chunks() != null)
                .toList();
        if (chunked.isEmpty()) {
            return;
        }
        List<Drift> alerted = chunked.stream()
                .filter(each -> each.chunks().stream().anyMatch(Chunk::alert))
                .toList();
        out.blank();
        int chunks = chunked.get(0).chunks().size();
        out.line(
                "",
                "Over " + chunks + " chunks: " + alerted.size() + " of " + chunked.size()
                        + " columns have a chunk beyond the spread of the reference's chunks");
        for (Drift each : alerted.subList(0, Math.min(MAX_ALERTS, alerted.size()))) {
            List<Chunk> own = each.chunks().stream().filter(Chunk::alert).toList();
            out.line(
                    "  ",
                    each.feature() + ": "
                            + own.stream()
                                    .limit(MAX_CHUNKS)
                                    .map(chunk -> chunk.label() + " " + number(chunk.statistic()))
                                    .collect(Collectors.joining(", "))
                            + (own.size() > MAX_CHUNKS ? " and " + (own.size() - MAX_CHUNKS) + " more" : "")
                            + " (limit " + number(own.get(0).upperLimit()) + ")");
        }
        out.more(alerted.size() - MAX_ALERTS, "columns");
    }

    private void quality() {
        long held = report.quality().stream()
                .filter(each -> !DriftSections.isFinding(each))
                .count();
        if (report.quality().isEmpty()) {
            return;
        }
        out.blank();
        out.line(
                "",
                "Data quality (counted, not estimated)"
                        + (held == 0 ? "" : "; " + Wording.count(held) + " checks within their limit found nothing"));
        if (held == report.quality().size()) {
            return;
        }
        TextTable table = new TextTable(glyphs, width)
                .left("column")
                .left("check")
                .left("verdict")
                .right("count")
                .right("share");
        List<Quality> ordered = report.quality().stream()
                .filter(DriftSections::isFinding)
                .sorted(Comparator.comparingInt(each -> Ranking.severity(each.verdict())))
                .toList();
        ordered.stream()
                .limit(MAX_QUALITY)
                .forEach(each -> table.row(List.of(
                        each.feature() == null ? "all" : each.feature(),
                        DriftWords.check(each.check()),
                        each.verdict() == null ? "–" : each.verdict().name(),
                        Wording.count(each.count()),
                        each.share() == null
                                ? "–"
                                : (each.share() < 0 ? "−" : "") + Wording.percent(Math.abs(each.share())))));
        out.table(table.drawnWhole());
        out.more(ordered.size() - MAX_QUALITY, "findings");
    }

    private void classifier() {
        Classifier classifier = report.classifier();
        if (classifier == null) {
            return;
        }
        out.blank();
        String auc = classifier.auc().isDefined()
                ? Wording.value(classifier.auc(), null) + " (" + Wording.interval(classifier.auc(), null) + ")"
                : "undefined: " + classifier.auc().undefined();
        out.line(
                "",
                "All features together: AUC " + auc
                        + (classifier.chance() == null
                                ? ""
                                : ", by chance up to " + Wording.number(classifier.chance()))
                        + (classifier.features().isEmpty()
                                ? ""
                                : "; told apart by "
                                        + classifier.features().stream()
                                                .limit(MAX_TELLERS)
                                                .map(Teller::name)
                                                .collect(Collectors.joining(", "))));
    }
}
