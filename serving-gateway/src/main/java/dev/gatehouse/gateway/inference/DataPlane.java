package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.secrets.FollowedFiles;
import dev.gatehouse.gateway.secrets.TlsIdentity;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Upstreams upstreams;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private EventLoops threads;
    private Channel listener;
    private volatile Optional<FollowedFiles<SslContext>> tls = Optional.empty();

    DataPlane(GatewayConfig config, InferencePaths paths, RefusalWriter refusals, Upstreams upstreams) {
        this.config = config;
        this.paths = paths;
        this.refusals = refusals;
        this.upstreams = upstreams;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    void start(@Observes StartupEvent event) {
        GatewayConfig.Listen listen = config.listen();
        threads = new EventLoops(listen.threads().orElse(Runtime.getRuntime().availableProcessors()));
        tls = tls(listen);
        CallerConnection.Limits limits = new CallerConnection.Limits(
                config.maxBodyBytes(),
                new ReceivedBytes(config.maxReceivingBytes()),
                listen.idleTimeout().toNanos(),
                listen.bodyTimeout().toNanos(),
                config.refusalDelay().toNanos());
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
                                        threads.resolver(executor),
                                        config,
                                        upstreams));
                        tls.ifPresent(files ->
                                channel.pipeline().addLast(files.current().newHandler(channel.alloc())));
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

    private static Optional<FollowedFiles<SslContext>> tls(GatewayConfig.Listen listen) {
        if (listen.tlsCertificate().isPresent() != listen.tlsKey().isPresent()) {
            throw new IllegalStateException(
                    "gatehouse.listen.tls-certificate and gatehouse.listen.tls-key are given together or not at all");
        }
        return listen.tlsCertificate()
                .map(certificate -> new FollowedFiles<>(
                        "The certificate of gatehouse.listen",
                        List.of(certificate, listen.tlsKey().orElseThrow()),
                        false,
                        contents -> {
                            TlsIdentity own = TlsIdentity.of(contents.get(0), contents.get(1));
                            return SslContextBuilder.forServer(own.key(), own.chain())
                                    .protocols("TLSv1.3", "TLSv1.2")
                                    .build();
                        }));
    }

    /** Why the certificate could not be read the last time; the one before stays in force. */
    public Optional<String> tlsTrouble() {
        return tls.flatMap(FollowedFiles::trouble);
    }

    @Scheduled(every = "${gatehouse.reload-interval:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void lookAtFiles() {
        tls.ifPresent(FollowedFiles::look);
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
