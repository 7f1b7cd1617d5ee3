package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.page.Ranking.Judged;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.AuditReport.Summary;
import dev.gatehouse.audit.report.AuditReport.Test;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Groups against their references, what decides first, and the spans between groups. */
final class ComparisonSections {
    /** Most rows of one table of comparisons. */
    static final int MAX_ROWS = 500;

    private ComparisonSections() {}

    static void write(Html page, AuditReport report) {
        page.raw("<section aria-labelledby=\"comparisons\"><h2 id=\"comparisons\">Comparisons</h2>\n");
        if (report.comparisons().isEmpty()) {
            page.element("p", "No two groups could be compared.");
        }
        List<Judged> judged = Ranking.judged(report.comparisons());
        judged(
                page,
                "What decides",
                judged.stream().filter(each -> each.comparison().deciding()).toList());
        judged(
                page,
                "With a limit, without a say",
                judged.stream().filter(each -> !each.comparison().deciding()).toList());
        unjudged(page, Ranking.unjudged(report.comparisons()));
        page.close("section");
        summaries(page, report.summaries());
    }

    private static void judged(Html page, String title, List<Judged> judged) {
        if (judged.isEmpty()) {
            return;
        }
        page.element("h3", title);
        boolean holm = judged.stream().anyMatch(each -> each.judgement().pHolm() != null);
        List<String> heads = new ArrayList<>(
                List.of("Group : reference", "Verdict", "Metric", "Value (interval)", "Limit", "p against the limit"));
        if (holm) {
            heads.add("after Holm");
        }
        heads.add("p of no difference");
        List<List<Cell>> rows = new ArrayList<>();
        for (Judged each : judged.subList(0, Math.min(judged.size(), MAX_ROWS))) {
            Comparison comparison = each.comparison();
            Judgement limit = each.judgement();
            Estimate estimate = AuditCharts.estimate(comparison, limit.limit());
            List<Cell> row = new ArrayList<>();
            row.add(name(comparison));
            row.add(verdict(limit.verdict(), limit.reason()));
            row.add(Cell.text(MetricWords.limit(limit.limit())));
            row.add(
                    estimate.isDefined()
                            ? Cell.number(Wording.value(estimate, limit), Wording.interval(estimate, limit))
                            : AuditPage.estimate(estimate));
            row.add(Cell.text(Wording.limit(limit)));
            row.add(Cell.number(Wording.p(limit.p())));
            if (holm) {
                row.add(Cell.number(Wording.p(limit.pHolm())));
            }
            row.add(test(comparison.test()));
            rows.add(row);
        }
        page.table(title + ", worst first", heads, rows);
        more(page, judged.size());
    }

    private static void unjudged(Html page, List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            return;
        }
        page.element("h3", "Without a limit");
        page.element(
                "p",
                "These have no verdict. With many tests some p-values are small by chance alone; they are not adjusted here.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Comparison comparison : comparisons.subList(0, Math.min(comparisons.size(), MAX_ROWS))) {
            rows.add(List.of(
                    name(comparison),
                    Cell.text(MetricWords.name(comparison.metric())),
                    AuditPage.estimate(comparison.difference()),
                    AuditPage.estimate(comparison.ratio()),
                    test(comparison.test())));
        }
        page.table(
                "Comparisons without a limit, flagged ones first",
                List.of("Group : reference", "Metric", "Difference", "Ratio", "p of no difference"),
                rows);
        more(page, comparisons.size());
    }

    private static void more(Html page, int rows) {
        if (rows > MAX_ROWS) {
            page.element("p", Wording.count(rows - MAX_ROWS) + " more are in the JSON report.");
        }
    }

    private static Cell name(Comparison comparison) {
        StringBuilder small = new StringBuilder(Wording.attribute(comparison.attribute()));
        if (comparison.flagged()) {
            small.append(" · flagged: below four fifths");
        }
        if (comparison.note() != null) {
            small.append(" · ").append(comparison.note());
        }
        return new Cell(Wording.pair(comparison), small.toString(), "name");
    }

    private static Cell verdict(Verdict verdict, String reason) {
        return verdict == null
                ? Cell.text("–")
                : new Cell(PageFrame.sign(verdict) + " " + Wording.verdict(verdict), reason, PageFrame.kind(verdict));
    }

    private static Cell test(Test test) {
        return test == null ? Cell.number("–") : Cell.number(Wording.p(test.p()), test.name());
    }

    private static void summaries(Html page, List<Summary> summaries) {
        if (summaries.isEmpty()) {
            return;
        }
        page.raw("<section aria-labelledby=\"summaries\"><h2 id=\"summaries\">Between groups</h2>\n");
        page.element(
                "p",
                "How far the compared groups of an attribute lie apart, as points. They are not judged: the highest and lowest of"
                        + " many groups lie apart by chance too. The comparisons are what is judged.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary summary : summaries.subList(0, Math.min(summaries.size(), MAX_ROWS))) {
            String outcome = summary.outcome() == null ? "" : " (" + summary.outcome() + ")";
            rows.add(List.of(
                    Cell.name(Wording.attribute(summary.attribute()) + outcome),
                    Cell.text(MetricWords.name(summary.metric())),
                    AuditPage.estimate(summary.value() != null ? summary.value() : summary.difference()),
                    AuditPage.estimate(summary.ratio()),
                    new Cell(summary.highest() == null ? "–" : Wording.group(summary.highest()), null, "word"),
                    new Cell(summary.lowest() == null ? "–" : Wording.group(summary.lowest()), null, "word"),
                    test(summary.test())));
        }
        page.table(
                "Span of each metric: highest minus lowest (or the figure itself), lowest over highest",
                List.of(
                        "Attribute",
                        "Metric",
                        "Span or figure",
                        "Lowest : highest",
                        "Highest",
                        "Lowest",
                        "p of all equal"),
                rows);
        more(page, summaries.size());
        page.close("section");
    }
}
