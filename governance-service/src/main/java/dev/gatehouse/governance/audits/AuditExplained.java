package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.AuditCharts;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.audit.report.Explanations.Importance;
import dev.gatehouse.audit.report.Explanations.Local;
import io.quarkus.qute.RawString;
import java.util.List;
import java.util.Optional;

/**
 * What moves the model's score, as pages show it.
 *
 * @param metric in words, such as {@code AUC}
 * @param baseline the metric with nothing permuted
 * @param rows of the sample
 * @param chart of the drops, as SVG; null where none is defined
 * @param features at most {@value #MAX_FEATURES}
 * @param more how many the report has beside them
 * @param single rows that are explained one by one
 */
public record AuditExplained(
        String metric,
        String baseline,
        long rows,
        int repeats,
        RawString chart,
        List<FeatureRow> features,
        int more,
        List<SingleRow> single) {

    /** Most features of a table here; the whole report has them all. */
    static final int MAX_FEATURES = 50;

    /** What the metric loses when the feature is permuted. */
    public record FeatureRow(String name, String drop) {}

    /**
     * One row's score and what features add to it.
     *
     * @param fit R² of adding up; null where the score does not vary
     */
    public record SingleRow(
            String title,
            String score,
            String mean,
            String fit,
            RawString chart,
            List<ContributionRow> contributions) {}

    /** @param value null where it is withheld */
    public record ContributionRow(String feature, String value, String adds) {}

    /** Null when the report has no explanations. */
    static AuditExplained of(AuditReport report) {
        Explanations explanations = report.explanations();
        if (explanations == null) {
            return null;
        }
        Importance importance = explanations.importance();
        String metric = AuditFindings.label(importance.metric());
        return new AuditExplained(
                metric,
                AuditFindings.text(importance.baseline()),
                importance.rows(),
                importance.repeats(),
                raw(AuditCharts.importance("Drop of " + metric + " when a feature is permuted", importance)),
                importance.features().stream()
                        .limit(MAX_FEATURES)
                        .map(feature -> new FeatureRow(feature.name(), AuditFindings.text(feature.drop())))
                        .toList(),
                Math.max(0, importance.features().size() - MAX_FEATURES),
                explanations.local().stream().map(AuditExplained::single).toList());
    }

    private static SingleRow single(Local local) {
        return new SingleRow(
                local.title(),
                AuditFindings.number(local.score()),
                AuditFindings.number(local.baseline()),
                local.fit() == null ? null : AuditFindings.number(local.fit()),
                raw(AuditCharts.contributions(local.title() + ": what features add to the score", local)),
                local.contributions().stream()
                        .limit(MAX_FEATURES)
                        .map(each -> new ContributionRow(
                                each.feature(), each.value(), AuditFindings.number(each.contribution())))
                        .toList());
    }

    private static RawString raw(Optional<String> svg) {
        return svg.map(RawString::new).orElse(null);
    }
}
