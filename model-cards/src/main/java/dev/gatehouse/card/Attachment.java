package dev.gatehouse.card;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A file that travels inside a PDF: the data it was made from.
 *
 * @param name file name, at most 100 letters, digits, dots, dashes and underscores
 * @param description what it is, in a few words
 * @param mediaType such as {@code application/json}
 * @param bytes the file; held, not copied: the caller leaves it alone
 */
public record Attachment(String name, String description, String mediaType, byte[] bytes) {
    /** Largest file, in bytes. */
    public static final int MAX_BYTES = 16 << 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z]+/[a-z0-9.+-]{1,80}");

    /** @throws IllegalArgumentException if the name is not a plain file name, the media type is none, or the file is too large */
    public Attachment {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("attachment name '" + name
                    + "' is not a plain file name: give 1 to 100 letters, digits, dots, dashes and underscores");
        }
        description = Require.text(description, "attachment description");
        if (mediaType == null || !MEDIA_TYPE.matcher(mediaType).matches()) {
            throw new IllegalArgumentException("attachment " + name + ": media type '" + mediaType
                    + "' is none, give one such as application/json");
        }
        Objects.requireNonNull(bytes, "bytes");
        if (bytes.length > MAX_BYTES) {
            throw new OverLimitException(
                    "attachment " + name + " has " + bytes.length + " bytes; at most " + MAX_BYTES + " travel in a PDF",
                    "Name its digest instead.");
        }
    }

    /** SHA-256 of the bytes, {@code sha256:<hex>}. */
    public String digest() {
        return Resources.sha256(bytes);
    }
}
