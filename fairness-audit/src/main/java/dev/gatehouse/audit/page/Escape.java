package dev.gatehouse.audit.page;

/** Text from plans and data, made safe for a page or a terminal. */
final class Escape {
    private Escape() {}

    /** For XML and HTML text and attributes in double or single quotes; what XML forbids and what reorders text becomes U+FFFD. */
    static String markup(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        visible(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Without anything that a reader cannot see or that moves what they see: each such character becomes U+FFFD. */
    static String visible(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isHidden(c) ? 0xFFFD : c));
        return safe.toString();
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            // Joiners shape scripts such as Persian, so they stay.
            case Character.FORMAT -> c != 0x200C && c != 0x200D;
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
