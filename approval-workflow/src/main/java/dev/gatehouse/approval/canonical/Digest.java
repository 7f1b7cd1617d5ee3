package dev.gatehouse.approval.canonical;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hexadecimal characters
 */
public record Digest(String hex) {
    /** Length of the digest in bytes. */
    public static final int BYTES = 32;

    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** @throws InvalidDocumentException if {@code hex} is not 64 lower-case hexadecimal characters */
    public Digest {
        if (hex == null || !HEX.matcher(hex).matches()) {
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
