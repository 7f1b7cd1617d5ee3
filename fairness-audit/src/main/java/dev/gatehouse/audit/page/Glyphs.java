package dev.gatehouse.audit.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal can show, and how many columns it takes. */
final class Glyphs {
    private static final int SHORTEST_PART = 5;
    private static final Pattern SEPARATOR = Pattern.compile(" [×x:] ");

    private final boolean unicode;

    /** @param unicode false where only ASCII can be shown */
    Glyphs(boolean unicode) {
        this.unicode = unicode;
    }

    /** The text without control characters, and in ASCII where nothing else can be shown; what has no likeness is told by its number. */
    String shown(String text) {
        String safe = Escape.visible(text);
        if (unicode) {
            return safe;
        }
        StringBuilder ascii = new StringBuilder(safe.length());
        safe.codePoints().forEach(c -> ascii.append(ascii(c)));
        return ascii.toString();
    }

    private static String ascii(int c) {
        if (c < 0x80) {
            return Character.toString(c);
        }
        return switch (c) {
            case '−', '–', '—' -> "-";
            case '×' -> "x";
            case '≥' -> ">=";
            case '≤' -> "<=";
            case '∞' -> "inf";
            case '…' -> "...";
            case '‘', '’' -> "'";
            case '·' -> ",";
            case 'ε' -> "epsilon";
            case 0xFFFD -> "?";
            default -> String.format("\\u{%x}", c);
        };
    }

    /** Columns on a terminal: two for wide characters of East Asia and pictures, none for marks on the character before. */
    static int columns(String text) {
        return text.codePoints().map(Glyphs::columns).sum();
    }

    private static int columns(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
        return wide ? 2 : 1;
    }

    /** The text in at most so many columns; a cut one ends in an ellipsis. */
    String fit(String text, int most) {
        if (columns(text) <= most) {
            return text;
        }
        String end = shown("…");
        StringBuilder cut = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            used += columns(c);
            if (used > most - columns(end)) {
                break;
            }
            cut.appendCodePoint(c);
        }
        return cut.toString().stripTrailing() + end;
    }

    /** As {@link #fit}, but takes from the longest of the parts between colons and crosses, so that each can still be told. */
    String fitParts(String text, int most) {
        if (columns(text) <= most) {
            return text;
        }
        List<String> parts = new ArrayList<>();
        List<String> between = new ArrayList<>();
        Matcher separator = SEPARATOR.matcher(text);
        int from = 0;
        while (separator.find()) {
            parts.add(text.substring(from, separator.start()));
            between.add(separator.group());
            from = separator.end();
        }
        parts.add(text.substring(from));
        int separators = between.stream().mapToInt(Glyphs::columns).sum();
        int cap = columns(text);
        while (separators + capped(parts, cap) > most) {
            if (--cap < SHORTEST_PART) {
                return fit(text, most);
            }
        }
        StringBuilder joined = new StringBuilder(fit(parts.get(0), cap));
        for (int i = 1; i < parts.size(); i++) {
            joined.append(between.get(i - 1)).append(fit(parts.get(i), cap));
        }
        return joined.toString();
    }

    private static int capped(List<String> parts, int cap) {
        int sum = 0;
        for (String part : parts) {
            sum += Math.min(cap, columns(part));
        }
        return sum;
    }
}
