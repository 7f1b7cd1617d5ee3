package dev.gatehouse.governance.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Document;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.governance.pages.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the documents here are put together from: texts within the limits of a document, verdicts with their colours, JSON as words. */
final class Parts {

    /** Language of the documents' own words. */
    static final String LANGUAGE = "en";

    private Parts() {}

    /** A single line that a document takes; what is longer ends in an ellipsis, what is empty says so. */
    static String line(String text) {
        return cut(text == null ? "" : text.strip(), Document.MAX_LINE_CHARS);
    }

    /** A text that a document takes; what is longer ends in an ellipsis, what is empty says so. */
    static String text(String text) {
        return cut(text == null ? "" : text.strip(), Document.MAX_TEXT_CHARS);
    }

    /** A text for a tile, which is a glance. */
    static String glance(String text) {
        return cut(text.strip(), dev.gatehouse.card.Tile.MAX_CHARS);
    }

    private static String cut(String text, int most) {
        if (text.isBlank()) {
            return "(empty)";
        }
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** A chart with what to see in it; in its place a sentence where it has more points than fit a document. */
    static List<Block> figure(String svg, String caption) {
        return svg.length() > Block.MAX_FIGURE_CHARS
                ? List.of(new Block.Text("A chart with too many points for paper is left out. " + caption))
                : List.of(new Block.Figure(svg), new Block.Text(caption));
    }

    /** The colour of a code, as the pages give it one. */
    static Tone tone(String code) {
        return switch (Wording.tone(code)) {
            case "good" -> Tone.PASS;
            case "bad" -> Tone.FAIL;
            case "warn" -> Tone.WARN;
            default -> Tone.PLAIN;
        };
    }

    /** A code as a cell: its words in its colour. */
    static Cell coded(String code) {
        return code == null || code.isEmpty() ? Cell.of("–") : Cell.verdict(Wording.words(code), tone(code));
    }

    /** The rows of a table up to its limit, and a sentence on the rest where there is one. */
    static List<Block> table(
            String caption, List<Block.Column> columns, List<List<Cell>> rows, int most, String whereTheRestIs) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Table(caption, columns, rows.stream().limit(most).toList()));
        if (rows.size() > most) {
            blocks.add(new Block.Text(
                    Wording.grouped((long) rows.size() - most) + " more rows are in " + whereTheRestIs + "."));
        }
        return blocks;
    }

    /** The attachment, if a PDF takes one of that size. */
    static Optional<Attachment> attachment(String name, String description, String mediaType, byte[] bytes) {
        return bytes.length > Attachment.MAX_BYTES
                ? Optional.empty()
                : Optional.of(new Attachment(name, description, mediaType, bytes));
    }

    /** A JSON value in words: the members of objects named, the entries of lists parted by semicolons. */
    static String spoken(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "not answered";
        }
        if (value.isContainerNode() && value.isEmpty()) {
            return "none";
        }
        return text(Line.of(value).stream()
                .map(line -> line.name().isEmpty() ? line.value() : Wording.words(line.name()) + ": " + line.value())
                .collect(Collectors.joining("; ")));
    }

    static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static String joined(JsonNode array, String none) {
        String joined = all(array).map(JsonNode::asText).collect(Collectors.joining(", "));
        return joined.isEmpty() ? none : joined;
    }
}
