package dev.gatehouse.approval.payload;

/** A body that cannot be read as its signature says. The message is one sentence without a stop: what is wrong, and where. */
public final class UnreadablePayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CHARS = 500;

    UnreadablePayloadException(String why) {
        super(printable(why), null, false, false);
    }

    /** A sentence may quote the body: what PostgreSQL cannot store or a header cannot hold is taken out of it. */
    private static String printable(String why) {
        StringBuilder text = new StringBuilder(Math.min(why.length(), MAX_CHARS) + 1);
        why.codePoints()
                .limit(MAX_CHARS)
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : Math.max(c, ' '))
                .forEach(text::appendCodePoint);
        return why.codePointCount(0, why.length()) > MAX_CHARS ? text + "…" : text.toString();
    }
}
