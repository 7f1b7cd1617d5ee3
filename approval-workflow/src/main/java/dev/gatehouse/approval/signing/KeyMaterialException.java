package dev.gatehouse.approval.signing;

/** A key or keystore cannot be used. The message says which file, what is wrong with it and what to do. */
public final class KeyMaterialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A key or keystore that cannot be used, for the reason given. */
    public KeyMaterialException(String message) {
        super(message);
    }

    /** As the other constructor, with what it came from. */
    public KeyMaterialException(String message, Throwable cause) {
        super(message, cause);
    }
}
