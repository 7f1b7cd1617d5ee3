package dev.gatehouse.card;

/**
 * A labelled value, printed as one line.
 *
 * @param name the label
 * @param value null prints as 'not provided'
 */
public record NamedValue(String name, String value) {
    public NamedValue {
        name = Require.text(name, "name");
        value = Require.optionalText(value, "value");
    }
}
