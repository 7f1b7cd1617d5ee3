package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text and signatures on it, in the form of C2SP signed-note. What {@link #read} returns is not verified; what {@link #open} returns is.
 *
 * @param text ends with a line feed; no control characters but line feeds
 * @param signatures at least one
 */
public record SignedNote(String text, List<NamedSignature> signatures) {
    /** Largest note in characters: room for sixteen signatures of post-quantum size. */
    public static final int MAX_CHARS = 256 * 1024;
    /** Most signatures of a note. */
    public static final int MAX_SIGNATURES = 100;

    private static final String SIGNATURE_START = "\u2014 ";

    /**
     * One signature line.
     *
     * @param keyName whose signature it says it is
     * @param bytes four bytes of the key's hash, big-endian, then the signature
     */
    public record NamedSignature(String keyName, byte[] bytes) {
        private static final int MIN_BYTES = Integer.BYTES + 1;

        /** @throws InvalidDocumentException if the name is not one or there is no signature */
        public NamedSignature {
            NoteKey.requireName(keyName);
            if (bytes.length < MIN_BYTES) {
                throw new InvalidDocumentException("the signature of '" + keyName + "' is empty");
            }
            bytes = bytes.clone();
        }

        int keyHash() {
            return ByteBuffer.wrap(bytes).getInt();
        }

        byte[] signature() {
            return Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NamedSignature that
                    && that.keyName.equals(keyName)
                    && Arrays.equals(that.bytes, bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return SIGNATURE_START + keyName + " " + Base64.getEncoder().encodeToString(bytes);
        }
    }

    /** @throws InvalidDocumentException if a note cannot hold this */
    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n")) {
            throw new InvalidDocumentException("a note's text ends with a line feed");
        }
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new InvalidDocumentException("a note's text has no control characters but line feeds");
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new InvalidDocumentException("a note has 1 to " + MAX_SIGNATURES + " signatures");
        }
    }

    /**
     * Reads a note without verifying it.
     *
     * @throws InvalidDocumentException if the text is not a note
     */
    public static SignedNote read(String note) {
        if (note == null || note.length() > MAX_CHARS) {
            throw new InvalidDocumentException("a note has at most " + MAX_CHARS + " characters");
        }
        int separator = note.lastIndexOf("\n\n");
        if (separator < 0 || !note.endsWith("\n")) {
            throw new InvalidDocumentException("a note is a text, an empty line, and signature lines; this is not");
        }
        List<NamedSignature> signatures = new ArrayList<>();
        // The limit keeps trailing empty lines, which no note has.
        String[] lines = note.substring(separator + 2).split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            int space = line.indexOf(' ', SIGNATURE_START.length());
            if (!line.startsWith(SIGNATURE_START) || space < 0 || signatures.size() == MAX_SIGNATURES) {
                throw new InvalidDocumentException("line " + (i + 1)
                        + " after a note's text is not a signature line, or there are more than " + MAX_SIGNATURES);
            }
            String name = line.substring(SIGNATURE_START.length(), space);
            signatures.add(new NamedSignature(
                    name, NoteKey.base64(line.substring(space + 1), "the signature of '" + name + "'")));
        }
        return new SignedNote(note.substring(0, separator + 1), signatures);
    }

    /**
     * Reads and verifies a note. Signatures by unknown keys are ignored; each by a known key, told by name and hash, must be right, and
     * there must be one.
     *
     * @throws InvalidDocumentException if the text is not a note, no known key signed it, or a known key's signature is wrong
     */
    public static SignedNote open(String note, Collection<NoteKey> keys) {
        SignedNote read = read(note);
        boolean verified = false;
        for (NamedSignature signature : read.signatures) {
            for (NoteKey key : keys) {
                if (key.name().equals(signature.keyName()) && key.hash() == signature.keyHash()) {
                    if (!key.made(read.text, signature.signature())) {
                        throw new InvalidDocumentException(
                                "the signature of '" + key.name() + "' on the note is wrong");
                    }
                    verified = true;
                }
            }
        }
        if (!verified) {
            throw new InvalidDocumentException("no known key signed the note: it is signed by "
                    + names(read.signatures.stream()
                            .map(s -> s.keyName() + " ("
                                    + java.util.HexFormat.of().toHexDigits(s.keyHash()) + ")")
                            .toList())
                    + "; known: "
                    + names(keys.stream()
                            .map(k -> k.name() + " (" + java.util.HexFormat.of().toHexDigits(k.hash()) + ")")
                            .toList()));
        }
        return read;
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : names.stream().collect(Collectors.joining(", "));
    }

    /** The note: text, empty line, signature lines. */
    public String note() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature).append('\n'));
        return note.toString();
    }
}
