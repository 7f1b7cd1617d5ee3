package dev.gatehouse.gateway.inference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * A message's head while it is being written; each event loop has one and uses it for one message at a time. Bytes are gathered here and go
 * into a buffer at once: Netty's buffers check their bounds and their owners at every write, which for a dozen short pieces is a good part
 * of a call.
 */
final class Head {

    /** Room for a usual head, bytes; a longer one makes it grow. */
    private static final int USUAL_BYTES = 2_048;

    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;

    /** Throws away what was written before. */
    Head begin() {
        length = 0;
        return this;
    }

    Head add(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** @param text each character below 256 gives its byte, any other {@code ?} */
    Head add(CharSequence text) {
        int more = text.length();
        room(more);
        if (text instanceof AsciiString ascii) {
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, length, more);
        } else {
            for (int i = 0; i < more; i++) {
                bytes[length + i] = AsciiString.c2b(text.charAt(i));
            }
        }
        length += more;
        return this;
    }

    /** Adds {@code name: value} and the line's end. */
    Head field(CharSequence name, CharSequence value) {
        add(name);
        room(2);
        bytes[length++] = ':';
        bytes[length++] = ' ';
        add(value);
        return endLine();
    }

    Head endLine() {
        room(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /** The head and the body, in a buffer of their own. */
    ByteBuf with(byte[] body, ByteBufAllocator allocator) {
        return allocator
                .ioBuffer(length + body.length)
                .writeBytes(bytes, 0, length)
                .writeBytes(body);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
