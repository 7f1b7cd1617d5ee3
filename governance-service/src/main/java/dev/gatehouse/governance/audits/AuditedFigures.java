package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.card.Comparison;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.Limit;
import dev.gatehouse.card.Verdict;
import java.util.List;
import java.util.Map;

/** Figures of an audit's report in the types of a card, for cards and for the charts of documents. */
public final class AuditedFigures {

    /** What a table of groups has room for; the audit's report has the rest. */
    public static final List<GroupMetric> BY_GROUP = List.of(
            GroupMetric.SELECTION_RATE, GroupMetric.TPR, GroupMetric.FPR, GroupMetric.ACCURACY, GroupMetric.AUC);

    private AuditedFigures() {}

    /** An estimate; one without an upper end is unbounded there. */
    public static Estimate estimate(dev.gatehouse.audit.report.Estimate e) {
        if (!e.isDefined()) {
            return Estimate.undefined(e.undefined());
        }
        if (e.lower() == null) {
            return Estimate.of(e.value());
        }
        return Estimate.of(e.value(), e.lower(), e.upper() == null ? Double.POSITIVE_INFINITY : e.upper());
    }

    /**
     * A comparison under one of its limits.
     *
     * @param metric what it is called
     */
    public static Comparison comparison(String metric, AuditReport.Comparison c, Judgement by) {
        boolean ratio = isRatio(c, by);
        return new Comparison(
                metric,
                c.attribute(),
                name(c.group()),
                reference(c),
                ratio ? Comparison.Kind.RATIO : Comparison.Kind.DIFFERENCE,
                estimate(ratio ? c.ratio() : c.difference()),
                new Limit(by.min(), by.max(), "audit plan"),
                ratio && c.flagged(),
                Verdict.valueOf(by.verdict().name()),
                c.deciding());
    }

    /** Whether the limit is one on the ratio of the two groups, and not on their difference. */
    public static boolean isRatio(AuditReport.Comparison c, Judgement by) {
        return c.difference() == null
                || ComparisonMetric.byId(by.limit())
                        .map(ComparisonMetric::isRatio)
                        .orElse(false);
    }

    /** A group by its values; a value that is blank says so. */
    public static String name(Map<String, String> group) {
        return String.join(
                " & ",
                group.values().stream()
                        .map(value -> value.isBlank() ? "(empty)" : value)
                        .toList());
    }

    /** What the group is compared with. */
    public static String reference(AuditReport.Comparison c) {
        return c.reference().isEmpty() ? "all rows" : name(c.reference());
    }
}
