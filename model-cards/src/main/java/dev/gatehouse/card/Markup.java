package dev.gatehouse.card;

import java.util.List;

/**
 * Writes a document's XHTML. Whatever comes from outside goes through {@link #escape}: no text of a card can become markup. The output is
 * well-formed XML, which the PDF renderer needs, and a browser reads it as HTML. It is public for the documents of the sibling package,
 * and only {@link Frame} makes one.
 */
public final class Markup {
    static final String NOT_PROVIDED = "not provided";

    /** Most rows, with the head, of a table that is not parted by a page's end. */
    private static final int SHORT_TABLE_ROWS = 9;

    private static final String TABLE = "<div class=\"table";

    private int tableStart;
    private final StringBuilder out = new StringBuilder(64_000);

    Markup() {}

    /**
     * A column of a table.
     *
     * @param width in percent of the table
     * @param number whether it holds numbers, which stand at its right edge
     */
    public record Column(String head, int width, boolean number) {}

    /** Markup of our own, written as it is. */
    public Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text of a card. */
    public Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /** An element without attributes, or with the attributes given after its name, around a text. */
    public Markup element(String nameAndAttributes, String text) {
        int space = nameAndAttributes.indexOf(' ');
        String name = space < 0 ? nameAndAttributes : nameAndAttributes.substring(0, space);
        return raw("<" + nameAndAttributes + ">").text(text).raw("</" + name + ">");
    }

    /** A text as people write it: blank lines part paragraphs, single line ends are kept. */
    public Markup paragraphs(String text) {
        for (String paragraph : text.strip().split("\\R\\s*\\R", -1)) {
            raw("<p>");
            String[] lines = paragraph.strip().split("\\R", -1);
            for (int i = 0; i < lines.length; i++) {
                raw(i == 0 ? "" : "<br/>").text(lines[i]);
            }
            raw("</p>");
        }
        return this;
    }

    /** A text section: its paragraphs and their source, or the statement that there is none. */
    Markup prose(Field<String> field) {
        field.provided().ifPresent(this::paragraphs);
        return remark(field);
    }

    /** A text of the card that people wrote in Markdown, and its source. */
    Markup written(Field<String> field) {
        field.provided().ifPresent(this::markdown);
        return remark(field);
    }

    /** A text that a person wrote as Markdown; {@link Markdown} says what of it is read. */
    public Markup markdown(String text) {
        return raw("<div class=\"written\">").raw(Markdown.xhtml(text)).raw("</div>");
    }

    /** The source of a provided field, or why there is nothing, as a line of its own. */
    Markup remark(Field<?> field) {
        if (field instanceof Field.Provided<?> given) {
            return element("p class=\"source\"", "Source: " + given.source());
        }
        return element("p class=\"none\"", absence(field));
    }

    /** What is printed in place of a value. */
    static String absence(Field<?> field) {
        return field instanceof Field.NotApplicable<?> never
                ? "not applicable, because " + never.because()
                : NOT_PROVIDED;
    }

    /**
     * Starts a table.
     *
     * @param caption what it shows
     * @param columns each 'Head|width', the width in percent of the table; a head that starts with '#' is a column of numbers
     */
    Markup table(String caption, List<String> columns) {
        return beginTable(
                caption,
                columns.stream()
                        .map(column -> {
                            int bar = column.lastIndexOf('|');
                            boolean number = column.startsWith("#");
                            int width = Integer.parseInt(column.substring(bar + 1));
                            return new Column(column.substring(number ? 1 : 0, bar), width, number);
                        })
                        .toList());
    }

    /** Starts a table; on a screen that is too narrow for it, it scrolls in a region of its own. */
    public Markup beginTable(String caption, List<Column> columns) {
        tableStart = out.length();
        raw(TABLE + "\" role=\"region\" tabindex=\"0\" aria-label=\"").text(caption);
        raw("\"><table><caption>").text(caption).raw("</caption><thead><tr>");
        for (Column column : columns) {
            String number = column.number() ? " class=\"number\"" : "";
            element("th scope=\"col\"" + number + " style=\"width:" + column.width() + "%\"", column.head());
        }
        return raw("</tr></thead><tbody>");
    }

    /** Ends a table; one of few rows is marked to stay on one page. */
    public Markup endTable() {
        raw("</tbody></table></div>");
        int rows = 0;
        for (int at = out.indexOf("<tr>", tableStart); at >= 0; at = out.indexOf("<tr>", at + 1)) {
            rows++;
        }
        if (rows <= SHORT_TABLE_ROWS) {
            out.insert(tableStart + TABLE.length(), " keep");
        }
        return this;
    }

    /** A cell; null prints as 'not provided'. */
    public Markup cell(String text) {
        return text == null ? element("td class=\"none\"", NOT_PROVIDED) : element("td", text);
    }

    public Markup number(String text) {
        return element("td class=\"number\"", text);
    }

    public Markup digestCell(String digest) {
        return digest == null ? cell(null) : element("td class=\"digest\"", digest);
    }

    /** A chart of {@link Charts}. */
    public Markup figure(String chart) {
        return raw("<div class=\"figure\" role=\"group\" tabindex=\"0\" aria-label=\"Chart\">")
                .raw(chart)
                .raw("</div>");
    }

    int length() {
        return out.length();
    }

    /** What was written since the text had that length. */
    CharSequence from(int length) {
        return out.subSequence(length, out.length());
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * Escapes text for XML content and quoted attributes. Characters that XML cannot carry and those that reorder the text around them
     * (a name must not be able to disguise itself) become U+FFFD.
     */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(carried(c) ? c : 0xFFFD);
            }
        });
        return safe.toString();
    }

    private static boolean carried(int c) {
        boolean reorders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean xml = c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF && (c < 0x7F || c > 0x9F))
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
        return xml && !reorders && (c & 0xFFFE) != 0xFFFE;
    }
}
