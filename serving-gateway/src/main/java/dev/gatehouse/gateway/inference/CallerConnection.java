package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A caller's connection: one request after the other, each read whole, up to the limit, and answered before the next is looked at. Lives on
 * one event loop.
 */
final class CallerConnection extends ChannelInboundHandlerAdapter {

    /** How long the rest of a refused body is read before the connection is closed, milliseconds: at once, the caller might never see why. */
    static final long LINGER_MILLIS = 500;

    /** Least room for a body whose first bytes have come. */
    private static final int FIRST_BODY_BYTES = 4_096;

    private static final Logger LOG = Logger.getLogger(CallerConnection.class);
    private static final byte[] NOTHING = new byte[0];

    /** Says what to do with a request whose head has come: answers it on the connection, or takes its whole body later. */
    interface Paths {
        /** Empty when it has been answered. */
        Optional<Consumer<byte[]>> begin(HttpRequest request, CallerConnection connection);

        /** A call that was {@link CallerConnection#counted} has been answered, or its caller has gone. */
        void done(CallerLimits.Share caller);
    }

    private enum Stage {
        /** Between requests. */
        HEAD,
        /** Its body is coming. */
        BODY,
        /** The request is whole, and its answer is on the way; what comes now belongs to the next. */
        ANSWERING,
        /** It has been answered, and the rest of its body is thrown away. */
        DRAINING,
        /** Nothing is read any more. */
        CLOSING
    }

    private final Loop loop;
    private final Paths paths;
    private final RefusalWriter refusals;
    private final int maxBodyBytes;
    private final ReceivedBytes receiving;
    private final long idleNanos;
    private final long bodyNanos;
    private final long refusalDelayNanos;
    private final Deque<Object> next = new ArrayDeque<>();

    private ChannelHandlerContext context;
    private Stage stage = Stage.HEAD;
    private long sinceNanos = System.nanoTime();
    private boolean close;
    private boolean old;
    private boolean headOnly;
    private Protocol protocol = Protocol.OPEN_INFERENCE;
    /** Its caller's share while the call is under way; else null. */
    private CallerLimits.Share counted;

    private Consumer<byte[]> whole;
    private byte[] body = NOTHING;
    private int bodyBytes;
    private int expectedBytes;

    CallerConnection(Loop loop, Paths paths, RefusalWriter refusals, Limits limits) {
        this.loop = loop;
        this.paths = paths;
        this.refusals = refusals;
        this.maxBodyBytes = limits.maxBodyBytes();
        this.receiving = limits.receiving();
        this.idleNanos = limits.idleNanos();
        this.bodyNanos = limits.bodyNanos();
        this.refusalDelayNanos = limits.refusalDelayNanos();
    }

    /**
     * How much and how long.
     *
     * @param receiving what all connections together may hold of bodies that are not whole
     * @param refusalDelayNanos how long a call that is one too many waits for its answer
     */
    record Limits(int maxBodyBytes, ReceivedBytes receiving, long idleNanos, long bodyNanos, long refusalDelayNanos) {}

    Loop loop() {
        return loop;
    }

    ByteBufAllocator allocator() {
        return context.alloc();
    }

    boolean isOpen() {
        return context.channel().isActive();
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        loop.connected(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object message) {
        if (stage == Stage.ANSWERING || !next.isEmpty()) {
            next.add(message);
            context.channel().config().setAutoRead(false);
            return;
        }
        take(message);
    }

    private void take(Object message) {
        try {
            if (stage == Stage.CLOSING) {
                return;
            }
            if (message instanceof HttpRequest request) {
                head(request);
            }
            if (message instanceof HttpContent content && stage != Stage.CLOSING) {
                content(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest request) {
        sinceNanos = System.nanoTime();
        old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        headOnly = request.method().equals(HttpMethod.HEAD);
        close = !HttpUtil.isKeepAlive(request);
        stage = Stage.BODY;
        protocol = Protocol.OPEN_INFERENCE;
        Optional<Refusal> unreadable = RequestDecoder.refuses(request);
        if (unreadable.isPresent()) {
            hangUp(unreadable.get());
            return;
        }
        boolean waits = request.headers().containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
        // A caller that waits and is refused may send its body or not: only a new connection is clear.
        close |= waits;
        long length = HttpUtil.getContentLength(request, 0L);
        Optional<Consumer<byte[]>> taker = paths.begin(request, this);
        if (taker.isEmpty()) {
            return;
        }
        if (length > maxBodyBytes) {
            hangUp(tooLarge());
            return;
        }
        whole = taker.get();
        // What is only announced takes no memory yet.
        body = NOTHING;
        expectedBytes = length > 0 ? (int) length : maxBodyBytes;
        bodyBytes = 0;
        if (waits) {
            close = !HttpUtil.isKeepAlive(request);
            context.writeAndFlush(Unpooled.wrappedBuffer(Answers.CONTINUE), context.voidPromise());
        }
    }

    private void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            hangUp(new Refusal(
                    Refusal.Code.BAD_REQUEST, "The request cannot be read: its body is not framed as it says."));
            return;
        }
        int more = content.content().readableBytes();
        if (bodyBytes + more > maxBodyBytes) {
            if (stage == Stage.DRAINING) {
                lingerAndClose();
            } else {
                hangUp(tooLarge());
            }
            return;
        }
        if (stage == Stage.BODY) {
            if (bodyBytes + more > body.length && !grow(bodyBytes + more)) {
                hangUp(new Refusal(
                        Refusal.Code.TOO_MANY_REQUESTS,
                        "More than " + receiving.limit()
                                + " bytes of request bodies are on their way; try again in a moment."));
                return;
            }
            content.content().readBytes(body, bodyBytes, more);
        }
        bodyBytes += more;
        if (last && stage == Stage.DRAINING) {
            stage = Stage.HEAD;
            sinceNanos = System.nanoTime();
        } else if (last && stage == Stage.BODY) {
            stage = Stage.ANSWERING;
            byte[] all = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
            giveUpBody();
            Consumer<byte[]> taker = whole;
            whole = null;
            taker.accept(all);
        }
    }

    /** Makes room for so many bytes; whether all connections together may hold them. */
    private boolean grow(int bytes) {
        int room = Math.max(bytes, Math.min(expectedBytes, Math.max(2 * body.length, FIRST_BODY_BYTES)));
        if (!receiving.grow(body.length, room)) {
            return false;
        }
        body = Arrays.copyOf(body, room);
        return true;
    }

    private void giveUpBody() {
        receiving.giveBack(body.length);
        body = NOTHING;
    }

    private Refusal tooLarge() {
        return new Refusal(
                Refusal.Code.BODY_TOO_LARGE, "The request body is over the limit of " + maxBodyBytes + " bytes.");
    }

    // ---------------------------------------------------------------- answers

    /** Says in whose form the request that is being read is refused from now on. */
    void speak(Protocol ofRequest) {
        protocol = ofRequest;
    }

    void refuse(Refusal refusal) {
        refuse(refusal, null);
    }

    /**
     * A call that is one too many gives up its place at once but is told so only after a while: else callers who ask again as soon
     * as they are answered would leave no time for those who are served.
     *
     * @param call which names itself in the answer; may be null
     */
    void refuse(Refusal refusal, InferenceCall call) {
        refusals.count(refusal);
        if (stage == Stage.ANSWERING && refusal.code().isOverLimit() && refusalDelayNanos > 0) {
            done();
            context.executor().schedule(() -> tell(refusal, call), refusalDelayNanos, TimeUnit.NANOSECONDS);
        } else {
            tell(refusal, call);
        }
    }

    private void tell(Refusal refusal, InferenceCall call) {
        if (!isOpen()) {
            done();
            return;
        }
        byte[] json = refusals.body(refusal, protocol);
        Head head = Answers.begin(loop.head(), refusal.code().status());
        refusals.head(refusal, protocol, head);
        if (call != null) {
            call.identify(head);
        }
        answer(head, json);
    }

    /** Ends a head that {@link Answers#begin} began, and sends it with its body. */
    void answer(Head head, byte[] json) {
        boolean closing = close;
        ByteBuf bytes = Answers.end(head, closing, old, json, allocator());
        if (headOnly) {
            bytes.writerIndex(bytes.writerIndex() - json.length);
        }
        context.writeAndFlush(bytes, context.voidPromise());
        done();
        if (stage == Stage.BODY) {
            // Answered before the body came.
            giveUpBody();
            bodyBytes = 0;
            stage = Stage.DRAINING;
            if (closing) {
                lingerAndClose();
            }
        } else if (closing) {
            stage = Stage.CLOSING;
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> context.close());
        } else {
            stage = Stage.HEAD;
            sinceNanos = System.nanoTime();
            goOn();
        }
    }

    private void goOn() {
        while (stage != Stage.ANSWERING && !next.isEmpty()) {
            Object message = next.poll();
            take(message);
        }
        if (next.isEmpty() && !context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** Refuses what cannot be read further; the connection ends. */
    private void hangUp(Refusal refusal) {
        close = true;
        if (stage == Stage.DRAINING) {
            lingerAndClose();
        } else {
            refuse(refusal);
        }
    }

    private void lingerAndClose() {
        stage = Stage.CLOSING;
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The call is under way: {@link Paths#done} will be told of its end. */
    void counted(CallerLimits.Share caller) {
        counted = caller;
    }

    /** The call is over, one way or the other. */
    void done() {
        CallerLimits.Share caller = counted;
        if (caller != null) {
            counted = null;
            paths.done(caller);
        }
    }

    // ---------------------------------------------------------------- time and ends

    /** Closes a connection that waits too long for a request, or for the rest of one. */
    void sweep(long nowNanos) {
        long waited = nowNanos - sinceNanos;
        if (stage == Stage.HEAD && waited > idleNanos || stage == Stage.DRAINING && waited > bodyNanos) {
            context.close();
        } else if (stage == Stage.BODY && waited > bodyNanos) {
            hangUp(new Refusal(Refusal.Code.REQUEST_TIMEOUT, "The request's body did not come in time."));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        loop.gone(this);
        giveUpBody();
        next.forEach(ReferenceCountUtil::release);
        next.clear();
        if (stage != Stage.ANSWERING) {
            // A call that is on its way ends by itself, and its outcome is recorded.
            done();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
        // What a decoder throws is wrapped: bytes that are not TLS, or a handshake that fails, are the caller's affair.
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (!(reason instanceof IOException)) {
            LOG.error("A caller's connection is closed: this should not happen", cause);
        }
        done();
        caught.close();
    }
}
