package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import dev.gatehouse.audit.report.AuditReport;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How the figures are meant: what the plan asked, how verdicts come about, and every metric that occurs. */
final class MethodSection {
    private MethodSection() {}

    /** What the plan asked, in words. */
    static Map<String, String> planFacts(AuditPlan plan, AuditReport report) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Decision", decision(plan.decision()));
        if (plan.task() == AuditPlan.Task.BINARY) {
            facts.put("Good for the person", "the " + lower(plan.favourable()) + " decision");
        }
        facts.put(
                "Label",
                plan.label() == null
                        ? "none"
                        : plan.label().column()
                                + (plan.label().positive() == null
                                        ? ""
                                        : " = " + plan.label().positive()));
        facts.put("Compared with", reference(plan.reference()));
        facts.put("Intervals", Wording.level(report.confidence()) + ", two-sided");
        facts.put("Least rows for evidence", Wording.count(plan.minimumGroup()));
        if (plan.weight() != null) {
            facts.put("Weighted by", plan.weight());
        }
        if (!plan.strata().isEmpty()) {
            facts.put("Strata", String.join(", ", plan.strata()));
        }
        if (plan.smallestShare() != null) {
            facts.put(
                    "Least share to be compared",
                    Wording.percent(plan.smallestShare().doubleValue()));
        }
        if (report.profile() != null) {
            facts.put("Profile", report.profile());
        }
        if (report.scores() != null) {
            facts.put(
                    "Scores counted",
                    report.scores().exact()
                            ? "one by one"
                            : "in steps of " + report.scores().step().toPlainString());
            if (report.scores().median() != null) {
                facts.put("Median score", Wording.plain(report.scores().median()));
            }
        }
        return facts;
    }

    private static String decision(Decision decision) {
        if (decision instanceof Decision.ByScore score) {
            return score.column()
                    + (score.threshold() == null ? " above the median" : " ≥ " + Wording.plain(score.threshold()));
        }
        if (decision instanceof Decision.ByColumn column) {
            return column.column() + (column.positive() == null ? "" : " = " + column.positive());
        }
        return decision.column() + ", a number";
    }

    private static String reference(Reference reference) {
        if (reference instanceof Reference.Named named) {
            return named.groups().entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue())
                    .collect(Collectors.joining(", "));
        }
        if (reference instanceof Reference.Majority) {
            return "the largest group";
        }
        return reference instanceof Reference.Overall ? "all rows" : "every other group";
    }

    static void write(Html page, AuditPlan plan, AuditReport report) {
        PageFrame.section(page, "method", "How to read this").raw("<dl class=\"words\">\n");
        PageFrame.term(
                page,
                "Verdict",
                "A comparison passes when its whole interval lies within the limit, fails when its whole interval lies beyond it, and"
                        + " is insufficient evidence when the interval crosses the limit, the value is undefined, or fewer than "
                        + Wording.count(plan.minimumGroup())
                        + " rows stand behind it. The audit passes when every deciding comparison passes. It fails when one fails"
                        + " and its p-value against the limit, after Holm's adjustment, is still at most "
                        + Wording.plain(java.math.BigDecimal.ONE
                                .subtract(report.confidence())
                                .stripTrailingZeros())
                        + ". Otherwise the evidence is insufficient.");
        PageFrame.term(
                page,
                "Flag",
                "The four-fifths rule on the point value, in exact arithmetic: an impact ratio below 0.80 is flagged, exactly 0.80"
                        + " is not. It is not a verdict.");
        PageFrame.term(
                page,
                "Interval",
                "A range that holds the true value in " + Wording.level(report.confidence())
                        + " of such audits. Rates have Wilson intervals, differences Newcombe's, ratios score intervals; other"
                        + " figures are said in the definitions of the audit module.");
        PageFrame.term(
                page,
                "Difference and ratio",
                "Always group minus reference, and group over reference. ‘A : B’ reads: A compared with B.");
        PageFrame.term(page, "Undefined", "A figure whose denominator is empty has no value. It is never shown as 0.");
        page.close("dl");
        page.element("h3", "The metrics on this page");
        page.open("dl class=\"words\"");
        for (String metric : occurring(report)) {
            String definition = MetricWords.definition(metric);
            if (!definition.isEmpty()) {
                PageFrame.term(page, MetricWords.name(metric), Wording.capital(definition));
            }
        }
        page.close("dl").close("section");
    }

    private static Set<String> occurring(AuditReport report) {
        Set<String> metrics = new LinkedHashSet<>(report.overall().metrics().keySet());
        report.groups().forEach(group -> metrics.addAll(group.metrics().keySet()));
        report.comparisons().forEach(comparison -> {
            metrics.add(comparison.metric());
            comparison.limits().forEach(limit -> metrics.add(limit.limit()));
        });
        report.summaries().forEach(summary -> metrics.add(summary.metric()));
        return metrics;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(java.util.Locale.ROOT);
    }
}
