package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A diagnosis as one HTML file: it loads nothing, runs no script, prints, and suits light and dark screens. Charts have their numbers
 * in tables beside them, and nothing is told by colour alone.
 */
public final class DiagnosisPage {
    private DiagnosisPage() {}

    /**
     * The page. It is well-formed XML too.
     *
     * @param plan the plan that the report was made by
     * @param report what was found
     * @return a whole HTML document, to be written as UTF-8
     */
    public static String html(DiagnosisPlan plan, DiagnosisReport report) {
        Html page = new Html();
        PageFrame.begin(page, "Diagnosis", plan.data(), ", against " + plan.reference(), null);
        contents(page, report);
        page.open("main");
        findings(page, report);
        SampleWords.read(page, planFacts(plan), report.rows());
        DiagnosisSections.changes(page, report);
        DiagnosisSections.reweighting(page, report);
        DiagnosisSections.labels(page, report);
        DiagnosisSections.segments(page, plan, report);
        method(page, plan);
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("Plan", report.planDigest());
        digests.put("Data", report.dataDigest());
        digests.put("Reference", report.referenceDigest());
        digests.put("Cells", report.cellsDigest());
        digests.put("Counted by", report.engine());
        PageFrame.provenance(page, digests, plan.toJson());
        return PageFrame.end(page);
    }

    private static void contents(Html page, DiagnosisReport report) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("verdict", "Findings");
        sections.put("read", "What was read");
        sections.put("changes", "What changed");
        sections.put("inputs", "Changed inputs");
        sections.put("labels", "Labels");
        if (!report.segments().isEmpty()) {
            sections.put("segments", "Segments");
        }
        sections.put("method", "How to read this");
        sections.put("provenance", "Where it comes from");
        PageFrame.contents(page, sections);
    }

    private static void findings(Html page, DiagnosisReport report) {
        PageFrame.section(page, "verdict", "Findings");
        page.element("p", "A diagnosis says what a change goes with. It decides nothing, so it has no verdict.");
        page.list(report.findings());
        if (!report.notes().isEmpty()) {
            page.element("h3", "Notes").list(report.notes());
        }
        page.close("section");
    }

    /**
     * What the plan asked, in words, in the page's order.
     *
     * @param plan the plan that the report was made by
     */
    public static Map<String, String> planFacts(DiagnosisPlan plan) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Label", plan.label().column() + " = " + plan.label().positive() + " is positive");
        if (plan.decision() instanceof Decision.ByScore score) {
            facts.put(
                    "Decision",
                    "positive from a " + score.column() + " of " + Wording.plain(score.threshold()) + " on");
        } else if (plan.decision() instanceof Decision.ByColumn column) {
            facts.put("Decision", column.column() + " = " + column.positive() + " is positive");
        }
        if (plan.score() != null) {
            facts.put("Score", plan.score());
        }
        facts.put(
                "Inputs",
                plan.features().isEmpty()
                        ? "all columns that nothing else names"
                                + (plan.exclude().isEmpty() ? "" : ", without " + String.join(", ", plan.exclude()))
                        : String.join(", ", plan.features()));
        if (plan.labelTime() != null) {
            facts.put(
                    "Time of labels",
                    plan.labelTime() + ", after " + plan.time().column());
        }
        if (plan.labelSource() != null) {
            facts.put(
                    "Confirmed labels",
                    plan.labelSource().column() + " is "
                            + String.join(" or ", plan.labelSource().confirmed()));
        }
        if (plan.weakLabel() != null) {
            facts.put("Weak label", plan.weakLabel());
        }
        if (!plan.segments().isEmpty()) {
            facts.put("Segments", String.join(", ", plan.segments()));
        }
        facts.put(
                "Metrics",
                plan.metrics().stream()
                        .map(PerformanceMetric::id)
                        .map(PerformanceWords::name)
                        .collect(Collectors.joining(", ")));
        facts.put("Least rows for evidence", Wording.count(plan.minimumRows()));
        facts.put("Intervals", Wording.level(plan.confidence()) + ", two-sided");
        return facts;
    }

    private static void method(Html page, DiagnosisPlan plan) {
        page.raw("<section aria-labelledby=\"method\"><h2 id=\"method\">How to read this</h2>\n<dl class=\"words\">\n");
        PageFrame.term(
                page,
                "With inputs, with the relation",
                "A classifier learns to tell current from reference rows by their inputs. Its odds weight the reference's rows so"
                        + " that their inputs are spread as the current ones'. How far that moves a metric goes with changed inputs;"
                        + " the rest goes with a changed relation of inputs and label, or with inputs that the plan does not"
                        + " name. Neither says what caused it.");
        PageFrame.term(
                page,
                "Interval",
                "Where the true value lies with a confidence of " + Wording.level(plan.confidence())
                        + ", seen from these rows alone, as independent rows. A part whose interval holds 0 is within"
                        + " chance. That the weights were estimated is not in it.");
        PageFrame.term(
                page,
                "Worth",
                "How many unweighted rows the weighted ones are worth. Below " + Wording.count(plan.minimumRows())
                        + " the change is not split.");
        PageFrame.term(
                page,
                "Within and mix",
                "A whole change is the sum of what segments add: by their own change, and by the change of their share. p is"
                        + " adjusted after Holm over the segments of a metric.");
        PageFrame.term(
                page,
                "Represented",
                "The metric with labelled rows standing for unlabelled ones of their band of scores and their decision.");
        page.close("dl").close("section");
    }
}
