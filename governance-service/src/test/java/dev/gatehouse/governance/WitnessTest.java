package dev.gatehouse.governance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.MerkleProofs;
import dev.gatehouse.approval.ledger.MerkleTree;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A witness can follow the ledger by its API, and refuses a ledger that says something else, though its own key signed it. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class WitnessTest {

    @Test
    void aWitnessFollowsTheLedgerAndRefusesAFork() throws Exception {
        Witness witness = new Witness(LedgerTest.keys(), TestIssuer.bearer(Journey.CARLA));
        URI service = URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/v1/ledger");
        for (int i = 0; i < 3; i++) {
            Journey.register("witnessed-" + i, Journey.smallFacts(100));
            LedgerTest.checkpointOver(LedgerTest.indexOf("model/witnessed-" + i));
            assertThat(witness.follow(service)).isEmpty();
        }
        Checkpoint seen = witness.seen();
        assertThat(seen.origin()).isEqualTo(TestWorld.LEDGER);

        LedgerKey ledgersOwn = LedgerKey.fromKeystore(
                TestWorld.files.resolve("ledger-key.p12"), "secret".toCharArray(), TestWorld.LEDGER);
        assertThat(followed(witness, ledgersOwn, seen.size() + 7)).isEqualTo("it forked after " + seen.size());
        assertThat(followed(witness, ledgersOwn, seen.size())).isEqualTo("it forked after " + seen.size());
        assertThat(followed(witness, ledgersOwn, seen.size() - 1)).startsWith("it shrank");
        assertThat(followed(witness, LedgerKey.generate(TestWorld.LEDGER), seen.size() + 7))
                .contains("no known key signed");
        assertThat(witness.seen()).as("what it believes").isEqualTo(seen);
        assertThat(witness.follow(service)).isEmpty();
    }

    /** What the witness says to a server with another history of that size, signed by that key; its proofs fit its own tree. */
    private static String followed(Witness witness, LedgerKey key, long size) throws IOException, InterruptedException {
        List<Digest> leaves = LongStream.range(0, size)
                .mapToObj(i -> MerkleTree.leafHash(("another act " + i).getBytes(UTF_8)))
                .toList();
        String note = new Checkpoint(TestWorld.LEDGER, size, MerkleTree.root(leaves))
                .signedBy(key)
                .note();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/checkpoint", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(note.getBytes(UTF_8));
            exchange.close();
        });
        server.createContext("/proofs/consistency", exchange -> {
            long from = Long.parseLong(exchange.getRequestURI().getQuery().replaceAll("from=([0-9]+).*", "$1"));
            List<String> hashes = MerkleProofs.consistency(
                            from,
                            size,
                            nodes -> nodes.stream()
                                    .map(node ->
                                            MerkleTree.root(leaves.subList((int) (node.index() << node.level()), (int)
                                                    ((node.index() + 1) << node.level()))))
                                    .toList())
                    .stream()
                    .map(Digest::toString)
                    .toList();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new ObjectMapper().writeValueAsBytes(Map.of("hashes", hashes)));
            exchange.close();
        });
        server.start();
        try {
            return witness.follow(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }
}
