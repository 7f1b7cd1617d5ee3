package dev.gatehouse.gateway.inference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Writes answers to callers, byte by byte: a head of ours around a body that is bytes already. */
final class Answers {

    static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] JSON_TYPE = ascii("content-type: application/json\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");

    private Answers() {}

    /** Begins a head; {@link #end} ends it. */
    static Head begin(Head head, int status) {
        head.begin();
        if (status == HttpResponseStatus.OK.code()) {
            return head.add(OK);
        }
        HttpResponseStatus known = HttpResponseStatus.valueOf(status);
        return head.add("HTTP/1.1 ")
                .add(known.codeAsText())
                .add(" ")
                .add(known.reasonPhrase())
                .endLine();
    }

    static void json(Head head) {
        head.add(JSON_TYPE);
    }

    /**
     * Ends the head and adds the body.
     *
     * @param old whether the caller speaks HTTP/1.0, which does not keep connections unless told
     */
    static ByteBuf end(Head head, boolean close, boolean old, byte[] body, ByteBufAllocator allocator) {
        if (close) {
            head.add(CLOSE);
        } else if (old) {
            head.add(KEEP_ALIVE);
        }
        return head.add(LENGTH)
                .add(Integer.toString(body.length))
                .add(END_OF_HEAD)
                .with(body, allocator);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
