package dev.gatehouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.ledger.NoteKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A sandbox that runs: its addresses, real Keycloak tokens for its people and applications, and the switches a story needs. */
public final class RunningSandbox implements AutoCloseable {

    /** Everybody's password in the demo realm. */
    public static final String PEOPLES_PASSWORD = "demo";

    /** A token is renewed when it has less than this to live. */
    private static final Duration RENEWAL = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sandbox sandbox;
    private final Ports ports;
    private final StateDirectory state;
    private final Secrets secrets;
    private final String issuer;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private record Token(String value, Instant renewAt) {}

    RunningSandbox(Sandbox sandbox, Ports ports, StateDirectory state, Secrets secrets, String issuer) {
        this.sandbox = sandbox;
        this.ports = ports;
        this.state = state;
        this.secrets = secrets;
        this.issuer = issuer;
    }

    /** Base address of governance-service: its pages, and {@code /api/v1}. */
    public URI governance() {
        return URI.create(Sandbox.base(ports.governance()));
    }

    /** Base address of serving-gateway, where clients find {@code /v2}. */
    public URI gateway() {
        return URI.create(Sandbox.base(ports.gateway()));
    }

    /** Base address of serving-gateway's management interface: {@code /status}, health and metrics. */
    public URI gatewayManagement() {
        return URI.create(Sandbox.base(ports.gatewayManagement()));
    }

    /** Base address of the model server, which a version names as its upstream. */
    public URI modelServer() {
        return URI.create(Sandbox.base(ports.modelServer()));
    }

    /** The realm's issuer. */
    public URI issuer() {
        return URI.create(issuer);
    }

    /** Ports of all parts. */
    public Ports ports() {
        return ports;
    }

    /** Directory of artifacts, each a file named by its lower-case hex SHA-256. */
    public Path artifacts() {
        return state.artifacts();
    }

    /** Directory in which the gateway keeps its snapshot and its log. */
    public Path gatewayState() {
        return state.gateway();
    }

    /** The snapshot that the gateway keeps on disk. */
    Path gatewaySnapshot() {
        return state.gateway().resolve("snapshot.json");
    }

    /** Where the story puts what people download. */
    public Path downloads() {
        return state.root().resolve("downloads");
    }

    /** A gateway beside the first; closing stops it. */
    record SecondGateway(URI address, Runnable stop) implements AutoCloseable {
        @Override
        public void close() {
            stop.run();
        }
    }

    /** Starts a gateway that has nothing but the snapshot in that directory. */
    SecondGateway startSecondGateway(Path directory) {
        Ports free = Ports.free();
        Child child = sandbox.startSecondGateway(free, directory);
        return new SecondGateway(URI.create(Sandbox.base(free.gateway())), () -> sandbox.stop(child));
    }

    /** Directory of each part's log. */
    public Path logs() {
        return state.logs();
    }

    /** PEM of the public key that permits and snapshots are signed with. */
    public Path signingPublicKey() {
        return state.keys().resolve("signing-public.pem");
    }

    /** The public key that the ledger's checkpoints are signed with. */
    public NoteKey ledgerKey() {
        return LedgerKeyFiles.read(state.keys());
    }

    /** Folder outside the database in which the ledger's checkpoints are kept. */
    public Path ledgerAnchor() {
        return state.anchor();
    }

    /** An access token of a person, by password grant. */
    public String token(String user) {
        return token(
                "person " + user,
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "gatehouse-cli",
                        "username",
                        user,
                        "password",
                        PEOPLES_PASSWORD));
    }

    /** An access token of an application ({@code ci}, {@code gateway-1}, {@code scoring-app}, {@code campaign-app}). */
    public String clientToken(String client) {
        return token(
                "client " + client,
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        client,
                        "client_secret",
                        secrets.get(Keycloak.secretName(client))));
    }

    /** A connection to the database as one of {@code MigratedPostgres}'s login users; the caller closes it. */
    public Connection connect(String user) throws SQLException {
        return sandbox.postgres().connect(user);
    }

    /** Stops PostgreSQL as an operator would. */
    public void stopPostgres() {
        sandbox.stopPostgres();
    }

    /** Starts PostgreSQL again on the same data. */
    public void startPostgres() {
        sandbox.startPostgres();
    }

    /** Stops a part; its address is free until it is started again. */
    void stop(Sandbox.Part part) {
        sandbox.stop(part);
    }

    /** Ends a part as a crash would; PostgreSQL is stopped as an operator would. */
    void kill(Sandbox.Part part) {
        sandbox.kill(part);
    }

    /** Starts a part that does not run, on the data that it had. */
    void start(Sandbox.Part part) {
        sandbox.start(part);
    }

    /** Completes with what happened when a part ends that nobody stopped. */
    public CompletableFuture<String> death() {
        return sandbox.death();
    }

    /** Stops everything. */
    @Override
    public void close() {
        sandbox.close();
    }

    private String token(String holder, Map<String, String> form) {
        Token known = tokens.get(holder);
        if (known == null || Instant.now().isAfter(known.renewAt())) {
            known = fetch(holder, new LinkedHashMap<>(form));
            tokens.put(holder, known);
        }
        return known.value();
    }

    private Token fetch(String holder, Map<String, String> form) {
        Instant asked = Instant.now();
        String body = form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new SandboxException(
                        "Keycloak gave no token for " + holder + ": " + response.statusCode() + " " + response.body());
            }
            JsonNode answer = JSON.readTree(response.body());
            Instant renewAt =
                    asked.plusSeconds(answer.path("expires_in").asLong()).minus(RENEWAL);
            return new Token(answer.path("access_token").asText(), renewAt);
        } catch (IOException e) {
            throw new SandboxException("Keycloak gave no token for " + holder + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while asking for a token of " + holder, e);
        }
    }
}
