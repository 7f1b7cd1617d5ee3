package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over the record frames of one segment (NIST SP 800-38D).
 *
 * <p>The key is the segment's own: HKDF-Expand (RFC 5869, SHA-256) of the configured key over a label, the segment's number and its
 * random salt. The nonce is the frame's offset. No nonce comes twice under a key, because an encrypted segment is written to by one
 * run of the process only, from its start to its end, and a run that fails to write stops writing. What is authenticated beside the
 * payload is the first {@link #HEADER_BYTES} of the frame.
 *
 * <p>For one thread at a time.
 */
final class SegmentCipher {

    /** What encryption adds to a payload. */
    static final int TAG_BYTES = 16;

    private static final int HEADER_BYTES = 12;
    private static final int NONCE_BYTES = 12;
    private static final byte[] LABEL =
            "gatehouse outcome log, frames of a segment, 1".getBytes(StandardCharsets.US_ASCII);

    private final String place;
    private final int keyId;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_BYTES];

    SegmentCipher(SecretKeySpec configured, Segment segment) {
        this.place = segment.file().toString();
        this.keyId = segment.keyId();
        try {
            Mac expand = Mac.getInstance("HmacSHA256");
            expand.init(configured);
            expand.update(LABEL);
            expand.update(ByteBuffer.allocate(16)
                    .putLong(segment.number())
                    .putLong(segment.salt())
                    .flip());
            this.key = new SecretKeySpec(expand.doFinal(new byte[] {1}), "AES");
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256 and AES-GCM", e);
        }
    }

    /** Encrypts the payload of a frame in place; the frame has {@link #TAG_BYTES} behind it, and its header is final. */
    void encrypt(ByteBuffer frame, int offset) {
        byte[] bytes = frame.array();
        int plain = frame.getInt(0) - Frame.HEADER_BYTES - TAG_BYTES;
        try {
            begin(Cipher.ENCRYPT_MODE, offset);
            cipher.updateAAD(bytes, 0, HEADER_BYTES);
            cipher.doFinal(bytes, Frame.HEADER_BYTES, plain, bytes, Frame.HEADER_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot encrypt a frame of " + plain + " bytes", e);
        }
    }

    /**
     * The payload of a whole frame that lies {@code at} in {@code bytes}.
     *
     * @throws CorruptLogException when it was not written with this key at this place, or is not as it was written
     */
    ByteBuffer decrypt(ByteBuffer bytes, int at, long offset) throws IOException {
        ByteBuffer encrypted = Frame.payload(bytes, at);
        ByteBuffer plain = ByteBuffer.allocate(Math.max(0, encrypted.remaining() - TAG_BYTES));
        try {
            begin(Cipher.DECRYPT_MODE, offset);
            cipher.updateAAD(bytes.slice(at, HEADER_BYTES));
            cipher.doFinal(encrypted, plain);
            return plain.flip();
        } catch (AEADBadTagException e) {
            throw unreadable(offset);
        } catch (GeneralSecurityException e) {
            CorruptLogException corrupt = unreadable(offset);
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private CorruptLogException unreadable(long offset) {
        return new CorruptLogException(
                "the record at offset " + offset + " of " + place + " cannot be decrypted with key " + keyId
                        + ": that id has another key now, or the record was altered");
    }

    private void begin(int mode, long offset) throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putLong(NONCE_BYTES - Long.BYTES, offset);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    }
}
