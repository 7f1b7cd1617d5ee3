package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Estimate;
import java.util.List;
import java.util.Map;

/** Looks things up in a report, as a reader of it would. */
public final class Found {
    private Found() {}

    /** The comparisons in what the metric compares. */
    public static List<Comparison> all(AuditReport report, ComparisonMetric metric) {
        return report.comparisons().stream()
                .filter(c -> c.metric().equals(metric.base()))
                .toList();
    }

    public static Comparison first(AuditReport report, ComparisonMetric metric) {
        return all(report, metric).get(0);
    }

    /** The comparison of a group of attribute {@code g} with another; null stands for everybody. */
    public static Comparison of(AuditReport report, ComparisonMetric metric, String group, String reference) {
        return all(report, metric).stream()
                .filter(c -> c.group().equals(Map.of("g", group))
                        && c.reference().equals(reference == null ? Map.of() : Map.of("g", reference)))
                .findFirst()
                .orElseThrow();
    }

    public static AuditReport.Group group(AuditReport report, Map<String, String> attributes) {
        return report.groups().stream()
                .filter(g -> g.attributes().equals(attributes))
                .findFirst()
                .orElseThrow();
    }

    public static AuditReport.Summary summary(AuditReport report, String attribute, String metric) {
        return report.summaries().stream()
                .filter(s -> s.attribute().equals(attribute) && s.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    /** The difference or the ratio, whichever the metric is. */
    public static Estimate estimate(Comparison comparison, ComparisonMetric metric) {
        return metric.isRatio() ? comparison.ratio() : comparison.difference();
    }

    public static Judgement limit(Comparison comparison, ComparisonMetric metric) {
        return comparison.limits().stream()
                .filter(l -> l.limit().equals(metric.id()))
                .findFirst()
                .orElseThrow();
    }
}
