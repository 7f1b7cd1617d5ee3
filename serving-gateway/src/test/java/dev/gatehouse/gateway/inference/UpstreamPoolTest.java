package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.Certificates;
import dev.gatehouse.gateway.World;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of one request when a connection fails under it: it reaches a model server once or not at all. */
class UpstreamPoolTest extends PoolFixture {

    @Test
    void connectionsAreKeptAndUsedAgain() throws Exception {
        ByteServer server = server("127.0.0.1", 0, ByteServer.WELL);
        UpstreamPool pool = pool(server.port(), List.of("127.0.0.1"));
        for (int i = 0; i < 20; i++) {
            assertThat(send(pool).end()).isEqualTo("200");
        }
        assertThat(server.requests).hasValue(20);
        assertThat(server.connections).hasSize(1);
    }

    @Test
    void aKeptConnectionThatTheServerResetIsReplacedAndTheRequestArrivesOnce() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        ByteServer server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            connection.getOutputStream().write(ByteServer.ANSWER);
            if (reset.getCount() > 0) {
                reset.await();
                connection.setSoLinger(true, 0);
            } else {
                ByteServer.WELL.serve(connection, self);
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
        ByteServer server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            connection.getOutputStream().write(ByteServer.ANSWER);
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
        List<ByteServer.Manner> manners = List.of(
                (connection, self) -> self.readsRequest(connection),
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.setSoLinger(true, 0);
                },
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.getOutputStream().write(Answers.ascii("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}"));
                },
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.getOutputStream().write(Answers.ascii("HTTP/1.1 2"));
                },
                (connection, self) -> {
                    self.readsRequest(connection);
                    connection.getOutputStream().write(Answers.ascii("SSH-2.0-x\r\n\r\n"));
                });
        for (ByteServer.Manner manner : manners) {
            ByteServer server = server("127.0.0.1", 0, manner);
            ByteServer other = server("127.0.0.2", server.port(), manner);
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
        ByteServer impostor = server(wrong, "127.0.0.1", 0, ByteServer.WELL);
        UpstreamPool alone = pool(
                impostor.port(), List.of("127.0.0.1"), "tls-trust-file", trust.toString(), "connect-timeout", "300ms");
        assertThat(send(alone).end())
                .isEqualTo(
                        "failed: TLS with it failed: No subject alternative DNS name matching models.example found.");

        ByteServer good = server(right, "127.0.0.2", impostor.port(), ByteServer.WELL);
        UpstreamPool both = pool(good.port(), List.of("127.0.0.1", "127.0.0.2"), "tls-trust-file", trust.toString());
        assertThat(send(both).end()).as("the other address is tried").isEqualTo("200");
        assertThat(send(both).end()).isEqualTo("200");
        assertThat(both.upstream().reconnections()).isEqualTo(1);
        assertThat(impostor.requests).hasValue(0);
        assertThat(good.requests).hasValue(2);

        ByteServer silent = server("127.0.0.1", 0, (connection, self) -> self.readsRequest(connection));
        UpstreamPool waiting = pool(
                silent.port(), List.of("127.0.0.1"), "tls-trust-file", trust.toString(), "connect-timeout", "300ms");
        assertThat(send(waiting).end()).contains("TLS with it failed: handshake timed out after 300ms");
        assertThat(silent.requests).hasValue(0);
    }

    @Test
    void aRequestThatWasSentInPartIsNotSentAgain() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        ByteServer server = server("127.0.0.1", 0, (connection, self) -> {
            self.readsRequest(connection);
            connection.getOutputStream().write(ByteServer.ANSWER);
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
}
