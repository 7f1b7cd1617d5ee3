package dev.gatehouse.card;

/** A card or another document is larger than a limit of this module. Its message says which limit, where it is passed, and what to do. */
public final class OverLimitException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String limit;

    /**
     * A limit that is passed.
     *
     * @param limit which one, and where, as a sentence without its full stop
     * @param advice what whoever writes the document can do, as a sentence
     */
    public OverLimitException(String limit, String advice) {
        super(limit + ". " + advice);
        this.limit = limit;
    }

    /** Which limit is passed, and where, without advice: for readers who did not write the document. */
    public String limit() {
        return limit;
    }
}
