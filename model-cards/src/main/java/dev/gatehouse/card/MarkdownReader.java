package dev.gatehouse.card;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Delimited;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Reads Markdown within the limits of {@link Markdown}. What could make the parser's work grow faster than the text is counted before it
 * parses; what the parsed text holds is counted after.
 */
final class MarkdownReader {
    /** Characters that begin or end an inline element. */
    static final String MARKS = "*_`[]<!&\\";

    /** Deeper blocks and inlines are parsed as text; by then the limit on nesting is exceeded. */
    private static final int PARSED_NESTING = 4 * Markdown.MAX_NESTING;

    /** The line under a table's head; quote and list marks may stand before it. */
    private static final Pattern DELIMITER_ROW = Pattern.compile("[\\s>*+0-9.)]*[|:-][\\s|:-]*");

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            // All but blocks of HTML: their lines are paragraphs like others.
            .enabledBlockTypes(Set.of(
                    Heading.class,
                    FencedCodeBlock.class,
                    IndentedCodeBlock.class,
                    ThematicBreak.class,
                    ListBlock.class,
                    BlockQuote.class))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .maxOpenBlockParsers(PARSED_NESTING)
            .maxInlineNesting(PARSED_NESTING)
            .build();

    private final String[] lines;
    private int blocks;
    private int links;

    private MarkdownReader(String[] lines) {
        this.lines = lines;
    }

    /**
     * A text's nodes, with the places where they stand.
     *
     * @throws IllegalArgumentException if it breaks a limit
     */
    static Node read(String text) {
        if (text.length() > Markdown.MAX_CHARS) {
            int line = (int) text.substring(0, Markdown.MAX_CHARS).lines().count();
            throw refused(
                    line - 1,
                    "here end the " + Markdown.MAX_CHARS + " characters that a text may have; it has " + text.length()
                            + ". Shorten it, or attach it as evidence.");
        }
        String[] lines = text.split("\r\n|\r|\n", -1);
        MarkdownReader reader = new MarkdownReader(lines);
        reader.countBeforeParsing();
        Node document = PARSER.parse(text);
        reader.walk(document, 0, 0);
        return document;
    }

    private void countBeforeParsing() {
        if (lines.length > Markdown.MAX_LINES) {
            throw refused(Markdown.MAX_LINES, "a text has at most " + Markdown.MAX_LINES + " lines; shorten it");
        }
        int marks = 0;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.isBlank()) {
                marks = 0;
            }
            for (int c = 0; c < line.length(); c++) {
                if (MARKS.indexOf(line.charAt(c)) >= 0 && ++marks > Markdown.MAX_MARKS) {
                    throw refused(
                            i,
                            "more than " + Markdown.MAX_MARKS + " of the characters " + MARKS
                                    + " between two blank lines; part the text by blank lines");
                }
            }
            // A table costs its columns times its rows, however short the rows are.
            if (line.indexOf('|') >= 0 && DELIMITER_ROW.matcher(line).matches()) {
                columns(i, cells(line));
            }
        }
    }

    private void columns(int line, int columns) {
        if (columns > Markdown.MAX_COLUMNS) {
            throw refused(
                    line,
                    "a table of " + columns + " columns; at most " + Markdown.MAX_COLUMNS
                            + " are taken. Make it two tables.");
        }
    }

    /** Counts what a node and those under it hold; the parser's own limits bound the recursion. */
    private void walk(Node node, int containers, int spans) {
        int inContainers = containers + (node instanceof BlockQuote || node instanceof ListItem ? 1 : 0);
        if (inContainers > Markdown.MAX_NESTING) {
            throw refused(
                    line(node),
                    "lists and quotes within one another more than " + Markdown.MAX_NESTING + " deep; flatten them");
        }
        boolean link = node instanceof Link || node instanceof Image;
        int inSpans = spans + (link || node instanceof Delimited ? 1 : 0);
        if (inSpans > Markdown.MAX_NESTING) {
            throw refused(
                    line(node),
                    "emphases and links within one another more than " + Markdown.MAX_NESTING + " deep; flatten them");
        }
        if (node instanceof Block && !(node instanceof TableCell) && ++blocks > Markdown.MAX_BLOCKS) {
            throw refused(
                    line(node),
                    "more than " + Markdown.MAX_BLOCKS + " paragraphs, list items and table rows; shorten the text");
        }
        if (link && ++links > Markdown.MAX_LINKS) {
            throw refused(line(node), "more than " + Markdown.MAX_LINKS + " links and images; leave some out");
        }
        address(node);
        if (node instanceof TableRow) {
            row(node);
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            walk(child, inContainers, inSpans);
        }
    }

    private void address(Node node) {
        String address = node instanceof Link link
                ? link.getDestination()
                : node instanceof Image image
                        ? image.getDestination()
                        : node instanceof LinkReferenceDefinition definition ? definition.getDestination() : "";
        if (address != null && address.length() > Markdown.MAX_ADDRESS_CHARS) {
            throw refused(
                    line(node),
                    "an address of " + address.length() + " characters; at most " + Markdown.MAX_ADDRESS_CHARS
                            + " are taken");
        }
    }

    /** Cells beyond the last column are dropped by the table syntax; a card hides nothing, so the row is refused. */
    private void row(Node row) {
        int columns = 0;
        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
            columns++;
        }
        int line = line(row);
        int from =
                row.getSourceSpans().isEmpty() ? 0 : row.getSourceSpans().get(0).getColumnIndex();
        int written = cells(lines[line].substring(Math.min(from, lines[line].length())));
        if (written > columns) {
            throw refused(
                    line,
                    "a table row of " + written + " cells under " + columns
                            + " columns; the last would not be shown. Add columns, or write \\| for a bar within a cell.");
        }
    }

    /** Cells of a row as the table syntax parts them. */
    private static int cells(String row) {
        String inner = row.strip();
        int start = inner.startsWith("|") ? 1 : 0;
        int cells = 1;
        for (int i = start; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '|' && i < inner.length() - 1) {
                cells++;
            }
        }
        return cells;
    }

    /** Index of the line on which a node, or what holds it, begins. */
    private static int line(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.getSourceSpans().isEmpty()) {
                return at.getSourceSpans().get(0).getLineIndex();
            }
        }
        return 0;
    }

    private static IllegalArgumentException refused(int lineIndex, String reason) {
        return new IllegalArgumentException(String.format(Locale.ROOT, "line %d: %s", lineIndex + 1, reason));
    }
}
