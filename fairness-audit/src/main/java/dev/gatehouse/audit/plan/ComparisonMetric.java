package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A comparison of a group with its reference that a plan may limit: its one definition in this product. Always <em>group minus
 * reference</em> or <em>group over reference</em>, so a limit with only a {@code min} or a {@code max} is one-sided
 * against a named or majority reference or against the whole; with {@link AuditPlan.Reference.Best} every ordered pair is
 * judged, which makes it two-sided.
 *
 * <p>A comparison of a {@link GroupMetric} is undefined when the metric is, in either group; a ratio also when the
 * reference's value is 0. Differences of rates are in [−1, 1] with Newcombe's hybrid score interval (Statistics in Medicine
 * 17, 1998, 873–890, method 10), ratios of rates in [0, ∞) with Koopman's score interval (Biometrics 40, 1984, 513–517).
 * Groups are disjoint and taken as independent; against the whole the overlap is accounted for. Other intervals: MOVER on
 * the groups' own intervals; {@code docs/adr/0012-intervals-and-tests.md} has the reasons.
 */
public enum ComparisonMetric {
    /** Ratio of selection rates: disparate impact, demographic parity ratio. The four-fifths flag is on it: 29 CFR 1607.4(D). */
    IMPACT_RATIO(
            GroupMetric.SELECTION_RATE, true, "disparate_impact", "demographic_parity_ratio", "selection_rate_ratio"),
    /** Difference of selection rates: statistical (demographic) parity difference. */
    SELECTION_RATE_DIFFERENCE(
            GroupMetric.SELECTION_RATE, false, "demographic_parity_difference", "statistical_parity_difference"),
    BASE_RATE_RATIO(GroupMetric.BASE_RATE, true),
    BASE_RATE_DIFFERENCE(GroupMetric.BASE_RATE, false),
    TPR_RATIO(GroupMetric.TPR, true, "equal_opportunity_ratio"),
    /** Equal opportunity difference when the positive class is the favourable one. Source: Hardt, Price and Srebro, NIPS 2016. */
    TPR_DIFFERENCE(GroupMetric.TPR, false, "equal_opportunity_difference"),
    FPR_RATIO(GroupMetric.FPR, true),
    /** False positive rate parity; equal opportunity when the negative class is the favourable one. */
    FPR_DIFFERENCE(GroupMetric.FPR, false),
    TNR_RATIO(GroupMetric.TNR, true),
    TNR_DIFFERENCE(GroupMetric.TNR, false),
    FNR_RATIO(GroupMetric.FNR, true),
    FNR_DIFFERENCE(GroupMetric.FNR, false),
    PPV_RATIO(GroupMetric.PPV, true, "predictive_parity_ratio"),
    /** Predictive parity difference. Source: Chouldechova, Big Data 5 (2017) 153–163. */
    PPV_DIFFERENCE(GroupMetric.PPV, false, "predictive_parity_difference"),
    NPV_RATIO(GroupMetric.NPV, true),
    NPV_DIFFERENCE(GroupMetric.NPV, false),
    FDR_RATIO(GroupMetric.FDR, true),
    FDR_DIFFERENCE(GroupMetric.FDR, false),
    FOR_RATIO(GroupMetric.FOR, true),
    FOR_DIFFERENCE(GroupMetric.FOR, false),
    ACCURACY_RATIO(GroupMetric.ACCURACY, true),
    ACCURACY_DIFFERENCE(GroupMetric.ACCURACY, false),
    BALANCED_ACCURACY_RATIO(GroupMetric.BALANCED_ACCURACY, true),
    BALANCED_ACCURACY_DIFFERENCE(GroupMetric.BALANCED_ACCURACY, false),
    F1_RATIO(GroupMetric.F1, true),
    F1_DIFFERENCE(GroupMetric.F1, false),
    /** (FN / FP of the group) / (FN / FP of the reference). */
    TREATMENT_EQUALITY_RATIO(GroupMetric.FALSE_NEGATIVE_TO_FALSE_POSITIVE_RATIO, true),
    /** (FN / FP of the group) − (FN / FP of the reference). */
    TREATMENT_EQUALITY_DIFFERENCE(GroupMetric.FALSE_NEGATIVE_TO_FALSE_POSITIVE_RATIO, false),
    BRIER_RATIO(GroupMetric.BRIER, true),
    BRIER_DIFFERENCE(GroupMetric.BRIER, false),
    /** Difference of expected calibration errors. */
    CALIBRATION_GAP(GroupMetric.ECE, false, "ece_difference"),
    /** Difference of the areas under the curve. */
    AUC_GAP(GroupMetric.AUC, false, "auc_difference"),
    AUC_RATIO(GroupMetric.AUC, true),
    SCORE_KS_DIFFERENCE(GroupMetric.SCORE_KS, false),
    /** Ratio of scoring rates: the impact ratio of 6 RCNY 5-300 for a scored tool. The four-fifths flag is on it too. */
    SCORING_RATE_RATIO(GroupMetric.SCORING_RATE, true),
    SCORING_RATE_DIFFERENCE(GroupMetric.SCORING_RATE, false),
    SCORE_MEAN_DIFFERENCE(GroupMetric.SCORE_MEAN, false),
    MEAN_ERROR_DIFFERENCE(GroupMetric.MEAN_ERROR, false),
    MAE_RATIO(GroupMetric.MAE, true),
    MAE_DIFFERENCE(GroupMetric.MAE, false),
    RMSE_RATIO(GroupMetric.RMSE, true),
    RMSE_DIFFERENCE(GroupMetric.RMSE, false),
    THEIL_INDEX_DIFFERENCE(GroupMetric.THEIL_INDEX, false),
    GENERALIZED_ENTROPY_INDEX_DIFFERENCE(GroupMetric.GENERALIZED_ENTROPY_INDEX, false),
    /**
     * max(|ΔTPR|, |ΔFPR|), in [0, 1]. Judged over its two parts, never by bootstrapping a maximum: the interval reaches from the
     * greater of their lower to the greater of their upper ends, and only the p-value has Holm's adjustment over them.
     * Undefined when either part is. Source: Hardt, Price and Srebro, NIPS 2016.
     */
    EQUALIZED_ODDS_DIFFERENCE("equalized_odds", true, true),
    /** (|ΔTPR| + |ΔFPR|) / 2, in [0, 1]. Undefined when either part is. */
    EQUALIZED_ODDS_MEAN_DIFFERENCE("equalized_odds_mean", true, true),
    /** (ΔTPR + ΔFPR) / 2, in [−1, 1]: signed, so the two may cancel. Undefined when either part is. Source: Bellamy et al., IBM JRD 63 (2019). */
    AVERAGE_ODDS_DIFFERENCE("average_odds", true, false),
    /**
     * (mean score of the group − mean score of the reference) / pooled standard deviation; in standard deviations (Cohen's
     * d). Undefined without a score, with fewer than two rows in a group or when all scores are equal.
     */
    STANDARDIZED_MEAN_DIFFERENCE("standardized_mean", false, false),
    /**
     * The difference of selection rates within the plan's strata, pooled with Mantel–Haenszel weights; in [−1, 1].
     * Conditional (stratified) demographic parity. Undefined without a stratum that has both groups.
     */
    CONDITIONAL_SELECTION_RATE_DIFFERENCE("conditional_selection_rate", false, false),
    /**
     * ε = max over the two outcomes of |ln(P(outcome | group) / P(outcome | reference))|, in [0, ∞). Over all ordered pairs its
     * largest value is the ε of differential fairness. Undefined when a probability is 0. Source: Foulds, Islam, Keya and
     * Pan, ICDE 2020, 1918–1921, without its smoothing.
     */
    DIFFERENTIAL_FAIRNESS("differential_fairness", false, true);

    private static final BigDecimal LARGEST_RATIO = BigDecimal.valueOf(100);
    private static final BigDecimal LARGEST_VALUE = BigDecimal.valueOf(1_000_000_000);

    private final GroupMetric metric;
    private final String base;
    private final boolean ratio;
    private final boolean distance;
    private final boolean needsLabel;
    private final List<String> aliases;

    ComparisonMetric(GroupMetric metric, boolean ratio, String... aliases) {
        this.metric = metric;
        this.base = metric == GroupMetric.FALSE_NEGATIVE_TO_FALSE_POSITIVE_RATIO ? "treatment_equality" : metric.id();
        this.ratio = ratio;
        this.distance = false;
        this.needsLabel = metric.needsLabel();
        this.aliases = List.of(aliases);
    }

    ComparisonMetric(String base, boolean needsLabel, boolean distance) {
        this.metric = null;
        this.base = base;
        this.ratio = false;
        this.distance = distance;
        this.needsLabel = needsLabel;
        this.aliases = List.of();
    }

    /** The group metric that is compared; null when the comparison is made of several. */
    public GroupMetric metric() {
        return metric;
    }

    /** What is compared, as reports name it: {@code tpr} for {@code tpr_difference} and {@code tpr_ratio}. */
    public String base() {
        return base;
    }

    /** Whether the comparison is a ratio; otherwise it is a difference. */
    public boolean isRatio() {
        return ratio;
    }

    /** Whether the value cannot be negative, so that only a {@code max} limits it. */
    public boolean isDistance() {
        return distance;
    }

    /** Whether the comparison is only defined where the plan names a label. */
    public boolean needsLabel() {
        return needsLabel;
    }

    /** The metric's name in plans and reports, for example {@code fpr_difference}. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Other names that a plan may use; the canonical plan and reports have {@link #id()}. */
    public List<String> aliases() {
        return aliases;
    }

    /** The metric with this id or alias. */
    public static Optional<ComparisonMetric> byId(String id) {
        return Stream.of(values())
                .filter(metric -> metric.id().equals(id) || metric.aliases.contains(id))
                .findFirst();
    }

    /** The largest end that a limit may have; the smallest is its negative, and 0 (excluded) for ratios and distances. */
    BigDecimal largestLimit() {
        if (ratio) {
            return LARGEST_RATIO;
        }
        if (this == STANDARDIZED_MEAN_DIFFERENCE || this == DIFFERENTIAL_FAIRNESS) {
            return LARGEST_RATIO;
        }
        boolean inUnits = metric != null
                && (metric.kind() == GroupMetric.Kind.ERROR
                        || metric.kind() == GroupMetric.Kind.INEQUALITY
                        || metric == GroupMetric.SCORE_MEAN
                        || metric == GroupMetric.FALSE_NEGATIVE_TO_FALSE_POSITIVE_RATIO);
        return inUnits ? LARGEST_VALUE : BigDecimal.ONE;
    }
}
