package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.approval.signing.Verification;

/** Verifies snapshots offline. */
public final class SnapshotVerifier {
    private SnapshotVerifier() {}

    /** Verifies the signature and then reads exactly the bytes that were signed. Never throws for what the bytes hold. */
    public static SnapshotCheck verify(byte[] envelope, TrustedKeys keys) {
        Verification verification = Dsse.verify(envelope, SnapshotDocument.PAYLOAD_TYPE, keys);
        if (verification instanceof Verification.Unverified unverified) {
            return new SnapshotCheck.Invalid(unverified.reason());
        }
        Verification.Verified verified = (Verification.Verified) verification;
        try {
            return new SnapshotCheck.Valid(SnapshotDocument.read(verified.payload()), verified.keyId());
        } catch (InvalidDocumentException e) {
            return new SnapshotCheck.Invalid("The signed document is not a snapshot: " + e.getMessage() + ".");
        }
    }
}
