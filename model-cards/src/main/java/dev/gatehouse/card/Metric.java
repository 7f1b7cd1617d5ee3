package dev.gatehouse.card;

/**
 * A performance figure over the whole evaluation data.
 *
 * @param name such as 'AUC'
 * @param estimate the figure and its interval, or why it is undefined
 * @param limit what policy asks; null if it asks nothing
 * @param verdict null if there is no limit
 * @param note definition, data or confidence level; null if not provided
 */
public record Metric(String name, Estimate estimate, Limit limit, Verdict verdict, String note) {
    public Metric {
        name = Require.text(name, "name");
        Require.present(estimate, "estimate");
        note = Require.optionalText(note, "note");
    }
}
