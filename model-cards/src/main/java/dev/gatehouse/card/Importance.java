package dev.gatehouse.card;

import java.util.List;

/**
 * Global importance by permutation: how much a metric falls when one feature's values are shuffled among the rows (Breiman 2001;
 * Fisher, Rudin and Dominici 2019).
 *
 * @param metric the metric that falls, such as 'AUC'
 * @param rows rows that were scored, at least 1
 * @param repeats shuffles a feature, at least 1
 * @param baseline the metric without any shuffling
 * @param features the most important first
 */
public record Importance(String metric, long rows, int repeats, Estimate baseline, List<FeatureImportance> features) {
    public Importance {
        metric = Require.text(metric, "metric");
        if (rows < 1 || repeats < 1) {
            throw new IllegalArgumentException(
                    "importance needs at least one row and one repeat: rows " + rows + ", repeats " + repeats);
        }
        Require.present(baseline, "baseline");
        features = Require.list(features, "features");
    }

    /**
     * One feature's importance.
     *
     * @param feature the feature, or a group of columns that were shuffled together
     * @param drop by how much the metric gets worse; about 0 for a feature the model does not use, and by chance below
     */
    public record FeatureImportance(String feature, Estimate drop) {
        public FeatureImportance {
            feature = Require.text(feature, "feature");
            Require.present(drop, "drop");
        }
    }
}
