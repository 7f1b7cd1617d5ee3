package dev.gatehouse.governance.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One line of a JSON document as a page shows it.
 *
 * @param name path of the value, its steps joined by ' / '; empty for a document that is a single value
 * @param value as text; the members of a list of plain values joined by commas
 */
public record Line(String name, String value) {

    /** Most lines that a page shows of one document; the download has the rest. */
    public static final int MAX_LINES = 200;

    /** The document's values in their order, nulls left out. Digits stand in groups where a number counts rows, and else as they are. */
    public static List<Line> of(JsonNode document) {
        List<Line> lines = new ArrayList<>();
        collect("", document, false, lines);
        return lines;
    }

    /** As {@link #of}, of a document whose numbers are all amounts, and none a seed or a name: their digits stand in groups. */
    public static List<Line> ofAmounts(JsonNode document) {
        List<Line> lines = new ArrayList<>();
        collect("", document, true, lines);
        return lines;
    }

    /** The document in one text, its values named and joined by semicolons; 'none' for an empty list. */
    public static String spoken(JsonNode document) {
        String all = of(document).stream()
                .map(l -> l.name().isEmpty() ? l.value() : l.name() + ": " + l.value())
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "none" : all;
    }

    private static void collect(String path, JsonNode node, boolean amounts, List<Line> lines) {
        if (lines.size() >= MAX_LINES || node.isNull() || node.isMissingNode()) {
            return;
        }
        if (node.isValueNode()) {
            lines.add(new Line(path, text(node, amounts || path.endsWith("rows"))));
        } else if (node.isArray() && plain(node)) {
            if (node.isEmpty() && path.isEmpty()) {
                return;
            }
            String joined = StreamSupport.stream(node.spliterator(), false)
                    .map(one -> text(one, amounts))
                    .collect(Collectors.joining(", "));
            lines.add(new Line(path, joined.isEmpty() ? "none" : joined));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(step(path, Integer.toString(i + 1)), node.get(i), amounts, lines);
            }
        } else {
            node.properties().forEach(e -> collect(step(path, e.getKey()), e.getValue(), amounts, lines));
        }
    }

    private static boolean plain(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isValueNode);
    }

    private static String text(JsonNode value, boolean amount) {
        if (amount && value.isNumber()) {
            return Wording.grouped(value.decimalValue());
        }
        return value.isBoolean() ? (value.asBoolean() ? "yes" : "no") : value.asText();
    }

    private static String step(String path, String name) {
        return path.isEmpty() ? name : path + " / " + name;
    }
}
