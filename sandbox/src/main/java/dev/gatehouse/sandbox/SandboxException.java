package dev.gatehouse.sandbox;

/** Why the sandbox cannot go on, said to the person who started it: what is wrong, where, and what to do. */
public final class SandboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
