package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.AuditReport.Performance;
import dev.gatehouse.audit.report.AuditReport.Rows;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An audit report as one HTML file: it loads nothing, runs no script, prints, and suits light and dark screens. Charts have their
 * numbers in tables beside them, and nothing is told by colour alone.
 */
public final class AuditPage {
    private static final String STYLE = style();

    private AuditPage() {}

    /**
     * The page. It is well-formed XML too. It shows groups as the report has them: for a reader outside, give it {@link
     * AuditReport#forDisclosure}.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     * @return a whole HTML document, to be written as UTF-8
     */
    public static String html(AuditPlan plan, AuditReport report) {
        Html page = new Html();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\"/>\n<title>")
                .text("Fairness audit of " + plan.data() + ": " + Wording.verdict(report.verdict()))
                .raw("</title>\n<style>\n" + STYLE + "</style></head>\n<body>\n")
                .raw(
                        "<a class=\"skip\" href=\"#verdict\">Skip to the verdict</a>\n<header><h1>Fairness audit</h1>\n<p class=\"quiet\">Of <bdi>")
                .text(plan.data())
                .raw("</bdi>, by ")
                .text(String.join(", ", plan.protectedAttributes()))
                .raw("</p></header>\n");
        contents(page, report);
        page.open("main");
        verdict(page, report);
        read(page, plan, report);
        overall(page, report);
        GroupSections.write(page, plan, report);
        ComparisonSections.write(page, report);
        ProxySection.write(page, report);
        MethodSection.write(page, plan, report);
        provenance(page, plan, report);
        page.close("main");
        return page.raw("</body></html>\n").toString();
    }

    private static void contents(Html page, AuditReport report) {
        page.raw("<nav aria-label=\"Contents\"><ul>\n");
        link(page, "verdict", "Verdict");
        link(page, "read", "What was read");
        link(page, "overall", "All rows");
        link(page, "groups", "Groups");
        link(page, "comparisons", "Comparisons");
        if (!report.summaries().isEmpty()) {
            link(page, "summaries", "Between groups");
        }
        if (report.proxies() != null) {
            link(page, "proxies", "Proxies");
        }
        link(page, "method", "How to read this");
        link(page, "provenance", "Where it comes from");
        page.raw("</ul></nav>\n");
    }

    private static void link(Html page, String id, String text) {
        page.raw("<li><a href=\"#" + id + "\">" + text + "</a></li>\n");
    }

    private static void verdict(Html page, AuditReport report) {
        page.raw("<section aria-labelledby=\"verdict\"><h2 id=\"verdict\">Verdict</h2>\n");
        page.raw("<div class=\"verdict " + kind(report.verdict()) + "\"><span class=\"sign\" aria-hidden=\"true\">"
                        + sign(report.verdict()) + "</span><div><strong>")
                .text(Wording.verdict(report.verdict()))
                .raw("</strong>")
                .text(meaning(report.verdict()))
                .raw("</div></div>\n");
        page.list(report.reasons());
        long flags = report.comparisons().stream().filter(Comparison::flagged).count();
        if (flags > 0) {
            page.element(
                    "p",
                    "The four-fifths rule flags " + Wording.count(flags) + (flags == 1 ? " comparison" : " comparisons")
                            + ". A flag looks at the point value only, not at how many rows there are; it decides nothing here.");
        }
        if (!report.notes().isEmpty()) {
            page.element("h3", "Notes").list(report.notes());
        }
        page.close("section");
    }

    private static String meaning(Verdict verdict) {
        if (verdict == null) {
            return "The plan sets no limit, so there is nothing to pass or fail. The figures stand for themselves.";
        }
        return switch (verdict) {
            case PASS -> "Every deciding comparison lies within its limit, with its whole interval.";
            case FAIL -> "At least one deciding comparison lies beyond its limit, more than chance explains.";
            case INSUFFICIENT ->
                "The data are too few or too uncertain to say that every limit is kept or that one is broken.";
        };
    }

    static String kind(Verdict verdict) {
        if (verdict == null) {
            return "";
        }
        return switch (verdict) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case INSUFFICIENT -> "insufficient";
        };
    }

    static String sign(Verdict verdict) {
        if (verdict == null) {
            return "–";
        }
        return switch (verdict) {
            case PASS -> "✓";
            case FAIL -> "✗";
            case INSUFFICIENT -> "?";
        };
    }

    private static void read(Html page, AuditPlan plan, AuditReport report) {
        Rows rows = report.rows();
        page.raw("<section aria-labelledby=\"read\"><h2 id=\"read\">What was read</h2>\n<dl class=\"facts\">\n");
        fact(page, "Rows read", Wording.count(rows.read()));
        fact(page, "Rows used", Wording.count(rows.used()));
        fact(page, "Rows left out", Wording.count(rows.read() - rows.used()));
        if (rows.weight() != null) {
            fact(page, "Sum of weights", Wording.number(rows.weight()));
        }
        MethodSection.planFacts(plan, report).forEach((name, value) -> fact(page, name, value));
        page.close("dl");
        counts(page, "Rows left out, by the first reason that applies", "Reason", rows.leftOut());
        if (rows.unknown() != null) {
            counts(page, "Rows with an unknown value: counted and shown, not compared", "Attribute", rows.unknown());
        }
        page.close("section");
    }

    static void fact(Html page, String name, String value) {
        page.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
    }

    private static void counts(Html page, String caption, String head, Map<String, Long> counts) {
        List<List<Cell>> rows = new ArrayList<>();
        counts.forEach(
                (reason, n) -> rows.add(List.of(Cell.name(Wording.leftOut(reason)), Cell.number(Wording.count(n)))));
        if (!rows.isEmpty()) {
            page.table(caption, List.of(head, "Rows"), rows);
        }
    }

    private static void overall(Html page, AuditReport report) {
        Performance overall = report.overall();
        page.raw("<section aria-labelledby=\"overall\"><h2 id=\"overall\">All rows</h2>\n");
        List<List<Cell>> rows = new ArrayList<>();
        overall.metrics().forEach((metric, estimate) -> rows.add(metricRow(metric, estimate)));
        if (!rows.isEmpty()) {
            page.table(
                    "The model over all " + Wording.rows(overall.n()) + " used, whatever the group",
                    List.of("Metric", "Value (interval)", "What it is"),
                    rows);
        }
        if (overall.classes() != null) {
            List<Group> classes = overall.classes().stream()
                    .map(each -> new Group(
                            Map.of("class", each.outcome()), null, overall.n(), null, each.metrics(), null, null))
                    .toList();
            GroupSections.tables(page, "each class against the rest, over all rows", classes);
        }
        page.close("section");
    }

    private static List<Cell> metricRow(String metric, Estimate estimate) {
        String definition = MetricWords.definition(metric);
        return List.of(Cell.name(MetricWords.name(metric)), estimate(estimate), Cell.text(Wording.capital(definition)));
    }

    static Cell estimate(Estimate estimate) {
        if (estimate != null && !estimate.isDefined()) {
            return new Cell("undefined", estimate.undefined(), "num why");
        }
        return Cell.number(Wording.value(estimate, null), Wording.interval(estimate, null));
    }

    private static void provenance(Html page, AuditPlan plan, AuditReport report) {
        page.raw("<section aria-labelledby=\"provenance\"><h2 id=\"provenance\">Where it comes from</h2>\n");
        page.element(
                "p",
                "Whoever has the same data and plan can make this report again; whoever has the cells, without the rows.");
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(Cell.name("Plan"), new Cell(report.planDigest(), null, "word")));
        rows.add(List.of(
                Cell.name("Data"),
                new Cell(report.dataDigest() == null ? "no digest is known" : report.dataDigest(), null, "word")));
        rows.add(List.of(Cell.name("Cells"), new Cell(report.cellsDigest(), null, "word")));
        rows.add(List.of(Cell.name("Counted by"), new Cell(report.engine(), null, "word")));
        page.table("Digests (SHA-256) and engine", List.of("What", "Digest or version"), rows);
        page.raw("<h3>The plan, canonical</h3>\n<pre>")
                .text(new String(plan.toJson(), StandardCharsets.UTF_8))
                .raw("</pre>\n");
        page.close("section");
    }

    private static String style() {
        try (InputStream in = AuditPage.class.getResourceAsStream("audit-page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's style sheet cannot be read from the jar", e);
        }
    }
}
