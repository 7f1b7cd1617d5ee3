package dev.gatehouse.sandbox.modelserver;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The Open Inference Protocol v2 over HTTP on loopback, with Triton's binary tensor data. It has no authentication of its own: it stands where a team's model server
 * stands, behind the gateway.
 *
 * <p>Errors are {@code {"error": sentence}}: 400 for a request that is not well formed, 404 for an unknown path or model, 405 for
 * another method, 413 over {@value #MAX_BODY_BYTES} bytes, 500 for an artifact that cannot be loaded.
 */
public final class ModelServer implements AutoCloseable {

    /** Largest request body. */
    static final int MAX_BODY_BYTES = 4 << 20;

    private static final int THREADS = 8;
    private static final String NAME = "gatehouse-sandbox-model-server";
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer http;
    private final ExecutorService workers;
    private final LoadedModels models;

    private ModelServer(HttpServer http, ExecutorService workers, LoadedModels models) {
        this.http = http;
        this.workers = workers;
        this.models = models;
    }

    /**
     * Runs until the process is ended.
     *
     * @param args the port, and the artifact store's directory
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: ModelServer PORT ARTIFACT_DIRECTORY");
            System.exit(2);
        }
        ModelServer server = start(Integer.parseInt(args[0]), Path.of(args[1]));
        System.out.println("model server ready on 127.0.0.1:" + server.port() + ", artifacts in " + args[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    }

    /**
     * Starts a server on 127.0.0.1.
     *
     * @param port the port, or 0 for a free one
     * @param artifacts directory of files named by the lower-case hex SHA-256 of their bytes; it may come later
     * @throws IOException when the port is taken
     */
    public static ModelServer start(int port, Path artifacts) throws IOException {
        // Headers and body leave in two writes; without this each answer on a kept connection waits for a delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // A pooled connection of the gateway must outlive its pauses.
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1024");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        ModelServer server = new ModelServer(http, workers, new LoadedModels(artifacts));
        http.createContext("/", server::handle);
        http.setExecutor(workers);
        http.start();
        return server;
    }

    /** TCP port on 127.0.0.1. */
    public int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(1);
        workers.shutdown();
        try {
            models.close();
        } catch (OrtException e) {
            System.err.println("a model could not be closed: " + e.getMessage());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            OnnxModel.Answer answer;
            try {
                answer = answer(exchange);
            } catch (InferenceError e) {
                status = e.status();
                answer = json(JSON.createObjectNode().put("error", e.getMessage()));
            } catch (RuntimeException e) {
                e.printStackTrace();
                status = 500;
                answer = json(JSON.createObjectNode().put("error", "the model server failed; its log tells why"));
            }
            byte[] json = JSON.writeValueAsBytes(answer.json());
            byte[] body = Arrays.copyOf(json, json.length + answer.tensors().length);
            System.arraycopy(answer.tensors(), 0, body, json.length, answer.tensors().length);
            boolean binary = body.length > json.length;
            exchange.getResponseHeaders().set("Content-Type", binary ? "application/octet-stream" : "application/json");
            if (binary) {
                exchange.getResponseHeaders().set(JSON_LENGTH, Integer.toString(json.length));
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                try (OutputStream stream = exchange.getResponseBody()) {
                    stream.write(body);
                }
            }
        }
    }

    private OnnxModel.Answer answer(HttpExchange exchange) throws IOException, InferenceError {
        List<String> path =
                Arrays.asList(exchange.getRequestURI().getPath().substring(1).split("/", -1));
        if (!path.get(0).equals("v2") || path.size() > 6) {
            throw notFound();
        }
        if (path.size() == 1) {
            method(exchange, "GET");
            return json(serverMetadata());
        }
        if (path.get(1).equals("health") && path.size() == 3) {
            method(exchange, "GET");
            return json(health(path.get(2)));
        }
        if (!path.get(1).equals("models") || path.size() < 3) {
            throw notFound();
        }
        return model(exchange, path.get(2), path.subList(3, path.size()));
    }

    private OnnxModel.Answer model(HttpExchange exchange, String name, List<String> rest)
            throws IOException, InferenceError {
        List<String> action = rest;
        if (rest.size() >= 2 && rest.get(0).equals("versions")) {
            if (!rest.get(1).equals(OnnxModel.VERSION)) {
                throw new InferenceError(
                        404,
                        "unknown version: a model that is named by its digest has only version " + OnnxModel.VERSION);
            }
            action = rest.subList(2, rest.size());
        }
        if (action.isEmpty()) {
            method(exchange, "GET");
            return json(models.model(name).metadata());
        }
        if (action.equals(List.of("ready"))) {
            method(exchange, "GET");
            models.model(name);
            return json(JSON.createObjectNode().put("name", name).put("ready", true));
        }
        if (action.equals(List.of("infer"))) {
            method(exchange, "POST");
            OnnxModel model = models.model(name);
            byte[] body = body(exchange);
            return model.infer(InferRequest.parse(body, jsonBytes(exchange, body.length)));
        }
        throw notFound();
    }

    private static OnnxModel.Answer json(ObjectNode json) {
        return new OnnxModel.Answer(json, new byte[0]);
    }

    private static int jsonBytes(HttpExchange exchange, int bodyBytes) throws InferenceError {
        String stated = exchange.getRequestHeaders().getFirst(JSON_LENGTH);
        if (stated == null) {
            return bodyBytes;
        }
        if (!stated.matches("[0-9]{1,9}") || Integer.parseInt(stated) > bodyBytes) {
            throw new InferenceError(400, JSON_LENGTH + " is no length within the body");
        }
        return Integer.parseInt(stated);
    }

    private static byte[] body(HttpExchange exchange) throws IOException, InferenceError {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            exchange.getResponseHeaders().set("Connection", "close");
            throw new InferenceError(413, "the body is over " + MAX_BODY_BYTES + " bytes");
        }
        return body;
    }

    private static ObjectNode serverMetadata() {
        var metadata = JSON.createObjectNode().put("name", NAME).put("version", "0.1.0");
        metadata.putArray("extensions").add("binary_tensor_data");
        return metadata;
    }

    private static ObjectNode health(String kind) throws InferenceError {
        if (!kind.equals("live") && !kind.equals("ready")) {
            throw notFound();
        }
        return JSON.createObjectNode().put(kind, true);
    }

    private static void method(HttpExchange exchange, String expected) throws InferenceError {
        String actual = exchange.getRequestMethod();
        if (!actual.equals(expected) && !(expected.equals("GET") && actual.equals("HEAD"))) {
            exchange.getResponseHeaders().set("Allow", expected.equals("GET") ? "GET, HEAD" : expected);
            throw new InferenceError(405, "this path takes " + expected);
        }
    }

    private static InferenceError notFound() {
        return new InferenceError(404, "unknown path; the Open Inference Protocol starts at /v2");
    }
}
