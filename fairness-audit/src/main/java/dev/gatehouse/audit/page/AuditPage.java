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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An audit report as one HTML file: it loads nothing, runs no script, prints, and suits light and dark screens. Charts have their
 * numbers in tables beside them, and nothing is told by colour alone.
 */
public final class AuditPage {
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
        PageFrame.begin(
                page,
                "Fairness audit",
                plan.data(),
                ", by " + String.join(", ", plan.protectedAttributes()),
                report.verdict());
        contents(page, report);
        page.open("main");
        verdict(page, report);
        read(page, plan, report);
        overall(page, report);
        GroupSections.write(page, plan, report);
        ComparisonSections.write(page, report);
        ProxySection.write(page, report);
        ExplanationSection.write(page, report);
        MethodSection.write(page, plan, report);
        provenance(page, plan, report);
        return PageFrame.end(page);
    }

    /**
     * What the plan asked, in words: decision, label, reference and so on by name, in the page's order.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     */
    public static Map<String, String> planFacts(AuditPlan plan, AuditReport report) {
        return MethodSection.planFacts(plan, report);
    }

    private static void contents(Html page, AuditReport report) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("verdict", "Verdict");
        sections.put("read", "What was read");
        sections.put("overall", "All rows");
        sections.put("groups", "Groups");
        sections.put("comparisons", "Comparisons");
        if (!report.summaries().isEmpty()) {
            sections.put("summaries", "Between groups");
        }
        if (report.proxies() != null) {
            sections.put("proxies", "Proxies");
        }
        if (report.explanations() != null) {
            sections.put("explanations", "What moves the score");
        }
        sections.put("method", "How to read this");
        sections.put("provenance", "Where it comes from");
        PageFrame.contents(page, sections);
    }

    private static void verdict(Html page, AuditReport report) {
        String meaning = meaning(report.verdict());
        PageFrame.verdict(page, report.verdict(), meaning, report.reasons(), () -> flags(page, report), report.notes());
    }

    private static void flags(Html page, AuditReport report) {
        long flags = report.comparisons().stream().filter(Comparison::flagged).count();
        if (flags > 0) {
            page.element(
                    "p",
                    "The four-fifths rule flags " + Wording.count(flags) + (flags == 1 ? " comparison" : " comparisons")
                            + ". A flag looks at the point value only, not at how many rows there are; it decides nothing here.");
        }
    }

    private static String meaning(Verdict verdict) {
        if (verdict == null) {
            return Wording.NO_LIMIT;
        }
        return switch (verdict) {
            case PASS -> "Every deciding comparison lies within its limit, with its whole interval.";
            case FAIL -> "At least one deciding comparison lies beyond its limit, more than chance explains.";
            case INSUFFICIENT ->
                "The data are too few or too uncertain to say that every limit is kept or that one is broken.";
        };
    }

    private static void read(Html page, AuditPlan plan, AuditReport report) {
        Rows rows = report.rows();
        PageFrame.section(page, "read", "What was read").raw("<dl class=\"facts\">\n");
        PageFrame.fact(page, "Rows read", Wording.count(rows.read()));
        PageFrame.fact(page, "Rows used", Wording.count(rows.used()));
        PageFrame.fact(page, "Rows left out", Wording.count(rows.read() - rows.used()));
        if (rows.weight() != null) {
            PageFrame.fact(page, "Sum of weights", Wording.number(rows.weight()));
        }
        MethodSection.planFacts(plan, report).forEach((name, value) -> PageFrame.fact(page, name, value));
        page.close("dl");
        counts(page, "Rows left out, by the first reason that applies", "Reason", rows.leftOut());
        if (rows.unknown() != null) {
            counts(page, "Rows with an unknown value: counted and shown, not compared", "Attribute", rows.unknown());
        }
        page.close("section");
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
        PageFrame.section(page, "overall", "All rows");
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
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("Plan", report.planDigest());
        digests.put("Data", report.dataDigest());
        digests.put("Cells", report.cellsDigest());
        digests.put("Counted by", report.engine());
        PageFrame.provenance(page, digests, plan.toJson());
    }
}
