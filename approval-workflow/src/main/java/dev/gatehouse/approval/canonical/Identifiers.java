package dev.gatehouse.approval.canonical;

import java.util.regex.Pattern;

/** The grammar of names that travel in signed documents, so that no name can be mistaken for another or for markup. */
public final class Identifiers {
    /** Longest name of a model, version, environment, route, function or purpose, in characters. */
    public static final int MAX_NAME_CHARS = 128;
    /** Longest identifier of a person or a client, in characters (OpenID Connect Core 1.0 §2 allows a {@code sub} of 255). */
    public static final int MAX_PARTY_CHARS = 255;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_NAME_CHARS - 1) + "}");
    private static final Pattern PARTY = Pattern.compile("[\\x21-\\x7e]{1," + MAX_PARTY_CHARS + "}");

    private Identifiers() {}

    /**
     * Returns the name if it starts with a letter or digit, goes on with letters, digits, dot, underscore or hyphen (ASCII), and has at
     * most {@value #MAX_NAME_CHARS} characters.
     *
     * @param what what is named, for the message: "model", "purpose" …
     * @throws InvalidDocumentException otherwise
     */
    public static String requireName(String value, String what) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw new InvalidDocumentException("the " + what + " " + quoted(value)
                    + " is not a name: 1 to " + MAX_NAME_CHARS
                    + " ASCII letters, digits, '.', '_' or '-', starting with a letter or digit, are expected");
        }
        return value;
    }

    /**
     * Returns the identifier of a person or client if it is 1 to {@value #MAX_PARTY_CHARS} visible ASCII characters.
     *
     * @param what who is meant, for the message: "voter", "caller" …
     * @throws InvalidDocumentException otherwise
     */
    public static String requireParty(String value, String what) {
        if (value == null || !PARTY.matcher(value).matches()) {
            throw new InvalidDocumentException("the " + what + " " + quoted(value) + " is not an identifier: 1 to "
                    + MAX_PARTY_CHARS + " visible ASCII characters are expected");
        }
        return value;
    }

    private static String quoted(String value) {
        if (value == null) {
            return "(missing)";
        }
        return "'" + (value.length() <= 60 ? value : value.substring(0, 60) + "…") + "'";
    }
}
