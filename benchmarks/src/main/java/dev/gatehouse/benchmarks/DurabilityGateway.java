package dev.gatehouse.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;

/**
 * The gateway as it is packaged, with an encrypted log, a model server whose answer follows from the request, and callers. An answer that
 * a caller got whole is an acknowledgement; its record must be in the log with both bodies as they were.
 */
final class DurabilityGateway implements AutoCloseable {

    private static final int CALLERS = 16;
    private static final int BODY_BYTES = 16 * 1024;
    private static final int SEGMENT_BYTES = 1024 * 1024;
    private static final int READ_BYTES = 4 * 1024 * 1024;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final LogSettings READING =
            new LogSettings(SEGMENT_BYTES, 2 * BODY_BYTES + 64 * 1024, Duration.ZERO, 0);

    private record Exchanged(byte[] request, byte[] response) {}

    private final Path project;
    private final Path state;
    private final Path folder;
    private final SigningKey key = SigningKey.generate();
    private final PublicJsonWebKey issuerKey;
    private final HttpServer around;
    private final ExecutorService answering = Executors.newFixedThreadPool(CALLERS);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong numbers = new AtomicLong();
    private final Path keys;

    /**
     * @param project the repository's root, where the gateway is packaged
     * @param state its state directory
     * @param folder for all else
     */
    DurabilityGateway(Path project, Path state, Path folder, Path keys) throws Exception {
        this.project = project;
        this.state = Files.createDirectories(state);
        this.folder = folder;
        this.keys = keys;
        this.issuerKey = RsaJwkGenerator.generateJwk(2048);
        issuerKey.setKeyId("benchmark");
        this.around = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        around.setExecutor(answering);
        byte[] published = new JsonWebKeySet(issuerKey)
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                .getBytes(StandardCharsets.UTF_8);
        around.createContext("/certs", exchange -> answer(exchange, published));
        around.createContext("/v2/models/", this::model);
        around.start();
        Files.writeString(folder.resolve("trusted.pem"), key.verificationKey().pem());
        byte[] snapshot = SnapshotSigner.sign(
                        new RouteSnapshot(
                                new Position(1, 1),
                                "production",
                                Instant.now(),
                                List.of(GatewayPeers.entry(
                                        key, around.getAddress().getPort()))),
                        key)
                .bytes();
        Files.write(state.resolve("snapshot.json"), snapshot);
    }

    private void model(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        String answer = exchange.getRequestMethod().equals("GET")
                ? "{\"name\":\"" + GatewayPeers.MODEL + "\",\"parameters\":{\"digest\":\"" + GatewayPeers.ARTIFACT
                        + "\"}}"
                : "{\"outputs\":[],\"answer_to\":" + new String(request, StandardCharsets.UTF_8) + "}";
        answer(exchange, answer.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** What ends a round in the midst, and leaves the gateway dead and its state readable. */
    interface Ending {
        void of(Process gateway) throws Exception;
    }

    /** Starts the gateway, calls it for some time after its first answer, ends it, and compares. */
    void round(long millis, Ending ending, DurabilityTally tally) throws Exception {
        int port = GatewayPeers.freePort();
        Process gateway = start(port);
        Map<UUID, Exchanged> answered = new ConcurrentHashMap<>();
        List<Thread> callers = new ArrayList<>();
        try {
            Map<String, String> headers = GatewayPeers.headers(issuerKey);
            URI url = URI.create("http://127.0.0.1:" + port + "/v2/models/" + GatewayPeers.ROUTE + "/infer");
            for (int i = 0; i < CALLERS; i++) {
                Thread caller = new Thread(() -> call(url, headers, gateway, answered), "caller-" + i);
                caller.start();
                callers.add(caller);
            }
            long limit = System.nanoTime() + START_LIMIT.toNanos();
            while (answered.isEmpty()) {
                if (!gateway.isAlive() || System.nanoTime() > limit) {
                    throw new IllegalStateException(
                            "the gateway answers nothing; its words are in " + folder.resolve("gateway.log"));
                }
                Thread.sleep(10);
            }
            Thread.sleep(millis);
            ending.of(gateway);
        } finally {
            gateway.destroyForcibly().waitFor();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        compare(answered, tally);
    }

    private Process start(int port) throws IOException {
        Path jar = project.resolve("serving-gateway/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("serving-gateway is not packaged: " + jar + " is missing");
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile());
        int aroundPort = around.getAddress().getPort();
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("GATEHOUSE_LISTEN_PORT", Integer.toString(port)),
                        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(GatewayPeers.freePort())),
                        Map.entry("GATEHOUSE_STATE_DIRECTORY", state.toString()),
                        Map.entry(
                                "GATEHOUSE_TRUSTED_KEYS_FILE",
                                folder.resolve("trusted.pem").toString()),
                        Map.entry("GATEHOUSE_IDENTITY_ISSUER", GatewayPeers.ISSUER),
                        Map.entry("GATEHOUSE_IDENTITY_JWKS_URL", "http://127.0.0.1:" + aroundPort + "/certs"),
                        Map.entry("GATEHOUSE_UPSTREAM_ALLOWED", "127.0.0.1:" + aroundPort),
                        Map.entry("GATEHOUSE_SHIPPING_ENABLED", "false"),
                        Map.entry("GATEHOUSE_MAX_BODY_BYTES", Integer.toString(BODY_BYTES)),
                        Map.entry("GATEHOUSE_MAX_ANSWER_BYTES", Integer.toString(BODY_BYTES)),
                        Map.entry("GATEHOUSE_LOG_SEGMENT_BYTES", Integer.toString(SEGMENT_BYTES)),
                        Map.entry("GATEHOUSE_LOG_MIN_FREE_BYTES", "1048576"),
                        Map.entry("GATEHOUSE_LOG_ENCRYPTION_KEYS_FILE", keys.toString())));
        return builder.start();
    }

    private void call(URI url, Map<String, String> headers, Process gateway, Map<UUID, Exchanged> answered) {
        while (gateway.isAlive()) {
            long number = numbers.incrementAndGet();
            byte[] body = ("{\"number\":" + number + ",\"inputs\":\"" + "x".repeat((int) (number * 37 % 2_000)) + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            headers.forEach(request::header);
            try {
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                if (response.statusCode() == 200) {
                    UUID id = UUID.fromString(response.headers()
                            .firstValue("X-Gatehouse-Request-Id")
                            .orElseThrow());
                    answered.put(id, new Exchanged(body, response.body()));
                } else {
                    Thread.sleep(20);
                }
            } catch (IOException e) {
                // Not up yet, or ended: this call has no answer.
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare(Map<UUID, Exchanged> answered, DurabilityTally tally) throws IOException {
        Map<UUID, Exchanged> missing = new HashMap<>(answered);
        long altered = 0;
        try (OutcomeLog log = OutcomeLog.open(
                state.resolve("log"), READING, LogKeys.fromFile(keys, OptionalInt.empty()), nanos -> {})) {
            LogPosition at = log.start();
            while (at.compareTo(log.durableEnd()) < 0) {
                OutcomeLog.Read read = log.read(at, READ_BYTES);
                for (OutcomeRecord record : read.records()) {
                    Exchanged exchanged = missing.remove(record.requestId());
                    if (exchanged != null
                            && !(Arrays.equals(exchanged.request(), record.request())
                                    && Arrays.equals(exchanged.response(), record.response()))) {
                        altered++;
                    }
                }
                at = read.next();
            }
            log.deleteBefore(log.durableEnd().segment());
        }
        tally.add(answered.size(), missing.size(), altered);
    }

    @Override
    public void close() {
        around.stop(0);
        answering.shutdownNow();
    }
}
