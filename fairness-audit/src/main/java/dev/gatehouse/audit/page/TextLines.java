package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.Verdict;
import java.util.List;
import java.util.Locale;

/** Lines of text for a terminal of a given width. */
final class TextLines {
    private static final int MAX_REASONS = 10;

    private final Glyphs glyphs;
    private final int width;
    private final StringBuilder out = new StringBuilder();

    /** @param width of the terminal, in columns */
    TextLines(Glyphs glyphs, int width) {
        this.glyphs = glyphs;
        this.width = width;
    }

    /**
     * How the audit ended, and why.
     *
     * @param without why there may be no verdict
     * @param about what was audited
     */
    void verdict(Verdict verdict, String without, String about, List<String> reasons, List<String> notes) {
        String word = verdict == null
                ? "NO VERDICT (" + without + ")"
                : Wording.verdict(verdict).toUpperCase(Locale.ROOT);
        line("", word + ": " + about);
        reasons.stream().limit(MAX_REASONS).forEach(this::item);
        more(reasons.size() - MAX_REASONS, "reasons");
        notes.forEach(note -> item("Note: " + note));
    }

    /** A table as it was drawn. */
    void table(String drawn) {
        out.append(drawn);
    }

    void more(int count, String what) {
        if (count > 0) {
            line("  ", "… and " + Wording.count(count) + " more " + what + " (--html or --json has all)");
        }
    }

    void item(String text) {
        line("  ", "- " + text);
    }

    void blank() {
        out.append('\n');
    }

    /** A line, broken at spaces where it is too long; what follows is indented. */
    void line(String indent, String text) {
        String rest = glyphs.shown(text);
        String lead = indent;
        while (Glyphs.columns(lead + rest) > width) {
            int room = width - lead.length();
            int space = rest.lastIndexOf(' ', Math.min(room, rest.length() - 1));
            int cut = space > 0
                    ? space
                    : rest.offsetByCodePoints(0, Math.min(room / 2, rest.codePointCount(0, rest.length())));
            out.append(lead).append(rest.substring(0, cut).stripTrailing()).append('\n');
            rest = rest.substring(cut).stripLeading();
            lead = indent + "    ";
        }
        out.append(lead).append(rest).append('\n');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
