package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.approval.signing.Verification;

/** Verifies permits offline. */
public final class PermitVerifier {
    private PermitVerifier() {}

    /** Verifies the signature and then reads exactly the bytes that were signed. Never throws for what the bytes hold. */
    public static PermitCheck verify(byte[] envelope, TrustedKeys keys) {
        Verification verification = Dsse.verify(envelope, PermitStatement.PAYLOAD_TYPE, keys);
        if (verification instanceof Verification.Unverified unverified) {
            return new PermitCheck.Invalid(unverified.reason());
        }
        Verification.Verified verified = (Verification.Verified) verification;
        try {
            return new PermitCheck.Valid(PermitStatement.read(verified.payload()), verified.keyId());
        } catch (InvalidDocumentException e) {
            return new PermitCheck.Invalid("The signed statement is not a permit: " + e.getMessage() + ".");
        }
    }
}
