package dev.gatehouse.card.document;

import dev.gatehouse.card.OverLimitException;
import java.util.List;

/** Checks that the parts of a document make of what they are given; each message names the component. */
final class Check {
    private Check() {}

    static String line(String value, String component) {
        return within(value, Document.MAX_LINE_CHARS, component);
    }

    static String text(String value, String component) {
        return within(value, Document.MAX_TEXT_CHARS, component);
    }

    private static String within(String value, int most, String component) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(component + " must not be blank");
        }
        if (value.length() > most) {
            throw new OverLimitException(
                    component + " has " + value.length() + " characters; a document takes at most " + most + " there",
                    "Shorten it or attach it.");
        }
        return value;
    }

    static <T> T present(T value, String component) {
        if (value == null) {
            throw new IllegalArgumentException(component + " must not be null");
        }
        return value;
    }

    static <T> List<T> list(List<T> value, int most, String component) {
        List<T> list = value == null ? List.of() : List.copyOf(value);
        if (list.size() > most) {
            throw new OverLimitException(
                    component + ": " + list.size() + " entries; a document takes at most " + most + " there",
                    "Attach the rest as a file.");
        }
        return list;
    }
}
