package dev.gatehouse.audit.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a performance audit computes of labels against decisions, scores or predicted values. Positive is the plan's positive label
 * and decision. A metric that is undefined, as precision without a positive decision, is told so and is never 0.
 */
public enum PerformanceMetric {
    /** Right decisions among labelled rows, in [0, 1]. */
    ACCURACY(Of.DECISIONS, true),
    /** The mean of recall and specificity, in [0, 1]. */
    BALANCED_ACCURACY(Of.DECISIONS, true),
    /** Positive labels among positive decisions, in [0, 1]. */
    PRECISION(Of.DECISIONS, true),
    /** Positive decisions among positive labels, in [0, 1]. */
    RECALL(Of.DECISIONS, true),
    /** Negative decisions among negative labels, in [0, 1]. */
    SPECIFICITY(Of.DECISIONS, true),
    /** Positive decisions among negative labels, in [0, 1]. */
    FPR(Of.DECISIONS, false),
    /** Negative decisions among positive labels, in [0, 1]. */
    FNR(Of.DECISIONS, false),
    /** Negative labels among negative decisions, in [0, 1]. */
    NPV(Of.DECISIONS, true),
    /** The harmonic mean of precision and recall, in [0, 1]. */
    F1(Of.DECISIONS, true),
    /** Matthews' correlation of labels and decisions, in [−1, 1]. */
    MCC(Of.DECISIONS, true),
    /** The area under the ROC curve, in [0, 1]. */
    AUC(Of.SCORES, true),
    /** The area under the curve of precision over recall, as steps, in (0, 1]. */
    AVERAGE_PRECISION(Of.SCORES, true),
    /** The greatest distance between the score distributions of positives and negatives, in [0, 1]. */
    SCORE_KS(Of.SCORES, true),
    /** The mean of −ln(chance given to the label), at least 0. */
    LOG_LOSS(Of.SCORES, false),
    /** The mean of (score − label)², in [0, 1]. */
    BRIER(Of.SCORES, false),
    /** The expected calibration error over ten bins of equal width, in [0, 1]. */
    ECE(Of.SCORES, false),
    /** The mean of prediction − true value, in its unit. */
    MEAN_ERROR(Of.VALUES, null),
    /** The mean of |prediction − true value|, at least 0. */
    MAE(Of.VALUES, false),
    /** The root of the mean of (prediction − true value)², at least 0. */
    RMSE(Of.VALUES, false),
    /** The share of the variance of the true values that predictions explain, at most 1. */
    R2(Of.VALUES, true),
    /** The mean of |prediction − true value| / |true value|, at least 0; undefined where a true value is 0. */
    MAPE(Of.VALUES, false),
    /** Positive labels among labelled rows, in [0, 1]. */
    PREVALENCE(Of.LABELS, null),
    /** Positive decisions among all rows, labelled or not, in [0, 1]. */
    PREDICTED_POSITIVE_RATE(Of.LABELS, null),
    /** Labelled rows among all rows, in [0, 1]. */
    LABEL_COVERAGE(Of.COVERAGE, true);

    /** What a metric is computed of. */
    public enum Of {
        /** Labels and decisions of two classes. */
        DECISIONS,
        /** Labels and scores. */
        SCORES,
        /** True and predicted values. */
        VALUES,
        /** Labels or decisions alone. */
        LABELS,
        /** Whether there is a label. */
        COVERAGE
    }

    private final Of of;
    private final Boolean moreIsBetter;

    PerformanceMetric(Of of, Boolean moreIsBetter) {
        this.of = of;
        this.moreIsBetter = moreIsBetter;
    }

    /** The metric's name in plans and reports, such as {@code balanced_accuracy}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Of of() {
        return of;
    }

    /** Whether a higher value is better; null where neither is. */
    public Boolean moreIsBetter() {
        return moreIsBetter;
    }

    /**
     * How a plan limits what was lost since the reference: {@code precision_drop}, reference − current, where more is better,
     * {@code brier_rise}, current − reference, where less is; null where neither is.
     */
    public String lossId() {
        return moreIsBetter == null || this == LABEL_COVERAGE ? null : id() + (moreIsBetter ? "_drop" : "_rise");
    }

    /** Whether the metric exists for two classes; else for predicted values. Both have a label coverage. */
    boolean fits(boolean regression, boolean scored) {
        return switch (of) {
            case DECISIONS, LABELS -> !regression;
            case SCORES -> !regression && scored;
            case VALUES -> regression;
            case COVERAGE -> true;
        };
    }

    /** The least value that is possible; −∞ for none. */
    public double least() {
        return switch (this) {
            case MCC -> -1;
            case MEAN_ERROR, R2 -> Double.NEGATIVE_INFINITY;
            default -> 0;
        };
    }

    /** The greatest value that is possible; ∞ for none. */
    public double greatest() {
        return switch (this) {
            case LOG_LOSS, MEAN_ERROR, MAE, RMSE, MAPE -> Double.POSITIVE_INFINITY;
            default -> 1;
        };
    }

    public static Optional<PerformanceMetric> byId(String id) {
        return Stream.of(values()).filter(metric -> metric.id().equals(id)).findFirst();
    }
}
