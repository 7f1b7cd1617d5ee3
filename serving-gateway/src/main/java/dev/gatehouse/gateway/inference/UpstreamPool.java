package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.upstream.Address;
import dev.gatehouse.gateway.upstream.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Connections to one model server from one event loop: a call, its caller and its model server share a thread. A request is sent at most
 * once; what is tried again is a connection that nothing was sent on.
 */
final class UpstreamPool {

    /** Idle connections are given up before common servers give them up (5 s and more), so that none is found closed when used. */
    static final long KEEP_ALIVE_NANOS = 4_000_000_000L;

    private static final int MAX_LINE_BYTES = 4_096;
    private static final int MAX_HEADER_BYTES = 16_384;

    /** A request that waits for a connection. */
    private static final class Waiting {

        private final ByteBuf request;
        private final Exchange exchange;
        private final long sinceNanos;
        /** Whether a connection was lost under it before anything was sent: that happens to a request once. */
        private boolean again;

        Waiting(ByteBuf request, Exchange exchange, long sinceNanos) {
            this.request = request;
            this.exchange = exchange;
            this.sinceNanos = sinceNanos;
        }
    }

    /**
     * One connection being made.
     *
     * @param failed the address that failed just before; null for a first attempt
     */
    private record Attempt(Address failed, long begunNanos) {}

    private final Bootstrap bootstrap;
    private final AddressResolver<InetSocketAddress> resolver;
    private final Upstream upstream;
    private final int maxConnections;
    private final int maxWaiting;
    private final int maxAnswerBytes;
    private final int handshakeMillis;
    private final long waitNanos;
    private final Refusal queueFull;
    private final Refusal waitedTooLong;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** Connections that are open or being made. */
    private int open;
    /** Those that are being made. */
    private int connecting;

    /**
     * Connects when it is first needed.
     *
     * @param bootstrap of the event loop, for addresses that are resolved
     * @param resolver of the event loop
     */
    UpstreamPool(
            Bootstrap bootstrap,
            AddressResolver<InetSocketAddress> resolver,
            Upstream upstream,
            GatewayConfig.Upstream config,
            int maxAnswerBytes) {
        this.bootstrap = bootstrap;
        this.resolver = resolver;
        this.upstream = upstream;
        this.maxConnections = config.maxConnections();
        this.maxWaiting = config.maxWaiting();
        this.maxAnswerBytes = maxAnswerBytes;
        this.handshakeMillis = Math.toIntExact(config.connectTimeout().toMillis());
        this.waitNanos = config.waitTimeout().toNanos();
        this.queueFull = new Refusal(
                Refusal.Code.OVERLOADED,
                "All " + maxConnections + " connections to the model server are busy, and " + maxWaiting
                        + " calls wait already; try again in a moment.");
        this.waitedTooLong = new Refusal(
                Refusal.Code.OVERLOADED,
                "No connection to the model server became free within "
                        + config.waitTimeout().toMillis() + " ms; try again in a moment.");
    }

    /** The model server. */
    Upstream upstream() {
        return upstream;
    }

    /** Connections that are free. */
    int idle() {
        return idle.size();
    }

    /** Sends a request as soon as a connection is free; takes the buffer over. */
    void send(ByteBuf request, Exchange exchange) {
        for (UpstreamConnection free = idle.pollLast(); free != null; free = idle.pollLast()) {
            if (!free.isActive()) {
                continue;
            }
            if (upstream.isEjected(free.address())) {
                free.close();
            } else if (free.send(request, exchange)) {
                return;
            } else {
                upstream.reconnects();
            }
        }
        if (open == maxConnections && waiting.size() >= connecting + maxWaiting) {
            request.release();
            exchange.refused(queueFull);
            return;
        }
        waiting.add(new Waiting(request, exchange, System.nanoTime()));
        connectIfNeeded();
    }

    private void connectIfNeeded() {
        if (waiting.size() > connecting && open < maxConnections) {
            open++;
            connecting++;
            connect(new Attempt(null, System.nanoTime()));
        }
    }

    // ---------------------------------------------------------------- making connections

    private void connect(Attempt attempt) {
        Future<List<InetSocketAddress>> resolved =
                resolver.resolveAll(InetSocketAddress.createUnresolved(upstream.host(), upstream.port()));
        resolved.addListener((Future<List<InetSocketAddress>> done) -> {
            if (done.isSuccess() && !done.getNow().isEmpty()) {
                connect(attempt, upstream.next(done.getNow(), attempt.failed));
            } else {
                notConnected(attempt, null, "its name " + upstream.host() + " cannot be resolved");
            }
        });
    }

    private void connect(Attempt attempt, Address address) {
        Optional<SslContext> tls = upstream.tls();
        UpstreamConnection connection = new UpstreamConnection(this, address, tls.isPresent(), maxAnswerBytes);
        ChannelFuture connected = bootstrap
                .clone()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> channel.pipeline().addLast(handshake(context, channel)));
                        channel.pipeline()
                                .addLast(new HttpResponseDecoder(new HttpDecoderConfig()
                                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)))
                                .addLast(connection);
                    }
                })
                .connect(address.socket());
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                notConnected(attempt, address, reason(done.cause()));
            } else if (tls.isEmpty()) {
                connected(connection);
            } else {
                connected
                        .channel()
                        .pipeline()
                        .get(SslHandler.class)
                        .handshakeFuture()
                        .addListener(shaken -> {
                            if (shaken.isSuccess()) {
                                connected(connection);
                            } else {
                                connection.close();
                                notConnected(attempt, address, "TLS with it failed: " + reason(shaken.cause()));
                            }
                        });
            }
        });
    }

    /** Nothing is sent before the handshake: it says who is there. */
    private SslHandler handshake(SslContext context, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), upstream.host(), upstream.port());
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        return handler;
    }

    private static String reason(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    private void connected(UpstreamConnection connection) {
        connecting--;
        connection.established();
        release(connection);
    }

    private void notConnected(Attempt attempt, Address address, String why) {
        if (address != null) {
            upstream.addressFailed(address, attempt.begunNanos);
            if (attempt.failed == null && !waiting.isEmpty()) {
                upstream.reconnects();
                connect(new Attempt(address, System.nanoTime()));
                return;
            }
        }
        open--;
        connecting--;
        Waiting next = nextWaiting();
        if (next != null) {
            upstream.failed(attempt.begunNanos);
            next.request.release();
            next.exchange.failed(why);
        }
        connectIfNeeded();
    }

    // ---------------------------------------------------------------- using them

    /** Takes a connection back, for whoever waits or for later. */
    void release(UpstreamConnection connection) {
        Waiting next = nextWaiting();
        if (next == null) {
            connection.idleSince(System.nanoTime());
            idle.addLast(connection);
        } else if (!connection.send(next.request, next.exchange)) {
            sendAgain(next);
        }
    }

    /** The connection was lost before anything was sent, and its end makes room for another. */
    private void sendAgain(Waiting unsent) {
        if (unsent.again) {
            unsent.request.release();
            upstream.failed(unsent.sinceNanos);
            unsent.exchange.failed("it closed two connections before a request could be sent");
        } else {
            unsent.again = true;
            upstream.reconnects();
            waiting.addFirst(unsent);
        }
    }

    private Waiting nextWaiting() {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.exchange.isOpen()) {
                return next;
            }
            next.request.release();
        }
        return null;
    }

    /** A connection that was established is gone. */
    void closed(UpstreamConnection connection) {
        open--;
        idle.remove(connection);
        connectIfNeeded();
    }

    /** Closes what was not used for a while. */
    void sweepIdle(long nowNanos) {
        for (UpstreamConnection oldest = idle.peekFirst();
                oldest != null && nowNanos - oldest.idleSinceNanos() > KEEP_ALIVE_NANOS;
                oldest = idle.peekFirst()) {
            idle.removeFirst();
            oldest.close();
        }
    }

    /** Refuses what has waited for too long. */
    void sweepWaiting(long nowNanos) {
        for (Waiting oldest = waiting.peekFirst();
                oldest != null && (!oldest.exchange.isOpen() || nowNanos - oldest.sinceNanos > waitNanos);
                oldest = waiting.peekFirst()) {
            waiting.removeFirst();
            oldest.request.release();
            if (oldest.exchange.isOpen()) {
                oldest.exchange.refused(waitedTooLong);
            }
        }
    }
}
