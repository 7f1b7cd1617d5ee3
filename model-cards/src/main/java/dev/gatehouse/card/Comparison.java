package dev.gatehouse.card;

/**
 * One group against its reference.
 *
 * @param metric what is compared, such as 'selection rate'
 * @param attribute the protected attribute
 * @param group the group
 * @param reference the group it is compared to
 * @param kind ratio (group over reference) or difference (group minus reference)
 * @param estimate the comparison and its interval, or why it is undefined
 * @param limit what policy asks; null if it asks nothing
 * @param flag whether a regulation's point rule is met (four fifths: below 0.80); null if no such rule applies
 * @param verdict null if there is no limit
 * @param deciding whether the audit's outcome rests on it
 */
public record Comparison(
        String metric,
        String attribute,
        String group,
        String reference,
        Kind kind,
        Estimate estimate,
        Limit limit,
        Boolean flag,
        Verdict verdict,
        boolean deciding) {
    public Comparison {
        metric = Require.text(metric, "metric");
        attribute = Require.text(attribute, "attribute");
        group = Require.text(group, "group");
        reference = Require.text(reference, "reference");
        Require.present(kind, "kind");
        Require.present(estimate, "estimate");
    }

    public enum Kind {
        RATIO,
        DIFFERENCE
    }
}
