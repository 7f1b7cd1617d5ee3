package dev.gatehouse.gateway;

import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Everything around a gateway, real and on this machine: control plane, identity provider, model server and, when asked, PostgreSQL. */
public class World implements QuarkusTestResourceLifecycleManager {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public final SigningKey key = SigningKey.generate();
    public final SigningKey stranger = SigningKey.generate();
    public ModelServer model;
    public ControlPlane control;
    public IdentityProvider identity;
    private Path directory;
    private int databasePort;
    private Optional<MigratedPostgres> database = Optional.empty();

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("gatehouse-gateway");
            model = new ModelServer();
            control = new ControlPlane(key);
            identity = new IdentityProvider();
            Files.writeString(
                    directory.resolve("trusted.pem"), key.verificationKey().pem());
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                databasePort = probe.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.ofEntries(
                Map.entry(
                        "gatehouse.state-directory", directory.resolve("state").toString()),
                Map.entry(
                        "gatehouse.trusted-keys-file",
                        directory.resolve("trusted.pem").toString()),
                Map.entry("gatehouse.max-body-bytes", "65536"),
                Map.entry("gatehouse.max-answer-bytes", "65536"),
                Map.entry("gatehouse.max-in-flight", "8"),
                Map.entry("gatehouse.max-receiving-bytes", "131072"),
                Map.entry("gatehouse.control-plane.url", control.url()),
                Map.entry("gatehouse.control-plane.token-url", control.url() + "/token"),
                Map.entry("gatehouse.control-plane.client-secret", ControlPlane.SECRET),
                Map.entry("gatehouse.identity.issuer", IdentityProvider.ISSUER),
                Map.entry("gatehouse.identity.jwks-url", identity.jwksUrl()),
                Map.entry(
                        "gatehouse.upstream.allowed",
                        model.address() + ",127.0.0.1:1,localhost:"
                                + model.url().getPort()),
                Map.entry("gatehouse.upstream.timeout", "1s"),
                Map.entry("gatehouse.upstream.first-byte-timeout", "700ms"),
                Map.entry("gatehouse.callers.client.\"one-at-a-time\".max-in-flight", "1"),
                Map.entry("gatehouse.callers.client.\"now-and-then\".requests-per-second", "0.1"),
                Map.entry("gatehouse.log.segment-bytes", "1048576"),
                Map.entry("gatehouse.shipping.max-backoff", "500ms"),
                Map.entry("quarkus.datasource.password", MigratedPostgres.GATEWAY),
                Map.entry(
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://127.0.0.1:" + databasePort + "/" + MigratedPostgres.DATABASE));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(World.class));
    }

    @Override
    public void stop() {
        database.ifPresent(MigratedPostgres::close);
        model.close();
        control.close();
        identity.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database, started with the data that it had. */
    public MigratedPostgres startDatabase() {
        if (database.isEmpty()) {
            database = Optional.of(MigratedPostgres.start(new MigratedPostgres.Settings(
                    databasePort, Optional.of(directory.resolve("postgres")), false, Map.of())));
        }
        return database.get();
    }

    public void stopDatabase() {
        database.ifPresent(MigratedPostgres::close);
        database = Optional.empty();
    }

    public Permits permit() {
        return Permits.signedBy(key, model.url());
    }

    /** Publishes routes and waits until the gateway follows them. */
    public void publish(URI gateway, RouteEntry... routes) throws Exception {
        Position position = control.publish(routes);
        until(() -> {
            String status = get(gateway.resolve("/status")).body();
            return status.contains("\"position\":\"" + position + "\"") && status.contains("\"callersNotTold\":null");
        });
    }

    public static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 s");
            }
            Thread.sleep(10);
        }
    }

    public static HttpResponse<String> get(URI url, String... headers) {
        return send(request(url, headers).GET());
    }

    public static HttpResponse<String> post(URI url, String body, String... headers) {
        return send(request(url, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(URI url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A request of as many rows as scores. */
    public static String rows(List<Double> scores) {
        StringBuilder data = new StringBuilder();
        for (double score : scores) {
            data.append(data.length() == 0 ? "" : ",").append(score).append(",40");
        }
        return "{\"id\":\"mine\",\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[" + scores.size()
                + ",2],\"data\":[" + data + "]}]}";
    }
}
