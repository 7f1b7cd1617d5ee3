package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.upstream.Address;
import dev.gatehouse.gateway.upstream.Upstream;
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
    private final Upstream upstream;
    private final Address address;
    private final boolean secure;
    private final int maxAnswerBytes;
    private Channel channel;
    private Exchange exchange;
    private HttpResponse head;
    private byte[] body = NOTHING;
    private int bodyBytes;
    private boolean established;
    private boolean reusable;
    /** While a request is written: what goes wrong meanwhile is looked at when it is known whether anything was sent. */
    private boolean writing;

    private String writeFailure;
    private boolean silent;
    private long sentNanos;
    private long idleSinceNanos;

    /** @param secure whether TLS lies between this and the socket */
    UpstreamConnection(UpstreamPool pool, Address address, boolean secure, int maxAnswerBytes) {
        this.pool = pool;
        this.upstream = pool.upstream();
        this.address = address;
        this.secure = secure;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** Where it goes. */
    Address address() {
        return address;
    }

    /** The pool counts it from now on until it is closed. */
    void established() {
        established = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    /**
     * Sends a request, and takes the buffer over if so.
     *
     * @return false when the connection turned out to be lost with nothing sent: the request may go on another one
     */
    boolean send(ByteBuf request, Exchange newExchange) {
        exchange = newExchange;
        exchange.carriedBy(this);
        silent = true;
        sentNanos = System.nanoTime();
        int begin = request.readerIndex();
        request.retain();
        writing = true;
        // A write that fails is told by exceptionCaught, and the end of the connection by channelInactive.
        channel.writeAndFlush(request, channel.voidPromise());
        writing = false;
        // A direct buffer goes to the socket as it is, so its index tells what the kernel took. Through TLS, or from a
        // copy, nothing does.
        boolean unsent = !secure && request.isDirect() && request.readerIndex() == begin;
        if (writeFailure != null && unsent) {
            exchange = null;
            newExchange.carriedBy(null);
            upstream.addressFailed(address, sentNanos);
            channel.close();
            return false;
        }
        request.release();
        if (writeFailure != null) {
            fail(writeFailure);
        }
        return true;
    }

    /** Whether nothing of an answer has come for so long. */
    boolean isSilent(long nowNanos, long limitNanos) {
        return silent && exchange != null && nowNanos - sentNanos > limitNanos;
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
                silent = false;
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
            // It works; the caller asked for too much.
            upstream.succeeded(address);
            drop("its answer is over the limit of " + maxAnswerBytes + " bytes; send fewer rows");
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
        if (answer.status().code() < HttpResponseStatus.INTERNAL_SERVER_ERROR.code()) {
            upstream.succeeded(address);
        } else {
            upstream.failed(address, sentNanos);
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
        if (exchange != null) {
            upstream.failed(address, sentNanos);
        }
        drop(why);
    }

    private void drop(String why) {
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
        if (established) {
            pool.closed(this);
        }
        fail("it closed the connection before its answer was whole");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (writing) {
            writeFailure = why;
        } else {
            fail(why);
        }
    }
}
