package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a log says of its tree at one size: the text of a C2SP tlog-checkpoint.
 *
 * @param origin name of the log, the same in all its checkpoints; also the name of the key that signs them
 * @param size number of leaves, from 0
 * @param root RFC 6962 tree hash
 */
public record Checkpoint(String origin, long size, Digest root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final int LINES = 3;

    /** @throws InvalidDocumentException if the origin is not a name or the size is negative */
    public Checkpoint {
        NoteKey.requireName(origin);
        Objects.requireNonNull(root, "root");
        if (size < 0) {
            throw new InvalidDocumentException("a tree has no " + size + " leaves");
        }
    }

    /** Origin, size and root in base64, a line each. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
    }

    /**
     * Reads {@link #text}. Further lines, which the format allows, are ignored.
     *
     * @throws InvalidDocumentException if the text is not a checkpoint's
     */
    public static Checkpoint read(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length <= LINES || !lines[lines.length - 1].isEmpty()) {
            throw new InvalidDocumentException("a checkpoint has a line each of origin, size and root");
        }
        for (int i = LINES; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new InvalidDocumentException("line " + (i + 1) + " of the checkpoint is empty");
            }
        }
        byte[] root = NoteKey.base64(lines[2], "the checkpoint's root");
        if (root.length != Digest.BYTES) {
            throw new InvalidDocumentException(
                    "the checkpoint's root has " + root.length + " bytes instead of " + Digest.BYTES);
        }
        return new Checkpoint(lines[0], number(lines[1], "the checkpoint's size"), Digest.ofHash(root));
    }

    /**
     * Reads a signed checkpoint and verifies it: a key must have signed that has the checkpoint's origin as its name, so that the key of
     * one log says nothing about another.
     *
     * @throws InvalidDocumentException if the note is not a checkpoint or not signed by one of these keys
     */
    public static Checkpoint open(String note, Collection<NoteKey> keys) {
        Checkpoint said = read(SignedNote.read(note).text());
        List<NoteKey> itsKeys =
                keys.stream().filter(key -> key.name().equals(said.origin)).toList();
        if (itsKeys.isEmpty()) {
            throw new InvalidDocumentException(
                    "the checkpoint is of the log '" + said.origin + "'; the known keys are of "
                            + keys.stream().map(NoteKey::name).distinct().toList());
        }
        return read(SignedNote.open(note, itsKeys).text());
    }

    /**
     * The checkpoint as its log signs it.
     *
     * @throws InvalidDocumentException if the key is another log's
     */
    public SignedNote signedBy(LedgerKey key) {
        if (!key.noteKey().name().equals(origin)) {
            throw new InvalidDocumentException(
                    "the key of '" + key.noteKey().name() + "' does not sign for the log '" + origin + "'");
        }
        return key.sign(text());
    }

    /** A number in its one decimal form. */
    static long number(String text, String what) {
        if (SIZE.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                // Said below.
            }
        }
        throw new InvalidDocumentException(what + " is not a decimal number from 0 to " + Long.MAX_VALUE);
    }
}
