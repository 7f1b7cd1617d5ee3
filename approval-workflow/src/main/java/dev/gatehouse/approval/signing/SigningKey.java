package dev.gatehouse.approval.signing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Optional;

/** An ECDSA P-256 key pair that signs permits and snapshots. The private key never leaves this object but into a keystore. */
public final class SigningKey {
    private static final String ALIAS = "gatehouse-signing";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final VerificationKey verificationKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey, String source) {
        P256.requireP256(privateKey, source);
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.verificationKey = new VerificationKey(publicKey, source);
        byte[] probe = {1};
        if (!verificationKey.made(probe, sign(probe))) {
            throw new KeyMaterialException(source + " pairs a private key with the certificate of another key");
        }
    }

    /** A new key pair, for a sandbox or a test; elsewhere keys come from a keystore that somebody guards. */
    public static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(P256.CURVE));
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic(), "the generated pair");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform makes keys on " + P256.CURVE, e);
        }
    }

    /**
     * Reads the one private key of a PKCS#12 keystore; keystore and key have the same password. {@link SigningKeys#open} reads several.
     *
     * @throws KeyMaterialException if the file is absent or unreadable, the password is wrong, or there is not exactly one P-256 key in it
     */
    public static SigningKey fromKeystore(Path file, char[] password) {
        return SigningKeys.active(KeystoreFile.read(file, password), Optional.empty(), file);
    }

    static SigningKey of(PrivateKey privateKey, PublicKey publicKey, String source) {
        return new SigningKey(privateKey, publicKey, source);
    }

    /**
     * Writes the key into a new PKCS#12 keystore that only its owner can read (where the file system knows owners), replacing the file
     * whole. The certificate that PKCS#12 wants beside a key is self-signed; nothing trusts it.
     *
     * @param now start of the certificate's ten years
     * @throws KeyMaterialException if the file cannot be written
     */
    public void writeKeystore(Path file, char[] password, Instant now) {
        try {
            Certificate certificate = SelfSignedCertificate.of(publicKey, this, now);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry(ALIAS, privateKey, password, new Certificate[] {certificate});
            // createTempFile gives 0600 from the start; the name appears only when the content is complete.
            Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), ".keystore", ".new");
            try (OutputStream out = Files.newOutputStream(whole)) {
                store.store(out, password);
            }
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyMaterialException("the signing keystore " + file + " cannot be written: " + e, e);
        }
    }

    /** Hexadecimal SHA-256 of the public key's SPKI encoding. */
    public String keyId() {
        return verificationKey.keyId();
    }

    /** The public half. */
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    /** The DER signature over these bytes; a new one each time. */
    byte[] sign(byte[] bytes) {
        try {
            Signature signer = Signature.getInstance(P256.SIGNATURE_ALGORITHM);
            signer.initSign(privateKey);
            signer.update(bytes);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(
                    "the signing key " + (verificationKey == null ? "" : keyId()) + " cannot sign: " + e, e);
        }
    }

    /** Names the key by its id; the private key is not shown. */
    @Override
    public String toString() {
        return "SigningKey " + keyId();
    }
}
