package dev.gatehouse.approval.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for a person in permits and ledger leaves: a keyed digest whose salt belongs to that person alone. With the salt it can be shown
 * whose act it was; once the salt is erased nobody can, and no signed byte has to change.
 */
public final class Pseudonym {
    /** Shortest salt in bytes. */
    public static final int MIN_SALT_BYTES = 16;

    private static final int KEPT_HEX_CHARS = 32;

    private Pseudonym() {}

    /**
     * {@code p-} and the first 128 bits of HMAC-SHA-256(salt, subject) in hexadecimal.
     *
     * @param salt random bytes kept for this person, at least {@link #MIN_SALT_BYTES}
     * @param subject the identity provider's identifier of the person ({@code sub})
     * @throws IllegalArgumentException if the salt is too short
     */
    public static String of(byte[] salt, String subject) {
        if (salt.length < MIN_SALT_BYTES) {
            throw new IllegalArgumentException(
                    "a pseudonym's salt has " + salt.length + " bytes; at least " + MIN_SALT_BYTES + " are needed");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return "p-"
                    + HexFormat.of()
                            .formatHex(mac.doFinal(subject.getBytes(UTF_8)))
                            .substring(0, KEPT_HEX_CHARS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
