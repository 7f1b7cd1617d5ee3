package dev.gatehouse.card;

import java.util.List;
import java.util.Locale;

/** Checks that card records make of what they are given; each message names the component. */
final class Require {
    private Require() {}

    static String text(String value, String component) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(component + " must not be blank");
        }
        return length(value, component);
    }

    static String length(String value, String component) {
        if (value.length() > CardContent.MAX_TEXT_CHARS) {
            throw new OverLimitException(
                    component + " has " + value.length() + " characters; a card takes at most "
                            + CardContent.MAX_TEXT_CHARS,
                    "Shorten it or attach it as evidence.");
        }
        return value;
    }

    /** Null stays null and prints as 'not provided'. */
    static String optionalText(String value, String component) {
        return value == null || value.isBlank() ? null : text(value, component);
    }

    /** A BCP 47 tag such as 'en'. */
    static String language(String tag) {
        if (Locale.forLanguageTag(text(tag, "language")).getLanguage().isEmpty()) {
            throw new IllegalArgumentException("language is not a BCP 47 tag such as 'en': " + tag);
        }
        return tag;
    }

    static <T> T present(T value, String component) {
        if (value == null) {
            throw new IllegalArgumentException(component + " must not be null");
        }
        return value;
    }

    static <T> Field<T> field(Field<T> value) {
        return value == null ? Field.notProvided() : value;
    }

    static <T> List<T> list(List<T> value, String component) {
        List<T> list = value == null ? List.of() : List.copyOf(value);
        if (list.size() > CardContent.MAX_ROWS) {
            throw new OverLimitException(
                    component + " has " + list.size() + " entries; a card takes at most " + CardContent.MAX_ROWS,
                    "Leave the lesser ones to the evidence.");
        }
        return list;
    }
}
