package dev.gatehouse.governance.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.LedgerReplay.Broken;
import dev.gatehouse.approval.ledger.LedgerReplay.Intact;
import dev.gatehouse.approval.ledger.NoteKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sequencer signs one history only, whatever happens to the service, the database or the anchor between two checkpoints. */
class SequencingTest {

    private static LedgerOnPostgres ledger;

    @TempDir
    private Path anchor;

    @TempDir
    private Path otherAnchor;

    @BeforeAll
    static void start() {
        ledger = new LedgerOnPostgres();
    }

    @AfterAll
    static void stop() {
        ledger.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        ledger.empty(anchor);
    }

    @Test
    void nothingIsSignedWhereNothingHappened() throws SQLException {
        ledger.sequencing().turn();
        assertThat(checkpoints()).isZero();
        ledger.grow(5, 0, 0);
        assertThat(checkpoints()).isEqualTo(1);
    }

    @Test
    void aBacklogIsTakenInByBatchesAndSignedOnceATurn() throws SQLException {
        ledger.record(2_345);
        ledger.sequencing().turn();
        assertThat(checkpoints()).isEqualTo(1);
        assertThat(ledger.number("SELECT max(size) FROM governance.ledger_checkpoint"))
                .isEqualTo(2_345);
        assertThat(ledger.verify()).isInstanceOf(Intact.class);
    }

    @Test
    void aCheckpointThatWasAnchoredAndNotPublishedIsPublishedAsItIs() throws SQLException, IOException {
        ledger.grow(10);
        String note = Files.readString(ledger.anchored(10));
        ledger.tamper("DELETE FROM governance.ledger_checkpoint");
        ledger.sequencing(anchor).turn();
        try (Connection connection = ledger.service()) {
            assertThat(new StoredTree(connection)
                            .newest(LedgerOnPostgres.ORIGIN)
                            .orElseThrow()
                            .note())
                    .isEqualTo(note);
        }
    }

    @Test
    void aDatabaseOlderThanTheAnchorIsNotSignedAndActsWait() throws SQLException {
        ledger.grow(10, 10);
        Sequencing running = ledger.sequencing();
        restoredTo(10);
        ledger.record(3);
        for (Sequencing sequencing : List.of(running, ledger.sequencing())) {
            halted(sequencing, "has 10 leaves, fewer than the checkpoint of 20 leaves in the anchor");
        }
        assertThat(ledger.number("SELECT count(*) FROM governance.ledger_leaf WHERE leaf_index IS NULL"))
                .isEqualTo(3);
    }

    @Test
    void aDatabaseThatWentOnOtherwiseIsNotSigned() throws SQLException {
        ledger.grow(10, 10);
        restoredTo(10);
        ledger.tamper("TRUNCATE governance.ledger_checkpoint");
        // Somebody sequenced on without this anchor.
        ledger.record(30, "pelease/");
        LedgerKeys keys = ledger.keys;
        ledger.keys = new LedgerKeys(keys.active(), keys.known(), true);
        ledger.sequencing(otherAnchor).turn();
        ledger.keys = keys;
        long signed = checkpoints();
        Sequencing sequencing = ledger.sequencing(anchor);
        halted(sequencing, "did not grow from the checkpoint of 20 leaves in the anchor: it is another history");
        halted(sequencing, "it is another history");
        assertThat(checkpoints()).isEqualTo(signed);
        assertThat(Anchor.in(anchor).newest().orElseThrow().size()).isEqualTo(20);
    }

    @Test
    void aTreeChangedUnderARunningSequencerIsNotSigned() throws SQLException {
        Sequencing sequencing = ledger.sequencing();
        ledger.record(300);
        sequencing.turn();
        ledger.tamper(
                "UPDATE governance.ledger_tile SET hashes = overlay(hashes PLACING '\\x00ff00ff'::bytea FROM 1 FOR 4) WHERE level = 1");
        ledger.record(1);
        halted(sequencing, "it is another history");
        ledger.tamper("DELETE FROM governance.ledger_tile WHERE level = 1");
        halted(sequencing, "the tiles of the tree are damaged");
    }

    @Test
    void whatWasMendedIsSignedOn() throws SQLException {
        ledger.grow(10, 10);
        Sequencing sequencing = ledger.sequencing();
        ledger.tamper("UPDATE governance.ledger_tree SET size = 10");
        halted(sequencing, "fewer than");
        ledger.tamper("UPDATE governance.ledger_tree SET size = 20");
        ledger.record(5);
        sequencing.turn();
        assertThat(ledger.verify())
                .isInstanceOfSatisfying(
                        Intact.class, i -> assertThat(i.covered()).isEqualTo(25));
    }

    @Test
    void aLostAnchorHaltsUntilACheckpointThatIsKnownToBeRightIsPutThere() throws SQLException, IOException {
        ledger.grow(10, 10);
        Sequencing sequencing = ledger.sequencing(otherAnchor);
        halted(sequencing, "the anchor is empty, but the database has a checkpoint of 20 leaves");
        Path kept = ledger.anchored(10);
        Files.createDirectories(otherAnchor.resolve(kept.getParent().getFileName()));
        Files.copy(kept, otherAnchor.resolve(anchor.relativize(kept)));
        sequencing.turn();
        assertThat(Anchor.in(otherAnchor).newest().orElseThrow().size())
                .as("what the database had signed since is anchored again")
                .isEqualTo(20);
    }

    @Test
    void anAnchorOfAnotherKeyHalts() throws SQLException {
        ledger.grow(10);
        LedgerKey next = LedgerKey.generate(LedgerOnPostgres.ORIGIN);
        LedgerKey before = ledger.keys.active();
        ledger.keys = new LedgerKeys(next, List.of(next.noteKey()));
        halted(ledger.sequencing(), "cannot be trusted: no known key signed the note");
        ledger.keys = new LedgerKeys(next, List.of(next.noteKey(), before.noteKey()));
        ledger.grow(5);
        assertThat(Checkpoint.open(Anchor.in(anchor).newest().orElseThrow().note(), List.of(next.noteKey()))
                        .size())
                .as("the new key signs on where the old one stopped")
                .isEqualTo(15);
        assertThat(ledger.verify()).isInstanceOf(Intact.class);
    }

    @Test
    void aNewOriginGoesOnOverWhatTheEarlierOneSigned() throws SQLException {
        ledger.grow(10);
        NoteKey earlier = ledger.keys.active().noteKey();
        LedgerKey renamed = LedgerKey.generate(LedgerOnPostgres.ORIGIN + "/2");
        ledger.keys = new LedgerKeys(renamed, List.of(renamed.noteKey()));
        ledger.folder = otherAnchor;
        ledger.record(5);
        halted(ledger.sequencing(), "(signed as 'ledger.example/tampering') cannot be trusted");

        ledger.keys = new LedgerKeys(renamed, List.of(renamed.noteKey(), earlier));
        ledger.sequencing().turn();
        assertThat(ledger.verify()).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.covered()).isEqualTo(15);
            assertThat(intact.checkpoints())
                    .as("the earlier one, and the new one in database and anchor")
                    .isEqualTo(3);
        });
        assertThat(checkpoints()).as("what was signed under the old name stays").isEqualTo(2);
        halted(ledger.sequencing(anchor), "is of the ledger 'ledger.example/tampering', not of");
    }

    @Test
    void whatAnEarlierOriginSignedCannotBeChangedWhileTheNameChanges() throws SQLException {
        ledger.grow(10, 10);
        NoteKey earlier = ledger.keys.active().noteKey();
        restoredTo(10);
        LedgerKey renamed = LedgerKey.generate(LedgerOnPostgres.ORIGIN + "/2");
        ledger.keys = new LedgerKeys(renamed, List.of(renamed.noteKey(), earlier));
        ledger.folder = otherAnchor;
        ledger.tamper(
                "UPDATE governance.ledger_tile SET hashes = overlay(hashes PLACING '\\x00ff00ff'::bytea FROM 1 FOR 4)");
        halted(
                ledger.sequencing(),
                "did not grow from the checkpoint of 10 leaves in the database (signed as 'ledger.example/tampering')");
        assertThat(ledger.verify()).isInstanceOf(Broken.class);

        // Somebody looked, and decided to go on over what is left.
        ledger.keys = new LedgerKeys(renamed, List.of(renamed.noteKey()), true);
        ledger.record(5);
        ledger.sequencing().turn();
        assertThat(checkpoints()).isEqualTo(2);
    }

    @Test
    void leavesThatNothingProvesAreSignedOnlyWhereSomebodySaysSo() throws SQLException {
        ledger.grow(10);
        ledger.tamper("TRUNCATE governance.ledger_checkpoint");
        Sequencing sequencing = ledger.sequencing(otherAnchor);
        halted(sequencing, "10 leaves, and neither the anchor nor the database has a checkpoint of them");
        assertThat(Anchor.in(otherAnchor).newest()).isEmpty();

        LedgerKeys keys = ledger.keys;
        ledger.keys = new LedgerKeys(keys.active(), keys.known(), true);
        ledger.sequencing(otherAnchor).turn();
        assertThat(Anchor.in(otherAnchor).newest().orElseThrow().size()).isEqualTo(10);
        ledger.keys = keys;
        ledger.folder = otherAnchor;
        ledger.grow(5);
        assertThat(ledger.verify())
                .isInstanceOfSatisfying(
                        Intact.class, i -> assertThat(i.covered()).isEqualTo(15));
    }

    @Test
    void aLedgerAnchorsThatItIsEmptyBeforeItsFirstLeaf() throws SQLException, IOException {
        ledger.sequencing().turn();
        assertThat(Anchor.in(anchor).newest().orElseThrow().size()).isZero();
        assertThat(checkpoints()).isZero();
        assertThat(ledger.verify()).isInstanceOf(Intact.class);
        // A stop before the first signature is no loss: the anchor says that the ledger began.
        ledger.record(3);
        ledger.sequencing().turn();
        ledger.tamper("TRUNCATE governance.ledger_checkpoint");
        Files.delete(ledger.anchored(3));
        ledger.sequencing().turn();
        assertThat(checkpoints()).isEqualTo(1);
    }

    @Test
    void instancesTogetherSignOneHistoryEachIntoItsOwnAnchor() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Path> anchors = List.of(anchor, otherAnchor);
            // The second one needs a first checkpoint to follow.
            ledger.grow(1);
            Path first = ledger.anchored(1);
            Files.createDirectories(otherAnchor.resolve(first.getParent().getFileName()));
            Files.copy(first, otherAnchor.resolve(anchor.relativize(first)));
            List<Future<?>> work = new java.util.ArrayList<>();
            for (Path each : anchors) {
                work.add(threads.submit(() -> {
                    Sequencing sequencing = ledger.sequencing(each);
                    for (int i = 0; i < 60; i++) {
                        sequencing.turn();
                    }
                    return null;
                }));
            }
            for (int writer = 0; writer < 2; writer++) {
                String subjects = "writer" + writer + "/";
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        ledger.record(5, subjects);
                    }
                    return null;
                }));
            }
            for (Future<?> each : work) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        ledger.sequencing(anchor).turn();
        ledger.sequencing(otherAnchor).turn();
        long leaves = ledger.number("SELECT count(*) FROM governance.ledger_leaf");
        for (Path each : List.of(anchor, otherAnchor)) {
            assertThat(ledger.verify(each))
                    .isInstanceOfSatisfying(
                            Intact.class, intact -> assertThat(intact.covered()).isEqualTo(leaves));
        }
    }

    @Test
    void aLedgerFromBeforeThereWereTilesGetsThem() throws SQLException {
        ledger.grow(700);
        ledger.tamper(
                "TRUNCATE governance.ledger_tile, governance.ledger_checkpoint",
                "UPDATE governance.ledger_tree SET size = 0");
        ledger.record(9);
        halted(ledger.sequencing(otherAnchor), "700 leaves, and neither the anchor nor the database");
        ledger.keys = new LedgerKeys(ledger.keys.active(), ledger.keys.known(), true);
        ledger.sequencing(otherAnchor).turn();
        assertThat(ledger.verify(otherAnchor))
                .isInstanceOfSatisfying(
                        Intact.class, i -> assertThat(i.covered()).isEqualTo(709));
    }

    @Test
    void proofsOfTheStoreVerify() throws SQLException {
        ledger.grow(300, 401);
        try (Connection connection = ledger.service()) {
            StoredTree tree = new StoredTree(connection);
            var root = tree.root(701);
            assertThat(dev.gatehouse.approval.ledger.MerkleTree.verifyConsistency(
                            300, 701, tree.root(300), root, tree.consistency(300, 701)))
                    .isTrue();
            for (long leaf :
                    IntStream.of(0, 255, 256, 511, 512, 700).asLongStream().toArray()) {
                var hash = tree.tile(new dev.gatehouse.approval.ledger.MerkleTile.Place(0, leaf / 256))
                        .orElseThrow()
                        .hash((int) (leaf % 256));
                assertThat(dev.gatehouse.approval.ledger.MerkleTree.verifyInclusion(
                                leaf, 701, hash, tree.inclusion(leaf, 701), root))
                        .isTrue();
            }
        }
    }

    /** As a backup from when there were so many leaves would. */
    private static void restoredTo(int size) throws SQLException {
        ledger.tamper(
                "DELETE FROM governance.ledger_leaf WHERE leaf_index >= " + size,
                "DELETE FROM governance.ledger_checkpoint WHERE size > " + size,
                "UPDATE governance.ledger_tile SET hashes = substring(hashes FOR " + size + " * 32)",
                "UPDATE governance.ledger_tree SET size = " + size);
    }

    private static void halted(Sequencing sequencing, String why) {
        assertThatExceptionOfType(LedgerHaltedException.class)
                .isThrownBy(sequencing::turn)
                .withMessageContaining(why);
    }

    private static long checkpoints() throws SQLException {
        return ledger.number("SELECT count(*) FROM governance.ledger_checkpoint");
    }
}
