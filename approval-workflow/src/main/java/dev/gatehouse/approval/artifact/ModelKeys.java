package dev.gatehouse.approval.artifact;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public keys whose signatures of models are believed, each under a name: ECDSA on P-256 with SHA-256, on P-384 with SHA-384, on P-521
 * with SHA-512.
 */
public final class ModelKeys {
    /** Most keys that can be trusted at once. */
    public static final int MAX_KEYS = 32;
    /** Largest PEM file in bytes. */
    public static final int MAX_PEM_BYTES = 64 * 1024;

    private static final Pattern PUBLIC_KEY =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]*)-----END PUBLIC KEY-----");

    /** Orders of the base points (SEC 2, §2.4.2, §2.5.1 and §2.6.1), and what is signed with on each curve. */
    private static final Map<BigInteger, String> ALGORITHMS = Map.of(
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16),
            "SHA256withECDSA",
            new BigInteger("f".repeat(48) + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
            "SHA384withECDSA",
            new BigInteger(
                    "1" + "f".repeat(64) + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16),
            "SHA512withECDSA");

    private final List<ModelKey> keys;

    private ModelKeys(List<ModelKey> keys) {
        if (keys.size() > MAX_KEYS) {
            throw new InvalidDocumentException(
                    keys.size() + " keys for models' signatures are configured; at most " + MAX_KEYS + " are allowed");
        }
        this.keys = List.copyOf(keys);
    }

    /**
     * A key.
     *
     * @param name under which it was given
     * @param keyId hexadecimal SHA-256 of its SPKI encoding
     */
    record ModelKey(String name, String keyId, PublicKey key, String algorithm) {
        boolean made(byte[] signed, byte[] signature) {
            try {
                Signature verifier = Signature.getInstance(algorithm);
                verifier.initVerify(key);
                verifier.update(signed);
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                return false; // the bytes are not a signature
            }
        }
    }

    /**
     * Reads one {@code PUBLIC KEY} block from each text; what stands around it is ignored. No text at all trusts nobody.
     *
     * @param pemByName PEM text by the key's name
     * @throws InvalidDocumentException if a text does not hold exactly one such key, on one of the three curves
     */
    public static ModelKeys of(Map<String, String> pemByName) {
        List<ModelKey> keys = new ArrayList<>();
        new TreeMap<>(pemByName).forEach((name, pem) -> keys.add(key(name, pem)));
        return new ModelKeys(keys);
    }

    /**
     * Reads one key from each file, as {@link #of} does.
     *
     * @throws InvalidDocumentException if a file cannot be read, is larger than {@link #MAX_PEM_BYTES}, or holds something else
     */
    public static ModelKeys ofFiles(Map<String, Path> fileByName) {
        Map<String, String> pems = new TreeMap<>();
        fileByName.forEach((name, file) -> {
            try {
                if (Files.size(file) > MAX_PEM_BYTES) {
                    throw new InvalidDocumentException("the file " + file + " of the key '" + name + "' is larger than "
                            + MAX_PEM_BYTES + " bytes");
                }
                pems.put(name, Files.readString(file));
            } catch (IOException e) {
                throw new InvalidDocumentException(
                        "the key '" + name + "' cannot be read from " + file + ": " + e + "; name a PEM file", e);
            }
        });
        return of(pems);
    }

    /** Whether nobody is trusted. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Names of the keys, in the order of the alphabet. */
    public List<String> names() {
        return keys.stream().map(ModelKey::name).toList();
    }

    Optional<ModelKey> signerOf(byte[] signed, byte[] signature) {
        return keys.stream().filter(key -> key.made(signed, signature)).findFirst();
    }

    private static ModelKey key(String name, String pem) {
        Matcher block = PUBLIC_KEY.matcher(pem);
        if (!block.find()) {
            throw new InvalidDocumentException("the key '" + name + "' has no PUBLIC KEY block"
                    + " (openssl x509 -pubkey, or openssl pkey -pubout, prints one)");
        }
        byte[] spki;
        PublicKey key;
        try {
            spki = Base64.getMimeDecoder().decode(block.group(1));
            key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new InvalidDocumentException("the key '" + name + "' is not an elliptic-curve key", e);
        }
        if (block.find()) {
            throw new InvalidDocumentException(
                    "the key '" + name + "' has two PUBLIC KEY blocks; give each key a name of its own");
        }
        String algorithm =
                key instanceof ECPublicKey ec ? ALGORITHMS.get(ec.getParams().getOrder()) : null;
        if (algorithm == null) {
            throw new InvalidDocumentException("the key '" + name + "' is not on P-256, P-384 or P-521");
        }
        return new ModelKey(name, Digest.of(key.getEncoded()).hex(), key, algorithm);
    }
}
