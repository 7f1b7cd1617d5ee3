package dev.gatehouse.audit.command;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where the command's words go.
 *
 * @param width of the terminal, in columns
 * @param charset that it shows
 * @param progress whether somebody watches the standard error
 */
record Terminal(int width, Charset charset, boolean progress) {
    /** The width when the standard output is no terminal, or does not tell. */
    static final int USUAL_WIDTH = 100;

    /** As the script {@code gatehouse} and the locale tell. */
    static Terminal ofThisProcess() {
        Charset locale;
        try {
            locale = Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
        } catch (IllegalArgumentException e) {
            locale = StandardCharsets.US_ASCII;
        }
        return new Terminal(
                Integer.getInteger("gatehouse.columns", USUAL_WIDTH),
                showsSigns(locale) ? locale : StandardCharsets.US_ASCII,
                Boolean.getBoolean("gatehouse.progress"));
    }

    /** Whether more than ASCII can be shown. */
    boolean unicode() {
        return showsSigns(charset);
    }

    private static boolean showsSigns(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode("−≥≤∞…×ε‘’");
    }
}
