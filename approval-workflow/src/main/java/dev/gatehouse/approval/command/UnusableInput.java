package dev.gatehouse.approval.command;

/** A file, an option or an answer of a server that a command cannot use. The message says which, what is wrong with it and what to do. */
final class UnusableInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableInput(String message) {
        super(message);
    }

    UnusableInput(String message, Throwable cause) {
        super(message, cause);
    }
}
