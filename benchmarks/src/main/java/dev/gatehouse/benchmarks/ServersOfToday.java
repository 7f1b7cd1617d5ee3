package dev.gatehouse.benchmarks;

import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.benchmarks.LoadGenerator.Load;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One model behind the servers that teams run today, MLServer and {@code mlflow models serve}, each with its defaults and one worker: asked
 * directly and through the gateway, in turns. There is no limit: server, gateway and load share the
 * processors, so the share tells what the gateway costs where they are all busy.
 */
final class ServersOfToday implements Benchmarks.Benchmark {
    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = 3;
    private static final String MODEL = "logistic";

    private final Duration turn;

    /** @param turn how long each is asked in each round */
    ServersOfToday(Duration turn) {
        this.turn = turn;
    }

    /** A server, the same model through the gateway, and a call of one row. */
    private record Server(String name, URI direct, URI governed, byte[] call) {}

    @Override
    public Figures run() throws Exception {
        Path work = Path.of(System.getProperty("gatehouse.bench.work", "benchmarks/target"))
                .toAbsolutePath();
        PythonPeer python = PythonPeer.of("servers", work);
        Path folder = Files.createTempDirectory(work, "servers-");
        Figures figures = new Figures();
        try (Children children = new Children(folder);
                TokenIssuer issuer = new TokenIssuer()) {
            int tensors = startMlserver(python, folder, children);
            Path model = folder.resolve("model");
            PythonPeer.output(
                    folder,
                    List.of(
                            python.python(),
                            PythonPeer.resource("clients_model.py", folder).toString(),
                            model.toString()));
            int frames = RealClients.serveByMlflow(python, model, children);
            PackagedGateway gateway = PackagedGateway.start(
                    work.getParent().getParent(),
                    folder,
                    children,
                    issuer,
                    List.of(tensorRoute(tensors), frameRoute(frames)));
            LoadGenerator generator = new LoadGenerator(
                    folder,
                    Map.of(
                            "Authorization",
                            "Bearer " + issuer.token("scoring-app"),
                            "Content-Type",
                            "application/json"));
            String url = "http://127.0.0.1:";
            measure(
                    new Server(
                            "MLServer",
                            URI.create(url + tensors + "/v2/models/" + MODEL + "/infer"),
                            URI.create(url + gateway.port() + "/v2/models/tensors/infer"),
                            bytes(
                                    "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[20000,24]}]}")),
                    generator,
                    figures);
            measure(
                    new Server(
                            "mlflow models serve",
                            URI.create(url + frames + "/invocations"),
                            URI.create(url + gateway.port() + "/mlflow/frames/invocations"),
                            bytes("{\"dataframe_split\":{\"columns\":[\"LIMIT_BAL\",\"AGE\"],\"data\":[[20000,24]]}}")),
                    generator,
                    figures);
        } finally {
            Folders.delete(folder);
        }
        return figures;
    }

    private void measure(Server server, LoadGenerator generator, Figures figures) throws Exception {
        generator.saturate(server.direct, server.call, CONNECTIONS, turn);
        generator.saturate(server.governed, server.call, CONNECTIONS, turn);
        double[] direct = new double[2];
        double[] governed = new double[2];
        for (int round = 0; round < ROUNDS; round++) {
            add(direct, generator.saturate(server.direct, server.call, CONNECTIONS, turn));
            add(governed, generator.saturate(server.governed, server.call, CONNECTIONS, turn));
        }
        figures.say(
                "%s, one worker, %d connections: %.0f calls a second and p50 %.1f ms; through the gateway %.0f and"
                        + " %.1f ms",
                server.name,
                CONNECTIONS,
                direct[0] / ROUNDS,
                direct[1] / ROUNDS,
                governed[0] / ROUNDS,
                governed[1] / ROUNDS);
        figures.say("  share of the server's calls a second: %.2f", governed[0] / direct[0]);
    }

    private static void add(double[] sums, Load load) {
        sums[0] += load.perSecond();
        sums[1] += load.p50Ms();
    }

    private static int startMlserver(PythonPeer python, Path folder, Children children) throws Exception {
        Path models = Files.createDirectories(folder.resolve("mlserver"));
        PythonPeer.resource("servers_runtime.py", models);
        Files.writeString(
                models.resolve("model-settings.json"),
                "{\"name\":\"" + MODEL + "\",\"implementation\":\"servers_runtime.Logistic\"}");
        int port = Children.freePort();
        Files.writeString(
                models.resolve("settings.json"),
                "{\"host\":\"127.0.0.1\",\"http_port\":" + port + ",\"grpc_port\":" + Children.freePort()
                        + ",\"metrics_port\":" + Children.freePort() + ",\"parallel_workers\":0,\"debug\":false}");
        children.start(
                "mlserver",
                List.of(python.bin().resolve("mlserver").toString(), "start", models.toString()),
                Map.of("PYTHONPATH", models.toString()));
        children.await(port, "/v2/models/" + MODEL + "/ready", 200);
        return port;
    }

    private static PermittedRoute tensorRoute(int port) {
        return route("tensors", port, MODEL, """
            {"protocol":"oip-v2","input":{"name":"input","datatype":"FP32","features":["LIMIT_BAL","AGE"]},
             "output":{"name":"probability","datatype":"FP32","scoreColumn":1,"columns":2},
             "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}\
            """);
    }

    private static PermittedRoute frameRoute(int port) {
        return route("frames", port, "frames", """
            {"protocol":"mlflow","input":{"features":["LIMIT_BAL","AGE"]},"output":{"kind":"list","scoreColumn":1,"columns":2},
             "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}\
            """);
    }

    private static PermittedRoute route(String name, int port, String model, String signature) {
        byte[] json = bytes(signature);
        return new PermittedRoute(
                name,
                URI.create("http://127.0.0.1:" + port),
                model,
                Digest.of(json),
                ModelSignature.fromJson(CanonicalJson.parse(json, json.length)),
                Binding.DECLARED,
                Conditions.none());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
