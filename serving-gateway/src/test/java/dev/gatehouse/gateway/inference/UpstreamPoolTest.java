package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.Certificates;
import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.Settings;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.upstream.Upstream;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of one request when connections and servers fail under it: it reaches a model server once or not at all. */
class UpstreamPoolTest {

    private static final byte[] ANSWER = ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    private static final byte[] BROKEN = ascii("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}");

    private final EventLoops threads = new EventLoops(1);
    private final EventLoop loop = threads.group().next();
    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        threads.close();
        for (Server server : servers) {
            server.close();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What a server does with a connection, request by request; returning ends the connection. */
    private interface Manner {
        void serve(Socket connection, Server server) throws IOException, InterruptedException;
    }

    private static final Manner WELL = (connection, server) -> {
        while (server.readsRequest(connection)) {
            connection.getOutputStream().write(ANSWER);
        }
    };

    /** A server of bytes, which counts the requests whose last byte has come. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket listener;
        private final AtomicInteger requests = new AtomicInteger();
        private final List<Socket> connections = new CopyOnWriteArrayList<>();
        private volatile Manner manner;

        Server(ServerSocketFactory sockets, String host, int port, Manner manner) throws IOException {
            this.listener = sockets.createServerSocket(port, 100, InetAddress.getByName(host));
            this.manner = manner;
            Thread thread = new Thread(this::accept, "byte-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket connection = listener.accept();
                    connections.add(connection);
                    Thread thread = new Thread(() -> serve(connection), "byte-connection");
                    thread.setDaemon(true);
                    thread.start();
                }
            } catch (IOException e) {
                // It is closed.
            }
        }

        private void serve(Socket connection) {
            try (connection) {
                manner.serve(connection, this);
            } catch (IOException | InterruptedException e) {
                // The connection ends with it.
            }
        }

        boolean readsRequest(Socket connection) throws IOException {
            InputStream in = connection.getInputStream();
            int last = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                last = last << 8 | b;
                if (last == 0x0d0a0d0a) {
                    requests.incrementAndGet();
                    return true;
                }
            }
            return false;
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    private Server server(String host, int port, Manner manner) throws IOException {
        return server(ServerSocketFactory.getDefault(), host, port, manner);
    }

    private Server server(ServerSocketFactory sockets, String host, int port, Manner manner) throws IOException {
        Server server = new Server(sockets, host, port, manner);
        servers.add(server);
        return server;
    }

    /** An end: a status, {@code failed: why} or a refusal's code. */
    private static final class Call implements Exchange {

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
    private UpstreamPool pool(int port, List<String> addresses, String... settings) {
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

    private Call send(UpstreamPool pool) {
        Call call = new Call();
        loop.execute(() -> sendNow(pool, call));
        return call;
    }

    private static void sendNow(UpstreamPool pool, Call call) {
        pool.send(
                Unpooled.directBuffer().writeBytes(ascii("POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 0\r\n\r\n")),
                call);
    }

    /** Runs on the event loop and is waited for: whatever comes meanwhile is seen later. */
    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get(10, TimeUnit.SECONDS);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void connectionsAreKeptAndUsedAgain() throws Exception {
        Server server = server("127.0.0.1", 0, WELL);
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1"));
        for (int i = 0; i < 20; i++) {
            assertThat(send(pool).end()).isEqualTo("200");
        }
        assertThat(server.requests).hasValue(20);
        assertThat(server.connections).hasSize(1);
    }

    @Test
    void anAddressThatRefusesConnectionsCostsNoCall() throws Exception {
        Server server = server("127.0.0.2", 0, WELL);
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1", "127.0.0.2"), "circuit-pause", "30s");
        for (int i = 0; i < 8; i++) {
            assertThat(send(pool).end()).isEqualTo("200");
            onLoop(() -> pool.sweepIdle(System.nanoTime() + UpstreamPool.KEEP_ALIVE_NANOS + 1_000_000_000));
            World.until(() -> server.connections.stream().noneMatch(c -> !c.isClosed()));
        }
        assertThat(server.requests).hasValue(8);
        assertThat(pool.upstream().failures()).isZero();
        assertThat(pool.upstream().addresses().stream()
                        .filter(pool.upstream()::isEjected)
                        .map(address -> address.socket().getAddress().getHostAddress()))
                .as("after three refused connections")
                .containsExactly("127.0.0.1");
        assertThat(pool.upstream().reconnections()).isEqualTo(3);
    }

    @Test
    void aServerThatIsDownIsTriedTwiceAndTheCallFails() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        UpstreamPool pool = pool(port, List.of("127.0.0.1"));
        assertThat(send(pool).end()).startsWith("failed: ").containsIgnoringCase("refused");
        assertThat(pool.upstream().reconnections()).isEqualTo(1);
        assertThat(pool.upstream().failures()).isEqualTo(1);
    }

    @Test
    void aNameThatStandsForNothingFailsTheCall() throws Exception {
        UpstreamPool pool = pool(80, List.of());
        assertThat(send(pool).end()).isEqualTo("failed: its name models.example cannot be resolved");
        assertThat(pool.upstream().failures()).isEqualTo(1);
    }

    @Test
    void everyCallThatWaitsForAServerThatIsDownIsToldThoughThereAreFewConnections() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        UpstreamPool pool = pool(port, List.of("127.0.0.1"), "max-connections", "2");
        List<Call> calls = new ArrayList<>();
        onLoop(() -> {
            for (int i = 0; i < 20; i++) {
                Call call = new Call();
                calls.add(call);
                sendNow(pool, call);
            }
        });
        assertThat(calls).allSatisfy(call -> assertThat(call.end()).startsWith("failed: "));
    }

    @Test
    void aConnectionThatCannotBeMadeInTimeFails() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queue = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                queue.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 100);
                } catch (IOException e) {
                    // Its backlog is full: the next connections are not answered.
                }
            }
            UpstreamPool pool = pool(full.getLocalPort(), List.of("127.0.0.1"), "connect-timeout", "150ms");
            long begun = System.nanoTime();
            assertThat(send(pool).end()).startsWith("failed: ").containsIgnoringCase("timed out");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void aKeptConnectionThatTheServerResetIsReplacedAndTheRequestArrivesOnce() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        Server server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            connection.getOutputStream().write(ANSWER);
            if (reset.getCount() > 0) {
                reset.await();
                connection.setSoLinger(true, 0);
            } else {
                WELL.serve(connection, self);
            }
        });
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1"));
        assertThat(send(pool).end()).isEqualTo("200");
        World.until(() -> idle(pool));
        Call call = new Call();
        onLoop(() -> {
            // The event loop is busy here and does not see the reset before it writes.
            reset.countDown();
            pause(300);
            sendNow(pool, call);
        });
        assertThat(call.end()).isEqualTo("200");
        assertThat(server.requests).hasValue(2);
        assertThat(pool.upstream().reconnections()).isEqualTo(1);
    }

    @Test
    void aKeptConnectionThatTheServerClosedMayHaveTakenTheRequestSoItIsNotSentAgain() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        Server server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            connection.getOutputStream().write(ANSWER);
            closing.await();
        });
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1"));
        assertThat(send(pool).end()).isEqualTo("200");
        World.until(() -> idle(pool));
        Call call = new Call();
        onLoop(() -> {
            closing.countDown();
            pause(300);
            sendNow(pool, call);
        });
        assertThat(call.end()).startsWith("failed: ");
        assertThat(server.requests).hasValue(1);
        assertThat(server.connections).hasSize(1);
        assertThat(pool.upstream().reconnections()).isZero();
    }

    /** Whether a connection is free: what ended a call gives its connection back a moment later. */
    private boolean idle(UpstreamPool pool) {
        try {
            return loop.submit(pool::idle).get(10, TimeUnit.SECONDS) > 0;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRequestThatWasReadIsNeverSentAgainWhateverTheServerDoesThen() throws Exception {
        List<Manner> manners = List.of(
                (connection, self) -> self.readsRequest(connection),
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.setSoLinger(true, 0);
                },
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}"));
                },
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.getOutputStream().write(ascii("HTTP/1.1 2"));
                },
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.getOutputStream().write(ascii("SSH-2.0-x\r\n\r\n"));
                });
        for (Manner manner : manners) {
            Server server = server("127.0.0.1", 0, manner);
            Server other = server("127.0.0.2", server.port(), manner);
            UpstreamPool pool = pool(server.port(), List.of("127.0.0.1", "127.0.0.2"));
            assertThat(send(pool).end()).startsWith("failed: ");
            pause(50);
            assertThat(server.requests.get() + other.requests.get()).isEqualTo(1);
            assertThat(pool.upstream().failures()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsSentToOneWhoIsNotWhoItSays(@TempDir Path directory) throws Exception {
        Certificates authority = new Certificates("authority");
        Path trust = Files.writeString(
                directory.resolve("trust.pem"), authority.authority().certificatePem());
        ServerSocketFactory right = authority
                .tls(authority.issue("m", "other.example", "models.example"))
                .getServerSocketFactory();
        ServerSocketFactory wrong =
                authority.tls(authority.issue("m", "other.example")).getServerSocketFactory();
        Server impostor = server(wrong, "127.0.0.1", 0, WELL);
        UpstreamPool alone = pool(
                impostor.port(), List.of("127.0.0.1"), "tls-trust-file", trust.toString(), "connect-timeout", "300ms");
        assertThat(send(alone).end())
                .isEqualTo(
                        "failed: TLS with it failed: No subject alternative DNS name matching models.example found.");

        Server good = server(right, "127.0.0.2", impostor.port(), WELL);
        UpstreamPool both = pool(good.port(), List.of("127.0.0.1", "127.0.0.2"), "tls-trust-file", trust.toString());
        assertThat(send(both).end()).as("the other address is tried").isEqualTo("200");
        assertThat(send(both).end()).isEqualTo("200");
        assertThat(both.upstream().reconnections()).isEqualTo(1);
        assertThat(impostor.requests).hasValue(0);
        assertThat(good.requests).hasValue(2);

        Server silent = server("127.0.0.1", 0, (connection, self) -> self.readsRequest(connection));
        UpstreamPool waiting = pool(
                silent.port(), List.of("127.0.0.1"), "tls-trust-file", trust.toString(), "connect-timeout", "300ms");
        assertThat(send(waiting).end()).contains("TLS with it failed: handshake timed out after 300ms");
        assertThat(silent.requests).hasValue(0);
    }

    @Test
    void aRequestThatWasSentInPartIsNotSentAgain() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        Server server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            connection.getOutputStream().write(ANSWER);
            connection.getInputStream().read();
            reset.await();
            connection.setSoLinger(true, 0);
        });
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1"));
        assertThat(send(pool).end()).isEqualTo("200");
        World.until(() -> idle(pool));
        Call large = new Call();
        onLoop(() -> pool.send(Unpooled.directBuffer().writeZero(32 * 1024 * 1024), large));
        reset.countDown();
        assertThat(large.end()).startsWith("failed: ");
        assertThat(server.connections).hasSize(1);
        assertThat(pool.upstream().reconnections()).isZero();
    }

    @Test
    void anAddressThatKeepsFailingIsEjectedAndItsConnectionsAreGivenUp() throws Exception {
        Server good = server("127.0.0.1", 0, WELL);
        Server bad = server("127.0.0.2", good.port(), (connection, self) -> {
            while (self.readsRequest(connection)) {
                connection.getOutputStream().write(BROKEN);
            }
        });
        UpstreamPool pool = pool(good.port(), List.of("127.0.0.1", "127.0.0.2"), "circuit-pause", "1500ms");
        World.until(() -> {
            List<Call> together = List.of(send(pool), send(pool), send(pool), send(pool));
            assertThat(together.stream().map(Call::end)).isSubsetOf("200", "500");
            return pool.upstream().addresses().stream().anyMatch(pool.upstream()::isEjected);
        });
        int before = bad.requests.get();
        for (int i = 0; i < 10; i++) {
            assertThat(send(pool).end()).isEqualTo("200");
        }
        assertThat(bad.requests).as("it is left alone").hasValue(before);
        bad.manner = WELL;
        World.until(() -> pool.upstream().addresses().stream().noneMatch(pool.upstream()::isEjected));
    }

    @Test
    void aCallWaitsForAConnectionSoLongAndNoLonger() throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        Server server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            going.await();
            connection.getOutputStream().write(ANSWER);
            WELL.serve(connection, self);
        });
        UpstreamPool pool = pool(
                server.port(),
                List.of("127.0.0.1"),
                "max-connections",
                "1",
                "max-waiting",
                "2",
                "wait-timeout",
                "200ms");
        Call carried = send(pool);
        World.until(() -> server.requests.get() == 1);
        List<Call> waiting = List.of(send(pool), send(pool));
        long begun = System.nanoTime();
        assertThat(send(pool).end()).as("a queue that is full refuses at once").isEqualTo("overloaded");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(190));
        assertThat(waiting).allSatisfy(call -> assertThat(call.end()).isEqualTo("overloaded"));
        assertThat(server.requests).as("none of them was sent").hasValue(1);
        Call late = send(pool);
        going.countDown();
        assertThat(carried.end()).isEqualTo("200");
        assertThat(late.end()).as("a connection became free in time").isEqualTo("200");
        assertThat(pool.upstream().failures()).isZero();
    }

    @Test
    void aServerAsAWholeIsLeftAloneAfterFailuresInARow() throws Exception {
        Server server = server("127.0.0.1", 0, (connection, self) -> {
            while (self.readsRequest(connection)) {
                connection.getOutputStream().write(BROKEN);
            }
        });
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1"), "max-in-flight", "2");
        Upstream upstream = pool.upstream();
        for (int i = 0; i < 3; i++) {
            assertThat(upstream.enter(System.nanoTime())).isEmpty();
            assertThat(send(pool).end()).isEqualTo("500");
            upstream.leave(true);
        }
        Refusal refusal = upstream.enter(System.nanoTime()).orElseThrow();
        assertThat(refusal.code()).isEqualTo(Refusal.Code.UPSTREAM_UNAVAILABLE);
        assertThat(refusal.retryAfterSeconds()).isEqualTo(1);
        assertThat(upstream.circuit()).isEqualTo("open");
        assertThat(upstream.inFlight()).isZero();
        server.manner = WELL;
        World.until(() -> upstream.retryAfterMillis() == 0);
        assertThat(upstream.enter(System.nanoTime())).as("one tries").isEmpty();
        assertThat(upstream.enter(System.nanoTime()).orElseThrow().code()).isEqualTo(Refusal.Code.UPSTREAM_UNAVAILABLE);
        onLoop(() -> pool.sweepIdle(System.nanoTime() + UpstreamPool.KEEP_ALIVE_NANOS + 1_000_000_000));
        assertThat(send(pool).end()).isEqualTo("200");
        upstream.leave(true);
        assertThat(upstream.circuit()).isEqualTo("closed");
        assertThat(upstream.enter(System.nanoTime())).isEmpty();
        assertThat(upstream.enter(System.nanoTime())).isEmpty();
        assertThat(upstream.enter(System.nanoTime()).orElseThrow().code())
                .as("two at one time and no more")
                .isEqualTo(Refusal.Code.OVERLOADED);
    }
}
