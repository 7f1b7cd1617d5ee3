package dev.gatehouse.gateway.inference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Writes answers to callers, byte by byte: a head of ours around a body that is bytes already. */
final class Answers {

    /** Room for a usual head, bytes; a longer one makes the buffer grow. */
    private static final int HEAD_BYTES = 512;

    static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] JSON_TYPE = ascii("content-type: application/json\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");

    private Answers() {}

    /** Begins a head; {@link #end} ends it. */
    static ByteBuf begin(ByteBufAllocator allocator, int status, int bodyBytes) {
        ByteBuf to = allocator.ioBuffer(HEAD_BYTES + bodyBytes);
        if (status == HttpResponseStatus.OK.code()) {
            return to.writeBytes(OK);
        }
        ByteBufUtil.writeAscii(to, "HTTP/1.1 ");
        HttpResponseStatus known = HttpResponseStatus.valueOf(status);
        ByteBufUtil.writeAscii(to, known.codeAsText());
        to.writeByte(' ');
        ByteBufUtil.writeAscii(to, known.reasonPhrase());
        to.writeShort('\r' << 8 | '\n');
        return to;
    }

    static void json(ByteBuf head) {
        head.writeBytes(JSON_TYPE);
    }

    /**
     * Ends the head and adds the body.
     *
     * @param old whether the caller speaks HTTP/1.0, which does not keep connections unless told
     */
    static ByteBuf end(ByteBuf head, boolean close, boolean old, byte[] body) {
        if (close) {
            head.writeBytes(CLOSE);
        } else if (old) {
            head.writeBytes(KEEP_ALIVE);
        }
        head.writeBytes(LENGTH);
        ByteBufUtil.writeAscii(head, Integer.toString(body.length));
        head.writeBytes(END_OF_HEAD);
        return head.writeBytes(body);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
