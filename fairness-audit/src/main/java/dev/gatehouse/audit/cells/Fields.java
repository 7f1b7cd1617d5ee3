package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that a plan reads, and what each is read for. A query knows them by position: {@code t0, t1, …} are {@link #texts()},
 * {@code n0, n1, …} {@link #numbers()}; so no name from a plan or a file is part of it, and one column may be read twice.
 *
 * @param attributes protected attributes, text
 * @param strata text
 * @param task what is predicted
 * @param label the column with the truth; null when there is none. Text, or a number for a regression
 * @param labelPositive the text that is positive; null unless binary
 * @param decision text; null when the score decides, and for a regression
 * @param decisionPositive the text that is positive; null unless binary
 * @param score a number; null when there is none. For a regression the predicted value
 * @param threshold a score from here on is a positive decision; null when no threshold decides
 * @param median whether the median of the scores is asked for
 * @param weight a number; null when rows are not weighted
 */
record Fields(
        List<String> attributes,
        List<String> strata,
        Task task,
        String label,
        String labelPositive,
        String decision,
        String decisionPositive,
        String score,
        BigDecimal threshold,
        boolean median,
        String weight) {

    static Fields of(AuditPlan plan) {
        Decision.ByColumn byColumn = plan.decision() instanceof Decision.ByColumn column ? column : null;
        BigDecimal threshold = plan.decision() instanceof Decision.ByScore byScore ? byScore.threshold() : null;
        return new Fields(
                plan.protectedAttributes(),
                plan.strata(),
                plan.task(),
                plan.label() == null ? null : plan.label().column(),
                plan.label() == null ? null : plan.label().positive(),
                byColumn == null ? null : byColumn.column(),
                byColumn == null ? null : byColumn.positive(),
                plan.task() == Task.REGRESSION ? plan.decision().column() : plan.scoreColumn(),
                threshold,
                plan.needsMedian(),
                plan.weight());
    }

    boolean isRegression() {
        return task == Task.REGRESSION;
    }

    boolean isMulticlass() {
        return task == Task.MULTICLASS;
    }

    boolean hasScore() {
        return score != null;
    }

    /** Whether a score above the median is a positive decision. */
    boolean decidesByMedian() {
        return task == Task.BINARY && decision == null && threshold == null;
    }

    /** How many of {@link #texts()} make a group: attributes, then strata. */
    int groupColumns() {
        return attributes.size() + strata.size();
    }

    /** The columns read as text: attributes, strata, then label and decision where they are text. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(attributes);
        texts.addAll(strata);
        if (labelText() >= 0) {
            texts.add(label);
        }
        if (decisionText() >= 0) {
            texts.add(decision);
        }
        return texts;
    }

    /** The label's index among {@link #texts()}, or -1. */
    int labelText() {
        return label == null || isRegression() ? -1 : groupColumns();
    }

    /** The decision's index among {@link #texts()}, or -1. */
    int decisionText() {
        return decision == null ? -1 : groupColumns() + (labelText() < 0 ? 0 : 1);
    }

    /** The columns read as numbers: score or prediction, the label of a regression, then weight. */
    List<String> numbers() {
        List<String> numbers = new ArrayList<>();
        if (score != null) {
            numbers.add(score);
        }
        if (isRegression()) {
            numbers.add(label);
        }
        if (weight != null) {
            numbers.add(weight);
        }
        return numbers;
    }
}
