package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleFrontierTest {
    /** The eight leaves of the Certificate Transparency reference tree, which the proof vectors are made from. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    /** Its root in the vectors, {@code root2} of consistency case {@code 1/happy-path}. */
    private static final String ROOT_OF_EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";

    @Test
    void theReferenceTreeHasItsKnownRoot() {
        assertThat(MerkleTree.root(referenceLeaves()).hex()).isEqualTo(ROOT_OF_EIGHT);
    }

    @Test
    void theEmptyTreesRootIsTheHashOfNothing() {
        assertThat(MerkleFrontier.empty().root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void everySizeHasTheRootOfTheRecursiveDefinitionAndSurvivesItsBytes() {
        List<Digest> leaves = new ArrayList<>();
        MerkleFrontier frontier = MerkleFrontier.empty();
        for (int i = 0; i < 130; i++) {
            Digest leaf = MerkleTree.leafHash(("leaf " + i).getBytes(UTF_8));
            leaves.add(leaf);
            frontier = MerkleFrontier.read(frontier.bytes()).append(leaf);
            assertThat(frontier.size()).isEqualTo(i + 1);
            assertThat(frontier.root()).isEqualTo(recursiveRoot(leaves));
        }
        assertThat(frontier.bytes()).hasSize(8 + 2 * 32);
    }

    @Test
    void aSwappedLeafChangesTheRoot() {
        List<Digest> leaves = new ArrayList<>(referenceLeaves());
        Collections.swap(leaves, 2, 3);
        assertThat(MerkleTree.root(leaves).hex()).isNotEqualTo(ROOT_OF_EIGHT);
    }

    @Test
    void aLeafIsNotANode() {
        Digest one = MerkleTree.leafHash(new byte[0]);
        byte[] children = HexFormat.of().parseHex(one.hex() + one.hex());
        assertThat(MerkleTree.leafHash(children)).isNotEqualTo(MerkleTree.nodeHash(one, one));
    }

    @Test
    void bytesThatAreNoFrontierAreRefused() {
        byte[] good = MerkleFrontier.empty().append(MerkleTree.emptyRoot()).bytes();
        byte[] wrongSize = good.clone();
        wrongSize[7] = 3;
        byte[] negative = good.clone();
        negative[0] = (byte) 0x80;
        negative[7] = 0;
        for (byte[] bytes : List.of(new byte[0], new byte[39], wrongSize, negative)) {
            assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> MerkleFrontier.read(bytes));
        }
    }

    @Test
    void aLeafReadsBackAndHasOneForm() {
        Leaf leaf = new Leaf(
                "vote-cast", "p-1", "release/1", Digest.of(new byte[0]), Instant.parse("2026-11-21T12:00:00Z"));
        assertThat(leaf.bytes())
                .asString(UTF_8)
                .isEqualTo(
                        "{\"act\":\"vote-cast\",\"actor\":\"p-1\",\"at\":\"2026-11-21T12:00:00Z\",\"format\":1,\"payload\":\"sha256:"
                                + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"subject\":\"release/1\"}");
        assertThat(Leaf.read(leaf.bytes())).isEqualTo(leaf);
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> Leaf.read(new String(leaf.bytes(), UTF_8)
                        .replace("\"format\":1", "\"format\":2")
                        .getBytes(UTF_8)));
    }

    private static List<Digest> referenceLeaves() {
        return LEAVES.stream()
                .map(hex -> MerkleTree.leafHash(HexFormat.of().parseHex(hex)))
                .toList();
    }

    /** RFC 6962 §2.1 word for word: split at the largest power of two below n. */
    private static Digest recursiveRoot(List<Digest> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return MerkleTree.nodeHash(
                recursiveRoot(leaves.subList(0, split)), recursiveRoot(leaves.subList(split, leaves.size())));
    }
}
