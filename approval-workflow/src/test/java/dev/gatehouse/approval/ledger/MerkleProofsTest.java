package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MerkleProofsTest {
    private static final int SMALL = 70;
    private static final int LARGE = 70_000;

    private static final LedgerKey KEY = LedgerKey.generate("log.example");

    @Test
    void everyLeafOfEveryTreeIsProven() {
        List<Digest> hashes = leafHashes(SMALL);
        for (int size = 1; size <= SMALL; size++) {
            Map<MerkleTile.Place, MerkleTile> tiles = grown(hashes.subList(0, size), 3);
            Digest root = MerkleTree.root(hashes.subList(0, size));
            assertThat(MerkleProofs.root(size, nodes -> nodes(tiles, nodes))).isEqualTo(root);
            for (int leaf = 0; leaf < size; leaf++) {
                List<Digest> proof = MerkleProofs.inclusion(leaf, size, nodes -> nodes(tiles, nodes));
                assertThat(MerkleTree.verifyInclusion(leaf, size, hashes.get(leaf), proof, root))
                        .as("leaf %d of %d", leaf, size)
                        .isTrue();
            }
        }
    }

    @Test
    void everyTreeIsConsistentWithEveryEarlierOne() {
        List<Digest> hashes = leafHashes(SMALL);
        Map<MerkleTile.Place, MerkleTile> tiles = grown(hashes, 7);
        for (int now = 1; now <= SMALL; now++) {
            for (int before = 1; before <= now; before++) {
                List<Digest> proof = MerkleProofs.consistency(before, now, nodes -> nodes(tiles, nodes));
                Digest was = MerkleTree.root(hashes.subList(0, before));
                Digest is = MerkleTree.root(hashes.subList(0, now));
                assertThat(MerkleTree.verifyConsistency(before, now, was, is, proof))
                        .as("%d to %d", before, now)
                        .isTrue();
            }
        }
    }

    /** Three levels of tiles, whatever batches they grew in. */
    @Property(tries = 30)
    void treesOfManyTilesProveTheirLeavesAndTheirPast(
            @ForAll @IntRange(min = 1, max = LARGE) int size,
            @ForAll @IntRange(min = 1, max = 5_000) int batch,
            @ForAll @IntRange(max = LARGE) int somewhere,
            @ForAll @IntRange(max = 255) int bit) {
        List<Digest> hashes = LARGE_TREE.subList(0, size);
        Map<MerkleTile.Place, MerkleTile> tiles = grown(hashes, batch);
        Digest root = MerkleTree.root(hashes);
        assertThat(MerkleProofs.root(size, nodes -> nodes(tiles, nodes))).isEqualTo(root);
        int leaf = somewhere % size;
        List<Digest> proof = MerkleProofs.inclusion(leaf, size, nodes -> nodes(tiles, nodes));
        assertThat(MerkleTree.verifyInclusion(leaf, size, hashes.get(leaf), proof, root))
                .isTrue();
        assertThat(MerkleTree.verifyInclusion(leaf, size, flipped(hashes.get(leaf), bit), proof, root))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(leaf, size, hashes.get(leaf), proof, flipped(root, bit)))
                .isFalse();
        for (int i = 0; i < proof.size(); i++) {
            List<Digest> spoilt = new ArrayList<>(proof);
            spoilt.set(i, flipped(proof.get(i), bit));
            assertThat(MerkleTree.verifyInclusion(leaf, size, hashes.get(leaf), spoilt, root))
                    .isFalse();
        }
        int before = leaf + 1;
        List<Digest> growth = MerkleProofs.consistency(before, size, nodes -> nodes(tiles, nodes));
        Digest was = MerkleTree.root(hashes.subList(0, before));
        assertThat(MerkleTree.verifyConsistency(before, size, was, root, growth))
                .isTrue();
        assertThat(MerkleTree.verifyConsistency(before, size, flipped(was, bit), root, growth))
                .isFalse();
    }

    @Test
    void thereIsNoProofOfWhatIsNotInTheTree() {
        for (long[] wrong : new long[][] {{0, 0}, {5, 5}, {-1, 5}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MerkleProofs.inclusion(wrong[0], wrong[1], nodes -> List.of()));
        }
        for (long[] wrong : new long[][] {{0, 5}, {6, 5}, {-1, 5}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MerkleProofs.consistency(wrong[0], wrong[1], nodes -> List.of()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new MerkleNode(63, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new MerkleNode(0, -1));
    }

    @Test
    void aTreeGoesOnOnlyFromItsOwnTiles() {
        Map<MerkleTile.Place, MerkleTile> tiles = grown(leafHashes(300), 300);
        MerkleTile leaves = tiles.get(new MerkleTile.Place(0, 1));
        MerkleTile above = tiles.get(new MerkleTile.Place(1, 0));
        assertThat(TreeGrowth.unfinishedTiles(300)).containsExactly(leaves.place(), above.place());
        assertThat(new TreeGrowth(300, List.of(above, leaves)).grown()).isEmpty();
        for (List<MerkleTile> wrong : List.of(
                List.of(leaves),
                List.of(leaves, leaves),
                List.of(above, tiles.get(new MerkleTile.Place(0, 0))),
                List.of(above, new MerkleTile(0, 1, new byte[32])))) {
            assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new TreeGrowth(300, wrong));
        }
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> leaves.node(new MerkleNode(0, 300)));
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> leaves.node(new MerkleNode(0, 0)));
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new MerkleTile(0, 0, new byte[33]));
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new MerkleTile(0, 0, new byte[0]));
    }

    @Test
    void aProofInAFileVerifiesOffline() {
        List<Digest> hashes = leafHashes(9);
        Map<MerkleTile.Place, MerkleTile> tiles = grown(hashes, 9);
        Checkpoint checkpoint = new Checkpoint("log.example", 9, MerkleTree.root(hashes));
        TlogProof proof = new TlogProof(
                4,
                MerkleProofs.inclusion(4, 9, nodes -> nodes(tiles, nodes)),
                checkpoint.signedBy(KEY).note());
        assertThat(proof.text()).startsWith("c2sp.org/tlog-proof@v1\nindex 4\n").contains("=\n\nlog.example\n9\n");
        assertThat(TlogProof.read(proof.text())).isEqualTo(proof);
        assertThat(proof.verify(leaf(4), List.of(KEY.noteKey()))).isEqualTo(checkpoint);
        assertThat(TlogProof.read(proof.text().replace("\nindex", "\nextra AAAA\nindex")))
                .isEqualTo(proof);

        assertRefused(() -> proof.verify(leaf(5), List.of(KEY.noteKey())), "do not lead from it to the signed root");
        assertRefused(
                () -> proof.verify(
                        leaf(4), List.of(LedgerKey.generate("log.example").noteKey())),
                "no known key signed");
        assertRefused(
                () -> new TlogProof(9, List.of(), proof.checkpointNote()).verify(leaf(4), List.of(KEY.noteKey())),
                "not under its checkpoint");
        for (String wrong : List.of(
                "",
                proof.text().replace("@v1", "@v2"),
                proof.text().replace("index 4", "index 04"),
                proof.text().replace("index 4\n", ""),
                proof.text().replace("=\n", "\n"),
                proof.text().replace("\n\n", "\n"),
                proof.text().replace("\nindex", "\nextra !\nindex"),
                proof.text().replace("\n\n", "\n" + "AAAA\n".repeat(64) + "\n"))) {
            assertRefused(() -> TlogProof.read(wrong), "");
        }
    }

    @Test
    void theOnlyLeafNeedsNoHashes() {
        TlogProof proof = new TlogProof(
                0,
                List.of(),
                new Checkpoint("log.example", 1, MerkleTree.leafHash(leaf(0)))
                        .signedBy(KEY)
                        .note());
        assertThat(TlogProof.read(proof.text())).isEqualTo(proof);
        assertThat(proof.verify(leaf(0), List.of(KEY.noteKey())).size()).isEqualTo(1);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(call)
                .withMessageContaining(why);
    }

    private static final List<Digest> LARGE_TREE = leafHashes(LARGE);

    private static byte[] leaf(int i) {
        return ("leaf " + i).getBytes(UTF_8);
    }

    private static List<Digest> leafHashes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> MerkleTree.leafHash(leaf(i)))
                .toList();
    }

    private static Map<MerkleTile.Place, MerkleTile> grown(List<Digest> hashes, int batch) {
        Map<MerkleTile.Place, MerkleTile> tiles = new HashMap<>();
        for (int from = 0; from < hashes.size(); from += batch) {
            TreeGrowth growth = new TreeGrowth(
                    from,
                    TreeGrowth.unfinishedTiles(from).stream().map(tiles::get).toList());
            hashes.subList(from, Math.min(hashes.size(), from + batch)).forEach(growth::append);
            growth.grown().forEach(tile -> {
                MerkleTile before = tiles.put(tile.place(), tile);
                assertThat(before == null
                                || Arrays.equals(before.hashes(), Arrays.copyOf(tile.hashes(), before.hashes().length)))
                        .as("%s only grew", tile)
                        .isTrue();
            });
        }
        return tiles;
    }

    private static List<Digest> nodes(Map<MerkleTile.Place, MerkleTile> tiles, List<MerkleNode> nodes) {
        return nodes.stream()
                .map(node -> tiles.get(MerkleTile.Place.of(node)).node(node))
                .toList();
    }

    private static Digest flipped(Digest digest, int bit) {
        byte[] bytes = digest.bytes();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return Digest.ofHash(bytes);
    }
}
