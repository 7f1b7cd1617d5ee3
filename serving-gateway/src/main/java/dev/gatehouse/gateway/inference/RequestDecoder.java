package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads HTTP/1.1 as RFC 9112 writes it and nothing looser: a request that two readers could take for different ones is refused, because the
 * model server behind might be the other reader.
 */
final class RequestDecoder extends HttpRequestDecoder {

    /** Longest request line, bytes. */
    static final int MAX_LINE_BYTES = 4_096;
    /** All header fields of a request together, bytes. */
    static final int MAX_HEADER_BYTES = 20_480;
    /** A larger chunk is handed on in parts of this many bytes. */
    private static final int MAX_CHUNK_BYTES = 65_536;

    private static final ByteBuf VERSION =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(" HTTP/1.".getBytes(StandardCharsets.US_ASCII))
                    .asReadOnly());
    /** Bytes of a version's last digit and the CR behind it. */
    private static final int BEHIND_VERSION = 2;

    private static final byte DEL = 0x7f;
    // The same byte eight times.
    private static final long ONES = 0x0101010101010101L;
    private static final long SPACES = ' ' * ONES;
    private static final long DELS = DEL * ONES;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private boolean inHead = true;
    private boolean firstLine = true;
    private boolean atLineStart;
    private boolean loose;

    RequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                // Netty looks at values character by character, which for a token costs more than all else of a call;
                // see lookAtHead.
                .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory()
                        .withValidation(false)
                        .withNameValidation(true))
                .setAllowDuplicateContentLengths(false));
    }

    /**
     * Netty is lenient where RFC 9112 lets a server be: it joins a line that begins with a space to the one before (section 5.2), takes other
     * white space than one space in the request line (section 3) and control characters beside a chunk's size. All that it takes beyond the
     * grammar is seen here and refused.
     */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        int from = buffer.readerIndex();
        int had = out.size();
        super.decode(context, buffer, out);
        if (inHead) {
            lookAtHead(buffer, from, buffer.readerIndex());
        } else {
            int content = 0;
            for (int i = had; i < out.size(); i++) {
                content +=
                        out.get(i) instanceof HttpContent part ? part.content().readableBytes() : 0;
            }
            lookAtChunkLines(buffer, from, buffer.readerIndex() - content);
        }
        for (int i = had; i < out.size(); i++) {
            if (loose) {
                out.set(i, refusable(out.get(i)));
            }
            Object message = out.get(i);
            if (message instanceof HttpRequest) {
                inHead = false;
                firstLine = true;
                atLineStart = false;
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
            }
        }
    }

    /** The same, marked as unreadable. */
    private static Object refusable(Object message) {
        // The empty end is one for all and cannot be marked.
        Object own = message == LastHttpContent.EMPTY_LAST_CONTENT ? new DefaultLastHttpContent() : message;
        if (own instanceof HttpObject object && object.decoderResult().isSuccess()) {
            object.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("not as RFC 9112 writes it")));
        }
        return own;
    }

    /**
     * Looks once over what Netty consumed, which is whole lines, eight bytes at a time. No field value may have a control character other than
     * the tab (RFC 9110, section 5.5), and a CR stands before an LF only.
     */
    private void lookAtHead(ByteBuf buffer, int from, int to) {
        int at = from;
        while (firstLine && at < to && (buffer.getByte(at) == '\r' || buffer.getByte(at) == '\n')) {
            at++;
        }
        if (firstLine && at < to) {
            int end = buffer.indexOf(at, to, (byte) '\n');
            loose |= end < 0 || !isRequestLine(buffer, at, end);
            firstLine = false;
        }
        while (at < to) {
            if (to - at >= Long.BYTES && !atLineStart && !mayHaveControl(buffer.getLong(at))) {
                at += Long.BYTES;
                continue;
            }
            for (int end = Math.min(at + Long.BYTES, to); at < end; at++) {
                byte b = buffer.getByte(at);
                loose |= atLineStart && (b == ' ' || b == '\t');
                atLineStart = b == '\n';
                boolean lineEnd = atLineStart || b == '\r' && at + 1 < to && buffer.getByte(at + 1) == '\n';
                loose |= !lineEnd && (b >= 0 && b < ' ' && b != '\t' || b == DEL);
            }
        }
    }

    /** Whether it is {@code method SP target SP HTTP/1.x CR}. */
    private static boolean isRequestLine(ByteBuf buffer, int from, int lineFeed) {
        int version = lineFeed - BEHIND_VERSION - VERSION.readableBytes();
        if (version <= from || !ByteBufUtil.equals(buffer, version, VERSION, 0, VERSION.readableBytes())) {
            return false;
        }
        int space = buffer.indexOf(from, version, (byte) ' ');
        return space > from
                && space < version - 1
                && buffer.indexOf(space + 1, version, (byte) ' ') < 0
                && buffer.indexOf(from, version, (byte) '\t') < 0;
    }

    /** Whether any of the eight bytes is below the space, or is DEL. */
    private static boolean mayHaveControl(long bytes) {
        long below = (bytes - SPACES) & ~bytes & HIGH_BITS;
        long differs = bytes ^ DELS;
        long del = (differs - ONES) & ~differs & HIGH_BITS;
        return (below | del) != 0;
    }

    private void lookAtChunkLines(ByteBuf buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = buffer.getByte(i);
            loose |= b >= 0 && b < ' ' && b != '\r' && b != '\n' && b != '\t';
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("it has both Content-Length and Transfer-Encoding");
    }

    /** Why a request is not read further, if so; the connection is of no use after it. */
    static Optional<Refusal> refuses(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            if (cause instanceof TooLongHttpLineException) {
                return refused(Refusal.Code.URI_TOO_LONG, "its first line is longer than " + MAX_LINE_BYTES + " bytes");
            }
            if (cause instanceof TooLongHttpHeaderException) {
                return refused(
                        Refusal.Code.HEADERS_TOO_LARGE, "its header is longer than " + MAX_HEADER_BYTES + " bytes");
            }
            return bad("it is not HTTP/1.1 as RFC 9112 writes it");
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return bad("its version is not HTTP/1.1 or HTTP/1.0");
        }
        boolean old = version.equals(HttpVersion.HTTP_1_0);
        List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!encodings.isEmpty()
                && (old || encodings.size() > 1 || !encodings.get(0).equalsIgnoreCase("chunked"))) {
            return bad("its Transfer-Encoding is not 'chunked' and nothing else");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && !old) {
            return bad("it has " + hosts + " Host fields instead of one");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> bad(String why) {
        return refused(Refusal.Code.BAD_REQUEST, why);
    }

    private static Optional<Refusal> refused(Refusal.Code code, String why) {
        return Optional.of(new Refusal(code, "The request cannot be read: " + why + "."));
    }
}
