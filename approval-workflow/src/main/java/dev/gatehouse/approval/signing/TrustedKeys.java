package dev.gatehouse.approval.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public keys whose signatures are believed: the current one and, around a rotation, those before and after it. */
public final class TrustedKeys {
    /** Most keys that can be trusted at once. */
    public static final int MAX_KEYS = 16;
    /** Largest PEM file in bytes. */
    public static final int MAX_PEM_BYTES = 64 * 1024;

    private static final Pattern PEM_BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private final List<VerificationKey> keys;

    private TrustedKeys(Set<VerificationKey> keys, String source) {
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new KeyMaterialException(
                    source + " holds " + keys.size() + " public keys; 1 to " + MAX_KEYS + " are expected");
        }
        this.keys = List.copyOf(keys);
    }

    /** Trusts these keys. */
    public static TrustedKeys of(VerificationKey... keys) {
        return new TrustedKeys(new LinkedHashSet<>(List.of(keys)), "the list of trusted keys");
    }

    /**
     * Reads one or several {@code PUBLIC KEY} blocks (SPKI, ECDSA P-256). Text outside the blocks is ignored.
     *
     * @param source where the text comes from, for messages
     * @throws KeyMaterialException if there is no block, too many, or one that is not such a key
     */
    public static TrustedKeys fromPem(String pem, String source) {
        Set<VerificationKey> keys = new LinkedHashSet<>();
        Matcher block = PEM_BLOCK.matcher(pem);
        while (block.find()) {
            if (!block.group(1).equals("PUBLIC KEY")) {
                throw new KeyMaterialException(
                        source + " holds a '" + block.group(1) + "' block; only PUBLIC KEY blocks belong there"
                                + " (openssl x509 -pubkey, or openssl pkey -pubout, prints one)");
            }
            keys.add(decode(block.group(2), source));
        }
        return new TrustedKeys(keys, source);
    }

    /**
     * Reads a PEM file.
     *
     * @throws KeyMaterialException if the file cannot be read, is larger than {@link #MAX_PEM_BYTES}, or {@link #fromPem} refuses it
     */
    public static TrustedKeys fromPemFile(Path file) {
        try {
            if (Files.size(file) > MAX_PEM_BYTES) {
                throw new KeyMaterialException(
                        file + " is larger than " + MAX_PEM_BYTES + " bytes; it is not a file of public keys");
            }
            return fromPem(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new KeyMaterialException(
                    "the trusted keys cannot be read from " + file + ": " + e + "; configure a PEM file of public keys",
                    e);
        }
    }

    /** The keys, in the order in which they were given. */
    public List<VerificationKey> keys() {
        return keys;
    }

    /** These keys and another one. */
    public TrustedKeys and(VerificationKey key) {
        Set<VerificationKey> more = new LinkedHashSet<>(new ArrayList<>(keys));
        more.add(key);
        return new TrustedKeys(more, "the list of trusted keys");
    }

    /** All keys as PEM. */
    public String pem() {
        StringBuilder pem = new StringBuilder();
        keys.forEach(key -> pem.append(key.pem()));
        return pem.toString();
    }

    Optional<VerificationKey> signerOf(byte[] signed, byte[] derSignature) {
        return keys.stream().filter(key -> key.made(signed, derSignature)).findFirst();
    }

    private static VerificationKey decode(String base64, String source) {
        try {
            byte[] spki = Base64.getMimeDecoder().decode(base64);
            return new VerificationKey(
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki)), source);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new KeyMaterialException(
                    source + " holds a PUBLIC KEY block that is not an elliptic-curve key: " + e.getMessage(), e);
        }
    }
}
