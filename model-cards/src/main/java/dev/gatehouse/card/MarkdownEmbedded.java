package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Document;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/** Writes read Markdown as Markdown that keeps within its section of a larger document. */
final class MarkdownEmbedded {
    private static final MarkdownRenderer RENDERER = MarkdownRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .build();

    /** Takes all of Markdown, as a reader elsewhere would. */
    private static final Parser ANY_MARKDOWN =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private MarkdownEmbedded() {}

    /**
     * Writes a text that was read; the document's nodes are changed. The library's writer does not escape all that begins a block (three
     * tildes, for one), so what it wrote is read again, and where it would not keep within its section every mark of the text is escaped.
     */
    static String write(Node document, String text) {
        tame(document);
        // Spaces at the beginning may be those of a code block.
        String written = RENDERER.render(document).stripTrailing();
        return keepsWithin(written) ? written : escaped(text);
    }

    private static boolean keepsWithin(String markdown) {
        Node around = ANY_MARKDOWN.parse("# before\n\n" + markdown + "\n\n# after");
        return around.getLastChild() instanceof Heading last
                && last != around.getFirstChild()
                && tameWithin(around, last);
    }

    private static boolean tameWithin(Node parent, Node last) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            boolean frame = node == last
                    || (node instanceof Heading && node.getPrevious() == null && node.getParent() instanceof Document);
            boolean wild = node instanceof HtmlBlock
                    || node instanceof HtmlInline
                    || node instanceof Image
                    || node instanceof LinkReferenceDefinition
                    || (node instanceof Link link
                            && MarkdownXhtml.target(link.getDestination()).isEmpty())
                    || (node instanceof Heading && !frame);
            if (wild || !tameWithin(node, last)) {
                return false;
            }
        }
        return true;
    }

    /** Text that Markdown shows as it is, line by line. */
    static String escaped(String text) {
        return text.lines()
                .map(line -> line.strip()
                        .codePoints()
                        .mapToObj(MarkdownEmbedded::escaped)
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"))
                .strip();
    }

    /** Text that Markdown shows as it is, on one line; it can stand in a table's cell, and does not begin a block there. */
    static String inline(String text) {
        StringBuilder line = new StringBuilder(text.length() + 8);
        text.strip().codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                line.append(' ');
            } else if (INLINE_MARKS.indexOf(c) >= 0) {
                line.append('\\').append((char) c);
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }

    private static final String INLINE_MARKS = "\\`*_[]<>&|~$#";

    private static String escaped(int c) {
        boolean mark = c < 0x80 && c > ' ' && !Character.isLetterOrDigit(c);
        return mark ? "\\" + (char) c : Character.toString(c);
    }

    private static void tame(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            children.add(node);
        }
        for (Node node : children) {
            tame(node);
            if (node instanceof Heading) {
                heading(node);
            } else if (node instanceof HtmlInline html) {
                replace(node, new Text(html.getLiteral()));
            } else if (node instanceof Image image) {
                node.insertBefore(new Text(MarkdownXhtml.IMAGE));
                unwrap(node, image.getDestination(), image.getTitle());
            } else if (node instanceof Link link
                    && MarkdownXhtml.target(link.getDestination()).isEmpty()) {
                unwrap(node, link.getDestination(), link.getTitle());
            } else if (node instanceof LinkReferenceDefinition definition) {
                Paragraph paragraph = new Paragraph();
                paragraph.appendChild(new Text(MarkdownXhtml.definition(definition)));
                replace(node, paragraph);
            }
        }
    }

    /** A heading becomes a bold paragraph, or a plain one where it holds emphasis of its own. */
    private static void heading(Node heading) {
        Paragraph paragraph = new Paragraph();
        boolean plain = true;
        for (Node node = heading.getFirstChild(); node != null; node = node.getNext()) {
            plain &= !(node instanceof StrongEmphasis || node instanceof Emphasis);
        }
        Node into = paragraph;
        if (plain && heading.getFirstChild() != null) {
            into = new StrongEmphasis("**");
            paragraph.appendChild(into);
        }
        for (Node node = heading.getFirstChild(); node != null; node = heading.getFirstChild()) {
            into.appendChild(node);
        }
        replace(heading, paragraph);
    }

    /** An element's children in its place, with its address and title as text. */
    private static void unwrap(Node node, String destination, String title) {
        for (Node child = node.getFirstChild(); child != null; child = node.getFirstChild()) {
            node.insertBefore(child);
        }
        replace(node, new Text(" (" + destination + (title == null ? "" : ", “" + title + "”") + ")"));
    }

    private static void replace(Node node, Node by) {
        node.insertAfter(by);
        node.unlink();
    }
}
