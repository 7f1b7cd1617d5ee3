package dev.gatehouse.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.Settings;
import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rotation of docs/operate.md as a gateway sees it: trust both keys, sign with the new one, at last forget the old one. */
class KeyRotationTest {

    @TempDir
    Path directory;

    private final SigningKey old = SigningKey.generate();
    private final SigningKey next = SigningKey.generate();
    private ModelServer server;
    private OutcomeLog log;

    @BeforeEach
    void start() throws IOException {
        server = new ModelServer();
        log = OutcomeLog.open(
                directory.resolve("log"), new LogSettings(8192, 1024, Duration.ZERO, 0), LogKeys.none(), nanos -> {});
    }

    @AfterEach
    void stop() throws IOException {
        log.close();
        server.close();
    }

    /** A gateway started with a file of trusted keys, on the state that it had. */
    private Routing gateway(SigningKey... trusted) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (SigningKey key : trusted) {
            pem.append(key.verificationKey().pem());
        }
        Path file = Files.writeString(directory.resolve("trusted.pem"), pem);
        Routing routing = new Routing(
                "gateway-1",
                "production",
                TrustedKeys.fromPemFile(file),
                directory,
                Settings.upstreams(server.address()),
                log);
        routing.loadFromDisk();
        routing.checkUnconfirmedBindings();
        return routing;
    }

    private byte[] snapshot(SigningKey signer, long serial, RouteEntry... routes) {
        return SnapshotSigner.sign(
                        new RouteSnapshot(new Position(1, serial), "production", Instant.now(), List.of(routes)),
                        signer)
                .bytes();
    }

    private RouteEntry permit(SigningKey signer, String route) {
        return Permits.signedBy(signer, server.url()).on(route).entry();
    }

    private static void assertServes(Routing routing, String route) {
        assertThat(routing.table().route(route).orElseThrow().closedAt(Instant.now()))
                .isEmpty();
    }

    @Test
    void permitsOfTheOldKeyServeThroughTheRotation() throws IOException {
        Routing before = gateway(old);
        assertThat(before.offer(snapshot(old, 1, permit(old, "loans")))).isEmpty();
        assertServes(before, "loans");

        // Step 1: gateways trust both keys; nothing else has changed.
        Routing both = gateway(old, next);
        assertServes(both, "loans");
        assertThat(both.offer(snapshot(old, 2, permit(old, "loans")))).isEmpty();

        // Step 2: the service signs with the new key; the permits that the old one signed still count.
        assertThat(both.offer(snapshot(next, 3, permit(old, "loans"), permit(next, "cards"))))
                .isEmpty();
        assertServes(both, "loans");
        assertServes(both, "cards");

        // Step 3: once no permit of the old key is in force, it is forgotten; one that was left behind is closed by
        // name.
        Routing after = gateway(next);
        assertThat(after.offer(snapshot(next, 4, permit(old, "loans"), permit(next, "cards"))))
                .isEmpty();
        assertServes(after, "cards");
        assertThat(after.table().route("loans").orElseThrow().closedAt(Instant.now()))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Refusal.Code.PERMIT_INVALID));
        assertThat(after.offer(snapshot(old, 5, permit(old, "loans")))).isPresent();
    }

    @Test
    void aGatewayThatWasForgottenRefusesTheNewKeysSnapshotsAndKeepsServingTheOldOnes() throws IOException {
        Routing forgotten = gateway(old);
        assertThat(forgotten.offer(snapshot(old, 1, permit(old, "loans")))).isEmpty();
        assertThat(forgotten.offer(snapshot(next, 2, permit(old, "loans"))))
                .hasValueSatisfying(refusal -> assertThat(refusal).contains("trusted key"));
        assertThat(forgotten.lastRefusal()).isPresent();
        assertServes(forgotten, "loans");
    }
}
