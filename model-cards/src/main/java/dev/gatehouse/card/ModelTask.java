package dev.gatehouse.card;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a card's figures tell of the model's task, in the words of the Hugging Face Hub: metrics of classes and scores, or of amounts,
 * over tables of rows.
 */
enum ModelTask {
    CLASSIFICATION("tabular-classification", "Tabular classification"),
    REGRESSION("tabular-regression", "Tabular regression"),
    OTHER("other", "Other");

    /** Ids of metrics on the Hub (the spaces of its organisation evaluate-metric), by the words a card uses. */
    private static final Map<String, String> METRIC_IDS = Map.ofEntries(
            Map.entry("accuracy", "accuracy"),
            Map.entry("auc", "roc_auc"),
            Map.entry("roc-auc", "roc_auc"),
            Map.entry("area-under-the-roc-curve", "roc_auc"),
            Map.entry("precision", "precision"),
            Map.entry("ppv", "precision"),
            Map.entry("recall", "recall"),
            Map.entry("tpr", "recall"),
            Map.entry("true-positive-rate", "recall"),
            Map.entry("f1", "f1"),
            Map.entry("brier", "brier_score"),
            Map.entry("brier-score", "brier_score"),
            Map.entry("mean-absolute-error", "mae"),
            Map.entry("mae", "mae"),
            Map.entry("mean-squared-error", "mse"),
            Map.entry("mse", "mse"),
            Map.entry("matthews-correlation-coefficient", "matthews_correlation"));

    private static final List<String> REGRESSION_IDS = List.of("mae", "mse", "rmse", "mape", "r2", "r-squared");
    private static final Pattern NOT_IN_IDS = Pattern.compile("[^a-z0-9.]+");

    private final String id;
    private final String title;

    ModelTask(String id, String title) {
        this.id = id;
        this.title = title;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** OTHER where nothing was measured. */
    static ModelTask of(CardContent content) {
        List<String> metrics = content.metrics().provided().orElse(List.of()).stream()
                .map(metric -> metricId(metric.name()))
                .toList();
        if (metrics.stream().anyMatch(REGRESSION_IDS::contains)) {
            return REGRESSION;
        }
        boolean classes = content.calibration().provided().isPresent()
                || content.groups().provided().isPresent();
        return classes || metrics.stream().anyMatch(METRIC_IDS::containsValue) ? CLASSIFICATION : OTHER;
    }

    /** A metric's id on the Hub, or its name in the form of an id. */
    static String metricId(String name) {
        String slug = slug(name);
        return METRIC_IDS.getOrDefault(slug, slug);
    }

    /** A name in the form of an id: lower-case ASCII letters, digits and dots, hyphens between; never empty. */
    static String slug(String name) {
        String slug = NOT_IN_IDS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
        String trimmed = slug.replaceAll("^[-.]+|[-.]+$", "");
        return trimmed.isEmpty() ? "unnamed" : trimmed;
    }
}
