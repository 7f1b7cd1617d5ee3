package dev.gatehouse.card;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * The Markdown of the texts that people write for a card: CommonMark with tables. Only what a printed document can carry has an effect:
 * paragraphs, lists, quotes, code, tables, emphasis and links. Headings become bold paragraphs, since the document's outline is the
 * card's own. HTML is shown as the text that it is, and an image as its alternative text and address: nothing is ever loaded. No text is
 * hidden: addresses, titles and definitions of links are printed.
 *
 * <p>The limits keep the cost of any text in proportion to its length, whatever was written to make it dear.
 */
public final class Markdown {
    /** Longest text, in UTF-16 characters. */
    public static final int MAX_CHARS = CardContent.MAX_TEXT_CHARS;
    /** Most lines. */
    public static final int MAX_LINES = 3_000;
    /** Most lists and quotes around one another, and likewise most emphases and links around one another. */
    public static final int MAX_NESTING = 8;
    /** Most paragraphs, list items, quotes, code blocks and table rows. */
    public static final int MAX_BLOCKS = 2_000;
    /** Most columns of a table. */
    public static final int MAX_COLUMNS = 20;
    /** Most links and images. */
    public static final int MAX_LINKS = 200;
    /** Longest address of a link or image, in UTF-16 characters. */
    public static final int MAX_ADDRESS_CHARS = 1_000;
    /** Most of the characters {@code * _ ` [ ] < ! & \} between two blank lines. */
    public static final int MAX_MARKS = 4_000;

    private static final TextContentRenderer PLAIN = TextContentRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .lineBreakRendering(LineBreakRendering.STRIP)
            .build();

    private Markdown() {}

    /**
     * Checks a text against the limits of this class.
     *
     * @throws IllegalArgumentException if it breaks one, or has a table row whose last cells would not be shown; the message names the
     *     line, the limit and what to do
     */
    public static void check(String text) {
        MarkdownReader.read(text);
    }

    /**
     * A text as XHTML: well-formed blocks of the elements {@code p, ul, ol, li, blockquote, pre, code, div, table, thead, tbody, tr, th,
     * td, em, strong, br, a, span}, with no attributes but {@code class, href, rel, scope, start}. A text that {@link #check} refuses is
     * shown as it was typed, in paragraphs.
     */
    public static String xhtml(String text) {
        Node document;
        try {
            document = MarkdownReader.read(text);
        } catch (IllegalArgumentException e) {
            return new Markup().paragraphs(text).toString();
        }
        return MarkdownXhtml.render(document);
    }

    /**
     * A text without its marks, in one line: for a place that shows plain text only. A text that {@link #check} refuses stays as it was
     * typed.
     */
    static String plain(String text) {
        Node document;
        try {
            document = MarkdownReader.read(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
        return PLAIN.render(document).strip();
    }

    /**
     * A text as Markdown that can stand in a larger Markdown document: without headings, HTML, images and definitions of links, each
     * of which is written as text. A text that {@link #check} refuses is written as it was typed, with every mark escaped.
     */
    static String embedded(String text) {
        Node document;
        try {
            document = MarkdownReader.read(text);
        } catch (IllegalArgumentException e) {
            return MarkdownEmbedded.escaped(text);
        }
        return MarkdownEmbedded.write(document, text);
    }
}
