package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.List;

/**
 * Why the model gave one row the score it did.
 *
 * @param title which row, such as 'nearest the median score'
 * @param method how it was explained
 * @param score the row's score
 * @param baseline the score that contributions start from; null if the method has none
 * @param fit R² of the local surrogate, in [0, 1]; null if the method has no surrogate
 * @param contributions by feature, the largest first
 */
public record LocalExplanation(
        String title,
        String method,
        BigDecimal score,
        BigDecimal baseline,
        BigDecimal fit,
        List<Contribution> contributions) {
    public LocalExplanation {
        title = Require.text(title, "title");
        method = Require.text(method, "method");
        score = Estimate.normal(Require.present(score, "score"));
        baseline = Estimate.normal(baseline);
        fit = Estimate.normal(fit);
        if (fit != null && (fit.signum() < 0 || fit.compareTo(BigDecimal.ONE) > 0)) {
            throw new IllegalArgumentException("fit must be in [0, 1]: " + fit);
        }
        contributions = Require.list(contributions, "contributions");
    }

    /**
     * One feature's part in the score.
     *
     * @param feature the feature
     * @param value the row's value of it; null where it is withheld
     * @param contribution what it adds to the score; negative if it lowers it
     */
    public record Contribution(String feature, String value, BigDecimal contribution) {
        public Contribution {
            feature = Require.text(feature, "feature");
            value = Require.optionalText(value, "value");
            contribution = Estimate.normal(Require.present(contribution, "contribution"));
        }
    }
}
