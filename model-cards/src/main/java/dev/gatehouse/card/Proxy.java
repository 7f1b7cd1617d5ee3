package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.List;

/**
 * How well the features predict a protected attribute, and which of them do.
 *
 * @param attribute the protected attribute
 * @param value the value that is told from all others; null where the attribute has only two
 * @param n rows that were used
 * @param auc area under the ROC curve of the prediction, cross-validated; 0.5 is chance
 * @param features the features that carry the prediction, the heaviest first
 */
public record Proxy(String attribute, String value, long n, Estimate auc, List<Weight> features) {
    public Proxy {
        attribute = Require.text(attribute, "attribute");
        value = Require.optionalText(value, "value");
        if (n < 0) {
            throw new IllegalArgumentException("n must not be negative: " + n);
        }
        Require.present(auc, "auc");
        features = Require.list(features, "features");
    }

    /**
     * One feature's part.
     *
     * @param feature the column
     * @param weight how much it moves the prediction, on the audit's scale
     */
    public record Weight(String feature, BigDecimal weight) {
        public Weight {
            feature = Require.text(feature, "feature");
            weight = Estimate.normal(Require.present(weight, "weight"));
        }
    }
}
