package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.Settings;
import dev.gatehouse.gateway.upstream.Upstream;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;

/** An event loop, model servers of bytes, and pools of connections to them. */
abstract class PoolFixture {

    private final EventLoops threads = new EventLoops(1);
    final EventLoop loop = threads.group().next();
    private final List<ByteServer> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        threads.close();
        for (ByteServer server : servers) {
            server.close();
        }
    }

    ByteServer server(String host, int port, ByteServer.Manner manner) throws IOException {
        return server(ServerSocketFactory.getDefault(), host, port, manner);
    }

    ByteServer server(ServerSocketFactory sockets, String host, int port, ByteServer.Manner manner) throws IOException {
        ByteServer server = new ByteServer(sockets, host, port, manner);
        servers.add(server);
        return server;
    }

    /** An end: a status, {@code failed: why} or a refusal's code. */
    static final class Call implements Exchange {

        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void answered(int status, HttpHeaders headers, byte[] body) {
            end.complete(Integer.toString(status));
        }

        @Override
        public void failed(String why) {
            end.complete("failed: " + why);
        }

        @Override
        public void refused(Refusal refusal) {
            end.complete(refusal.code().text());
        }

        @Override
        public boolean isOpen() {
            return !end.isDone();
        }

        @Override
        public void carriedBy(UpstreamConnection connection) {}

        String end() {
            return end.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** A pool for a name that stands for these addresses. */
    UpstreamPool pool(int port, List<String> addresses, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "gatehouse.upstream.allowed", "models.example:" + port,
                "gatehouse.upstream.circuit-failures", "3",
                "gatehouse.upstream.circuit-pause", "500ms"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("gatehouse.upstream." + settings[i], settings[i + 1]);
        }
        GatewayConfig.Upstream config = Settings.with(all).upstream();
        String scheme = config.tlsTrustFile().isPresent() ? "https" : "http";
        Upstream upstream = new Upstreams(config, any -> {}).at(URI.create(scheme + "://models.example:" + port));
        UpstreamPool pool = new UpstreamPool(
                threads.client(loop, config.connectTimeout()), names(addresses), upstream, config, 1_000);
        loop.scheduleWithFixedDelay(() -> pool.sweepWaiting(System.nanoTime()), 10, 10, TimeUnit.MILLISECONDS);
        return pool;
    }

    private AddressResolver<InetSocketAddress> names(List<String> addresses) {
        return new InetNameResolver(loop) {
            @Override
            protected void doResolve(String name, Promise<InetAddress> promise) {
                throw new IllegalStateException("all addresses are wanted");
            }

            @Override
            protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
                List<InetAddress> all = new ArrayList<>();
                for (String address : addresses) {
                    all.add(InetAddress.getByName(address));
                }
                promise.setSuccess(all);
            }
        }.asAddressResolver();
    }

    Call send(UpstreamPool pool) {
        Call call = new Call();
        loop.execute(() -> sendNow(pool, call));
        return call;
    }

    static void sendNow(UpstreamPool pool, Call call) {
        pool.send(
                Unpooled.directBuffer()
                        .writeBytes(Answers.ascii("POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 0\r\n\r\n")),
                call);
    }

    /** Runs on the event loop and is waited for: whatever comes meanwhile is seen later. */
    void onLoop(Runnable task) throws Exception {
        loop.submit(task).get(10, TimeUnit.SECONDS);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
