package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a plan asks about how the model comes to its scores: how much each feature matters over the rows, and what each adds to
 * the score of some rows. Only an audit that has the model can answer.
 *
 * @param metric of which the drop is told when a feature is permuted
 * @param rows the most rows that are looked at, {@value #MIN_ROWS} to {@value #MAX_ROWS}
 * @param repeats how often each feature is permuted, {@value #MIN_REPEATS} to {@value #MAX_REPEATS}
 * @param local how many rows are explained one by one, 0 to {@value #MAX_LOCAL}
 * @param together columns that are one feature, such as the indicators of one text, by the feature's name: permuted and
 *     explained together. At most {@value #MAX_TOGETHER} features of 2 to {@value #MAX_TOGETHER_COLUMNS} columns, no column in
 *     two of them
 */
public record ExplanationPlan(Metric metric, int rows, int repeats, int local, Map<String, List<String>> together) {
    public static final int MIN_ROWS = 200;
    public static final int MAX_ROWS = 10_000;
    public static final int DEFAULT_ROWS = 2_000;

    public static final int MIN_REPEATS = 2;
    public static final int MAX_REPEATS = 50;
    public static final int DEFAULT_REPEATS = 5;

    public static final int MAX_LOCAL = 10;
    public static final int DEFAULT_LOCAL = 4;

    public static final int MAX_TOGETHER = 100;
    public static final int MAX_TOGETHER_COLUMNS = 500;

    /** A measure of how good scores are. */
    public enum Metric {
        /** The chance that a positive scores above a negative, ties half; in [0, 1]. */
        AUC(Task.BINARY, false),
        /** Mean of −ln of the probability that the score gives to the label; at least 0. Scores must lie in [0, 1]. */
        LOG_LOSS(Task.BINARY, true),
        /** The share of decisions that are the label; in [0, 1]. The decision must have a number as threshold. */
        ACCURACY(Task.BINARY, false),
        /** Mean size of prediction − label; at least 0, in the label's unit. */
        MAE(Task.REGRESSION, true),
        /** Root of the mean square of prediction − label; at least 0, in the label's unit. */
        RMSE(Task.REGRESSION, true);

        private final Task task;
        private final boolean loss;

        Metric(Task task, boolean loss) {
            this.task = task;
            this.loss = loss;
        }

        /** {@code auc}, {@code log_loss}, {@code accuracy}, {@code mae} or {@code rmse}. */
        public String id() {
            return PlanJson.id(this);
        }

        /** Whether smaller is better. The drop is then how much the metric rises. */
        public boolean isLoss() {
            return loss;
        }
    }

    public ExplanationPlan {
        within("rows", rows, MIN_ROWS, MAX_ROWS);
        within("repeats", repeats, MIN_REPEATS, MAX_REPEATS);
        within("local", local, 0, MAX_LOCAL);
        AuditPlan.check(
                together.size() <= MAX_TOGETHER,
                "explanations.together: " + together.size() + " features; the limit is " + MAX_TOGETHER);
        TreeMap<String, List<String>> sorted = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        together.forEach((feature, columns) -> {
            String field = "explanations.together." + feature;
            AuditPlan.name("explanations.together", feature);
            sorted.put(
                    feature,
                    AuditPlan.columns(field, columns, 2, MAX_TOGETHER_COLUMNS).stream()
                            .sorted()
                            .toList());
            columns.forEach(column ->
                    AuditPlan.check(seen.add(column), field + ": '" + column + "' is in another feature too"));
        });
        together = Collections.unmodifiableMap(sorted);
    }

    /** The metric of a plan that names none: {@code auc}, of predicted numbers {@code mae}. */
    static Metric defaultMetric(Decision decision) {
        return decision instanceof Decision.ByValue ? Metric.MAE : Metric.AUC;
    }

    /**
     * Throws an {@link AuditException} unless the plan's label and decision are such that a model can be explained by them.
     *
     * @param score the column of scores; null when there is none
     */
    void check(Label label, Decision decision, String score) {
        AuditPlan.check(
                score != null || decision instanceof Decision.ByValue,
                "explanations: need the score or the number that the model gives, and the plan names neither");
        AuditPlan.check(label != null, "explanations: need a label, since they tell what a feature is worth");
        Task task = decision instanceof Decision.ByValue ? Task.REGRESSION : Task.BINARY;
        AuditPlan.check(
                metric.task == task,
                "explanations.metric: " + metric.id() + " is not for "
                        + (task == Task.BINARY
                                ? "two classes; auc, log_loss and accuracy are"
                                : "numbers; mae and rmse are"));
        AuditPlan.check(
                metric != Metric.ACCURACY || (decision instanceof Decision.ByScore by && by.threshold() != null),
                "explanations.metric: accuracy needs a number as the decision's threshold");
    }

    private static void within(String field, int value, int least, int most) {
        AuditPlan.check(
                value >= least && value <= most,
                "explanations." + field + ": " + least + " to " + most + ", not " + value);
    }
}
