package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Shows offline that a leaf is in a log: a C2SP tlog-proof.
 *
 * @param index of the leaf, from 0
 * @param hashes sibling hashes from the leaf up, at most 63
 * @param checkpointNote signed checkpoint of the tree, word for word
 */
public record TlogProof(long index, List<Digest> hashes, String checkpointNote) {
    /** Ending of the names of files that hold such a proof. */
    public static final String FILE_EXTENSION = ".tlog-proof";

    private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";
    private static final int MAX_HASHES = 63;

    /** @throws InvalidDocumentException if the index is negative or there are more hashes than any tree has levels */
    public TlogProof {
        hashes = List.copyOf(hashes);
        if (index < 0) {
            throw new InvalidDocumentException("a log has no leaf " + index);
        }
        if (hashes.size() > MAX_HASHES) {
            throw new InvalidDocumentException("a proof has at most " + MAX_HASHES + " hashes");
        }
    }

    /** The proof as a file holds it. */
    public String text() {
        StringBuilder text = new StringBuilder(FIRST_LINE)
                .append('\n')
                .append(INDEX)
                .append(index)
                .append('\n');
        hashes.forEach(hash ->
                text.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n'));
        return text.append('\n').append(checkpointNote).toString();
    }

    /**
     * Reads {@link #text}. Extra data, which the format allows and nothing protects, are ignored.
     *
     * @throws InvalidDocumentException if the text is not such a proof
     */
    public static TlogProof read(String text) {
        if (text == null || text.length() > 2 * SignedNote.MAX_CHARS) {
            throw new InvalidDocumentException("a proof has at most " + 2 * SignedNote.MAX_CHARS + " characters");
        }
        int end = text.indexOf("\n\n");
        if (end < 0) {
            throw new InvalidDocumentException("a proof has an empty line before its checkpoint; this has none");
        }
        String[] lines = text.substring(0, end).split("\n", -1);
        int at = lines.length > 1 && lines[1].startsWith(EXTRA) ? 2 : 1;
        if (!lines[0].equals(FIRST_LINE) || lines.length <= at || !lines[at].startsWith(INDEX)) {
            throw new InvalidDocumentException(
                    "a proof begins with the line " + FIRST_LINE + " and one with the leaf's index; this does not");
        }
        if (at == 2) {
            NoteKey.base64(lines[1].substring(EXTRA.length()), "the proof's extra data");
        }
        long index = Checkpoint.number(lines[at].substring(INDEX.length()), "the proof's index");
        if (lines.length - at - 1 > MAX_HASHES) {
            throw new InvalidDocumentException("a proof has at most " + MAX_HASHES + " hashes");
        }
        List<Digest> hashes = new ArrayList<>();
        for (int i = at + 1; i < lines.length; i++) {
            byte[] hash = NoteKey.base64(lines[i], "line " + (i + 1) + " of the proof");
            if (hash.length != Digest.BYTES) {
                throw new InvalidDocumentException(
                        "line " + (i + 1) + " of the proof has " + hash.length + " bytes instead of " + Digest.BYTES);
            }
            hashes.add(Digest.ofHash(hash));
        }
        return new TlogProof(index, hashes, text.substring(end + 2));
    }

    /**
     * Verifies that the leaf is in the log.
     *
     * @param leaf the leaf's bytes
     * @param keys of logs that are trusted
     * @return the checkpoint that covers the leaf
     * @throws InvalidDocumentException with what is wrong: the checkpoint is not signed by one of the keys, or the leaf is not in its tree
     *     at this index
     */
    public Checkpoint verify(byte[] leaf, Collection<NoteKey> keys) {
        Checkpoint checkpoint = Checkpoint.open(checkpointNote, keys);
        if (index >= checkpoint.size()) {
            throw new InvalidDocumentException("the proof's leaf " + index
                    + " is not under its checkpoint, which covers " + checkpoint.size() + " leaves");
        }
        if (!MerkleTree.verifyInclusion(
                index, checkpoint.size(), MerkleTree.leafHash(leaf), hashes, checkpoint.root())) {
            throw new InvalidDocumentException(
                    "this is not leaf " + index + " of the log '" + checkpoint.origin() + "' at " + checkpoint.size()
                            + " leaves: the proof's hashes do not lead from it to the signed root");
        }
        return checkpoint;
    }
}
