package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.Certificates;
import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.SecureWorld;
import dev.gatehouse.gateway.World;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several model servers behind TLS on both sides: who is who, what each wants to see and nobody else gets to see, and that one does not suffer from another. */
@QuarkusTest
@QuarkusTestResource(value = SecureWorld.class, restrictToAnnotatedClass = true)
class ModelServersTest {

    private static final String ONE_ROW = World.rows(List.of(0.7));

    /** A ClientHello of TLS 1.1 (RFC 4346, section 7.4.1.2) with cipher suites of its time. */
    private static final byte[] HELLO_OF_TLS_1_1 = HexFormat.of()
            .parseHex("1603010043" + "0100003f" + "0302" + "5a".repeat(32) + "00" + "0008c013c009002f0035" + "0100"
                    + "000e" + "000a000400020017" + "000b00020100");

    private static final byte[] ALERT_OF_PROTOCOL_VERSION = {2, 70};

    SecureWorld world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Inject
    GatewayConfig config;

    private HttpClient client;

    @BeforeEach
    void trusting() {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(world.authority.tls(world.authority.authority()))
                .build();
    }

    private Permits permit(ModelServer server) {
        return Permits.signedBy(world.key, server.url());
    }

    private HttpResponse<String> infer(String route, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + plane.address().getPort() + "/v2/models/" + route + "/infer"))
                .header("Authorization", "Bearer " + world.identity.token("scoring-app"))
                .POST(HttpRequest.BodyPublishers.ofString(ONE_ROW));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String status() {
        return World.get(management.resolve("/status")).body();
    }

    private X509Certificate shown() {
        try (SSLSocket socket = (SSLSocket) world.authority
                .tls(world.authority.authority())
                .getSocketFactory()
                .createSocket("127.0.0.1", plane.address().getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bothSidesSpeakTlsAndTheModelServerSeesWhoCalls() throws Exception {
        world.publish(management, permit(world.secureModel).entry());
        World.until(() -> infer("credit-default").statusCode() == 200);
        HttpResponse<String> answer = infer("credit-default");
        assertThat(answer.body()).contains("\"id\":\"mine\"", "0.7");
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(world.secureModel.lastHeaders().get("Authorization")).containsExactly("Bearer first-secret");
        // Another test renews the secrets, so the last question may have been asked with a former one.
        World.until(() -> List.of("Bearer first-secret")
                .equals(world.secureModel.lastQuestion().get("Authorization")));
    }

    @Test
    void aSlowModelServerLeavesRoomForTheOthers() throws Exception {
        world.publish(
                management,
                permit(world.model).entry(),
                permit(world.secureModel).on("secure").entry());
        World.until(() ->
                infer("credit-default").statusCode() == 200 && infer("secure").statusCode() == 200);
        int asked = world.model.inferences();
        world.model.answer(ModelServer.Manner.HALF);
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < 2 * SecureWorld.MAX_IN_FLIGHT; i++) {
            slow.add(CompletableFuture.supplyAsync(() -> infer("credit-default"), task -> new Thread(task).start()));
        }
        World.until(() -> world.model.inferences() == asked + SecureWorld.MAX_IN_FLIGHT);
        for (int i = 0; i < 10; i++) {
            assertThat(infer("secure").statusCode()).isEqualTo(200);
        }
        List<HttpResponse<String>> ends =
                slow.stream().map(CompletableFuture::join).toList();
        world.model.answer(ModelServer.Manner.WELL);
        assertThat(ends).filteredOn(end -> end.statusCode() == 504).hasSize(SecureWorld.MAX_IN_FLIGHT);
        assertThat(ends)
                .filteredOn(end -> end.statusCode() == 503)
                .hasSize(SecureWorld.MAX_IN_FLIGHT)
                .allSatisfy(end -> {
                    assertThat(end.body()).contains("\"code\":\"overloaded\"", "More than 4 calls to the model server");
                    assertThat(end.headers().firstValue("Retry-After")).hasValue("1");
                });
        assertThat(world.model.inferences()).isEqualTo(asked + SecureWorld.MAX_IN_FLIGHT);
    }

    @Test
    void whatIsNotTlsOfTodayIsTurnedAwayWithoutAnAnswer() throws Exception {
        byte[] plain = "GET /v2/health/live HTTP/1.1\r\nHost: g\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(new String(exchange(plain), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1", "live");
        byte[] refusal = exchange(HELLO_OF_TLS_1_1);
        assertThat(refusal).hasSize(7).startsWith(0x15).endsWith(ALERT_OF_PROTOCOL_VERSION);
        HttpResponse<String> live = client.send(
                HttpRequest.newBuilder(URI.create(
                                "https://127.0.0.1:" + plane.address().getPort() + "/v2/health/live"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(live.statusCode()).isEqualTo(200);
    }

    /** What comes back until the connection ends. */
    private byte[] exchange(byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", plane.address().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    @Test
    void aCertificateRenewedOnDiskIsShownWithoutARestart() throws Exception {
        Certificates.Issued renewed = world.authority.issue("gateway", "127.0.0.1");
        X509Certificate before = shown();
        Files.writeString(world.certificateFile, renewed.certificatePem());
        World.until(() -> status().contains("the key is not the certificate's"));
        assertThat(shown()).as("half of a renewal changes nothing").isEqualTo(before);
        Files.writeString(world.keyFile, renewed.keyPem());
        World.until(() -> shown().equals(renewed.certificate()));
        World.until(() -> status().contains("\"fileTroubles\":[]"));
    }

    @Test
    void aModelServerOfAnotherNameOrAuthorityGetsNothing() throws Exception {
        world.publish(
                management,
                permit(world.modelOfAnotherName)
                        .on("another-name")
                        .stating(predicate -> predicate.put("binding", "declared"))
                        .entry(),
                permit(world.modelOfAStranger)
                        .on("a-stranger")
                        .stating(predicate -> predicate.put("binding", "declared"))
                        .entry(),
                permit(world.modelOfAnotherName).on("asked-for-its-digest").entry());
        HttpResponse<String> anotherName = infer("another-name");
        assertThat(anotherName.statusCode()).as(anotherName.body()).isEqualTo(502);
        assertThat(anotherName.body())
                .contains("\"code\":\"upstream_failed\"", "TLS with it failed: No subject alternative names matching");
        HttpResponse<String> stranger = infer("a-stranger");
        assertThat(stranger.statusCode()).as(stranger.body()).isEqualTo(502);
        assertThat(stranger.body()).contains("\"code\":\"upstream_failed\"", "valid certification path");
        HttpResponse<String> unconfirmed = infer("asked-for-its-digest");
        assertThat(unconfirmed.statusCode()).isEqualTo(403);
        assertThat(unconfirmed.body()).contains("could not be asked for its digest");
        assertThat(world.modelOfAnotherName.inferences()).isZero();
        assertThat(world.modelOfAStranger.inferences()).isZero();
        assertThat(world.modelOfAnotherName.lastQuestion()).isEmpty();
    }

    @Test
    void credentialsAreRenewedFromTheirFileAndShowUpNowhere() throws Exception {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord record) {
                StringWriter trace = new StringWriter();
                if (record.getThrown() != null) {
                    record.getThrown().printStackTrace(new PrintWriter(trace));
                }
                logged.add(record.getMessage()
                        + List.of(record.getParameters() == null ? new Object[0] : record.getParameters())
                        + trace);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(listening);
        List<String> seen = new ArrayList<>();
        try {
            world.publish(
                    management,
                    permit(world.model).entry(),
                    permit(world.secureModel).on("secure").entry());
            World.until(() -> infer("credit-default").statusCode() == 200
                    && infer("secure").statusCode() == 200);
            infer("credit-default", "X-API-Key", "a-callers-own", "X-Mine", "1");
            assertThat(world.model.lastHeaders().get("X-API-Key")).containsExactly("second-secret");
            assertThat(world.model.lastHeaders().get("X-Mine")).containsExactly("1");
            assertThat(world.model.lastHeaders()).as("what is another's").doesNotContainKey("Authorization");

            world.tell("third-secret", "fourth-secret");
            World.until(() -> {
                infer("credit-default");
                return world.model.lastHeaders().get("X-API-Key").equals(List.of("fourth-secret"));
            });
            Files.setPosixFilePermissions(world.credentialsFile, PosixFilePermissions.fromString("rw----r--"));
            World.until(() -> status().contains("chmod o= "));
            Files.setPosixFilePermissions(world.credentialsFile, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(world.credentialsFile, "fifth-secret\n");
            World.until(() -> status().contains("line 1 is not 'host:port Name: value'"));
            seen.add(status());
            for (ModelServer.Manner manner : ModelServer.Manner.values()) {
                world.model.answer(manner);
                HttpResponse<String> answer = infer("credit-default");
                seen.add(answer.headers().map() + answer.body());
            }
            assertThat(world.model.lastHeaders().get("X-API-Key"))
                    .as("the last good ones stay in force")
                    .containsExactly("fourth-secret");
            for (String page : List.of("/status", "/", "/q/metrics", "/q/health")) {
                seen.add(World.get(management.resolve(page)).body());
            }
        } finally {
            world.model.answer(ModelServer.Manner.WELL);
            world.tell("first-secret", "second-secret");
            Logger.getLogger("").removeHandler(listening);
        }
        try (Stream<Path> files = Files.walk(config.stateDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                seen.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        seen.addAll(logged);
        assertThat(logged).anySatisfy(line -> assertThat(line).contains("credentials for model servers"));
        assertThat(seen)
                .hasSizeGreaterThan(15)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain(
                                "first-secret", "second-secret", "third-secret", "fourth-secret", "fifth-secret"));
        World.until(() -> status().contains("\"fileTroubles\":[]"));
    }
}
