package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.MerkleFrontier;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.ledger.TlogProof;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every act becomes a leaf under a signed checkpoint, and what the API says about it can be checked by somebody who trusts only the key. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class LedgerTest {

    private static final String ROOT = "/api/v1/ledger";
    private static final int PAGE_LEAVES = 1000;
    /** Of the machine, not of the ledger; how fast it is, is a benchmark's to say. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void anActIsUnderASignedCheckpointByItselfAndTheRootFollowsFromTheLeaves() throws InterruptedException {
        Journey.register("in-the-ledger");
        long index = indexOf("model/in-the-ledger");
        Checkpoint checkpoint = checkpointOver(index);
        assertThat(checkpoint.origin()).isEqualTo(TestWorld.LEDGER);
        MerkleFrontier tree = MerkleFrontier.empty();
        for (Map<String, Object> leaf : leaves()) {
            if (((Number) leaf.get("index")).longValue() < checkpoint.size()) {
                assertThat(((Number) leaf.get("index")).longValue()).isEqualTo(tree.size());
                byte[] bytes = ((String) leaf.get("leaf")).getBytes(UTF_8);
                Digest hash = MerkleTree.leafHash(bytes);
                assertThat(leaf.get("hash")).isEqualTo(hash.toString());
                assertThat(Digest.of(((String) leaf.get("payload")).getBytes(UTF_8)))
                        .isEqualTo(Leaf.read(bytes).payload());
                tree = tree.append(hash);
            }
        }
        assertThat(tree.size()).isEqualTo(checkpoint.size());
        assertThat(tree.root()).isEqualTo(checkpoint.root());
    }

    @Test
    void aLeafHoldsNoName() throws InterruptedException {
        Journey.register("nameless");
        indexOf("model/nameless");
        assertThat(leaves())
                .allSatisfy(leaf -> assertThat((String) leaf.get("leaf"))
                        .doesNotContain("erin")
                        .doesNotContain(Journey.ERIN.sub()));
    }

    @Test
    void oneLeafIsProvenByIndexByHashAndOffline() throws InterruptedException {
        Journey.register("proven-leaf");
        long index = indexOf("model/proven-leaf");
        Checkpoint checkpoint = checkpointOver(index);
        Map<String, Object> leaf = as(ODILE)
                .get(ROOT + "/leaves/" + index)
                .then()
                .statusCode(200)
                .body("subject", equalTo("model/proven-leaf"))
                .body("act", equalTo("model.registered"))
                .extract()
                .path("");
        byte[] bytes = ((String) leaf.get("leaf")).getBytes(UTF_8);

        for (String named : List.of("leaf=" + index, "hash=" + leaf.get("hash"))) {
            List<String> hashes = as(CARLA)
                    .get(ROOT + "/proofs/inclusion?" + named + "&size=" + checkpoint.size())
                    .then()
                    .statusCode(200)
                    .body("size", equalTo((int) checkpoint.size()))
                    .extract()
                    .path("hashes");
            assertThat(MerkleTree.verifyInclusion(
                            index, checkpoint.size(), MerkleTree.leafHash(bytes), digests(hashes), checkpoint.root()))
                    .isTrue();
        }
        as(CARLA).get(ROOT + "/proofs/inclusion?leaf=" + index).then().statusCode(200);

        String text = as(CARLA)
                .get(ROOT + "/leaves/" + index + "/proof")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        Checkpoint covering = TlogProof.read(text).verify(bytes, keys());
        assertThat(covering.size()).isGreaterThan(index).isLessThanOrEqualTo(checkpoint.size());
    }

    @Test
    void whatIsNotInTheLedgerIsSaidPlainly() {
        long beyond = 1_000_000_000;
        as(CARLA).get(ROOT + "/leaves/" + beyond).then().statusCode(404).body("type", problem("unknown-leaf"));
        as(CARLA)
                .get(ROOT + "/leaves/" + beyond + "/proof")
                .then()
                .statusCode(404)
                .body("type", problem("unknown-leaf"));
        as(CARLA)
                .get(ROOT + "/proofs/inclusion?hash=sha256:" + "0".repeat(64))
                .then()
                .statusCode(404)
                .body("type", problem("unknown-leaf"));
        for (String wrong : List.of(
                "inclusion",
                "inclusion?leaf=0&hash=sha256:" + "0".repeat(64),
                "inclusion?hash=0",
                "inclusion?leaf=5&size=5",
                "inclusion?leaf=0&size=" + beyond,
                "inclusion?leaf=-1",
                "consistency?from=0",
                "consistency?from=2&to=1",
                "consistency?from=1&to=" + beyond)) {
            as(CARLA).get(ROOT + "/proofs/" + wrong).then().statusCode(422).body("type", problem("invalid-value"));
        }
    }

    @Test
    void aReplayByTheServiceFindsTheLedgerIntactAndIsOnRecordItself() throws InterruptedException {
        Journey.register("replayed");
        checkpointOver(indexOf("model/replayed"));
        Map<String, Object> outcome = as(CARLA)
                .post(ROOT + "/verifications")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("intact", equalTo(true))
                .extract()
                .path("");
        assertThat(((Number) outcome.get("covered")).longValue())
                .isPositive()
                .isLessThanOrEqualTo(((Number) outcome.get("leaves")).longValue());
        // Each checkpoint is in the database and in the anchor; that the ledger began empty is in the anchor only.
        assertThat(((Number) outcome.get("checkpoints")).longValue())
                .isGreaterThan(1)
                .isOdd();
        assertThat(indexOf("ledger")).isPositive();
        given().get("/q/health/well").then().statusCode(200).body("checks[0].name", equalTo("ledger"));
    }

    /** Index of the first leaf about the subject; waits for the sequencer. */
    static long indexOf(String subject) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (Map<String, Object> leaf : leaves()) {
                if (leaf.get("subject").equals(subject)) {
                    return ((Number) leaf.get("index")).longValue();
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no leaf about " + subject);
    }

    /** The newest checkpoint, verified; waits until it covers the leaf. */
    static Checkpoint checkpointOver(long index) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var answer = as(CARLA).accept("text/plain").get(ROOT + "/checkpoint");
            if (answer.statusCode() == 200) {
                Checkpoint checkpoint = Checkpoint.open(answer.asString(), keys());
                if (checkpoint.size() > index) {
                    return checkpoint;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no checkpoint over leaf " + index);
    }

    /** The ledger's keys, which anybody may ask for. */
    static List<NoteKey> keys() {
        return given().filter(new ContractFilter())
                .get(ROOT + "/key")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .map(NoteKey::parse)
                .toList();
    }

    static List<Digest> digests(List<String> texts) {
        return texts.stream().map(Digest::parse).toList();
    }

    private static org.hamcrest.Matcher<String> problem(String slug) {
        return equalTo("urn:gatehouse:problem:" + slug);
    }

    private static List<Map<String, Object>> leaves() {
        List<Map<String, Object>> all = new ArrayList<>();
        List<Map<String, Object>> page;
        do {
            page = as(CARLA)
                    .get(ROOT + "/leaves?limit=" + PAGE_LEAVES + "&from=" + all.size())
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items");
            all.addAll(page);
        } while (page.size() == PAGE_LEAVES);
        return all;
    }
}
