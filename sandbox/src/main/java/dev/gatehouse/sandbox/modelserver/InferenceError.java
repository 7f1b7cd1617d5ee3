package dev.gatehouse.sandbox.modelserver;

/** A request that cannot be answered: the HTTP status and the sentence for {@code {"error": …}}. */
final class InferenceError extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    InferenceError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
