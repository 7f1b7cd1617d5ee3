package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.approval.canonical.Digest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** A public ECDSA P-256 key, known by the SHA-256 of its SPKI encoding. Equal keys have equal encodings. */
public final class VerificationKey {
    /** Name of the one algorithm in use. */
    public static final String ALGORITHM = "ECDSA_P256_SHA256";

    private final PublicKey key;
    private final String keyId;

    VerificationKey(PublicKey key, String source) {
        P256.requireP256(key, source);
        this.key = key;
        this.keyId = Digest.of(key.getEncoded()).hex();
    }

    /** Hexadecimal SHA-256 of the key's SPKI encoding. */
    public String keyId() {
        return keyId;
    }

    /** The key's SPKI (X.509 SubjectPublicKeyInfo) encoding in base64. */
    public String spkiBase64() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** The key as PEM, one {@code PUBLIC KEY} block with a line feed at its end. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Whether this key made the DER signature over these bytes. A malformed signature is a wrong one. */
    boolean made(byte[] signed, byte[] derSignature) {
        try {
            Signature verifier = Signature.getInstance(P256.SIGNATURE_ALGORITHM);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(derSignature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey that && that.keyId.equals(keyId);
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }

    @Override
    public String toString() {
        return ALGORITHM + " " + keyId;
    }
}
