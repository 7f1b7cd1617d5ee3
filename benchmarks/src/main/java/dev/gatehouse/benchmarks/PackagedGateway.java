package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gateway as it is packaged, a process on loopback that serves routes from a snapshot on its disk and ships nothing.
 *
 * @param port for callers
 * @param managementPort for those who run it
 */
record PackagedGateway(int port, int managementPort) {
    private static final int HEAP_MB = 256;
    private static final int OPEN_TRIES = 100;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Starts it and waits until every route is open.
     *
     * @param project the repository's root, where it is packaged
     * @param children takes care of the process
     */
    static PackagedGateway start(
            Path project, Path folder, Children children, TokenIssuer issuer, List<PermittedRoute> routes)
            throws Exception {
        Path jar = project.resolve("serving-gateway/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("serving-gateway is not packaged: " + jar + " is missing");
        }
        PackagedGateway gateway = new PackagedGateway(Children.freePort(), Children.freePort());
        SigningKey key = SigningKey.generate();
        Path trusted = folder.resolve("trusted.pem");
        Files.writeString(trusted, key.verificationKey().pem());
        Path state = Files.createDirectories(folder.resolve("state"));
        RouteSnapshot snapshot = new RouteSnapshot(
                new Position(1, 1),
                "production",
                Instant.now(),
                routes.stream().map(route -> route.entry(key)).toList());
        Files.write(
                state.resolve("snapshot.json"),
                SnapshotSigner.sign(snapshot, key).bytes());
        children.start(
                "gateway",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MB + "m",
                        "-jar",
                        jar.toString()),
                Map.of(
                        "GATEHOUSE_LISTEN_PORT",
                        Integer.toString(gateway.port),
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(gateway.managementPort),
                        "GATEHOUSE_STATE_DIRECTORY",
                        state.toString(),
                        "GATEHOUSE_TRUSTED_KEYS_FILE",
                        trusted.toString(),
                        "GATEHOUSE_IDENTITY_ISSUER",
                        TokenIssuer.ISSUER,
                        "GATEHOUSE_IDENTITY_JWKS_URL",
                        issuer.keysUrl(),
                        "GATEHOUSE_UPSTREAM_ALLOWED",
                        String.join(
                                ",",
                                routes.stream()
                                        .map(route -> route.upstream().getAuthority())
                                        .toList()),
                        "GATEHOUSE_SHIPPING_ENABLED",
                        "false"));
        children.await(gateway.managementPort, "/q/health/ready", 200);
        gateway.awaitOpen();
        return gateway;
    }

    /** What it says of itself. */
    JsonNode status() throws IOException {
        return JSON.readTree(
                URI.create("http://127.0.0.1:" + managementPort + "/status").toURL());
    }

    /** Calls in its log since the start. */
    int records() throws IOException {
        return status().path("log").path("recordsSinceStart").asInt();
    }

    private void awaitOpen() throws Exception {
        List<String> closed = List.of();
        for (int i = 0; i < OPEN_TRIES; i++) {
            closed = closedRoutes();
            if (closed.isEmpty()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("routes stay closed: " + closed);
    }

    private List<String> closedRoutes() throws IOException {
        JsonNode routes = status().path("routes");
        List<String> closed = new ArrayList<>(routes.isEmpty() ? List.of("there are none") : List.of());
        for (JsonNode route : routes) {
            if (!route.path("routable").asBoolean()) {
                closed.add(route.path("route").asText() + ": "
                        + route.path("reason").asText());
            }
        }
        return closed;
    }
}
