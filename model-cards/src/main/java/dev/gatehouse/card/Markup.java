package dev.gatehouse.card;

import java.util.List;

/**
 * Writes the card's XHTML. Whatever comes from a card goes through {@link #escape}: no text of a card can become markup. The output is
 * well-formed XML, which the PDF renderer needs, and a browser reads it as HTML.
 */
final class Markup {
    static final String NOT_PROVIDED = "not provided";

    /** Most rows, with the head, of a table that is not parted by a page's end. */
    private static final int SHORT_TABLE_ROWS = 9;

    private int tableStart;
    private final StringBuilder out = new StringBuilder(64_000);

    /** Markup of our own, written as it is. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text of a card. */
    Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /** An element without attributes, or with the attributes given after its name, around a text. */
    Markup element(String nameAndAttributes, String text) {
        int space = nameAndAttributes.indexOf(' ');
        String name = space < 0 ? nameAndAttributes : nameAndAttributes.substring(0, space);
        return raw("<" + nameAndAttributes + ">").text(text).raw("</" + name + ">");
    }

    /** A text as people write it: blank lines part paragraphs, single line ends are kept. */
    Markup paragraphs(String text) {
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
        tableStart = out.length();
        raw("<div class=\"table\"><table><caption>").text(caption).raw("</caption><thead><tr>");
        for (String column : columns) {
            int bar = column.lastIndexOf('|');
            String head = column.substring(0, bar);
            boolean number = head.startsWith("#");
            String style = " style=\"width:" + column.substring(bar + 1) + "%\"";
            element(
                    "th scope=\"col\"" + (number ? " class=\"number\"" : "") + style,
                    number ? head.substring(1) : head);
        }
        return raw("</tr></thead><tbody>");
    }

    /** Ends a table; one of few rows is marked to stay on one page. */
    Markup endTable() {
        raw("</tbody></table></div>");
        int rows = 0;
        for (int at = out.indexOf("<tr>", tableStart); at >= 0; at = out.indexOf("<tr>", at + 1)) {
            rows++;
        }
        if (rows <= SHORT_TABLE_ROWS) {
            out.replace(tableStart, tableStart + "<div class=\"table\">".length(), "<div class=\"table keep\">");
        }
        return this;
    }

    /** A cell; null prints as 'not provided'. */
    Markup cell(String text) {
        return text == null ? element("td class=\"none\"", NOT_PROVIDED) : element("td", text);
    }

    Markup number(String text) {
        return element("td class=\"number\"", text);
    }

    Markup digestCell(String digest) {
        return digest == null ? cell(null) : element("td class=\"digest\"", digest);
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
