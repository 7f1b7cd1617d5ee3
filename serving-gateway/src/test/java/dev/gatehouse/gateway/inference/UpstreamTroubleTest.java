package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.upstream.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Model servers that are down, slow or broken, as a whole or at one of their addresses. */
class UpstreamTroubleTest extends PoolFixture {

    @Test
    void anAddressThatRefusesConnectionsCostsNoCall() throws Exception {
        ByteServer server = server("127.0.0.2", 0, ByteServer.WELL);
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
    void anAddressThatKeepsFailingIsEjectedAndItsConnectionsAreGivenUp() throws Exception {
        ByteServer good = server("127.0.0.1", 0, ByteServer.WELL);
        ByteServer bad = server("127.0.0.2", good.port(), (connection, self) -> {
            while (self.readsRequest(connection)) {
                connection.getOutputStream().write(ByteServer.BROKEN);
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
        bad.manner = ByteServer.WELL;
        World.until(() -> pool.upstream().addresses().stream().noneMatch(pool.upstream()::isEjected));
    }

    @Test
    void aCallWaitsForAConnectionSoLongAndNoLonger() throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        ByteServer server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            going.await();
            connection.getOutputStream().write(ByteServer.ANSWER);
            ByteServer.WELL.serve(connection, self);
        });
        UpstreamPool pool = pool(
                server.port(), List.of("127.0.0.1"), "max-connections", "1", "max-waiting", "2", "wait-timeout", "1s");
        Call carried = send(pool);
        World.until(() -> server.requests.get() == 1);
        List<Call> waiting = List.of(send(pool), send(pool));
        long begun = System.nanoTime();
        assertThat(send(pool).end()).as("a queue that is full refuses at once").isEqualTo("overloaded");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(900));
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
        ByteServer server = server("127.0.0.1", 0, (connection, self) -> {
            while (self.readsRequest(connection)) {
                connection.getOutputStream().write(ByteServer.BROKEN);
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
        server.manner = ByteServer.WELL;
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
