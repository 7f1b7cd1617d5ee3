package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.LedgerReplay.Broken;
import dev.gatehouse.approval.ledger.LedgerReplay.Intact;
import dev.gatehouse.approval.ledger.LedgerReplay.KeptCheckpoint;
import dev.gatehouse.approval.ledger.LedgerReplay.Outcome;
import dev.gatehouse.approval.ledger.LedgerReplay.StoredLeaf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A copy of a ledger: 40 leaves, checkpoints of 10, 25 and 40. The store with its tiles is replayed on PostgreSQL, in governance-service. */
class LedgerReplayTest {
    private static final int LEAVES = 40;
    private static final LedgerKey KEY = LedgerKey.generate("log.example");
    private static final List<StoredLeaf> LEDGER = leaves();
    private static final List<KeptCheckpoint> CHECKPOINTS = checkpoints(LEDGER, 10, 25, LEAVES);

    @Test
    void anIntactCopySaysWhatItCovers() {
        Intact all = (Intact) replay(LEDGER, CHECKPOINTS);
        assertThat(all.leaves()).isEqualTo(LEAVES);
        assertThat(all.covered()).isEqualTo(LEAVES);
        assertThat(all.checkpoints()).isEqualTo(3);
        assertThat(all.root())
                .isEqualTo(MerkleTree.root(LEDGER.stream().map(StoredLeaf::hash).toList()));
        Intact some = (Intact) replay(LEDGER, CHECKPOINTS.subList(0, 2));
        assertThat(some.covered()).as("the rest waits").isEqualTo(25);
        assertThat(replay(List.of(), List.of())).isEqualTo(new Intact(0, 0, MerkleTree.emptyRoot(), 0));
    }

    /** One bit of one thing that is kept: found, and where it is lies within the place that is named. */
    @Property(tries = 500)
    void anyFlippedBitIsFoundWhereItIs(
            @ForAll @IntRange(max = LEAVES - 1) int index,
            @ForAll @IntRange(max = 4) int field,
            @ForAll @IntRange(max = 100_000) int bit) {
        StoredLeaf leaf = LEDGER.get(index);
        List<StoredLeaf> edited = new ArrayList<>(LEDGER);
        edited.set(
                index,
                new StoredLeaf(
                        index,
                        field == 0 ? flipped(leaf.leaf(), bit) : leaf.leaf(),
                        field == 1 ? Digest.ofHash(flipped(leaf.hash().bytes(), bit)) : leaf.hash(),
                        field == 2 ? flipped(leaf.payload(), bit) : leaf.payload(),
                        field == 3 ? leaf.act() + "x" : leaf.act(),
                        leaf.actor(),
                        field == 4 ? "another/" + bit : leaf.subject(),
                        leaf.at()));
        Broken broken = (Broken) replay(edited, CHECKPOINTS);
        assertThat(broken.first()).isEqualTo(index);
        assertThat(broken.last()).isEqualTo(index);
    }

    @Property(tries = 200)
    void anyFlippedBitOfACheckpointIsFoundBeforeWhatItCovers(
            @ForAll @IntRange(max = 2) int which, @ForAll @IntRange(max = 100_000) int bit) {
        KeptCheckpoint kept = CHECKPOINTS.get(which);
        List<KeptCheckpoint> edited = new ArrayList<>(CHECKPOINTS);
        edited.set(
                which,
                new KeptCheckpoint(
                        kept.size(), new String(flipped(kept.note().getBytes(UTF_8), bit), UTF_8), kept.keptIn()));
        Broken broken = (Broken) replay(LEDGER, edited);
        assertThat(broken.first())
                .isEqualTo(which == 0 ? 0 : CHECKPOINTS.get(which - 1).size());
        assertThat(broken.last()).isEqualTo(kept.size() - 1);
    }

    @Test
    void whatFitsItselfAndNotItsCheckpointIsFoundBetweenTwoCheckpoints() {
        List<StoredLeaf> swapped = new ArrayList<>(LEDGER);
        Collections.swap(swapped, 12, 20);
        for (int i : new int[] {12, 20}) {
            StoredLeaf leaf = swapped.get(i);
            swapped.set(
                    i,
                    new StoredLeaf(
                            i,
                            leaf.leaf(),
                            leaf.hash(),
                            leaf.payload(),
                            leaf.act(),
                            leaf.actor(),
                            leaf.subject(),
                            leaf.at()));
        }
        Broken broken = (Broken) replay(swapped, CHECKPOINTS);
        assertThat(broken.first()).isEqualTo(10);
        assertThat(broken.last()).isEqualTo(24);
        assertThat(broken.what()).contains("the leaves 10 to 24 are not those that were signed");
    }

    @Test
    void whatIsMissingOrTwiceIsNamed() {
        List<StoredLeaf> gap = new ArrayList<>(LEDGER);
        gap.subList(5, 7).clear();
        assertThat(((Broken) replay(gap, CHECKPOINTS)).what()).contains("the leaves 5 to 6 are missing");
        List<StoredLeaf> twice = new ArrayList<>(LEDGER);
        twice.add(8, LEDGER.get(7));
        assertThat(((Broken) replay(twice, CHECKPOINTS)).what()).contains("leaf 7 is kept twice");
        Broken end = (Broken) replay(LEDGER.subList(0, 39), CHECKPOINTS);
        assertThat(end.what()).contains("leaf 39 is missing", "the checkpoint of 40 leaves in the test covers them");
        assertThat(end.first()).isEqualTo(39);
    }

    @Test
    void checkpointsOfTwoPlacesComeByTheirSizes() {
        List<KeptCheckpoint> merged = new ArrayList<>();
        LedgerReplay.bySize(
                        List.of(CHECKPOINTS.get(0), CHECKPOINTS.get(2)).iterator(),
                        CHECKPOINTS.subList(0, 2).iterator())
                .forEachRemaining(merged::add);
        assertThat(merged).extracting(KeptCheckpoint::size).containsExactly(10L, 10L, 25L, 40L);
        List<KeptCheckpoint> backwards = List.of(CHECKPOINTS.get(1), CHECKPOINTS.get(0));
        assertThatIllegalArgumentException().isThrownBy(() -> replay(LEDGER, backwards));
    }

    private static Outcome replay(List<StoredLeaf> leaves, List<KeptCheckpoint> checkpoints) {
        return LedgerReplay.ofCopy(leaves.iterator(), checkpoints.iterator(), List.of(KEY.noteKey()));
    }

    private static List<StoredLeaf> leaves() {
        List<StoredLeaf> leaves = new ArrayList<>();
        for (int i = 0; i < LEAVES; i++) {
            byte[] payload = ("{\"number\":" + i + "}").getBytes(UTF_8);
            Leaf leaf = new Leaf("vote.cast", "p-1", "release/" + i, Digest.of(payload), Approvals.NOON.plusSeconds(i));
            leaves.add(new StoredLeaf(
                    i,
                    leaf.bytes(),
                    MerkleTree.leafHash(leaf.bytes()),
                    payload,
                    leaf.act(),
                    leaf.actor(),
                    leaf.subject(),
                    leaf.at()));
        }
        return leaves;
    }

    private static List<KeptCheckpoint> checkpoints(List<StoredLeaf> leaves, int... sizes) {
        List<KeptCheckpoint> checkpoints = new ArrayList<>();
        for (int size : sizes) {
            Digest root = MerkleTree.root(
                    leaves.subList(0, size).stream().map(StoredLeaf::hash).toList());
            checkpoints.add(new KeptCheckpoint(
                    size,
                    new Checkpoint("log.example", size, root).signedBy(KEY).note(),
                    "the test"));
        }
        return checkpoints;
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        int at = bit % (8 * bytes.length);
        flipped[at / 8] ^= (byte) (1 << at % 8);
        return flipped;
    }
}
