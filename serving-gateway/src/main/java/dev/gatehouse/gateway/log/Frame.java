package dev.gatehouse.gateway.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Layout of a frame, big-endian, its size a multiple of 8.
 *
 * <pre>
 *  0  u32  payload length + HEADER_BYTES; 0 where no frame was written
 *  4  u8   format version (1)
 *  5  u8   kind: 1 record, 2 seal (the last frame of a full segment)
 *  6  u16  key id: 0 is plain text; with others the payload is AES-GCM ciphertext and its tag ({@link SegmentCipher})
 *  8  u32  offset in the segment of the batch that this frame was written in
 * 12  u32  CRC-32C of: segment salt, own offset, bytes 0 to 11, payload, padding
 * 16       payload, then zeros up to a multiple of 8
 * </pre>
 *
 * The batch offset is a promise: everything before it was durable when this frame was written. Recovery uses it to tell a torn
 * batch, whose pages reach the disk in any order, from damage to acknowledged records.
 */
final class Frame {

    static final int HEADER_BYTES = 16;
    static final byte FORMAT_VERSION = 1;
    static final byte RECORD = 1;
    static final byte SEAL = 2;
    static final int PLAIN_TEXT_KEY = 0;

    private static final int CRC_AT = 12;

    private Frame() {}

    /** Bytes that a payload of {@code length} bytes takes in the log. */
    static int bytesFor(int length) {
        return (HEADER_BYTES + length + 7) & ~7;
    }

    /** What a key adds to a payload. */
    static int overhead(int keyId) {
        return keyId == PLAIN_TEXT_KEY ? 0 : SegmentCipher.TAG_BYTES;
    }

    /** A frame for a payload of plain text; it lacks only its place: {@link #place} adds batch offset and checksum. */
    static ByteBuffer allocate(byte kind, int payloadLength) {
        return allocate(kind, payloadLength, PLAIN_TEXT_KEY);
    }

    /** A frame with room for the payload and what the key adds to it; the payload is written as plain text. */
    static ByteBuffer allocate(byte kind, int payloadLength, int keyId) {
        int length = payloadLength + overhead(keyId);
        ByteBuffer frame = ByteBuffer.allocate(bytesFor(length));
        frame.putInt(HEADER_BYTES + length)
                .put(FORMAT_VERSION)
                .put(kind)
                .putShort((short) keyId)
                .putInt(0)
                .putInt(0);
        return frame;
    }

    /** Gives a frame its place in a segment; {@code cipher} is the segment's, null for one of plain text. */
    static void place(ByteBuffer frame, long salt, int offset, int batchOffset, SegmentCipher cipher) {
        frame.putInt(8, batchOffset);
        if (cipher != null) {
            cipher.encrypt(frame, offset);
        }
        frame.putInt(CRC_AT, checksum(frame, 0, frame.capacity(), salt, offset));
    }

    /** Whether a whole, undamaged frame starts at {@code offset} of {@code segment}, a segment from its first byte. */
    static boolean isValid(ByteBuffer segment, int offset, long salt) {
        return isValid(segment, offset, salt, offset);
    }

    /** Whether {@code bytes} starts with a whole, undamaged frame that was written at {@code offset} of its segment. */
    static boolean isValidAt(ByteBuffer bytes, long salt, long offset) {
        return isValid(bytes, 0, salt, offset);
    }

    private static boolean isValid(ByteBuffer bytes, int at, long salt, long offset) {
        if (bytes.limit() - at < HEADER_BYTES) {
            return false;
        }
        int length = bytes.getInt(at);
        if (length < HEADER_BYTES || length > bytes.limit() - at) {
            return false;
        }
        int size = (length + 7) & ~7;
        byte kind = bytes.get(at + 5);
        return size <= bytes.limit() - at
                && bytes.get(at + 4) == FORMAT_VERSION
                && (kind == RECORD || kind == SEAL)
                && bytes.getInt(at + CRC_AT) == checksum(bytes, at, size, salt, offset);
    }

    static int size(ByteBuffer segment, int offset) {
        return (segment.getInt(offset) + 7) & ~7;
    }

    static byte kind(ByteBuffer segment, int offset) {
        return segment.get(offset + 5);
    }

    static int keyId(ByteBuffer segment, int offset) {
        return Short.toUnsignedInt(segment.getShort(offset + 6));
    }

    static int batchOffset(ByteBuffer segment, int offset) {
        return segment.getInt(offset + 8);
    }

    /** The payload of a valid frame, as a view. */
    static ByteBuffer payload(ByteBuffer segment, int offset) {
        return segment.slice(offset + HEADER_BYTES, segment.getInt(offset) - HEADER_BYTES);
    }

    private static int checksum(ByteBuffer buffer, int at, int size, long salt, long offset) {
        CRC32C crc = new CRC32C();
        // The place is part of the checksum, so that bytes of another place or file never pass for this frame.
        ByteBuffer place = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
        crc.update(place.putLong(salt).putLong(offset).flip());
        crc.update(buffer.slice(at, CRC_AT));
        crc.update(buffer.slice(at + HEADER_BYTES, size - HEADER_BYTES));
        return (int) crc.getValue();
    }
}
