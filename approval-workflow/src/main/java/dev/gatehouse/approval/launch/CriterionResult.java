package dev.gatehouse.approval.launch;

import dev.gatehouse.approval.canonical.InvalidDocumentException;

/**
 * What was observed of an exit criterion while its step served.
 *
 * @param criterion the criterion, word for word
 * @param met whether it came true
 * @param text what was observed, 1 to {@value #MAX_TEXT_CHARS} characters
 */
public record CriterionResult(String criterion, boolean met, String text) {
    /** Longest text in characters. */
    public static final int MAX_TEXT_CHARS = 2_000;

    /** @throws InvalidDocumentException if there is no text or it is too long */
    public CriterionResult {
        criterion = criterion.strip();
        text = text.strip();
        if (text.isEmpty() || text.length() > MAX_TEXT_CHARS) {
            throw new InvalidDocumentException("the result of '" + criterion + "' has " + text.length()
                    + " characters; 1 to " + MAX_TEXT_CHARS + " are allowed");
        }
    }
}
