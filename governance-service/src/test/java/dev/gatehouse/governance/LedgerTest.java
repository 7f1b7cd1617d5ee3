package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.MerkleFrontier;
import dev.gatehouse.approval.ledger.MerkleTree;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every act becomes a leaf, and the root is that of the leaves. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class LedgerTest {

    private static final int PAGE_LEAVES = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void anActGetsItsIndexByItselfAndTheRootFollowsFromTheLeaves() throws InterruptedException {
        Journey.register("in-the-ledger");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!subjects().contains("model/in-the-ledger") && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(subjects()).contains("model/in-the-ledger");

        Map<String, Object> root = as(CARLA)
                .get("/api/v1/ledger/root")
                .then()
                .statusCode(200)
                .extract()
                .path("");
        long size = ((Number) root.get("size")).longValue();
        MerkleFrontier tree = MerkleFrontier.empty();
        for (Map<String, Object> leaf : leaves()) {
            if (((Number) leaf.get("index")).longValue() < size) {
                assertThat(((Number) leaf.get("index")).longValue()).isEqualTo(tree.size());
                byte[] bytes = ((String) leaf.get("leaf")).getBytes(StandardCharsets.UTF_8);
                Digest hash = MerkleTree.leafHash(bytes);
                assertThat(leaf.get("hash")).isEqualTo(hash.toString());
                tree = tree.append(hash);
            }
        }
        assertThat(tree.size()).isEqualTo(size);
        assertThat(tree.root().toString()).isEqualTo(root.get("root"));
    }

    @Test
    void aLeafHoldsNoName() {
        Journey.register("nameless");
        assertThat(leaves())
                .allSatisfy(leaf -> assertThat((String) leaf.get("leaf"))
                        .doesNotContain("erin")
                        .doesNotContain(Journey.ERIN.sub()));
    }

    private static List<String> subjects() {
        return leaves().stream().map(l -> (String) l.get("subject")).toList();
    }

    private static List<Map<String, Object>> leaves() {
        List<Map<String, Object>> all = new ArrayList<>();
        List<Map<String, Object>> page;
        do {
            page = as(CARLA)
                    .get("/api/v1/ledger/leaves?limit=" + PAGE_LEAVES + "&from=" + all.size())
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items");
            all.addAll(page);
        } while (page.size() == PAGE_LEAVES);
        return all;
    }
}
