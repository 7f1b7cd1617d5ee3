package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Verdict;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A performance report as one HTML file: it loads nothing, runs no script, prints, and suits light and dark screens. Charts have
 * their numbers in tables beside them, and nothing is told by colour alone.
 */
public final class PerformancePage {
    private PerformancePage() {}

    /**
     * The page. It is well-formed XML too.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     * @return a whole HTML document, to be written as UTF-8
     */
    public static String html(PerformancePlan plan, PerformanceReport report) {
        Html page = new Html();
        PageFrame.begin(
                page,
                "Performance audit",
                plan.data(),
                plan.reference() == null ? "" : ", against " + plan.reference(),
                report.verdict());
        contents(page, report);
        page.open("main");
        verdict(page, report);
        SampleWords.read(page, planFacts(plan), report.rows());
        PerformanceSections.metrics(page, report);
        PerformanceSections.estimate(page, report);
        PerformanceSections.courses(page, report);
        PerformanceSections.calibration(page, report);
        PerformanceSections.labels(page, report);
        PerformanceSections.segments(page, report);
        method(page, plan, report);
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("Plan", report.planDigest());
        digests.put("Data", report.dataDigest());
        if (plan.reference() != null) {
            digests.put("Reference", report.referenceDigest());
        }
        digests.put("Cells", report.cellsDigest());
        digests.put("Counted by", report.engine());
        PageFrame.provenance(page, digests, plan.toJson());
        return PageFrame.end(page);
    }

    private static void contents(Html page, PerformanceReport report) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("verdict", "Verdict");
        sections.put("read", "What was read");
        sections.put("metrics", "Metrics");
        if (report.estimate() != null) {
            sections.put("estimate", "Estimate without labels");
        }
        if (report.chunks() != null) {
            sections.put("courses", "Over time");
        }
        if (report.current().calibration() != null) {
            sections.put("calibration", "Calibration");
        }
        sections.put("labels", "Labels");
        if (!report.segments().isEmpty()) {
            sections.put("segments", "Segments");
        }
        sections.put("method", "How to read this");
        sections.put("provenance", "Where it comes from");
        PageFrame.contents(page, sections);
    }

    private static void verdict(Html page, PerformanceReport report) {
        PageFrame.verdict(
                page,
                report.verdict(),
                meaning(report.verdict()),
                report.reasons(),
                () -> PerformanceSections.limits(page, report),
                report.notes());
    }

    private static String meaning(Verdict verdict) {
        if (verdict == null) {
            return Wording.NO_LIMIT;
        }
        return switch (verdict) {
            case PASS -> "Every limit holds on the labelled rows, with its whole interval.";
            case FAIL -> "At least one limit is broken on the labelled rows, more than chance explains.";
            case INSUFFICIENT ->
                "The labels are too few or the figures too uncertain to say that every limit holds or that one is broken.";
        };
    }

    /**
     * What the plan asked, in words, in the page's order.
     *
     * @param plan the plan that the report was made by
     */
    public static Map<String, String> planFacts(PerformancePlan plan) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Label",
                plan.label().column()
                        + (plan.label().positive() == null
                                ? ""
                                : " = " + plan.label().positive() + " is positive"));
        if (plan.decision() instanceof Decision.ByScore score) {
            facts.put(
                    "Decision",
                    "positive from a " + score.column() + " of " + Wording.plain(score.threshold()) + " on");
        } else if (plan.decision() instanceof Decision.ByColumn column) {
            facts.put("Decision", column.column() + " = " + column.positive() + " is positive");
        } else {
            facts.put("Predicted value", plan.decision().column());
        }
        if (plan.score() != null) {
            facts.put("Score", plan.score());
        }
        facts.put("Chunks", SampleWords.chunks(plan.chunks()));
        if (plan.labelTime() != null) {
            facts.put("Time of labels", plan.labelTime());
        }
        if (plan.labelSource() != null) {
            facts.put(
                    "Confirmed labels",
                    plan.labelSource().column() + " is "
                            + String.join(" or ", plan.labelSource().confirmed()));
        }
        if (!plan.segments().isEmpty()) {
            facts.put("Segments", String.join(", ", plan.segments()));
        }
        facts.put("Least rows for evidence", Wording.count(plan.minimumRows()));
        facts.put("Intervals", Wording.level(plan.confidence()) + ", two-sided");
        return facts;
    }

    private static void method(Html page, PerformancePlan plan, PerformanceReport report) {
        PageFrame.section(page, "method", "How to read this").raw("<dl class=\"words\">\n");
        PageFrame.term(
                page,
                "Verdict",
                "A limit passes when the whole interval lies within it, fails when the whole interval lies beyond it, and is"
                        + " insufficient evidence when the interval crosses it, or the metric's own denominator is below "
                        + Wording.count(plan.minimumRows())
                        + " rows. The audit fails when a failing limit's p-value is still at most "
                        + Wording.plain(
                                BigDecimal.ONE.subtract(plan.confidence()).stripTrailingZeros())
                        + " after Holm's adjustment. Only rows with a label count; estimates never decide.");
        PageFrame.term(
                page,
                "Interval",
                "Where the true value lies with a confidence of " + Wording.level(plan.confidence())
                        + ", seen from these rows alone.");
        if (report.chunks() != null) {
            PageFrame.term(
                    page,
                    "Band and alert",
                    "The band is the mean of the reference's chunks less and plus three standard deviations. A current chunk"
                            + " outside it is an alert. Chunks with too few labels neither set nor break it.");
        }
        if (report.estimate() != null) {
            PageFrame.term(
                    page,
                    "Estimate without labels",
                    "Confidence-based performance estimation: scores become chances by an isotonic fit to the reference's"
                            + " labels, and the chances give the expected counts of right and wrong decisions. It sees a"
                            + " change of the scores, not a change of what a score means.");
        }
        page.close("dl").close("section");
    }
}
