package dev.gatehouse.audit.page;

import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics and limits in words: a short name for headings and one sentence that defines it. */
final class MetricWords {
    private static final Map<String, Words> METRICS = new LinkedHashMap<>();

    /** @param definition a sentence; empty when there is none to give */
    record Words(String name, String definition) {}

    private MetricWords() {}

    static {
        put("base_rate", "Base rate", "share of rows whose label is positive.");
        put("selection_rate", "Selection rate", "share of rows with the favourable decision.");
        put(
                "scoring_rate",
                "Scoring rate",
                "share of rows whose score is on the favourable side of the median score of all rows used.");
        put("tpr", "True positive rate", "of the rows with a positive label, the share with a positive decision.");
        put("fpr", "False positive rate", "of the rows with a negative label, the share with a positive decision.");
        put("tnr", "True negative rate", "of the rows with a negative label, the share with a negative decision.");
        put("fnr", "False negative rate", "of the rows with a positive label, the share with a negative decision.");
        put(
                "ppv",
                "Positive predictive value",
                "of the positive decisions, the share with a positive label (precision).");
        put("npv", "Negative predictive value", "of the negative decisions, the share with a negative label.");
        put("fdr", "False discovery rate", "of the positive decisions, the share with a negative label.");
        put("for", "False omission rate", "of the negative decisions, the share with a positive label.");
        put("accuracy", "Accuracy", "share of rows whose decision equals the label.");
        put("balanced_accuracy", "Balanced accuracy", "mean of the true positive rate and the true negative rate.");
        put("f1", "F1", "harmonic mean of the positive predictive value and the true positive rate.");
        put(
                "false_negative_to_false_positive_ratio",
                "False negatives per false positive",
                "false negatives divided by false positives; what treatment equality compares.");
        put("brier", "Brier score", "mean squared distance between score and label; smaller is better.");
        put(
                "ece",
                "Expected calibration error",
                "mean distance between score and observed share over bins of the score.");
        put(
                "auc",
                "AUC",
                "probability that a row with a positive label scores above one with a negative label; ties count half.");
        put(
                "score_ks",
                "Score KS",
                "largest distance between the score distributions of positive and negative labels.");
        put("score_mean", "Mean score", "mean of the scores.");
        put("score_q05", "5 % quantile", "smallest score that at least 5 % of the rows do not exceed.");
        put("score_q25", "25 % quantile", "smallest score that at least 25 % of the rows do not exceed.");
        put("score_q50", "Median score", "smallest score that at least half of the rows do not exceed.");
        put("score_q75", "75 % quantile", "smallest score that at least 75 % of the rows do not exceed.");
        put("score_q95", "95 % quantile", "smallest score that at least 95 % of the rows do not exceed.");
        put("mean_error", "Mean error", "mean of prediction minus label; above 0 the model predicts too much.");
        put("mae", "Mean absolute error", "mean distance between prediction and label.");
        put(
                "rmse",
                "Root mean squared error",
                "square root of the mean squared distance between prediction and label.");
        put(
                "theil_index",
                "Theil index",
                "inequality of what decisions gave people against what their labels were due; 0 is even.");
        put(
                "generalized_entropy_index",
                "Generalized entropy",
                "the same inequality with weight on large benefits; 0 is even.");
        put("impact_ratio", "Impact ratio", "selection rate of the group over that of the reference.");
        put("demographic_parity", "Demographic parity", "selection rates compared.");
        put("equalized_odds", "Equalized odds", "the larger of the distances in true and in false positive rate.");
        put(
                "equalized_odds_mean",
                "Equalized odds, mean",
                "the mean of the distances in true and in false positive rate.");
        put(
                "average_odds",
                "Average odds",
                "mean of the differences in true and in false positive rate, with their signs.");
        put("treatment_equality", "Treatment equality", "false negatives per false positive, compared.");
        put("calibration_gap", "Calibration gap", "difference in expected calibration error.");
        put("auc_gap", "AUC gap", "difference in AUC.");
        put(
                "standardized_mean",
                "Standardized mean difference",
                "difference in mean score over the pooled standard deviation.");
        put(
                "standardized_mean_difference",
                "Standardized mean difference",
                "difference in mean score over the pooled standard deviation.");
        put(
                "conditional_selection_rate",
                "Conditional selection rate",
                "selection rates compared within each stratum, pooled with Mantel–Haenszel weights.");
        put(
                "differential_fairness",
                "Differential fairness ε",
                "largest logarithm of the ratio of two groups' chances of the same decision; 0 is even.");
    }

    static {
        put(
                "between_group_theil_index",
                "Theil index between groups",
                "the part of the Theil index that lies between groups, each row taken at its group's mean benefit.");
        put(
                "between_group_generalized_entropy_index",
                "Generalized entropy between groups",
                "the part of the generalized entropy index that lies between groups.");
    }

    private static void put(String id, String name, String definition) {
        METRICS.put(id, new Words(name, definition));
    }

    /** A metric's short name; the id itself, without underscores, for one that is not known. */
    static String name(String metric) {
        Words words = METRICS.get(metric);
        return words == null ? Wording.capital(metric.replace('_', ' ')) : words.name();
    }

    static String definition(String metric) {
        Words words = METRICS.get(metric);
        return words == null ? "" : words.definition();
    }

    /** A limit's name, such as {@code False positive rate, difference}. */
    static String limit(String limit) {
        if (METRICS.containsKey(limit)) {
            return name(limit);
        }
        for (String kind : new String[] {"difference", "ratio"}) {
            if (limit.endsWith("_" + kind)) {
                return name(limit.substring(0, limit.length() - kind.length() - 1)) + ", " + kind;
            }
        }
        return name(limit);
    }
}
