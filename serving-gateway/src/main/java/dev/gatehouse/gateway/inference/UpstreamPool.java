package dev.gatehouse.gateway.inference;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Connections to one model server from one event loop: a call, its caller and its model server share a thread. */
final class UpstreamPool {

    /** Idle connections are given up before common servers give them up (5 s and more), so that none is found closed when used. */
    static final long KEEP_ALIVE_NANOS = 4_000_000_000L;

    private static final int MAX_LINE_BYTES = 4_096;
    private static final int MAX_HEADER_BYTES = 16_384;
    private static final int MAX_WAITING_PER_CONNECTION = 8;

    private record Waiting(ByteBuf request, Exchange exchange) {}

    private final Bootstrap bootstrap;
    private final String host;
    private final int port;
    private final Optional<SslContext> tls;
    private final int maxConnections;
    private final int maxAnswerBytes;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int open;

    /**
     * @param bootstrap of the event loop
     * @param tls present for https
     */
    UpstreamPool(
            Bootstrap bootstrap,
            String host,
            int port,
            Optional<SslContext> tls,
            int maxConnections,
            int maxAnswerBytes) {
        this.bootstrap = bootstrap.clone();
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.maxConnections = maxConnections;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** Sends a request as soon as a connection is free; takes the buffer over. */
    void send(ByteBuf request, Exchange exchange) {
        for (UpstreamConnection free = idle.pollLast(); free != null; free = idle.pollLast()) {
            if (free.isActive()) {
                free.send(request, exchange);
                return;
            }
        }
        if (open == maxConnections && waiting.size() >= maxConnections * MAX_WAITING_PER_CONNECTION) {
            request.release();
            exchange.failed("all " + maxConnections + " connections to it are busy and as many calls wait as may");
            return;
        }
        waiting.add(new Waiting(request, exchange));
        if (open < maxConnections) {
            open++;
            connect();
        }
    }

    private void connect() {
        UpstreamConnection connection = new UpstreamConnection(this, maxAnswerBytes);
        ChannelFuture connected = bootstrap
                .clone()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(
                                context -> channel.pipeline().addLast(context.newHandler(channel.alloc(), host, port)));
                        channel.pipeline()
                                .addLast(new HttpResponseDecoder(new HttpDecoderConfig()
                                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)))
                                .addLast(connection);
                    }
                })
                .connect(host, port);
        connected.addListener(done -> {
            if (done.isSuccess()) {
                release(connection);
            } else {
                open--;
                Waiting next = nextWaiting();
                if (next != null) {
                    next.request.release();
                    Throwable cause = done.cause();
                    next.exchange.failed(cause.getMessage() == null ? cause.toString() : cause.getMessage());
                }
            }
        });
    }

    /** Takes a connection back, for whoever waits or for later. */
    void release(UpstreamConnection connection) {
        Waiting next = nextWaiting();
        if (next != null) {
            connection.send(next.request, next.exchange);
        } else {
            connection.idleSince(System.nanoTime());
            idle.addLast(connection);
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

    void closed(UpstreamConnection connection) {
        open--;
        idle.remove(connection);
        if (!waiting.isEmpty() && open < maxConnections) {
            open++;
            connect();
        }
    }

    /** Closes what was not used for a while. */
    void sweep(long nowNanos) {
        for (UpstreamConnection oldest = idle.peekFirst();
                oldest != null && nowNanos - oldest.idleSinceNanos() > KEEP_ALIVE_NANOS;
                oldest = idle.peekFirst()) {
            idle.removeFirst();
            oldest.close();
        }
    }
}
