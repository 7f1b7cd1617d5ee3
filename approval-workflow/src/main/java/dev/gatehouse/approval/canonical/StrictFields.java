package dev.gatehouse.approval.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of one JSON object, read one by one and by type; {@link #done} then refuses what was not read. An optional field may be
 * absent or {@code null}. Every method throws {@link InvalidDocumentException} with the path of what is wrong.
 */
public final class StrictFields {
    private static final Instant FIRST_BEYOND = Instant.parse("+10000-01-01T00:00:00Z");

    private final JsonNode object;
    private final String where;
    private final Set<String> read = new HashSet<>();

    private StrictFields(JsonNode object, String where) {
        this.object = object;
        this.where = where;
    }

    /**
     * Opens an object for reading.
     *
     * @param where path of the object in its document, for messages; {@code "$"} is the document
     */
    public static StrictFields of(JsonNode node, String where) {
        if (node == null || !node.isObject()) {
            throw new InvalidDocumentException(where + " is not an object");
        }
        return new StrictFields(node, where);
    }

    /** Path of a field, for messages. */
    public String path(String field) {
        return where + "." + field;
    }

    /** A required text of 1 to {@code maxChars} characters. */
    public String text(String field, int maxChars) {
        return optionalText(field, maxChars).orElseThrow(() -> missing(field));
    }

    /** An optional text of 1 to {@code maxChars} characters. */
    public Optional<String> optionalText(String field, int maxChars) {
        return optional(field).map(node -> textOf(node, path(field), maxChars));
    }

    /** A required integer number from {@code min} to {@code max}. */
    public long integer(String field, long min, long max) {
        JsonNode node = required(field);
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw new InvalidDocumentException(path(field) + " is not an integer from " + min + " to " + max);
        }
        return node.longValue();
    }

    /** A required 64-bit integer from 0 on, written as a string of decimal digits. */
    public long longText(String field) {
        String text = text(field, 19);
        try {
            if (text.matches("0|[1-9][0-9]*")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            throw new InvalidDocumentException(path(field) + " does not fit 64 bits", e);
        }
        throw new InvalidDocumentException(path(field) + " is not a whole number in decimal digits");
    }

    /** A required instant in ISO 8601 with {@code Z}, in the years 1970 to 9999. */
    public Instant instant(String field) {
        return optionalInstant(field).orElseThrow(() -> missing(field));
    }

    /** An optional instant in ISO 8601 with {@code Z}, in the years 1970 to 9999. */
    public Optional<Instant> optionalInstant(String field) {
        return optionalText(field, 40).map(text -> {
            try {
                if (text.endsWith("Z")) {
                    return withinRange(Instant.parse(text), field);
                }
            } catch (DateTimeException e) {
                throw new InvalidDocumentException(path(field) + " is not an instant: " + text, e);
            }
            throw new InvalidDocumentException(path(field) + " is not in UTC: " + text + " does not end with Z");
        });
    }

    /** A required ISO 8601 duration, such as {@code PT15M}, not negative. */
    public Duration duration(String field) {
        String text = text(field, 40);
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException e) {
            throw new InvalidDocumentException(path(field) + " is not a duration: " + text, e);
        }
        throw new InvalidDocumentException(path(field) + " is negative: " + text);
    }

    /** A required {@code sha256:<hex>}. */
    public Digest digest(String field) {
        return Digest.parse(text(field, 71));
    }

    /** A required object. */
    public StrictFields object(String field) {
        return of(required(field), path(field));
    }

    /** An optional object. */
    public Optional<StrictFields> optionalObject(String field) {
        return optional(field).map(node -> of(node, path(field)));
    }

    /** A required value, left as it is. */
    public JsonNode required(String field) {
        return optional(field).orElseThrow(() -> missing(field));
    }

    /** An optional value, left as it is. */
    public Optional<JsonNode> optional(String field) {
        read.add(field);
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** A required array of at most {@code maxItems} values. */
    public List<JsonNode> array(String field, int maxItems) {
        return arrayOf(required(field), path(field), maxItems);
    }

    /** A required array of at most {@code maxItems} texts. */
    public List<String> texts(String field, int maxItems, int maxChars) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(field, maxItems)) {
            texts.add(textOf(item, path(field) + "[" + texts.size() + "]", maxChars));
        }
        return texts;
    }

    /** An optional array of at most {@code maxItems} different texts. */
    public Optional<Set<String>> optionalTextSet(String field, int maxItems, int maxChars) {
        return optional(field).map(node -> {
            Set<String> texts = new TreeSet<>();
            for (JsonNode item : arrayOf(node, path(field), maxItems)) {
                String text = textOf(item, path(field) + "[" + texts.size() + "]", maxChars);
                if (!texts.add(text)) {
                    throw new InvalidDocumentException(path(field) + " names '" + text + "' twice");
                }
            }
            return texts;
        });
    }

    /** Refuses fields that were not read. */
    public void done() {
        object.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                throw new InvalidDocumentException(path(name) + " is not a field of this document");
            }
        });
    }

    /** Keeps sums of instants and durations within what an Instant can hold. */
    private Instant withinRange(Instant instant, String field) {
        if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(FIRST_BEYOND)) {
            throw new InvalidDocumentException(path(field) + " is not in the years 1970 to 9999: " + instant);
        }
        return instant;
    }

    private static String textOf(JsonNode node, String path, int maxChars) {
        if (!node.isTextual()) {
            throw new InvalidDocumentException(path + " is not a text");
        }
        String text = node.textValue();
        if (text.isEmpty() || text.length() > maxChars) {
            throw new InvalidDocumentException(
                    path + " has " + text.length() + " characters; 1 to " + maxChars + " are allowed");
        }
        return text;
    }

    private static List<JsonNode> arrayOf(JsonNode node, String path, int maxItems) {
        if (!node.isArray()) {
            throw new InvalidDocumentException(path + " is not an array");
        }
        if (node.size() > maxItems) {
            throw new InvalidDocumentException(
                    path + " has " + node.size() + " items; at most " + maxItems + " are allowed");
        }
        List<JsonNode> items = new ArrayList<>(node.size());
        node.forEach(items::add);
        return items;
    }

    private InvalidDocumentException missing(String field) {
        return new InvalidDocumentException(path(field) + " is missing");
    }
}
