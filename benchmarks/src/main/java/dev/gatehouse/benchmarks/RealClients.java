package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.sandbox.credit.CardHolders;
import dev.gatehouse.sandbox.credit.CreditModels;
import dev.gatehouse.sandbox.credit.TrainedModel;
import dev.gatehouse.sandbox.modelserver.ModelServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Public clients before the gateway, unchanged but for their base URL: tritonclient (JSON and binary tensors) with an ONNX model on the sandbox's
 * server behind it, MLflow's scoring client with {@code mlflow models serve} behind it, and curl with a server of plain JSON. Each answer is
 * held against the model server's own, and every prediction must be in the gateway's log.
 */
final class RealClients implements Benchmarks.Benchmark {
    private static final String CLIENT = "scoring-app";
    private static final byte[] JSON_ANSWER =
            "{\"results\":[{\"probability\":0.25}]}".getBytes(StandardCharsets.US_ASCII);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public Figures run() throws Exception {
        Path work = Path.of(System.getProperty("gatehouse.bench.work", "benchmarks/target"))
                .toAbsolutePath();
        PythonPeer python = PythonPeer.of("clients", work);
        Path folder = Files.createTempDirectory(work, "clients-");
        Figures figures = new Figures();
        TrainedModel trained = CreditModels.version1(CardHolders.load());
        Files.write(folder.resolve(trained.sha256()), trained.onnx());
        try (Children children = new Children(folder);
                TokenIssuer issuer = new TokenIssuer();
                ModelServer tensors = ModelServer.start(0, folder);
                PlainServer plain = new PlainServer()) {
            int frames = startMlflow(python, folder, children);
            PackagedGateway gateway = PackagedGateway.start(
                    work.getParent().getParent(),
                    folder,
                    children,
                    issuer,
                    List.of(tensorRoute(trained, tensors.port()), frameRoute(frames), documentRoute(plain.port())));
            run(python, folder, gateway, plan(trained, issuer, gateway.port(), tensors.port(), frames), figures);
        } finally {
            Folders.delete(folder);
        }
        return figures;
    }

    private void run(PythonPeer python, Path folder, PackagedGateway gateway, ObjectNode plan, Figures figures)
            throws Exception {
        Path file = folder.resolve("plan.json");
        Files.write(file, JSON.writeValueAsBytes(plan));
        Path script = PythonPeer.resource("clients_peer.py", folder);
        String answer = PythonPeer.output(folder, List.of(python.python(), script.toString(), file.toString()));
        JsonNode found = JSON.readTree(answer.lines().reduce((a, b) -> b).orElseThrow());
        figures.say(
                "%s; %s",
                found.path("versions").asText(), curl(List.of("--version")).split(" \\(", 2)[0]);
        int held = 0;
        int calls = 0;
        List<JsonNode> checks = new ArrayList<>();
        found.path("checks").forEach(checks::add);
        checks.addAll(curlChecks(plan));
        for (JsonNode check : checks) {
            held += check.path("held").asBoolean() ? 1 : 0;
            calls += check.path("predictions").asInt() > 0 ? 1 : 0;
            figures.say(
                    "  %s%s",
                    check.path("name").asText(),
                    check.path("held").asBoolean()
                            ? ""
                            : ": " + check.path("wrong").asText());
        }
        figures.atLeast(checks.size(), held, "checks that held");
        figures.atLeast(calls, gateway.records(), "calls in the gateway's log");
        figures.atMost(calls, gateway.records(), "and no others");
    }

    private static List<JsonNode> curlChecks(ObjectNode plan) throws Exception {
        String url = "http://127.0.0.1:" + plan.path("gateway").asInt() + "/json/plain";
        String token = "Authorization: Bearer " + plan.path("token").asText();
        String answered = curl(List.of(
                "-d", "{\"limit\":20000,\"age\":24}", "-H", "Content-Type: application/json", "-H", token, url));
        String refused = curl(List.of("-d", "{}", url));
        return List.of(
                check(
                        "curl: plain JSON",
                        1,
                        answered.equals(new String(JSON_ANSWER, StandardCharsets.US_ASCII)),
                        answered),
                check(
                        "curl: no token, problem details",
                        0,
                        refused.contains("\"type\":\"urn:gatehouse:refusal:unauthenticated\""),
                        refused),
                check(
                        "curl: ready",
                        0,
                        curl(List.of("-u", "any:" + plan.path("token").asText(), url + "/ready"))
                                .equals("{\"ready\":true}"),
                        ""));
    }

    private static JsonNode check(String name, int predictions, boolean held, String answer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("predictions", predictions)
                .put("held", held)
                .put("wrong", "answered " + answer);
    }

    private static String curl(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "10"));
        command.addAll(arguments);
        return PythonPeer.output(Path.of(System.getProperty("java.io.tmpdir")), command);
    }

    private static ObjectNode plan(TrainedModel trained, TokenIssuer issuer, int gateway, int tensors, int frames)
            throws Exception {
        return JsonNodeFactory.instance
                .objectNode()
                .put("gateway", gateway)
                .put("tensors", tensors)
                .put("frames", frames)
                .put("model", "sha256-" + trained.sha256())
                .put("features", trained.signature().at("/input/features").size())
                .put("token", issuer.token(CLIENT));
    }

    // ---------------------------------------------------------------- routes and servers

    private static PermittedRoute tensorRoute(TrainedModel trained, int port) {
        return new PermittedRoute(
                "tensors",
                URI.create("http://127.0.0.1:" + port),
                "sha256-" + trained.sha256(),
                new Digest(trained.sha256()),
                ModelSignature.fromJson(trained.signature()),
                Binding.LOADED_BY_DIGEST,
                Conditions.none());
    }

    private static PermittedRoute frameRoute(int port) {
        return declared("frames", port, """
            {"protocol":"mlflow","input":{"features":["LIMIT_BAL","AGE"]},"output":{"kind":"list","scoreColumn":1,"columns":2},
             "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}\
            """);
    }

    private static PermittedRoute documentRoute(int port) {
        return declared("plain", port, """
            {"protocol":"json","input":{"path":"/v1/score","features":[{"name":"AGE","pointer":"/age"}]},
             "output":{"rows":"/results","score":"/probability"},
             "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}\
            """);
    }

    private static PermittedRoute declared(String route, int port, String signature) {
        byte[] json = signature.getBytes(StandardCharsets.UTF_8);
        return new PermittedRoute(
                route,
                URI.create("http://127.0.0.1:" + port),
                route,
                Digest.of(json),
                ModelSignature.fromJson(CanonicalJson.parse(json, json.length)),
                Binding.DECLARED,
                Conditions.none());
    }

    private static int startMlflow(PythonPeer python, Path folder, Children children) throws Exception {
        Path model = folder.resolve("model");
        String script = PythonPeer.resource("clients_model.py", folder).toString();
        PythonPeer.output(folder, List.of(python.python(), script, model.toString()));
        return serveByMlflow(python, model, children);
    }

    /** Serves a saved model as MLflow's guide says. Returns the port. */
    static int serveByMlflow(PythonPeer python, Path model, Children children) throws Exception {
        int port = Children.freePort();
        String command = python.bin().resolve("mlflow").toString();
        children.start(
                "mlflow",
                List.of(
                        command,
                        "models",
                        "serve",
                        "-m",
                        model.toString(),
                        "--env-manager",
                        "local",
                        "--host",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port)),
                Map.of("PATH", python.bin() + ":" + System.getenv("PATH")));
        children.await(port, "/ping", 200);
        return port;
    }

    /** A team's own server: one path, one answer. */
    private static final class PlainServer implements AutoCloseable {
        private final HttpServer server;

        PlainServer() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            server.createContext("/v1/score", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, JSON_ANSWER.length);
                    exchange.getResponseBody().write(JSON_ANSWER);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
