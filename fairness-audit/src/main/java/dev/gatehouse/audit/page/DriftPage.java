package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.DriftedShare;
import dev.gatehouse.audit.report.Verdict;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A drift report as one HTML file: it loads nothing, runs no script, prints, and suits light and dark screens. Charts have their
 * numbers in tables beside them, and nothing is told by colour alone.
 */
public final class DriftPage {
    private DriftPage() {}

    /**
     * The page. It is well-formed XML too. It names categories with their counts, as the report does.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     * @return a whole HTML document, to be written as UTF-8
     */
    public static String html(DriftPlan plan, DriftReport report) {
        Html page = new Html();
        PageFrame.begin(page, "Drift audit", plan.data(), ", against " + plan.reference(), report.verdict());
        contents(page, report);
        page.open("main");
        verdict(page, report);
        read(page, plan, report);
        DriftSections.outcomes(page, report);
        DriftSections.features(page, report);
        DriftSections.courses(page, report);
        DriftSections.distributions(page, report);
        DriftSections.quality(page, report);
        DriftSections.classifier(page, report);
        method(page, plan, report);
        provenance(page, plan, report);
        return PageFrame.end(page);
    }

    private static void contents(Html page, DriftReport report) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("verdict", "Verdict");
        sections.put("read", "What was read");
        if (report.score() != null || report.label() != null) {
            sections.put("outcomes", "Score and label");
        }
        sections.put("features", "Features");
        if (DriftSections.hasCourses(report)) {
            sections.put("courses", "Over time");
        }
        sections.put("distributions", "Distributions");
        sections.put("quality", "Data quality");
        if (report.classifier() != null) {
            sections.put("classifier", "All features together");
        }
        sections.put("method", "How to read this");
        sections.put("provenance", "Where it comes from");
        PageFrame.contents(page, sections);
    }

    private static void verdict(Html page, DriftReport report) {
        PageFrame.verdict(
                page,
                report.verdict(),
                meaning(report),
                report.reasons(),
                () -> driftedShare(page, report.driftedShare()),
                report.notes());
    }

    private static void driftedShare(Html page, DriftedShare share) {
        if (share != null) {
            page.element(
                    "p",
                    Wording.count(share.drifted()) + " of " + Wording.count(share.compared()) + " features "
                            + (share.drifted() == 1 ? "is" : "are") + " flagged as drifted ("
                            + Wording.percent(share.share()) + ")"
                            + (share.limit() == null
                                    ? "."
                                    : "; "
                                            + Wording.plain(share.limit()
                                                    .movePointRight(2)
                                                    .stripTrailingZeros()) + " % are allowed."));
        }
    }

    private static String meaning(DriftReport report) {
        Verdict verdict = report.verdict();
        if (verdict == null) {
            return "Nothing has a limit that decides, so there is nothing to pass or fail. The figures stand for themselves.";
        }
        if (!report.method().equals("gatehouse")) {
            return "By the rules of " + DriftSections.tool(report.method()) + ", and the plan's own limits.";
        }
        return switch (verdict) {
            case PASS -> "Everything that has a limit lies within it, distances with their whole interval.";
            case FAIL -> "Something that has a limit lies beyond it, more than chance explains.";
            case INSUFFICIENT ->
                "The rows are too few or too uncertain to say that every limit is kept or that one is broken.";
        };
    }

    private static void read(Html page, DriftPlan plan, DriftReport report) {
        SampleWords.read(page, planFacts(plan, report), report.rows());
    }

    /**
     * What the plan asked, in words, in the page's order.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     */
    public static Map<String, String> planFacts(DriftPlan plan, DriftReport report) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Rules of", DriftSections.tool(report.method()));
        facts.put(
                "Features",
                plan.features().isEmpty()
                        ? "all columns"
                        : Wording.count(plan.features().size()));
        if (plan.method() == DriftPlan.Method.GATEHOUSE) {
            facts.put(
                    "Distance of numbers", DriftWords.method(plan.numberMetric().id()));
            facts.put(
                    "Distance of categories",
                    DriftWords.method(plan.categoryMetric().id()));
        }
        if (plan.score() != null) {
            facts.put("Score", plan.score());
        }
        if (plan.label() != null) {
            facts.put("Label", plan.label());
        }
        facts.put("Chunks", SampleWords.chunks(plan.chunks()));
        facts.put("Least rows for evidence", Wording.count(plan.minimumRows()));
        facts.put("Intervals", Wording.level(report.confidence()) + ", two-sided");
        return facts;
    }

    private static void method(Html page, DriftPlan plan, DriftReport report) {
        PageFrame.section(page, "method", "How to read this").raw("<dl class=\"words\">\n");
        if (plan.method() == DriftPlan.Method.GATEHOUSE) {
            PageFrame.term(
                    page,
                    "Verdict",
                    "A column passes when its whole interval lies within the limit, fails when its whole interval lies beyond it, and"
                            + " is insufficient evidence when the interval crosses the limit, or fewer than "
                            + Wording.count(plan.minimumRows())
                            + " rows of either sample have a value. With a limit on the drifted share, single features do"
                            + " not decide; their share does. The audit fails when something that decides fails and, for"
                            + " estimates, its p-value against the limit is still at most "
                            + Wording.plain(java.math.BigDecimal.ONE
                                    .subtract(report.confidence())
                                    .stripTrailingZeros())
                            + " after Holm's adjustment.");
        } else {
            PageFrame.term(
                    page,
                    "Verdict",
                    "Columns are flagged by the rules and thresholds of " + DriftSections.tool(report.method())
                            + ", which look at the point value or p-value only. Noise floor and rows are ours.");
        }
        PageFrame.term(
                page,
                "Flag",
                "A point rule: the distance is beyond its limit. Without a limit it says whether the distance is above its noise"
                        + " floor. Of twenty columns that have not drifted, one is above it by chance at 95 %.");
        PageFrame.term(
                page,
                "Noise floor",
                "What the distance shows by chance alone, at these numbers of rows, when both samples come from one distribution: it"
                        + " stays below in " + Wording.level(report.confidence())
                        + " of such audits. Small samples have a high floor.");
        PageFrame.term(
                page,
                "Detectable",
                "The least true distance that four of five such audits would tell from chance. A smaller shift may be there"
                        + " unseen.");
        PageFrame.term(
                page,
                "Limits over time",
                "Each chunk is compared with the whole reference. The limit is the mean of the reference's own chunks plus three"
                        + " standard deviations. A chunk beyond it is an alert; alerts by themselves decide nothing, but"
                        + " by NannyML's rules.");
        page.close("dl");
        page.element("h3", "The distances on this page");
        page.open("dl class=\"words\"");
        Set<String> methods = new LinkedHashSet<>();
        Stream.concat(Stream.of(report.score(), report.label()), report.drift().stream())
                .filter(each -> each != null)
                .forEach(each -> {
                    methods.add(each.method());
                    methods.addAll(each.metrics().keySet());
                });
        for (String method : methods) {
            String definition = DriftWords.definition(method);
            if (!definition.isEmpty()) {
                PageFrame.term(page, DriftWords.method(method), Wording.capital(definition) + ".");
            }
        }
        page.close("dl").close("section");
    }

    private static void provenance(Html page, DriftPlan plan, DriftReport report) {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("Plan", report.planDigest());
        digests.put("Current data", report.dataDigest());
        digests.put("Reference", report.referenceDigest());
        digests.put("Cells", report.cellsDigest());
        digests.put("Counted by", report.engine());
        PageFrame.provenance(page, digests, plan.toJson());
    }
}
