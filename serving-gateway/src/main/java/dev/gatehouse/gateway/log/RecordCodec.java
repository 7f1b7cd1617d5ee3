package dev.gatehouse.gateway.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Strings and byte strings of a record: a 32-bit length, then the bytes; length -1 is an absent value. */
final class RecordCodec {

    private RecordCodec() {}

    /** Bytes that {@code text} takes. */
    static int bytesFor(String text) {
        if (text == null) {
            return 4;
        }
        // Faster than looking at each character: the JDK copies a text of one-byte characters at once.
        return 4 + text.getBytes(StandardCharsets.UTF_8).length;
    }

    static void put(ByteBuffer to, String text) {
        if (text == null) {
            to.putInt(-1);
        } else {
            put(to, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static void put(ByteBuffer to, byte[] bytes) {
        to.putInt(bytes.length).put(bytes);
    }

    static String text(ByteBuffer from) {
        byte[] bytes = bytes(from);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuffer from) {
        int length = from.getInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("a field of " + length + " bytes in a record with " + from.remaining());
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
