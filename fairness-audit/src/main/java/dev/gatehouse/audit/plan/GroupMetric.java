package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A metric of one group: its one definition in this product.
 *
 * <p><b>Orientation.</b> The confusion matrix is on the plan's <em>positive</em> class: TP = label positive and
 * decision positive, FP = label negative and decision positive, FN = label positive and decision negative, TN = both
 * negative. Only {@link #SELECTION_RATE} and {@link #SCORING_RATE} look at the <em>favourable</em> decision, which the plan
 * may declare to be the negative one (for a model that predicts default, being refused is the positive decision). With more
 * than two classes each class in turn is the positive one.
 *
 * <p><b>Weights.</b> Where the plan names a weight, every count below is a sum of weights, and intervals are as wide as Kish's
 * effective number of rows makes them: (Σw)² / Σw².
 *
 * <p><b>Intervals.</b> Rates: Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209–212). Others as stated; the record of
 * that decision is {@code docs/adr/0012-intervals-and-tests.md}.
 *
 * <p><b>Scores</b> are rounded to 10⁻⁶ and then to the grid of the cells; where the grid is exact, so is the metric, and
 * otherwise the report's notes state the error.
 */
public enum GroupMetric {
    /** (rows with the favourable decision) / n, in [0, 1]. Undefined when n = 0. Source: 29 CFR 1607.16(R). */
    SELECTION_RATE(Kind.RATE, false),
    /** (TP + FN) / n, in [0, 1]: the share of positive labels. Undefined when n = 0. */
    BASE_RATE(Kind.RATE, true),
    /** TP / (TP + FN), in [0, 1]: true positive rate, recall, sensitivity. Undefined without a positive label. */
    TPR(Kind.RATE, true),
    /** FP / (FP + TN), in [0, 1]: false positive rate. Undefined without a negative label. */
    FPR(Kind.RATE, true),
    /** TN / (FP + TN), in [0, 1]: true negative rate, specificity. Undefined without a negative label. */
    TNR(Kind.RATE, true),
    /** FN / (TP + FN), in [0, 1]: false negative rate. Undefined without a positive label. */
    FNR(Kind.RATE, true),
    /** TP / (TP + FP), in [0, 1]: positive predictive value, precision. Undefined without a positive decision. */
    PPV(Kind.RATE, true),
    /** TN / (TN + FN), in [0, 1]: negative predictive value. Undefined without a negative decision. */
    NPV(Kind.RATE, true),
    /** FP / (TP + FP), in [0, 1]: false discovery rate, 1 − PPV. Undefined without a positive decision. */
    FDR(Kind.RATE, true),
    /** FN / (TN + FN), in [0, 1]: false omission rate, 1 − NPV. Undefined without a negative decision. */
    FOR(Kind.RATE, true),
    /** (TP + TN) / n, in [0, 1]; with more than two classes also the share of rows whose decision is their label. Undefined when n = 0. */
    ACCURACY(Kind.RATE, true),
    /**
     * (TPR + TNR) / 2, in [0, 1]. Interval: MOVER on the two Wilson intervals (Zou and Donner, Statistics in Medicine 27,
     * 2008, 1693–1702). Undefined with one class of label only.
     */
    BALANCED_ACCURACY(Kind.CONFUSION, true),
    /**
     * 2 TP / (2 TP + FP + FN), in [0, 1]: the harmonic mean of precision and recall. Interval: Wilson's for J = TP / (TP + FP +
     * FN), transformed by 2J / (1 + J). Undefined without a positive label and without a positive decision.
     */
    F1(Kind.CONFUSION, true),
    /**
     * FN / FP, in [0, ∞): errors against errors. Interval: Wilson's for FN / (FN + FP), as odds. Undefined without a false
     * positive. Source: treatment equality of Berk, Heidari, Jabbari, Kearns and Roth, Sociological Methods and Research 50
     * (2021) 3–44.
     */
    FALSE_NEGATIVE_TO_FALSE_POSITIVE_RATIO(Kind.CONFUSION, true),
    /**
     * mean((score − y)²) with y = 1 for a positive label, else 0; in [0, 1]. Undefined without a score or when any score
     * lies outside [0, 1]. Source: G. W. Brier, Monthly Weather Review 78 (1950) 1–3, in its binary form.
     */
    BRIER(Kind.SCORE, true),
    /**
     * Expected calibration error: Σ over {@value #CALIBRATION_BINS} equally wide bins of [0, 1] of (n_b / n) · |mean score_b −
     * share of positive labels_b|, in [0, 1]. A distance: with few rows it is above zero even for a calibrated score, so the
     * report's calibration notes state that noise floor. Undefined as {@link #BRIER}. Source: Naeini, Cooper and Hauskrecht, AAAI
     * 2015, 2901–2907.
     */
    ECE(Kind.SCORE, true),
    /**
     * P(score of a positive > score of a negative) + ½ P(equal), in [0, 1]. Scores in one bin of the grid count as equal.
     * Interval: DeLong's variance on the logit scale. Undefined without a score, or with one class only. Sources: Mann and
     * Whitney (1947); DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837–845.
     */
    AUC(Kind.SCORE, true),
    /**
     * max over t of |F₁(t) − F₀(t)|, in [0, 1]: the Kolmogorov–Smirnov distance between the scores of positive and of
     * negative labels. Undefined as {@link #AUC}.
     */
    SCORE_KS(Kind.SCORE, true),
    /**
     * (rows whose score is above the median of all rows used) / n, in [0, 1]; the share not above it when the favourable
     * decision is the negative one. The median is exact. Only where the plan asks. Source: 6 RCNY 5-300.
     */
    SCORING_RATE(Kind.RATE, false),
    /** mean(score), in the score's own unit. Undefined without a score or rows. */
    SCORE_MEAN(Kind.SCORE, false),
    /** The smallest score with at least 5 % of the rows at or below it. Interval: order statistics. Undefined as {@link #SCORE_MEAN}. */
    SCORE_Q05(Kind.SCORE, false),
    /** As {@link #SCORE_Q05}, with 25 %. */
    SCORE_Q25(Kind.SCORE, false),
    /** As {@link #SCORE_Q05}, with 50 %: the group's median. */
    SCORE_Q50(Kind.SCORE, false),
    /** As {@link #SCORE_Q05}, with 75 %. */
    SCORE_Q75(Kind.SCORE, false),
    /** As {@link #SCORE_Q05}, with 95 %. */
    SCORE_Q95(Kind.SCORE, false),
    /** mean(prediction − label), in the label's unit. Regression only. Undefined without rows. */
    MEAN_ERROR(Kind.ERROR, true),
    /** mean(|prediction − label|), in the label's unit. Regression only. Undefined without rows. */
    MAE(Kind.ERROR, true),
    /** √mean((prediction − label)²), in the label's unit. Regression only. Undefined without rows. */
    RMSE(Kind.ERROR, true),
    /**
     * mean((b/μ) ln(b/μ)) over rows with the benefit b = 1 + (favourable decision) − (favourable label), so b is 0, 1 or 2, and
     * μ the mean benefit; in [0, ln n]; 0 ln 0 = 0. Undefined when every benefit is 0. Source: Speicher et al., KDD 2018,
     * 2239–2248.
     */
    THEIL_INDEX(Kind.INEQUALITY, true),
    /** Generalized entropy index with α = 2: mean((b/μ)² − 1) / 2 with the benefits of {@link #THEIL_INDEX}; in [0, ∞). Undefined as that. */
    GENERALIZED_ENTROPY_INDEX(Kind.INEQUALITY, true);

    /** Bins of {@link #ECE} and of the calibration curve. */
    public static final int CALIBRATION_BINS = 10;

    /** What a metric is computed from. */
    public enum Kind {
        /** A share of rows. */
        RATE,
        /** The confusion matrix, without being a share. */
        CONFUSION,
        /** The distribution of scores. */
        SCORE,
        /** The errors of a regression. */
        ERROR,
        /** The benefits of decisions. */
        INEQUALITY
    }

    private final Kind kind;
    private final boolean needsLabel;

    GroupMetric(Kind kind, boolean needsLabel) {
        this.kind = kind;
        this.needsLabel = needsLabel;
    }

    public Kind kind() {
        return kind;
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

    public static Optional<GroupMetric> byId(String id) {
        return Stream.of(values()).filter(metric -> metric.id().equals(id)).findFirst();
    }
}
