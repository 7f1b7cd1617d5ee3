package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A check of splits as one HTML file: it loads nothing, runs no script, prints, and suits light and dark screens. Charts have their
 * numbers in tables beside them, and nothing is told by colour alone.
 */
public final class SplitsPage {
    private SplitsPage() {}

    /**
     * The page. It is well-formed XML too. It names categories with their counts, as the report does.
     *
     * @param plan the plan that the report was made by
     * @param report what was found
     * @return a whole HTML document, to be written as UTF-8
     */
    public static String html(SplitsPlan plan, SplitsReport report) {
        Html page = new Html();
        PageFrame.begin(
                page,
                "Check of splits",
                plan.data(),
                ", against the training rows " + plan.reference(),
                report.verdict());
        contents(page, report);
        page.open("main");
        PageFrame.verdict(
                page, report.verdict(), meaning(report.verdict()), report.reasons(), () -> {}, report.notes());
        SampleWords.read(page, planFacts(plan), report.rows());
        SplitsSections.checks(page, report);
        SplitsSections.leakage(page, report);
        SplitsSections.identifiers(page, report);
        DriftSections.outcomes(page, report.drift());
        DriftSections.features(page, report.drift());
        DriftSections.distributions(page, report.drift());
        DriftSections.quality(page, report.drift());
        DriftSections.classifier(page, report.drift());
        method(page, plan);
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("Plan", report.planDigest());
        digests.put("Evaluation rows", report.dataDigest());
        digests.put("Training rows", report.referenceDigest());
        digests.put("Cells", report.cellsDigest());
        digests.put("Counted by", report.engine());
        PageFrame.provenance(page, digests, plan.toJson());
        return PageFrame.end(page);
    }

    private static void contents(Html page, SplitsReport report) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("verdict", "Verdict");
        sections.put("read", "What was read");
        sections.put("checks", "What both samples share");
        if (!report.leakage().isEmpty()) {
            sections.put("leakage", "Leaks of the label");
        }
        if (!report.identifiers().isEmpty()) {
            sections.put("identifiers", "Identifiers");
        }
        if (report.drift().label() != null) {
            sections.put("outcomes", "Label balance");
        }
        sections.put("features", "Drift of features");
        sections.put("distributions", "Distributions");
        sections.put("quality", "Data quality");
        if (report.drift().classifier() != null) {
            sections.put("classifier", "All features together");
        }
        sections.put("method", "How to read this");
        sections.put("provenance", "Where it comes from");
        PageFrame.contents(page, sections);
    }

    private static String meaning(Verdict verdict) {
        if (verdict == null) {
            return Wording.NO_LIMIT;
        }
        return switch (verdict) {
            case PASS -> "Everything that has a limit lies within it, estimates with their whole interval.";
            case FAIL ->
                "Something that has a limit lies beyond it: the evaluation rows do not say what the model is worth.";
            case INSUFFICIENT ->
                "The rows are too few or too uncertain to say that every limit is kept or that one is broken.";
        };
    }

    /**
     * What the plan asked, in words, in the page's order.
     *
     * @param plan the plan that the report was made by
     */
    public static Map<String, String> planFacts(SplitsPlan plan) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Reference", "the training rows, " + plan.reference());
        facts.put("Current", "the evaluation rows, " + plan.data());
        facts.put(
                "Features",
                plan.features().isEmpty()
                        ? "all columns that nothing else names"
                                + (plan.exclude().isEmpty() ? "" : ", without " + String.join(", ", plan.exclude()))
                        : String.join(", ", plan.features()));
        facts.put(
                "Label",
                plan.label() == null
                        ? "none"
                        : plan.label().column() + " = " + plan.label().positive() + " is positive");
        if (!plan.entity().isEmpty()) {
            facts.put("Entity", String.join(" and ", plan.entity()));
        }
        if (plan.time() != null) {
            facts.put(
                    "Time",
                    plan.time().column() + ", "
                            + (plan.time().zone() == null
                                    ? "UTC"
                                    : plan.time().zone().getId()));
        }
        if (plan.gap() != null) {
            facts.put("Gap", SplitsWords.duration(plan.gap().toSeconds()));
        }
        facts.put("Least rows for evidence", Wording.count(plan.minimumRows()));
        facts.put("Intervals", Wording.level(plan.confidence()) + ", two-sided");
        return facts;
    }

    private static void method(Html page, SplitsPlan plan) {
        PageFrame.section(page, "method", "How to read this").raw("<dl class=\"words\">\n");
        PageFrame.term(
                page,
                "Verdict",
                "A count passes when it is not above its limit. An estimate passes when its whole interval is within the limit, fails"
                        + " when all of it is beyond, after Holm's adjustment over all estimates with a limit, and is"
                        + " insufficient evidence otherwise, or with fewer than " + Wording.count(plan.minimumRows())
                        + " rows of either sample.");
        PageFrame.term(
                page,
                "Beyond what coarse columns repeat",
                "Rows with few and coarse columns repeat by themselves. The share of training rows that have a twin among themselves"
                        + " is about the share of new rows that would be found there (Good and Turing); only what goes beyond it"
                        + " speaks of copies.");
        PageFrame.term(
                page,
                "AUC by order, rate and missing",
                "By order: numbers as they are, turned so that they speak for a positive label. By rate: the rate of positives of the"
                        + " row's value or bin, learnt from other rows. By missing: whether there is a value at all. The greatest of"
                        + " all, in either sample, is held against the limit.");
        PageFrame.term(
                page,
                "Difference",
                "The AUC in the training rows less that in the evaluation rows. Beyond chance above 0, a feature tells the label in the"
                        + " training rows only: a leak, or a relation that has changed.");
        PageFrame.term(
                page,
                "Noise floor",
                "Of drift: what the distance shows by chance alone, at these numbers of rows, when both samples come from one"
                        + " distribution. Reference stands for the training rows, current for the evaluation rows.");
        page.close("dl").close("section");
    }
}
