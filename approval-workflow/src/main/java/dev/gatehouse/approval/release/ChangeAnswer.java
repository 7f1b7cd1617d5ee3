package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.InvalidDocumentException;

/**
 * What became of a change that the board asked for.
 *
 * @param change the change, word for word
 * @param done whether it was made
 * @param text what was done, or why it was not, 1 to {@value #MAX_TEXT_CHARS} characters
 */
public record ChangeAnswer(String change, boolean done, String text) {
    /** Longest text in characters. */
    public static final int MAX_TEXT_CHARS = 2_000;

    /** @throws InvalidDocumentException if there is no text or it is too long */
    public ChangeAnswer {
        change = change.strip();
        text = text.strip();
        if (text.isEmpty() || text.length() > MAX_TEXT_CHARS) {
            throw new InvalidDocumentException("the answer to '" + change + "' has " + text.length()
                    + " characters; 1 to " + MAX_TEXT_CHARS + " are allowed");
        }
    }
}
