package dev.gatehouse.audit.page;

import java.util.ArrayList;
import java.util.List;

/** A table of text. Where it is too wide, its columns continue beneath, with the first column again. */
final class TextTable {
    private static final int GAP = 2;
    private static final String INDENT = "  ";
    /** Columns of the terminal that the first column may always take. */
    private static final int MIN_FIRST = 18;

    private final Glyphs glyphs;
    private final int width;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String head, boolean right) {}

    /** @param width of the terminal, in columns */
    TextTable(Glyphs glyphs, int width) {
        this.glyphs = glyphs;
        this.width = width;
    }

    TextTable left(String head) {
        columns.add(new Column(glyphs.shown(head), false));
        return this;
    }

    TextTable right(String head) {
        columns.add(new Column(glyphs.shown(head), true));
        return this;
    }

    void row(List<String> cells) {
        rows.add(cells.stream().map(glyphs::shown).toList());
    }

    /** With a first column of what it needs, at most a quarter of the width. */
    String drawn() {
        return drawn(Math.min(Math.max(MIN_FIRST, width / 4), needed(0)));
    }

    /** With a first column of what the others leave, so that all stand side by side where that is possible. */
    String drawnWhole() {
        int others = INDENT.length();
        for (int i = 1; i < columns.size(); i++) {
            others += GAP + needed(i);
        }
        return drawn(Math.min(Math.max(MIN_FIRST, width - others), needed(0)));
    }

    private String drawn(int first) {
        StringBuilder out = new StringBuilder();
        int from = 1;
        while (from < columns.size()) {
            int to = from;
            int used = INDENT.length() + first;
            while (to < columns.size() && (to == from || used + GAP + needed(to) <= width)) {
                used += GAP + needed(to++);
            }
            if (from > 1) {
                out.append('\n');
            }
            block(out, first, from, to);
            from = to;
        }
        return out.toString();
    }

    private void block(StringBuilder out, int first, int from, int to) {
        line(out, first, from, to, columns.stream().map(Column::head).toList());
        rows.forEach(row -> line(out, first, from, to, row));
    }

    private void line(StringBuilder out, int first, int from, int to, List<String> cells) {
        StringBuilder line = new StringBuilder(INDENT);
        line.append(padded(
                glyphs.fitParts(cells.get(0), first), first, columns.get(0).right()));
        for (int i = from; i < to; i++) {
            int room = Math.min(needed(i), Math.max(1, width - INDENT.length() - first - GAP));
            line.append(" ".repeat(GAP))
                    .append(padded(
                            glyphs.fit(cells.get(i), room), room, columns.get(i).right()));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private int needed(int column) {
        int most = Glyphs.columns(columns.get(column).head());
        for (List<String> row : rows) {
            most = Math.max(most, Glyphs.columns(row.get(column)));
        }
        return most;
    }

    private static String padded(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - Glyphs.columns(text)));
        return right ? space + text : text + space;
    }
}
