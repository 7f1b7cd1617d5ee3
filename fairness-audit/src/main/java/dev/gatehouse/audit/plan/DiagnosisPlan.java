package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.PerformancePlan.LabelSource;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a diagnosis looks at: two windows of rows with predictions, labels and the model's inputs, and the metrics whose change is to
 * be explained. It decides nothing and has no limit. Fixed by {@link #digest()}.
 *
 * @param data the current window: a file or a glob within the folder that the caller names; informative where the caller supplies
 *     the rows
 * @param reference the window before, named likewise
 * @param features the model's inputs, 1 to {@value DriftPlan#MAX_FEATURES} columns; empty for all columns that nothing else names
 * @param exclude columns that are no inputs; only where all others are
 * @param categorical inputs whose numbers are codes, so that their order and distance mean nothing
 * @param label the ground truth; where it is missing it is not known yet
 * @param decision a score with its threshold, or a column with its positive value
 * @param score a column of scores beside a decision by column; null for none, and where the decision is by score
 * @param time when the prediction was made, for the delay of labels; its period is not used. Null for none
 * @param labelTime the column that says when the label became known; null for none
 * @param labelSource the column that says where the label comes from; null for none
 * @param weakLabel a column with an earlier, weak label of the same values as the label; null for none
 * @param metrics 1 or more of {@link #EXPLAINED}; the first is the one that the findings begin with
 * @param segments 0 to {@value PerformancePlan#MAX_SEGMENTS} columns whose values are looked at one by one; they may be inputs too
 * @param minimumRows evidence: a figure that rests on fewer rows, or reweighted rows worth fewer, is INSUFFICIENT
 * @param confidence the intervals' two-sided level, in [0.5, 0.9999]
 */
public record DiagnosisPlan(
        String data,
        String reference,
        List<String> features,
        List<String> exclude,
        List<String> categorical,
        Label label,
        Decision decision,
        String score,
        Chunks.ByTime time,
        String labelTime,
        LabelSource labelSource,
        String weakLabel,
        List<PerformanceMetric> metrics,
        List<String> segments,
        int minimumRows,
        BigDecimal confidence)
        implements Plan {

    /** The metrics whose change can be split: means over rows, ratios of such, and the AUC. */
    public static final Set<PerformanceMetric> EXPLAINED = EnumSet.of(
            PerformanceMetric.ACCURACY,
            PerformanceMetric.PRECISION,
            PerformanceMetric.RECALL,
            PerformanceMetric.SPECIFICITY,
            PerformanceMetric.FPR,
            PerformanceMetric.FNR,
            PerformanceMetric.NPV,
            PerformanceMetric.F1,
            PerformanceMetric.AUC,
            PerformanceMetric.LOG_LOSS,
            PerformanceMetric.BRIER,
            PerformanceMetric.PREVALENCE);

    public DiagnosisPlan {
        features = AuditPlan.columns("features", features, 0, DriftPlan.MAX_FEATURES);
        exclude = AuditPlan.columns("exclude", exclude, 0, DriftPlan.MAX_FEATURES);
        categorical = AuditPlan.columns("categorical", categorical, 0, DriftPlan.MAX_FEATURES);
        segments = List.copyOf(segments);
        metrics = List.copyOf(metrics);
        AuditPlan.name("reference", reference);
        AuditPlan.check(
                features.isEmpty() || exclude.isEmpty(), "exclude: only where features is all; name others instead");
        AuditPlan.check(
                !(decision instanceof Decision.ByValue),
                "decision: a diagnosis is of two classes; a predicted value is not explained");
        PerformancePlan checked = performance(
                data,
                reference,
                label,
                decision,
                score,
                time,
                labelTime,
                labelSource,
                segments,
                minimumRows,
                confidence);
        AuditPlan.check((time == null) == (labelTime == null), "time and label_time: the delay of labels needs both");
        Set<String> outcomes = new TreeSet<>(outcomes(label, decision, score, weakLabel));
        if (weakLabel != null) {
            AuditPlan.name("weak_label.column", weakLabel);
            AuditPlan.check(
                    !outcomes(label, decision, score, null).contains(weakLabel) && !segments.contains(weakLabel),
                    "weak_label: '" + weakLabel + "' is named for something else too");
        }
        Stream.of(time == null ? null : time.column(), labelTime, labelSource == null ? null : labelSource.column())
                .filter(column -> column != null)
                .forEach(outcomes::add);
        for (String feature : features) {
            AuditPlan.check(
                    !outcomes.contains(feature),
                    "features: '" + feature + "' is the label, the prediction or something about them; it is no input");
        }
        AuditPlan.check(!metrics.isEmpty(), "metrics: name at least one");
        AuditPlan.check(EnumSet.copyOf(metrics).size() == metrics.size(), "metrics: one is named twice in " + metrics);
        for (PerformanceMetric metric : metrics) {
            AuditPlan.check(
                    EXPLAINED.contains(metric), "metrics: " + metric.id() + " cannot be split; known are " + ids());
            AuditPlan.check(
                    checked.metrics().contains(metric),
                    "metrics: " + metric.id() + " needs a score, and the plan names none");
        }
    }

    /** The plan's metrics, and after them the prevalence, whose change every other one depends on. */
    public List<PerformanceMetric> explained() {
        return metrics.contains(PerformanceMetric.PREVALENCE)
                ? metrics
                : Stream.concat(metrics.stream(), Stream.of(PerformanceMetric.PREVALENCE))
                        .toList();
    }

    /** The metrics that exist for the decision and score. */
    static List<PerformanceMetric> defaults(boolean scored) {
        return Stream.of(PerformanceMetric.values())
                .filter(metric -> EXPLAINED.contains(metric) && metric.fits(false, scored))
                .filter(metric -> metric != PerformanceMetric.PREVALENCE)
                .toList();
    }

    static List<String> ids() {
        return EXPLAINED.stream().map(PerformanceMetric::id).toList();
    }

    /** The columns that are neither inputs nor about time: label, decision, score and weak label. */
    public List<String> outcomes() {
        return outcomes(label, decision, score, weakLabel);
    }

    /** The column of scores, whether it makes the decision or stands beside it; null when there is none. */
    public String scoreColumn() {
        return decision instanceof Decision.ByScore byScore ? byScore.column() : score;
    }

    /** The performance audit of both windows whose counts the diagnosis rests on; without limits and chunks. */
    public PerformancePlan performance() {
        return performance(
                data,
                reference,
                label,
                decision,
                score,
                time,
                labelTime,
                labelSource,
                segments,
                minimumRows,
                confidence);
    }

    private static PerformancePlan performance(
            String data,
            String reference,
            Label label,
            Decision decision,
            String score,
            Chunks.ByTime time,
            String labelTime,
            LabelSource labelSource,
            List<String> segments,
            int minimumRows,
            BigDecimal confidence) {
        return new PerformancePlan(
                data,
                reference,
                label,
                decision,
                score,
                time,
                labelTime,
                labelSource,
                segments,
                Map.of(),
                minimumRows,
                confidence);
    }

    private static List<String> outcomes(Label label, Decision decision, String score, String weakLabel) {
        return Stream.of(label.column(), decision.column(), score, weakLabel)
                .filter(column -> column != null)
                .distinct()
                .toList();
    }

    /**
     * Reads a plan.
     *
     * @param yamlOrJson UTF-8, at most {@value AuditPlan#MAX_PLAN_BYTES} bytes
     * @throws AuditException naming the field, when the text is not a plan, has an unknown field or breaks a rule
     */
    public static DiagnosisPlan parse(byte[] yamlOrJson) {
        return DiagnosisPlanText.read(yamlOrJson);
    }

    /**
     * The plan as canonical JSON: UTF-8, no white space, members in a fixed order, every default written out, numbers plain
     * without trailing zeros. {@link #parse} reads it back to an equal plan.
     */
    @Override
    public byte[] toJson() {
        return DiagnosisPlanText.write(this);
    }

    @Override
    public PlanKind planKind() {
        return PlanKind.DIAGNOSIS;
    }

    /** Always: two windows are compared. */
    @Override
    public boolean hasReferenceRows() {
        return true;
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}, so layout and comments do not change it. */
    @Override
    public String digest() {
        return Digests.sha256(toJson());
    }
}
