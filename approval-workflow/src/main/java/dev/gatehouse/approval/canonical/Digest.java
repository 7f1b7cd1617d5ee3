package dev.gatehouse.approval.canonical;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hexadecimal characters
 */
public record Digest(String hex) {
    /** Length of the digest in bytes. */
    public static final int BYTES = 32;

    private static final String PREFIX = "sha256:";

    /** @throws InvalidDocumentException if {@code hex} is not 64 lower-case hexadecimal characters */
    public Digest {
        if (!isHex(hex)) {
            throw new InvalidDocumentException("'" + abbreviate(hex)
                    + "' is not a SHA-256 digest: 64 lower-case hexadecimal characters are expected");
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    /** The digest whose 32 raw bytes these are. */
    public static Digest ofHash(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    /**
     * Reads {@code sha256:<hex>}.
     *
     * @throws InvalidDocumentException if the text has another form
     */
    public static Digest parse(String text) {
        if (text == null || !text.startsWith(PREFIX)) {
            throw new InvalidDocumentException(
                    "'" + abbreviate(text) + "' is not a digest: sha256:<64 hex characters> is expected");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The 32 raw bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** {@code sha256:<hex>}, the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }

    private static String abbreviate(String text) {
        return text == null || text.length() <= 80 ? String.valueOf(text) : text.substring(0, 80) + "…";
    }

    private static boolean isHex(String text) {
        return text != null
                && text.length() == 2 * BYTES
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** A new SHA-256 computation. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
