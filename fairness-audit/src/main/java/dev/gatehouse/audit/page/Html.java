package dev.gatehouse.audit.page;

import java.util.List;

/** Writes HTML that is also well-formed XML; every text is escaped on its way in. */
final class Html {
    private final StringBuilder out = new StringBuilder(64_000);

    /**
     * A cell of a table.
     *
     * @param text what it says
     * @param small what stands beneath in smaller type; null for none
     * @param kind {@code num} right-aligned, {@code name} the row's heading, a verdict's class, or empty
     */
    record Cell(String text, String small, String kind) {
        static Cell text(String text) {
            return new Cell(text, null, "");
        }

        static Cell name(String text) {
            return new Cell(text, null, "name");
        }

        static Cell number(String text) {
            return new Cell(text, null, "num");
        }

        static Cell number(String text, String small) {
            return new Cell(text, small.isEmpty() ? null : small, "num");
        }
    }

    /** Markup that this package wrote itself. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(String text) {
        out.append(Escape.markup(text));
        return this;
    }

    /** An element that holds a text only. */
    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name.split(" ", 2)[0] + ">\n");
    }

    Html open(String tag) {
        return raw("<" + tag + ">\n");
    }

    Html close(String tag) {
        return raw("</" + tag + ">\n");
    }

    Html list(List<String> items) {
        if (!items.isEmpty()) {
            open("ul");
            items.forEach(item -> element("li", item));
            close("ul");
        }
        return this;
    }

    /** A table in a region that scrolls sideways and can be reached with the keyboard. */
    Html table(String caption, List<String> heads, List<List<Cell>> rows) {
        raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .text(caption)
                .raw("\">\n<table>");
        element("caption", caption);
        raw("<thead><tr>");
        for (int i = 0; i < heads.size(); i++) {
            boolean number = !rows.isEmpty() && rows.get(0).get(i).kind().equals("num");
            raw(number ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">")
                    .text(heads.get(i))
                    .raw("</th>");
        }
        raw("</tr></thead>\n<tbody>\n");
        for (List<Cell> row : rows) {
            raw("<tr>");
            row.forEach(this::cell);
            raw("</tr>\n");
        }
        return raw("</tbody></table></div>\n");
    }

    private void cell(Cell cell) {
        boolean name = cell.kind().equals("name");
        boolean why = cell.kind().equals("num why");
        raw(name ? "<th scope=\"row\"><bdi>" : cell.kind().isEmpty() ? "<td>" : "<td class=\"" + cell.kind() + "\">");
        text(cell.text()).raw(name ? "</bdi>" : "");
        if (cell.small() != null) {
            raw(why ? "<small class=\"why\">" : "<small>").text(cell.small()).raw("</small>");
        }
        raw(name ? "</th>" : "</td>");
    }

    /** A chart with a text that says what to see; nothing when there is no chart. */
    Html figure(java.util.Optional<String> svg, String caption) {
        svg.ifPresent(drawing -> open("figure")
                .raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .text("Chart: " + caption)
                .raw("\">" + drawing + "</div>\n")
                .element("figcaption", caption)
                .close("figure"));
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
