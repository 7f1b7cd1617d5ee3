package dev.gatehouse.approval.signing;

/** A key or keystore cannot be used. The message says which file, what is wrong with it and what to do. */
public final class KeyMaterialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyMaterialException(String message) {
        super(message);
    }

    KeyMaterialException(String message, Throwable cause) {
        super(message, cause);
    }
}
