package dev.gatehouse.approval.bundle;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.ledger.SignedNote;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;

/**
 * What a ledger signs of a bundle: that this list of files is all that it keeps of the release under that checkpoint. Proofs show that what
 * is in a bundle is true; only this shows that nothing was left out.
 *
 * @param release id of the release
 * @param size leaves under the checkpoint that the bundle's proofs end in
 * @param sums SHA-256 of {@code SHA256SUMS}
 */
public record BundleSeal(UUID release, long size, Digest sums) {
    private static final String FORMAT = "gatehouse-evidence-bundle/v1";

    /** @throws InvalidDocumentException if the size is not above 0 */
    public BundleSeal {
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(sums, "sums");
        if (size <= 0) {
            throw new InvalidDocumentException("a bundle's checkpoint has at least one leaf, not " + size);
        }
    }

    /** Four lines. A checkpoint's first line is a name without a space in it, so that nobody can take this text for one. */
    private String text(String origin) {
        return FORMAT + " " + origin + "\nrelease " + release + "\ncheckpoint " + size + "\nsha256 " + sums.hex()
                + "\n";
    }

    /** The seal as a ledger signs it. */
    public SignedNote signedBy(LedgerKey key) {
        return key.sign(text(key.noteKey().name()));
    }

    /**
     * Holds a note against this seal.
     *
     * @param note the signed note
     * @param origin name of the ledger whose checkpoint the bundle has
     * @param keys that are believed
     * @throws InvalidDocumentException if the note is not signed by one of these keys of that ledger, or is of another bundle
     */
    void requireSigned(String note, String origin, Collection<NoteKey> keys) {
        SignedNote signed = SignedNote.open(
                note, keys.stream().filter(key -> key.name().equals(origin)).toList());
        if (!signed.text().equals(text(origin))) {
            throw new InvalidDocumentException("it is of another bundle: it says '"
                    + signed.text().strip().replace("\n", ", ") + "', and this one is '"
                    + text(origin).strip().replace("\n", ", ") + "'");
        }
    }
}
