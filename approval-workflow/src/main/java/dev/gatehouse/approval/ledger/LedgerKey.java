package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.signing.KeyMaterialException;
import dev.gatehouse.approval.signing.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The Ed25519 key pair of a ledger, which signs its checkpoints. The private key never leaves this object but into a keystore. */
public final class LedgerKey {
    private static final String ALIAS = "gatehouse-ledger";
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final NoteKey noteKey;

    private LedgerKey(String origin, PrivateKey privateKey, PublicKey publicKey, String source) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.noteKey = NoteKey.of(origin, publicKey);
        String probe = "probe\n";
        if (!noteKey.made(probe, signature(probe.getBytes(UTF_8)))) {
            throw new KeyMaterialException(source + " pairs a private key with the certificate of another key");
        }
    }

    /**
     * A new key pair, for a sandbox or a test; elsewhere keys come from a keystore that somebody guards.
     *
     * @param origin name of the ledger, see {@link Checkpoint#origin}
     */
    public static LedgerKey generate(String origin) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new LedgerKey(origin, pair.getPrivate(), pair.getPublic(), "the generated pair");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on makes Ed25519 keys", e);
        }
    }

    /**
     * Reads the one private key of a PKCS#12 keystore; keystore and key have the same password.
     *
     * @param origin name of the ledger, see {@link Checkpoint#origin}
     * @throws KeyMaterialException if the file is absent or unreadable, the password is wrong, or there is not exactly one Ed25519 key
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the origin is not a name
     */
    public static LedgerKey fromKeystore(Path file, char[] password, String origin) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            List<String> aliases = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    aliases.add(alias);
                }
            }
            if (aliases.size() != 1) {
                throw new KeyMaterialException("the ledger's keystore " + file + " holds " + aliases.size()
                        + " private keys " + aliases + "; exactly one is expected");
            }
            PublicKey publicKey = store.getCertificate(aliases.get(0)).getPublicKey();
            if (!publicKey.getAlgorithm().equals(ALGORITHM)
                    && !publicKey.getAlgorithm().equals("EdDSA")) {
                throw new KeyMaterialException("the ledger's keystore " + file + " holds a key of "
                        + publicKey.getAlgorithm() + "; one of Ed25519 is expected " + HOW_TO_MAKE_ONE);
            }
            return new LedgerKey(
                    origin, (PrivateKey) store.getKey(aliases.get(0), password), publicKey, file.toString());
        } catch (IOException e) {
            throw new KeyMaterialException(
                    "the ledger's keystore " + file + " cannot be opened: " + e + "; check its path and password "
                            + HOW_TO_MAKE_ONE,
                    e);
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new KeyMaterialException(
                    "the ledger's keystore " + file + " cannot be used: " + e
                            + "; it must be PKCS#12 with one Ed25519 key",
                    e);
        }
    }

    private static final String HOW_TO_MAKE_ONE = "(keytool -genkeypair -keyalg Ed25519 -storetype PKCS12 makes one)";

    /**
     * Writes the key into a new PKCS#12 keystore that only its owner can read (where the file system knows owners), replacing the file
     * whole. The certificate that PKCS#12 wants beside a key is self-signed; nothing trusts it.
     *
     * @param now start of the certificate's ten years
     * @throws KeyMaterialException if the file cannot be written
     */
    public void writeKeystore(Path file, char[] password, Instant now) {
        try {
            Certificate certificate = SelfSignedCertificate.ofEd25519(publicKey, this::signature, now);
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
            throw new KeyMaterialException("the ledger's keystore " + file + " cannot be written: " + e, e);
        }
    }

    /** The public half; its name is the ledger's origin. */
    public NoteKey noteKey() {
        return noteKey;
    }

    /**
     * Signs a text.
     *
     * @param text ends with a line feed
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the text is not one that a note can hold
     */
    public SignedNote sign(String text) {
        byte[] signature = signature(text.getBytes(UTF_8));
        byte[] named = ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(noteKey.hash())
                .put(signature)
                .array();
        return new SignedNote(text, List.of(new SignedNote.NamedSignature(noteKey.name(), named)));
    }

    private byte[] signature(byte[] bytes) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(privateKey);
            signer.update(bytes);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException("the ledger's key cannot sign: " + e, e);
        }
    }

    /** Names the key by its verifier key; the private key is not shown. */
    @Override
    public String toString() {
        return "LedgerKey " + noteKey;
    }
}
