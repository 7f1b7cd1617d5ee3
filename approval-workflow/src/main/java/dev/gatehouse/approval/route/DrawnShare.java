package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A share of a route's subjects, or of its rows, drawn by HMAC-SHA-256 (RFC 2104) under the route's secret: what is drawn is the message whose
 * first 8 bytes of the code, as an unsigned number divided by 2⁶⁴, are below the share. So everybody with the secret draws alike, nobody
 * without it can tell, and a larger share holds all that a smaller one holds. Safe for use by several threads.
 */
public final class DrawnShare {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] REVIEW = "review".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;
    /** The largest number that is drawn, unsigned. */
    private final long last;

    private DrawnShare(SecretKeySpec key, long last) {
        this.key = key;
        this.last = last;
    }

    /**
     * The share under a secret.
     *
     * @param share above 0 and at most 1
     * @throws InvalidDocumentException if the share is out of its range
     */
    public static DrawnShare of(RouteSecret secret, BigDecimal share) {
        if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
            throw new InvalidDocumentException("the share " + share + " is not above 0 and at most 1");
        }
        BigInteger below = share.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(Long.SIZE)))
                .setScale(0, RoundingMode.CEILING)
                .unscaledValue();
        return new DrawnShare(
                new SecretKeySpec(secret.bytes(), ALGORITHM),
                below.subtract(BigInteger.ONE).longValue());
    }

    /** Whether a subject is drawn: always the same for one subject, as it is written. */
    public boolean holds(String subject) {
        return isDrawn(mac().doFinal(subject.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Whether a row of a request is drawn for review. The message is {@code review}, the request id's 16 bytes and the index in 4 bytes,
     * big-endian.
     *
     * @param row index from 0
     */
    public boolean holds(UUID requestId, int row) {
        ByteBuffer message = ByteBuffer.allocate(REVIEW.length + 2 * Long.BYTES + Integer.BYTES)
                .put(REVIEW)
                .putLong(requestId.getMostSignificantBits())
                .putLong(requestId.getLeastSignificantBits())
                .putInt(row);
        return isDrawn(mac().doFinal(message.array()));
    }

    private boolean isDrawn(byte[] code) {
        return Long.compareUnsigned(ByteBuffer.wrap(code).getLong(), last) <= 0;
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
