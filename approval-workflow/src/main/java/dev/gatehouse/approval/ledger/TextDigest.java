package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.canonical.Digest;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the record of an act speaks of what a person wrote, without holding it: {@code hmac-sha256:} and the hexadecimal HMAC-SHA256 of the
 * UTF-8 text under a key that is drawn for the act and kept beside the record, not in it. Once text and key are erased, no guess of the text
 * can be confirmed by the record.
 *
 * <p>Records from before there were keys say {@code sha256:}, the digest of the text alone. They go on verifying; a short text can be guessed
 * from them.
 */
public final class TextDigest {
    /** Length of a key in bytes. */
    public static final int KEY_BYTES = 32;
    /** What stands in the place of a text that was erased. */
    public static final String ERASED = "(erased)";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String FORM = "hmac-sha256:";

    private TextDigest() {}

    /**
     * What the record says of a text.
     *
     * @param key {@value #KEY_BYTES} random bytes
     */
    public static String of(byte[] key, String text) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a text's key has " + KEY_BYTES + " bytes, not " + key.length);
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return FORM + HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * Whether a record speaks of this text, in either form, as far as can be told: of a text that was erased nobody can tell, and
     * {@value #ERASED} is taken for any.
     *
     * @param recorded what the record says; null if it says nothing
     * @param key the act's key; empty if it has none, or it was erased
     */
    public static boolean isOf(String recorded, Optional<byte[]> key, String text) {
        return text.equals(ERASED)
                || Digest.of(text.getBytes(UTF_8)).toString().equals(recorded)
                || key.filter(kept -> of(kept, text).equals(recorded)).isPresent();
    }
}
