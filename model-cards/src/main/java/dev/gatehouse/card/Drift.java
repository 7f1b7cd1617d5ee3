package dev.gatehouse.card;

/**
 * How far one feature's, or the score's, distribution has moved from its reference.
 *
 * @param feature the feature, or 'score'
 * @param method the distance or test, such as 'PSI, 10 bins'
 * @param statistic its value and interval, or why it is undefined
 * @param limit what policy asks; null if it asks nothing
 * @param drifted what was found; null if there is no limit or too little evidence
 * @param note the windows that were compared, or the noise floor; null if not provided
 */
public record Drift(String feature, String method, Estimate statistic, Limit limit, Boolean drifted, String note) {
    public Drift {
        feature = Require.text(feature, "feature");
        method = Require.text(method, "method");
        Require.present(statistic, "statistic");
        note = Require.optionalText(note, "note");
    }
}
