package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * The listener that callers use: Netty, with nothing of the framework between socket and socket. Status, health and metrics have a listener
 * of their own.
 */
@Singleton
public class DataPlane {

    private static final Logger LOG = Logger.getLogger(DataPlane.class);
    private static final int BACKLOG = 4_096;

    private final GatewayConfig config;
    private final InferencePaths paths;
    private final RefusalWriter refusals;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private EventLoops threads;
    private Channel listener;

    DataPlane(GatewayConfig config, InferencePaths paths, RefusalWriter refusals) {
        this.config = config;
        this.paths = paths;
        this.refusals = refusals;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    void start(@Observes StartupEvent event) throws SSLException {
        GatewayConfig.Listen listen = config.listen();
        threads = new EventLoops(listen.threads().orElse(Runtime.getRuntime().availableProcessors()));
        SslContext upstreamTls = SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm("HTTPS")
                .build();
        Optional<SslContext> tls = tls(listen);
        CallerConnection.Limits limits = new CallerConnection.Limits(
                config.maxBodyBytes(),
                new ReceivedBytes(config.maxReceivingBytes()),
                listen.idleTimeout().toNanos(),
                listen.bodyTimeout().toNanos());
        listener = new ServerBootstrap()
                .group(threads.group())
                .channel(threads.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
                        if (connections.incrementAndGet() > listen.maxConnections()) {
                            channel.close();
                            return;
                        }
                        Loop loop = loops.computeIfAbsent(
                                channel.eventLoop(),
                                executor -> new Loop(
                                        executor,
                                        threads.client(
                                                executor, config.upstream().connectTimeout()),
                                        config,
                                        upstreamTls));
                        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                        channel.pipeline()
                                .addLast(new RequestDecoder())
                                .addLast(new CallerConnection(loop, paths, refusals, limits));
                    }
                })
                .bind(listen.host(), listen.port())
                .syncUninterruptibly()
                .channel();
        LOG.infof("Callers are served on %s", listener.localAddress());
    }

    private static Optional<SslContext> tls(GatewayConfig.Listen listen) throws SSLException {
        if (listen.tlsCertificate().isPresent() != listen.tlsKey().isPresent()) {
            throw new IllegalStateException(
                    "gatehouse.listen.tls-certificate and gatehouse.listen.tls-key are given together or not at all");
        }
        return listen.tlsCertificate().isEmpty()
                ? Optional.empty()
                : Optional.of(SslContextBuilder.forServer(
                                listen.tlsCertificate().get().toFile(),
                                listen.tlsKey().get().toFile())
                        .protocols("TLSv1.3", "TLSv1.2")
                        .build());
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (listener != null) {
            listener.close().syncUninterruptibly();
            paths.awaitNone(config.listen().drain());
        }
        if (threads != null) {
            threads.close();
        }
    }
}
