package dev.gatehouse.approval.canonical;

/** A document is not what its format allows. The message says what is wrong, where, and what was expected. */
public final class InvalidDocumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong, where, and what was expected. */
    public InvalidDocumentException(String message) {
        super(message);
    }

    /** Says what is wrong, where, and what was expected, and keeps the parser's own complaint. */
    public InvalidDocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
