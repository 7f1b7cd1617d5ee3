package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.PerformanceMetric;
import java.util.Locale;
import java.util.Map;

/** How performance metrics and delays read. */
final class PerformanceWords {
    private static final Map<PerformanceMetric, String[]> METRICS = Map.ofEntries(
            word(PerformanceMetric.ACCURACY, "accuracy", "right decisions among labelled rows"),
            word(PerformanceMetric.BALANCED_ACCURACY, "balanced accuracy", "the mean of recall and specificity"),
            word(PerformanceMetric.PRECISION, "precision", "positive labels among positive decisions"),
            word(PerformanceMetric.RECALL, "recall", "positive decisions among positive labels"),
            word(PerformanceMetric.SPECIFICITY, "specificity", "negative decisions among negative labels"),
            word(PerformanceMetric.FPR, "false positive rate", "positive decisions among negative labels"),
            word(PerformanceMetric.FNR, "false negative rate", "negative decisions among positive labels"),
            word(PerformanceMetric.NPV, "negative predictive value", "negative labels among negative decisions"),
            word(PerformanceMetric.F1, "F1", "the harmonic mean of precision and recall"),
            word(PerformanceMetric.MCC, "Matthews correlation", "the correlation of labels and decisions, −1 to 1"),
            word(PerformanceMetric.AUC, "AUC", "the chance that a positive scores above a negative"),
            word(
                    PerformanceMetric.AVERAGE_PRECISION,
                    "average precision",
                    "the mean precision at each positive, from the highest score down"),
            word(
                    PerformanceMetric.SCORE_KS,
                    "score separation (KS)",
                    "the greatest distance between the score distributions of positives and negatives"),
            word(
                    PerformanceMetric.LOG_LOSS,
                    "log loss",
                    "the mean of −ln of the chance that the score gave to the label; lower is better"),
            word(PerformanceMetric.BRIER, "Brier score", "the mean of (score − label)²; lower is better"),
            word(
                    PerformanceMetric.ECE,
                    "calibration error",
                    "how far observed rates lie from mean scores over ten bins; lower is better"),
            word(PerformanceMetric.MEAN_ERROR, "mean error", "the mean of prediction − true value"),
            word(PerformanceMetric.MAE, "mean absolute error", "the mean of |prediction − true value|"),
            word(PerformanceMetric.RMSE, "root mean square error", "the root of the mean of squared errors"),
            word(PerformanceMetric.R2, "R²", "the share of the variance of true values that predictions explain"),
            word(PerformanceMetric.MAPE, "mean relative error", "the mean of |prediction − true value| / |true value|"),
            word(PerformanceMetric.PREVALENCE, "prevalence", "positive labels among labelled rows"),
            word(
                    PerformanceMetric.PREDICTED_POSITIVE_RATE,
                    "predicted positive rate",
                    "positive decisions among all rows, labelled or not"),
            word(PerformanceMetric.LABEL_COVERAGE, "label coverage", "labelled rows among all rows"));

    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;

    private PerformanceWords() {}

    private static Map.Entry<PerformanceMetric, String[]> word(
            PerformanceMetric metric, String name, String definition) {
        return Map.entry(metric, new String[] {name, definition});
    }

    static String name(String id) {
        return PerformanceMetric.byId(id).map(metric -> METRICS.get(metric)[0]).orElse(id);
    }

    static String definition(String id) {
        return PerformanceMetric.byId(id).map(metric -> METRICS.get(metric)[1]).orElse("");
    }

    /** A limit's id, such as {@code precision_drop}, in words. */
    static String limited(String id) {
        for (String loss : new String[] {"_drop", "_rise"}) {
            if (id.endsWith(loss)) {
                String metric = id.substring(0, id.length() - loss.length());
                return (loss.equals("_drop") ? "drop of " : "rise of ") + name(metric) + " since the reference";
            }
        }
        return name(id);
    }

    /** Seconds in the largest unit of which there are two; 1.2 days read 29 hours. */
    static String time(Double seconds) {
        if (seconds == null) {
            return "–";
        }
        if (seconds < 2 * MINUTE) {
            return unit(seconds, " s");
        }
        if (seconds < 2 * HOUR) {
            return unit(seconds / MINUTE, " min");
        }
        return seconds < 2 * DAY ? unit(seconds / HOUR, " hours") : unit(seconds / DAY, " days");
    }

    private static String unit(double amount, String unit) {
        return String.format(Locale.ROOT, amount < 10 ? "%.1f" : "%.0f", amount) + unit;
    }
}
