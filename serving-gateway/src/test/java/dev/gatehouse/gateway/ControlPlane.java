package dev.gatehouse.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A control plane's snapshots by long poll and reports of bindings, for its service account only, and the token endpoint beside them. */
public final class ControlPlane implements AutoCloseable {

    public static final String SECRET = "gateway-secret";
    private static final String TOKEN = "service-account-token";

    private final HttpServer server;
    private final SigningKey key;
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private volatile int reportStatus = 200;
    private volatile String reportOutcome = "SUSPENDED";
    private List<RouteEntry> routes = List.of();
    private long serial;
    private Optional<byte[]> instead = Optional.empty();

    public ControlPlane(SigningKey key) throws IOException {
        this.key = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "control-plane");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/token", this::token);
        server.createContext("/api/v1/gateway/snapshot", this::snapshot);
        server.createContext("/api/v1/permits/", this::report);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Makes these the routes. Returns the new position. */
    public synchronized Position publish(RouteEntry... entries) {
        routes = List.of(entries);
        serial++;
        notifyAll();
        return new Position(1, serial);
    }

    /** Answers every poll with these bytes; empty ends it. */
    public synchronized void answerInstead(Optional<byte[]> bytes) {
        instead = bytes;
        notifyAll();
    }

    /** Every report that was taken in: path, a space, body. */
    public List<String> reports() {
        return List.copyOf(reports);
    }

    /** Answers reports with this status; only those answered with 200 are taken in. */
    public void answerReportsWith(int status) {
        reportStatus = status;
    }

    /** What becomes of reports that are taken in. */
    public void answerReportsWith(String outcome) {
        reportOutcome = outcome;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = form.contains("grant_type=client_credentials") && form.contains("client_secret=" + SECRET);
            send(
                    exchange,
                    known ? 200 : 401,
                    ("{\"access_token\":\"" + TOKEN + "\",\"expires_in\":300}").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void snapshot(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, new byte[0]);
                return;
            }
            Map<String, String> query = Arrays.stream(
                            exchange.getRequestURI().getQuery().split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
            send(
                    exchange,
                    200,
                    newer(query.get("environment"), query.get("after"), Long.parseLong(query.get("waitMillis"))));
        }
    }

    private void report(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            int status = known ? reportStatus : 401;
            if (status == 200) {
                reports.add(exchange.getRequestURI().getPath() + " " + body);
            }
            send(exchange, status, ("{\"outcome\":\"" + reportOutcome + "\"}").getBytes(StandardCharsets.UTF_8));
        }
    }

    private synchronized byte[] newer(String environment, String after, long waitMillis) {
        long end = System.nanoTime() + waitMillis * 1_000_000;
        Position held = after == null ? new Position(1, 0) : Position.parse(after);
        while (instead.isEmpty() && new Position(1, serial).compareTo(held) <= 0 && System.nanoTime() < end) {
            try {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return instead.orElseGet(() -> SnapshotSigner.sign(
                        new RouteSnapshot(new Position(1, serial), environment, Instant.now(), routes), key)
                .bytes());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
