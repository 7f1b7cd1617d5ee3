package dev.gatehouse.card;

/**
 * A labelled value, printed as one line.
 *
 * @param name the label
 * @param value null prints as 'not provided'
 * @param fact name of the fact of the use case that it answers, as {@link RiskTier.Reason#facts} has it; null for any other value
 */
public record NamedValue(String name, String value, String fact) {
    public NamedValue {
        name = Require.text(name, "name");
        value = Require.optionalText(value, "value");
        fact = Require.optionalText(fact, "fact");
    }

    /** A value that answers no fact of the use case. */
    public NamedValue(String name, String value) {
        this(name, value, null);
    }
}
