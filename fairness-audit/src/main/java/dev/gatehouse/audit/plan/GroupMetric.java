package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gatehouse.audit.cells.CellQuery;
import java.util.Locale;

/**
 * A metric of one group: its one definition in this product.
 *
 * <p><b>Orientation.</b> The confusion matrix is on the plan's <em>positive</em> class: TP = label positive and
 * decision positive, FP = label negative and decision positive, FN = label positive and decision negative, TN = both
 * negative. Only {@link #SELECTION_RATE} looks at the <em>favourable</em> decision, which the plan may declare to be
 * the negative one (for a model that predicts default, being refused is the positive decision).
 *
 * <p>Rates are in [0, 1] with a Wilson score interval (E. B. Wilson, JASA 22, 1927, 209–212).
 */
public enum GroupMetric {
    /** (rows with the favourable decision) / n, in [0, 1]. Undefined when n = 0. Source: 29 CFR 1607.16(R). */
    SELECTION_RATE(false),
    /** (TP + FN) / n, in [0, 1]: the share of positive labels. Undefined when n = 0. */
    BASE_RATE(true),
    /** TP / (TP + FN), in [0, 1]: true positive rate, recall, sensitivity. Undefined without a positive label. */
    TPR(true),
    /** FP / (FP + TN), in [0, 1]: false positive rate. Undefined without a negative label. */
    FPR(true),
    /** TN / (FP + TN), in [0, 1]: true negative rate, specificity. Undefined without a negative label. */
    TNR(true),
    /** FN / (TP + FN), in [0, 1]: false negative rate. Undefined without a positive label. */
    FNR(true),
    /** TP / (TP + FP), in [0, 1]: positive predictive value, precision. Undefined without a positive decision. */
    PPV(true),
    /** (TP + TN) / n, in [0, 1]. Undefined when n = 0. */
    ACCURACY(true),
    /**
     * P(score of a positive > score of a negative) + ½ P(equal), in [0, 1]. Scores within one step of the grid ({@link
     * CellQuery#BINS_PER_UNIT} steps a unit) count as equal, so the value is exact for scores that are multiples of the
     * step and otherwise off by at most half the share of positive–negative pairs within a step. Interval: DeLong's
     * variance on the logit scale; none at exactly 0 or 1. Undefined without a score, or with one class only. Sources: Mann
     * and Whitney (1947); DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837–845.
     */
    AUC(true),
    /**
     * mean((score − y)²) with y = 1 for a positive label, else 0; in [0, 1]. Scores are rounded to 10⁻⁶, so the value is
     * within 10⁻⁶ of the unrounded one. No interval. Undefined without a score or when any score lies outside [0, 1].
     * Source: G. W. Brier, Monthly Weather Review 78 (1950) 1–3, in its binary form.
     */
    BRIER(true),
    /** mean(score), in the score's own unit, scores rounded to 10⁻⁶. No interval. Undefined without a score or rows. */
    SCORE_MEAN(false);

    private final boolean needsLabel;

    GroupMetric(boolean needsLabel) {
        this.needsLabel = needsLabel;
    }

    /** Whether the metric is only defined where the plan names a label. */
    public boolean needsLabel() {
        return needsLabel;
    }

    /** The metric's name in plans and reports, for example {@code selection_rate}. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
