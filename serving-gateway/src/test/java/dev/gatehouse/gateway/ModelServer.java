package dev.gatehouse.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A model server that speaks the Open Inference Protocol v2: its score is the first feature. It can be told to misbehave. */
public final class ModelServer implements AutoCloseable {

    /** How it answers inference. */
    public enum Manner {
        WELL,
        WITH_400,
        WITH_500,
        SLOWLY,
        HALF,
        WITH_401,
        HUGELY,
        WITH_A_ROW_LESS,
        IN_PROSE,
        IN_BYTES,
        IN_BYTES_OF_NO_LENGTH
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BINARY_JSON = "{\"outputs\":[{\"name\":\"probability\",\"datatype\":\"FP32\","
            + "\"shape\":[1,2],\"parameters\":{\"binary_data_size\":8}}]}";
    /** One row of two numbers in bytes: 0.25, 0.75. */
    private static final byte[] BINARY = ByteBuffer.allocate(BINARY_JSON.length() + 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(BINARY_JSON.getBytes(StandardCharsets.US_ASCII))
            .putFloat(0.25f)
            .putFloat(0.75f)
            .array();

    private static final Duration THINKING = Duration.ofSeconds(3);

    private final HttpServer server;
    private final AtomicInteger inferences = new AtomicInteger();
    private volatile Manner manner = Manner.WELL;
    private volatile String digest = Permits.ARTIFACT.toString();
    private volatile Duration reportsAfter = Duration.ZERO;
    private volatile Headers lastHeaders = new Headers();
    private volatile byte[] lastBody = new byte[0];
    private volatile Headers lastQuestion = new Headers();

    public ModelServer() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024));
    }

    /** One that speaks https and serves those only who show a certificate that it trusts. */
    public ModelServer(SSLContext tls) throws IOException {
        this(secure(tls));
    }

    private static HttpServer secure(SSLContext tls) throws IOException {
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        https.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters chosen = tls.getDefaultSSLParameters();
                chosen.setNeedClientAuth(true);
                parameters.setSSLParameters(chosen);
            }
        });
        return https;
    }

    private ModelServer(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "model-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v2/models/", this::handle);
        server.createContext("/version", exchange -> tell(exchange, "3.1.4"));
        server.createContext("/invocations", exchange -> tell(exchange, "{\"predictions\": [[0.25, 0.75]]}"));
        server.createContext("/v1/score", exchange -> tell(exchange, "{\"results\":[{\"probability\":0.75}]}"));
        server.start();
    }

    public URI url() {
        return URI.create((server instanceof HttpsServer ? "https" : "http") + "://" + address());
    }

    /** As the gateway's allow-list names it. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public int inferences() {
        return inferences.get();
    }

    public Headers lastHeaders() {
        return lastHeaders;
    }

    /** Headers of the last question for the metadata. */
    public Headers lastQuestion() {
        return lastQuestion;
    }

    public byte[] lastBody() {
        return lastBody;
    }

    public void answer(Manner newManner) {
        manner = newManner;
    }

    public void report(String newDigest) {
        digest = newDigest;
    }

    /** Thinks so long before it says which digest it serves. */
    public void reportAfter(Duration thinking) {
        reportsAfter = thinking;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith("/infer")) {
                infer(exchange);
            } else {
                lastQuestion = exchange.getRequestHeaders();
                pause(reportsAfter);
                ObjectNode metadata = JSON.createObjectNode().put("name", "m");
                metadata.putObject("parameters").put("digest", digest);
                send(exchange, 200, JSON.writeValueAsBytes(metadata));
            }
        }
    }

    /** As servers of other protocols do, always the same. */
    private void tell(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            inferences.addAndGet(exchange.getRequestMethod().equals("POST") ? 1 : 0);
            lastHeaders = exchange.getRequestHeaders();
            lastBody = exchange.getRequestBody().readAllBytes();
            send(exchange, 200, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void infer(HttpExchange exchange) throws IOException {
        inferences.incrementAndGet();
        lastHeaders = exchange.getRequestHeaders();
        byte[] body = exchange.getRequestBody().readAllBytes();
        lastBody = body;
        switch (manner) {
            case WITH_400 -> send(exchange, 400, "{\"error\":\"shape mismatch\"}".getBytes(StandardCharsets.UTF_8));
            case WITH_500 -> send(exchange, 500, "{\"error\":\"broken\"}".getBytes(StandardCharsets.UTF_8));
            case HUGELY -> send(exchange, 200, new byte[2_000_000]);
            case IN_PROSE -> send(exchange, 200, "the answer is forty-two".getBytes(StandardCharsets.UTF_8));
            case WITH_401 -> send(exchange, 401, "{\"error\":\"who are you\"}".getBytes(StandardCharsets.UTF_8));
            case HALF -> {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write(new byte[10]);
                exchange.getResponseBody().flush();
                pause(THINKING);
            }
            case IN_BYTES -> send(exchange, 200, BINARY, Integer.toString(BINARY_JSON.length()));
            case IN_BYTES_OF_NO_LENGTH -> send(exchange, 200, BINARY, Integer.toString(BINARY.length + 1));
            case SLOWLY -> {
                pause(THINKING);
                send(exchange, 200, predict(body));
            }
            case WITH_A_ROW_LESS -> send(exchange, 200, predict(body, 1));
            case WELL -> send(exchange, 200, predict(body));
            default -> throw new IllegalStateException(manner.toString());
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] predict(byte[] body) throws IOException {
        return predict(body, 0);
    }

    /** @param without so many rows at the end */
    private static byte[] predict(byte[] body, int without) throws IOException {
        JsonNode request = JSON.readTree(body);
        JsonNode data = request.path("inputs").path(0).path("data");
        int rows = data.size() / 2 - without;
        ObjectNode answer = JSON.createObjectNode().put("model_name", Permits.UPSTREAM_MODEL);
        answer.set("id", request.get("id"));
        ObjectNode output = answer.putArray("outputs").addObject();
        output.put("name", "probability").put("datatype", "FP32");
        output.putArray("shape").add(rows).add(2);
        var values = output.putArray("data");
        for (int row = 0; row < rows; row++) {
            double score = data.path(2 * row).asDouble();
            values.add(1 - score).add(score);
        }
        return JSON.writeValueAsBytes(answer);
    }

    private static void send(HttpExchange exchange, int status, byte[] body, String jsonBytes) throws IOException {
        exchange.getResponseHeaders().set("Inference-Header-Content-Length", jsonBytes);
        send(exchange, status, body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Model-Server", "test");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
