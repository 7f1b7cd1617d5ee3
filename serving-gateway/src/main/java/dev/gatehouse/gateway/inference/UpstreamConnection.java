package dev.gatehouse.gateway.inference;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;

/** A connection to a model server. Carries one exchange at a time; lives on one event loop. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

    private static final int FIRST_ANSWER_BYTES = 1_024;
    private static final byte[] NOTHING = new byte[0];

    private final UpstreamPool pool;
    private final int maxAnswerBytes;
    private Channel channel;
    private Exchange exchange;
    private HttpResponse head;
    private byte[] body = NOTHING;
    private int bodyBytes;
    private boolean reusable;
    private long idleSinceNanos;

    UpstreamConnection(UpstreamPool pool, int maxAnswerBytes) {
        this.pool = pool;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    /** Sends a request; takes the buffer over. */
    void send(ByteBuf request, Exchange newExchange) {
        exchange = newExchange;
        exchange.carriedBy(this);
        // A write that fails is told by exceptionCaught, and the end of the connection by channelInactive.
        channel.writeAndFlush(request, channel.voidPromise());
    }

    boolean isActive() {
        return channel.isActive();
    }

    void idleSince(long nanos) {
        idleSinceNanos = nanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (exchange == null) {
                // Nothing was asked: whatever this is, it must not be taken for the answer to the next request.
                reusable = false;
                context.close();
                return;
            }
            if (message instanceof HttpResponse response) {
                begin(response);
            }
            if (exchange != null && head != null && message instanceof HttpContent content) {
                take(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            fail("its answer is not HTTP/1.1");
        } else if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            fail("it answered with another protocol");
        } else {
            head = response;
            int length = HttpUtil.getContentLength(response, FIRST_ANSWER_BYTES);
            body = new byte[Math.min(Math.max(length, 0), maxAnswerBytes)];
            bodyBytes = 0;
        }
    }

    private void take(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            fail("its answer is not HTTP/1.1");
            return;
        }
        int more = content.content().readableBytes();
        if (bodyBytes + more > maxAnswerBytes) {
            fail("its answer is over the limit of " + maxAnswerBytes + " bytes; send fewer rows");
            return;
        }
        if (bodyBytes + more > body.length) {
            body = Arrays.copyOf(body, Math.min(maxAnswerBytes, Math.max(2 * body.length, bodyBytes + more)));
        }
        content.content().readBytes(body, bodyBytes, more);
        bodyBytes += more;
        if (content instanceof LastHttpContent) {
            end();
        }
    }

    private void end() {
        HttpResponse answer = head;
        head = null;
        if (answer.status().code() < HttpResponseStatus.OK.code()) {
            // 100 and its like go before the answer.
            return;
        }
        byte[] whole = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
        body = NOTHING;
        Exchange done = exchange;
        exchange = null;
        boolean framed = HttpUtil.isContentLengthSet(answer) || HttpUtil.isTransferEncodingChunked(answer);
        reusable = framed && HttpUtil.isKeepAlive(answer);
        if (!reusable) {
            channel.close();
        }
        done.answered(answer.status().code(), answer.headers(), whole);
    }

    /** Only when all that came has been looked at may another request go out: what came behind the answer is not the next one's. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (reusable && channel.isActive()) {
            reusable = false;
            pool.release(this);
        }
    }

    private void fail(String why) {
        reusable = false;
        Exchange failed = exchange;
        exchange = null;
        channel.close();
        if (failed != null) {
            failed.failed(why);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pool.closed(this);
        fail("it closed the connection before its answer was whole");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }
}
