package dev.gatehouse.card;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;

/**
 * Writes read Markdown as XHTML. Only the elements written here can occur. Empty paragraphs, lists and tables are not written, as the
 * PDF's structure has no place for them.
 */
final class MarkdownXhtml {
    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto");
    private static final String EMPTY = "&#160;";

    /** Most rows of a table that is not parted by a page's end. */
    private static final int SHORT_TABLE_ROWS = 8;

    private final StringBuilder out = new StringBuilder();

    private MarkdownXhtml() {}

    static String render(Node document) {
        MarkdownXhtml xhtml = new MarkdownXhtml();
        xhtml.blocks(document, false);
        return xhtml.out.toString();
    }

    private void blocks(Node parent, boolean tight) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            block(node, tight);
        }
    }

    private void block(Node node, boolean tight) {
        if (node instanceof Paragraph) {
            if (tight) {
                inlines(node);
            } else {
                around("<p>", node, "</p>");
            }
        } else if (node instanceof Heading) {
            around("<p class=\"heading\">", node, "</p>");
        } else if (node instanceof ListBlock list) {
            list(list);
        } else if (node instanceof BlockQuote) {
            int start = open("<blockquote>");
            blocks(node, false);
            close(start, "<blockquote>", "</blockquote>");
        } else if (node instanceof FencedCodeBlock code) {
            if (code.getInfo() != null && !code.getInfo().isBlank()) {
                out.append("<p class=\"info\">").append(escape(code.getInfo())).append("</p>");
            }
            code(code.getLiteral());
        } else if (node instanceof IndentedCodeBlock code) {
            code(code.getLiteral());
        } else if (node instanceof ThematicBreak) {
            out.append("<p class=\"break\">* * *</p>");
        } else if (node instanceof TableBlock) {
            table(node);
        } else if (node instanceof LinkReferenceDefinition definition) {
            out.append("<p>").append(escape(definition(definition))).append("</p>");
        } else {
            blocks(node, tight);
        }
    }

    /** What a definition of a link says, as a reader should see it. */
    static String definition(LinkReferenceDefinition definition) {
        String title = definition.getTitle() == null ? "" : " “" + definition.getTitle() + "”";
        return "[" + definition.getLabel() + "]: " + definition.getDestination() + title;
    }

    private void list(ListBlock list) {
        String name = list instanceof OrderedList ? "ol" : "ul";
        Integer first = list instanceof OrderedList ordered ? ordered.getMarkerStartNumber() : null;
        out.append('<').append(name);
        if (first != null && first != 1) {
            out.append(" start=\"").append(first).append('"');
        }
        out.append('>');
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            if (item instanceof ListItem) {
                out.append("<li>");
                int start = out.length();
                blocks(item, list.isTight());
                out.append(out.length() == start ? EMPTY : "").append("</li>");
            } else {
                throw new IllegalStateException("a list holds items only, not " + item);
            }
        }
        out.append("</").append(name).append('>');
    }

    private void code(String literal) {
        if (!literal.isBlank()) {
            out.append("<pre><code>").append(escape(literal)).append("</code></pre>");
        }
    }

    private void table(Node table) {
        Node head = table.getFirstChild().getFirstChild();
        if (!(table.getLastChild() instanceof TableBody)) {
            // A head alone is no table: it has no cells to name.
            out.append("<p>");
            for (Node cell = head.getFirstChild(); cell != null; cell = cell.getNext()) {
                inlines(cell);
                out.append(cell.getNext() == null ? "" : " | ");
            }
            out.append("</p>");
            return;
        }
        int rows = 0;
        for (Node row = table.getLastChild().getFirstChild(); row != null; row = row.getNext()) {
            rows++;
        }
        out.append(rows <= SHORT_TABLE_ROWS ? "<div class=\"table keep\">" : "<div class=\"table\">")
                .append("<table><thead>");
        row(head, "th scope=\"col\"");
        out.append("</thead><tbody>");
        for (Node row = table.getLastChild().getFirstChild(); row != null; row = row.getNext()) {
            row(row, "td");
        }
        out.append("</tbody></table></div>");
    }

    private void row(Node row, String element) {
        out.append("<tr>");
        for (Node node = row.getFirstChild(); node != null; node = node.getNext()) {
            boolean right = node instanceof TableCell cell && cell.getAlignment() == TableCell.Alignment.RIGHT;
            out.append('<').append(element).append(right ? " class=\"number\">" : ">");
            int start = out.length();
            inlines(node);
            out.append(out.length() == start ? EMPTY : "");
            out.append("</").append(element, 0, 2).append('>');
        }
        out.append("</tr>");
    }

    private void inlines(Node parent) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            inline(node);
        }
    }

    private void inline(Node node) {
        if (node instanceof Text text) {
            out.append(escape(text.getLiteral()));
        } else if (node instanceof SoftLineBreak) {
            out.append('\n');
        } else if (node instanceof HardLineBreak) {
            out.append("<br/>");
        } else if (node instanceof Emphasis) {
            around("<em>", node, "</em>");
        } else if (node instanceof StrongEmphasis) {
            around("<strong>", node, "</strong>");
        } else if (node instanceof Code code) {
            out.append("<code>").append(escape(code.getLiteral())).append("</code>");
        } else if (node instanceof HtmlInline html) {
            out.append(escape(html.getLiteral()));
        } else if (node instanceof Link link) {
            link(link);
        } else if (node instanceof Image image) {
            out.append("<span class=\"image\">").append(IMAGE);
            inlines(node);
            address(image.getDestination(), image.getTitle(), " ");
            out.append("</span>");
        } else {
            inlines(node);
        }
    }

    /** What stands before the alternative text of an image. */
    static final String IMAGE = "Image not shown: ";

    private void link(Link link) {
        Optional<String> target = target(link.getDestination());
        int start = out.length();
        target.ifPresent(
                href -> out.append("<a href=\"").append(escape(href)).append("\" rel=\"noopener noreferrer\">"));
        int textStart = out.length();
        inlines(link);
        boolean empty = out.length() == textStart;
        boolean said = out.substring(textStart).equals(escape(link.getDestination()));
        if (empty) {
            // A link without a text could be followed by nobody; its address stands for it.
            out.setLength(start);
        } else if (target.isPresent()) {
            out.append("</a>");
        }
        if (!said || link.getTitle() != null) {
            address(link.getDestination(), link.getTitle(), empty ? "" : " ");
        }
    }

    private void address(String destination, String title, String before) {
        out.append(before).append("<span class=\"address\">(").append(escape(destination));
        if (title != null) {
            out.append(destination.isEmpty() ? "" : ", ")
                    .append('“')
                    .append(escape(title))
                    .append('”');
        }
        out.append(")</span>");
    }

    /** Where a link leads, as an ASCII address, if a reader may follow it: http, https or mailto, and well-formed. */
    static Optional<String> target(String destination) {
        try {
            URI address = new URI(destination);
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            boolean whole = scheme.equals("mailto") ? address.isOpaque() : address.getHost() != null;
            return SCHEMES.contains(scheme) && whole ? Optional.of(address.toASCIIString()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private void around(String open, Node node, String close) {
        int start = open(open);
        inlines(node);
        close(start, open, close);
    }

    private int open(String open) {
        out.append(open);
        return out.length();
    }

    private void close(int start, String open, String close) {
        if (out.length() == start) {
            out.setLength(start - open.length());
        } else {
            out.append(close);
        }
    }

    private static String escape(String text) {
        return Markup.escape(text);
    }
}
