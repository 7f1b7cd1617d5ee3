package dev.gatehouse.risk.command;

/** A file that a command was given cannot be used; the message says which, where and why, a problem a line. */
final class UnusableInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableInput(String message) {
        super(message);
    }
}
