package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.MerkleTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a server on a socket that gives a ledger page by page, and against what it saved of it. */
class VerifyLedgerCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LedgerKey KEY = LedgerKey.generate("log.example");
    private static final LedgerKey EARLIER = LedgerKey.generate("before.example");
    private static final int LEAVES = 2_345;
    private static final int[] SIZES = {1, 1_000, 1_001, LEAVES};

    @TempDir
    private Path folder;

    private final List<ObjectNode> leaves = new ArrayList<>();
    private final List<ObjectNode> checkpoints = new ArrayList<>();
    private final List<ObjectNode> earlierCheckpoints = new ArrayList<>();
    private boolean renamed;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    VerifyLedgerCommandTest() {
        List<Digest> hashes = new ArrayList<>();
        for (int i = 0; i < LEAVES; i++) {
            String payload = "{\"number\":" + i + "}";
            Leaf leaf = new Leaf(
                    "vote.cast",
                    "p-1",
                    "release/" + i,
                    Digest.of(payload.getBytes(UTF_8)),
                    Approvals.NOON.plusSeconds(i));
            hashes.add(MerkleTree.leafHash(leaf.bytes()));
            leaves.add(JSON.createObjectNode()
                    .put("index", i)
                    .put("act", leaf.act())
                    .put("actor", leaf.actor())
                    .put("subject", leaf.subject())
                    .put("at", leaf.at().toString())
                    .put("leaf", new String(leaf.bytes(), UTF_8))
                    .put("hash", hashes.get(i).toString())
                    .put("payload", payload));
        }
        for (int size : SIZES) {
            checkpoints.add(checkpoint(size, MerkleTree.root(hashes.subList(0, size)), KEY));
        }
        for (int size : new int[] {7, 1_000}) {
            earlierCheckpoints.add(checkpoint(size, MerkleTree.root(hashes.subList(0, size)), EARLIER));
        }
    }

    private static ObjectNode checkpoint(int size, Digest root, LedgerKey key) {
        return JSON.createObjectNode()
                .put("size", size)
                .put("at", Approvals.NOON.toString())
                .put(
                        "note",
                        new Checkpoint(key.noteKey().name(), size, root)
                                .signedBy(key)
                                .note());
    }

    @Test
    void whatWasSignedUnderAnEarlierNameIsCheckedAsWell() throws IOException {
        Path saved = folder.resolve("ledger.jsonl");
        String earlier = EARLIER.noteKey().verifierKey();
        renamed = true;
        try (Served service = new Served()) {
            assertThat(run("--url", service.url(), "--key", keyFile())).isEqualTo(3);
            assertThat(out.toString()).contains("signed under other names too, before.example");
            assertThat(run("--url", service.url(), "--key", keyFile(), "--key", earlier, "--save", saved.toString()))
                    .isEqualTo(0);
            assertThat(out.toString()).contains("under 6 verified checkpoints");
            earlierCheckpoints.set(1, checkpoint(1_000, Digest.of(new byte[0]), EARLIER));
            assertThat(run("--url", service.url(), "--key", keyFile(), "--key", earlier))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("the checkpoint of 1000 leaves in the service has the root");
        }
        assertThat(run("--file", saved.toString(), "--key", keyFile(), "--key", earlier))
                .isEqualTo(0);
    }

    @Test
    void aLedgerIsReadPageByPageSavedAndReadAgainWithoutTheService() throws IOException {
        Path saved = folder.resolve("ledger.jsonl");
        try (Served service = new Served()) {
            assertThat(run("--url", service.url(), "--key", KEY.noteKey().verifierKey(), "--save", saved.toString()))
                    .isEqualTo(0);
        }
        assertThat(out.toString()).startsWith("INTACT: 2345 leaves, 2345 of them under 4 verified checkpoints");
        assertThat(run("--file", saved.toString(), "--key", keyFile())).isEqualTo(0);
        assertThat(run("--file", saved.toString())).as("no key").isEqualTo(2);

        Files.writeString(saved, Files.readString(saved).replace("{\\\"number\\\":17}", "{\\\"number\\\":71}"));
        assertThat(run("--file", saved.toString(), "--key", keyFile())).isEqualTo(1);
        assertThat(out.toString()).contains("BROKEN at leaf 17: leaf 17: the record of the act has the digest");
    }

    @Test
    void aKeyThatOnlyTheServiceVouchesForIsSaid() throws IOException {
        try (Served service = new Served()) {
            assertThat(run("--url", service.url())).isEqualTo(3);
            assertThat(out.toString()).contains("compare it with one that you have from elsewhere");
            assertThat(run(
                            "--url",
                            service.url(),
                            "--key",
                            LedgerKey.generate("log.example").noteKey().verifierKey()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("no known key signed the note");
        }
    }

    @Test
    void theAnchorShowsWhatTheServiceNoLongerTells() throws IOException {
        Path anchor = Files.createDirectories(folder.resolve("anchor/00000000000000"));
        Files.writeString(
                anchor.resolve(String.format("%019d.checkpoint", LEAVES)),
                checkpoints.get(3).get("note").textValue());
        checkpoints.remove(3);
        leaves.subList(1_001, LEAVES).clear();
        try (Served service = new Served()) {
            assertThat(run("--url", service.url(), "--key", keyFile()))
                    .as("it agrees with itself")
                    .isEqualTo(0);
            assertThat(run(
                            "--url",
                            service.url(),
                            "--key",
                            keyFile(),
                            "--anchor",
                            anchor.getParent().toString(),
                            "--json"))
                    .isEqualTo(1);
        }
        assertThat(JSON.readTree(out.toString()).path("first").asLong()).isEqualTo(1_001);
        assertThat(JSON.readTree(out.toString()).path("what").asText())
                .contains("the leaves 1001 to 2344 are missing", "in the anchor");
    }

    @Test
    void leavesThatNoCheckpointCoversAreNotCalledVerified() throws IOException {
        Path saved = folder.resolve("ledger.jsonl");
        try (Served service = new Served()) {
            assertThat(run("--url", service.url(), "--key", keyFile(), "--save", saved.toString()))
                    .isEqualTo(0);
        }
        Files.write(
                saved,
                Files.readAllLines(saved).stream()
                        .filter(line -> !line.contains("\"note\""))
                        .toList());
        assertThat(run("--file", saved.toString(), "--key", keyFile())).isEqualTo(3);
        assertThat(out.toString()).contains("NO SIGNATURE covers the last 2345 leaves");
    }

    @Test
    void anEmptyLedgerIsIntact() throws IOException {
        leaves.clear();
        checkpoints.clear();
        try (Served service = new Served()) {
            assertThat(run("--url", service.url(), "--key", keyFile(), "--json"))
                    .isEqualTo(0);
        }
        assertThat(JSON.readTree(out.toString()).path("leaves").asLong(-1)).isZero();
    }

    @Test
    void whatCannotBeCheckedIsNoAnswer() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--url", "nonsense")).isEqualTo(2);
        assertThat(run("--url", "http://127.0.0.1:9", "--key", keyFile())).isEqualTo(2);
        assertThat(err.toString()).contains("does not answer");
        assertThat(run("--file", folder.resolve("absent").toString(), "--key", keyFile()))
                .isEqualTo(2);
        Path text = Files.writeString(folder.resolve("text"), "not JSON\n");
        assertThat(run("--file", text.toString(), "--key", keyFile())).isEqualTo(2);
        assertThat(run("--file", text.toString(), "--key", "not+a+key")).isEqualTo(2);
        assertThat(run("--file", text.toString(), "--key", keyFile(), "--save", "x"))
                .isEqualTo(2);
        try (Served service = new Served()) {
            assertThat(run("--url", service.url() + "/elsewhere", "--key", keyFile()))
                    .isEqualTo(2);
            assertThat(run(Map.of(), "--url", service.url(), "--key", keyFile()))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("Who asks? Set GATEHOUSE_TOKEN");
            assertThat(run(Map.of("GATEHOUSE_TOKEN", "stale"), "--url", service.url(), "--key", keyFile()))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("answered 401");
            assertThat(run(client("wrong", service), "--url", service.url(), "--key", keyFile()))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("gave no token for the client 'ci'");
            assertThat(run(client("right", service), "--url", service.url(), "--key", keyFile()))
                    .isEqualTo(0);
        }
    }

    private static Map<String, String> client(String secret, Served service) {
        return Map.of(
                "GATEHOUSE_CLIENT_ID",
                "ci",
                "GATEHOUSE_CLIENT_SECRET",
                secret,
                "GATEHOUSE_TOKEN_URL",
                service.url() + "/token");
    }

    private String keyFile() throws IOException {
        return Files.writeString(folder.resolve("ledger.vkey"), KEY.noteKey().verifierKey() + "\n")
                .toString();
    }

    private int run(String... options) {
        return run(Map.of("GATEHOUSE_TOKEN", "good"), options);
    }

    private int run(Map<String, String> environment, String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return GatehouseCommand.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Clock.systemUTC(),
                environment,
                Stream.concat(Stream.of("ledger", "verify"), Stream.of(options)).toArray(String[]::new));
    }

    /** The addresses of the API that the command uses, over the lists above. */
    private final class Served implements AutoCloseable {
        private final HttpServer server;

        Served() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/token", exchange -> {
                String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                boolean right = form.contains("client_secret=right");
                answer(exchange, right ? 200 : 401, right ? "{\"access_token\":\"good\"}" : "{}");
            });
            String root = "/api/v1/ledger";
            server.createContext(
                    root + "/key",
                    exchange ->
                            answer(exchange, 200, KEY.noteKey() + "\n" + (renamed ? EARLIER.noteKey() + "\n" : "")));
            server.createContext(
                    root + "/checkpoint",
                    exchange -> known(
                            exchange,
                            () -> checkpoints.isEmpty()
                                    ? null
                                    : checkpoints
                                            .get(checkpoints.size() - 1)
                                            .get("note")
                                            .textValue()));
            server.createContext(
                    root + "/checkpoints",
                    exchange -> known(
                            exchange,
                            () -> items((exchange.getRequestURI().getQuery().contains("origin=before.example")
                                            ? earlierCheckpoints
                                            : checkpoints)
                                    .stream()
                                            .filter(c -> c.get("size").asLong() > number(exchange, "after"))
                                            .limit(2))));
            server.createContext(
                    root + "/leaves",
                    exchange -> known(
                            exchange,
                            () -> items(leaves.stream()
                                    .filter(l -> l.get("index").asLong() >= number(exchange, "from"))
                                    .limit(number(exchange, "limit")))));
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void known(HttpExchange exchange, java.util.function.Supplier<String> body) throws IOException {
            if (!"Bearer good".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, "{\"detail\":\"no\"}");
                return;
            }
            String text = body.get();
            answer(exchange, text == null ? 404 : 200, text == null ? "{}" : text);
        }

        private static String items(Stream<ObjectNode> items) {
            return "{\"items\":" + items.map(ObjectNode::toString).collect(Collectors.joining(",", "[", "]")) + "}";
        }

        private static long number(HttpExchange exchange, String name) {
            return Stream.of(exchange.getRequestURI().getQuery().split("&"))
                    .filter(p -> p.startsWith(name + "="))
                    .mapToLong(p -> Long.parseLong(p.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
