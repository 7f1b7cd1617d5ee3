package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns that a plan reads, and what each is read for.
 *
 * @param attributes protected attributes, text
 * @param strata text
 * @param task which of the members below are used
 * @param label the column with the truth; null when there is none. Text, or a number for a regression
 * @param labelPositive the text that is positive; null unless binary
 * @param decision text; null when the score decides, and for a regression
 * @param decisionPositive the text that is positive; null unless binary
 * @param score a number; null when there is none. For a regression the predicted value
 * @param threshold a score from here on is a positive decision; null when no threshold decides
 * @param median whether the median of the scores is asked for
 * @param decidesByMedian whether a score above the median is a positive decision
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
        boolean decidesByMedian,
        String weight) {

    enum Task {
        BINARY,
        MULTICLASS,
        REGRESSION
    }

    static Fields of(AuditPlan plan) {
        String decision = null;
        String positive = null;
        String score = null;
        BigDecimal threshold = null;
        if (plan.decision() instanceof Decision.ByScore byScore) {
            score = byScore.column();
            threshold = byScore.threshold();
        } else if (plan.decision() instanceof Decision.ByColumn byColumn) {
            decision = byColumn.column();
            positive = byColumn.positive();
        }
        return new Fields(
                plan.protectedAttributes(),
                List.of(),
                Task.BINARY,
                plan.label() == null ? null : plan.label().column(),
                plan.label() == null ? null : plan.label().positive(),
                decision,
                positive,
                score,
                threshold,
                false,
                false,
                null);
    }

    boolean isRegression() {
        return task == Task.REGRESSION;
    }

    boolean isMulticlass() {
        return task == Task.MULTICLASS;
    }

    /** Whether the cells have a grid. */
    boolean hasScore() {
        return score != null;
    }

    /** The columns whose values are kept as codes of their own: attributes, then strata, then label and decision if multiclass. */
    List<String> keys() {
        List<String> keys = new ArrayList<>(attributes);
        keys.addAll(strata);
        if (isMulticlass()) {
            if (label != null) {
                keys.add(label);
            }
            keys.add(decision);
        }
        return keys;
    }

    /** Every column that is read as text. */
    Set<String> texts() {
        Set<String> texts = new LinkedHashSet<>(keys());
        if (label != null && !isRegression()) {
            texts.add(label);
        }
        if (decision != null) {
            texts.add(decision);
        }
        return texts;
    }

    /** Every column that is read as a number. */
    Set<String> numbers() {
        Set<String> numbers = new LinkedHashSet<>();
        if (score != null) {
            numbers.add(score);
        }
        if (label != null && isRegression()) {
            numbers.add(label);
        }
        if (weight != null) {
            numbers.add(weight);
        }
        return numbers;
    }
}
