package dev.gatehouse.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.approval.signing.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * A model server, nginx in front of it, and the gateway in front of it, as processes on loopback. The gateway starts from a snapshot on its
 * disk, checks a permit with limits on purposes and callers and the caller's token at every call, and keeps its durable log; it ships nothing.
 */
final class GatewayPeers implements AutoCloseable {

    static final String ROUTE = "credit-default";
    /** A second route to the same model server, whose permit asks for a segment of the inputs of {@code body(SEGMENT_BODY_BYTES)}. */
    private static final String SEGMENT_ROUTE = "credit-segment";

    private static final String SEGMENT = "x0 > 1000.0 && x1 < 2000.0";
    static final int SEGMENT_BODY_BYTES = 300;
    private static final String HEAD =
            "{\"id\":\"1\",\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,";
    private static final String VALUE = "1234.5";
    /** About what follows the values, bytes. */
    private static final int CLOSING_BYTES = 10;

    private static final String CLIENT = "scoring-app";
    private static final String PURPOSE = "credit-origination";
    static final String ISSUER = "http://127.0.0.1/realms/gatehouse";
    static final Digest ARTIFACT = Digest.of("nothing loads it".getBytes(StandardCharsets.UTF_8));
    static final String MODEL = "sha256-" + ARTIFACT.hex();
    private static final String ANSWER =
            "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"probability\",\"datatype\":\"FP32\","
                    + "\"shape\":[1,2],\"data\":[0.75,0.25]}]}";
    private static final String GATEWAY_JAR = "serving-gateway/target/quarkus-app/quarkus-run.jar";
    private static final int HEAP_MB = 256;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 20;

    private final Path folder;
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final int upstreamPort = freePort();
    private final int proxyPort = freePort();
    private final int gatewayPort = freePort();
    private final int managementPort = freePort();
    private final SigningKey key = SigningKey.generate();
    private final PublicJsonWebKey issuerKey;
    private HttpServer issuer;

    private GatewayPeers(Path folder) throws IOException, JoseException {
        this.folder = folder;
        this.issuerKey = RsaJwkGenerator.generateJwk(2048);
        issuerKey.setKeyId("benchmark");
    }

    /** @param project the repository's root, where the gateway is packaged */
    static GatewayPeers start(Path project, Path folder) throws Exception {
        GatewayPeers peers = new GatewayPeers(folder);
        try {
            peers.startIssuer();
            peers.startNginx("upstream");
            peers.await(peers.upstreamPort, "/v2/models/" + MODEL, 200);
            peers.startNginx("proxy");
            peers.await(peers.proxyPort, "/", 404);
            peers.startGateway(project);
            peers.await(peers.managementPort, "/q/health/ready", 200);
            return peers;
        } catch (Exception e) {
            peers.close();
            throw e;
        }
    }

    /**
     * Kills the gateway, takes the token issuer away, and starts the gateway again from its disk alone.
     *
     * @return seconds from the start to the first call that it answers
     */
    double coldStart(Path project, byte[] body) throws Exception {
        issuer.stop(0);
        processes.get("gateway").destroyForcibly().waitFor();
        long begin = System.nanoTime();
        launchGateway(project);
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest.Builder call =
                HttpRequest.newBuilder(url(Peer.GATEWAY)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers().forEach(call::header);
        long end = begin + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (client.send(call.build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return (System.nanoTime() - begin) / 1e9;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("the gateway did not answer within " + START_LIMIT);
    }

    /** What is asked: the model server itself, nginx, or the gateway. */
    enum Peer {
        DIRECT,
        NGINX,
        GATEWAY
    }

    URI url(Peer peer) {
        return switch (peer) {
            case DIRECT -> URI.create("http://127.0.0.1:" + upstreamPort + "/v2/models/" + MODEL + "/infer");
            case NGINX -> URI.create("http://127.0.0.1:" + proxyPort + "/v2/models/" + ROUTE + "/infer");
            case GATEWAY -> URI.create("http://127.0.0.1:" + gatewayPort + "/v2/models/" + ROUTE + "/infer");
        };
    }

    /** The gateway's route with a segment. */
    URI segmentUrl() {
        return URI.create("http://127.0.0.1:" + gatewayPort + "/v2/models/" + SEGMENT_ROUTE + "/infer");
    }

    /** The headers of a call, the same to all. */
    Map<String, String> headers() throws JoseException {
        return headers(issuerKey);
    }

    /** The headers of a call, with a token by this key of the issuer's. */
    static Map<String, String> headers(PublicJsonWebKey issuerKey) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("gatehouse-gateway");
        claims.setSubject("service-account-" + CLIENT);
        claims.setExpirationTimeMinutesInTheFuture(120);
        claims.setIssuedAtToNow();
        claims.setClaim("azp", CLIENT);
        claims.setClaim("realm_access", Map.of("roles", List.of("caller")));
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(issuerKey.getPrivateKey());
        token.setKeyIdHeaderValue(issuerKey.getKeyId());
        token.setAlgorithmHeaderValue("RS256");
        return Map.of(
                "Authorization",
                "Bearer " + token.getCompactSerialization(),
                "Content-Type",
                "application/json",
                "X-Gatehouse-Purpose",
                PURPOSE,
                "X-Gatehouse-Subject",
                "customer-4711");
    }

    /** CPU seconds that the peer's processes have used so far; only of nginx and the gateway. */
    double cpuSeconds(Peer peer) throws IOException {
        double seconds = 0;
        for (ProcessHandle process : processes(peer)) {
            seconds += ProcessCost.cpuSecondsOf(process.pid());
        }
        return seconds;
    }

    /** Largest resident size so far of the peer's processes together, MiB. */
    long residentMib(Peer peer) throws IOException {
        long mib = 0;
        for (ProcessHandle process : processes(peer)) {
            mib += ProcessCost.residentMibOf(process.pid()).orElse(0);
        }
        return mib;
    }

    private List<ProcessHandle> processes(Peer peer) {
        ProcessHandle root =
                processes.get(peer == Peer.NGINX ? "proxy" : "gateway").toHandle();
        List<ProcessHandle> all = new ArrayList<>(List.of(root));
        all.addAll(root.descendants().toList());
        return all;
    }

    /** A request of one row that is about so many bytes long. */
    static byte[] body(int bytes) {
        int values = valuesIn(bytes);
        return (HEAD + values + "],\"data\":[" + String.join(",", Collections.nCopies(values, VALUE)) + "]}]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static int valuesIn(int bytes) {
        return (bytes - HEAD.length() - CLOSING_BYTES) / (VALUE.length() + 1);
    }

    private void startIssuer() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        byte[] keys = new JsonWebKeySet(issuerKey)
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                .getBytes(StandardCharsets.UTF_8);
        issuer.createContext("/certs", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
    }

    private void startNginx(String role) throws IOException {
        String text;
        try (InputStream template = GatewayPeers.class.getResourceAsStream("nginx-" + role + ".conf")) {
            text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path configuration = folder.resolve(role + ".conf");
        Files.writeString(
                configuration,
                text.replace("@FOLDER@", folder.toString())
                        .replace("@PORT@", Integer.toString(role.equals("upstream") ? upstreamPort : proxyPort))
                        .replace("@UPSTREAM@", Integer.toString(upstreamPort))
                        .replace("@ROUTE@", ROUTE)
                        .replace("@MODEL@", MODEL)
                        .replace("@ANSWER@", ANSWER)
                        .replace(
                                "@METADATA@",
                                "{\"name\":\"" + MODEL + "\",\"parameters\":{\"digest\":\"" + ARTIFACT + "\"}}"));
        start(role, List.of("nginx", "-p", folder.toString(), "-c", configuration.toString()), Map.of());
    }

    private void startGateway(Path project) throws IOException {
        Path jar = project.resolve(GATEWAY_JAR);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("serving-gateway is not packaged: " + jar + " is missing");
        }
        Path trusted = folder.resolve("trusted.pem");
        Files.writeString(trusted, key.verificationKey().pem());
        Path state = Files.createDirectories(folder.resolve("state"));
        Files.write(
                state.resolve("snapshot.json"),
                SnapshotSigner.sign(
                                new RouteSnapshot(
                                        new Position(1, 1),
                                        "production",
                                        Instant.now(),
                                        List.of(entry(key, upstreamPort), segmentEntry())),
                                key)
                        .bytes());
        launchGateway(project);
    }

    private void launchGateway(Path project) throws IOException {
        Path jar = project.resolve(GATEWAY_JAR);
        Path trusted = folder.resolve("trusted.pem");
        Path state = folder.resolve("state");
        start(
                "gateway",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MB + "m",
                        "-jar",
                        jar.toString()),
                Map.ofEntries(
                        Map.entry("GATEHOUSE_LISTEN_PORT", Integer.toString(gatewayPort)),
                        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(managementPort)),
                        Map.entry("GATEHOUSE_STATE_DIRECTORY", state.toString()),
                        Map.entry("GATEHOUSE_TRUSTED_KEYS_FILE", trusted.toString()),
                        Map.entry("GATEHOUSE_IDENTITY_ISSUER", ISSUER),
                        Map.entry(
                                "GATEHOUSE_IDENTITY_JWKS_URL",
                                "http://127.0.0.1:" + issuer.getAddress().getPort() + "/certs"),
                        Map.entry("GATEHOUSE_UPSTREAM_ALLOWED", "127.0.0.1:" + upstreamPort),
                        Map.entry("GATEHOUSE_SHIPPING_ENABLED", "false")));
    }

    private RouteEntry segmentEntry() {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < valuesIn(SEGMENT_BODY_BYTES); i++) {
            inputs.add("x" + i);
        }
        Conditions segment = new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(SEGMENT),
                Optional.empty());
        return entry(key, upstreamPort, SEGMENT_ROUTE, inputs, segment);
    }

    /** A route to a model server on this machine, under a permit with limits on purposes and callers. */
    static RouteEntry entry(SigningKey key, int upstreamPort) {
        return entry(key, upstreamPort, ROUTE, List.of("income"), Conditions.none());
    }

    private static RouteEntry entry(
            SigningKey key, int upstreamPort, String route, List<String> inputs, Conditions more) {
        return new PermittedRoute(
                        route,
                        URI.create("http://127.0.0.1:" + upstreamPort),
                        MODEL,
                        ARTIFACT,
                        new ModelSignature(
                                new TensorLayout(
                                        new TensorLayout.Input("input", "FP32", inputs),
                                        new TensorLayout.Output("probability", "FP32", 1, 2)),
                                new ModelSignature.Decision(new BigDecimal("0.5"), "default", "repay")),
                        Binding.LOADED_BY_DIGEST,
                        Conditions.onlyPurposes(Set.of(PURPOSE))
                                .tighten(Conditions.onlyCallers(Set.of(CLIENT)))
                                .tighten(more))
                .entry(key);
    }

    private void start(String name, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        processes.put(name, builder.start());
    }

    private void await(int port, String path, int status) throws InterruptedException, IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (answer(port, path) != status) {
            for (Map.Entry<String, Process> process : processes.entrySet()) {
                if (!process.getValue().isAlive()) {
                    throw new IllegalStateException(process.getKey() + " has ended: "
                            + Files.readString(folder.resolve(process.getKey() + ".log")));
                }
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "http://127.0.0.1:" + port + path + " does not answer " + status + " within " + START_LIMIT);
            }
            Thread.sleep(50);
        }
    }

    private static int answer(int port, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            return -1;
        }
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }

    @Override
    public void close() throws IOException {
        List<Process> all = new ArrayList<>(processes.values());
        all.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
        for (Process process : all) {
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
        if (issuer != null) {
            issuer.stop(0);
        }
    }
}
