package dev.gatehouse.governance.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.LedgerReplay.Broken;
import dev.gatehouse.approval.ledger.LedgerReplay.Intact;
import dev.gatehouse.approval.ledger.LedgerReplay.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever somebody with the database owner's password does to what is under an anchored checkpoint is found, and the first broken place is
 * named. The ledger has 600 leaves in three batches: checkpoints of 300, 500 and 600 leaves, tiles of 256.
 */
class TamperingTest {

    private static LedgerOnPostgres ledger;

    /** A leaf whose subject is another one, its hash and record fitting; what an attacker writes who knows the format. */
    private static final String FORGED_LEAF = """
            leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'release/', 'pelease/'), 'UTF8'),
            subject = replace(subject, 'release/', 'pelease/'),
            leaf_hash = sha256('\\x00'::bytea || convert_to(replace(convert_from(leaf, 'UTF8'), 'release/', 'pelease/'), 'UTF8'))""";

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
    void sixHundredLeaves() throws SQLException {
        ledger.empty(anchor);
        ledger.grow(300, 200, 100);
    }

    @Test
    void anUntouchedLedgerVerifies() throws SQLException {
        Outcome outcome = ledger.verify();
        assertThat(outcome).isInstanceOf(Intact.class);
        Intact intact = (Intact) outcome;
        assertThat(intact.leaves()).isEqualTo(600);
        assertThat(intact.covered()).isEqualTo(600);
        assertThat(intact.checkpoints())
                .as("three in the database; three, and that it began empty, in the anchor")
                .isEqualTo(7);
    }

    @Test
    void actsThatAreDoneMeanwhileAreNotTakenForMissingOnes() throws SQLException {
        Outcome outcome = ledger.verify(anchor, 7);
        assertThat(outcome).isInstanceOf(Intact.class);
        assertThat(((Intact) outcome).leaves()).isEqualTo(600);
        assertThat(((Intact) ledger.verify()).leaves()).isEqualTo(607);
    }

    @Test
    void anEmptyLedgerVerifies() throws SQLException {
        ledger.empty(otherAnchor);
        assertThat(ledger.verify()).isInstanceOf(Intact.class);
    }

    @Test
    void anEditedLeafIsNamed() throws SQLException {
        ledger.tamper("""
                UPDATE governance.ledger_leaf SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'p-1', 'p-2'), 'UTF8')
                WHERE leaf_index = 123""");
        broken(ledger.verify(), 123, 123, "leaf 123: its bytes hash to");
    }

    @Test
    void anEditedLeafWithItsHashIsNamed() throws SQLException {
        ledger.tamper("UPDATE governance.ledger_leaf SET " + FORGED_LEAF + " WHERE leaf_index = 123");
        broken(ledger.verify(), 123, 123, "the tree was grown with the hash");
    }

    @Test
    void anEditedLeafWithItsHashAndTileIsFoundByTheNextCheckpoint() throws SQLException {
        ledger.tamper("UPDATE governance.ledger_leaf SET " + FORGED_LEAF + " WHERE leaf_index = 320", """
                UPDATE governance.ledger_tile SET hashes = overlay(hashes PLACING
                  (SELECT leaf_hash FROM governance.ledger_leaf WHERE leaf_index = 320) FROM (320 - 256) * 32 + 1 FOR 32)
                WHERE level = 0 AND tile_index = 1""");
        broken(ledger.verify(), 300, 499, "are not those that were signed");
    }

    @Test
    void anEditedRecordOfAnActIsNamed() throws SQLException {
        ledger.tamper("UPDATE governance.ledger_leaf SET payload = '{}' WHERE leaf_index = 599");
        broken(ledger.verify(), 599, 599, "leaf 599: the record of the act has the digest");
    }

    @Test
    void anEditedColumnBesideALeafIsNamed() throws SQLException {
        for (String edit : List.of(
                "act = 'vote.withdrawn'",
                "actor = 'p-2'",
                "subject = 'release/other'",
                "recorded_at = recorded_at + interval '1 second'")) {
            sixHundredLeavesAnew();
            ledger.tamper("UPDATE governance.ledger_leaf SET " + edit + " WHERE leaf_index = 7");
            broken(ledger.verify(), 7, 7, "kept beside it is");
        }
    }

    @Test
    void aDeletedLeafIsNamed() throws SQLException {
        ledger.tamper("DELETE FROM governance.ledger_leaf WHERE leaf_index = 42");
        broken(ledger.verify(), 42, 42, "leaf 42 is missing");
    }

    @Test
    void aDeletedLeafWhoseGapIsClosedIsNamed() throws SQLException {
        ledger.tamper(
                "DELETE FROM governance.ledger_leaf WHERE leaf_index = 42",
                "ALTER TABLE governance.ledger_leaf DROP CONSTRAINT ledger_leaf_leaf_index_key",
                "UPDATE governance.ledger_leaf SET leaf_index = leaf_index - 1 WHERE leaf_index > 42",
                "ALTER TABLE governance.ledger_leaf ADD CONSTRAINT ledger_leaf_leaf_index_key UNIQUE (leaf_index)");
        broken(ledger.verify(), 42, 42, "the tree was grown with the hash");
    }

    @Test
    void twoReorderedLeavesAreNamed() throws SQLException {
        ledger.tamper(
                "UPDATE governance.ledger_leaf SET leaf_index = -1 WHERE leaf_index = 100",
                "UPDATE governance.ledger_leaf SET leaf_index = 100 WHERE leaf_index = 200",
                "UPDATE governance.ledger_leaf SET leaf_index = 200 WHERE leaf_index = -1");
        broken(ledger.verify(), 100, 100, "the tree was grown with the hash");
    }

    @Test
    void anEndThatWasCutOffEverywhereInTheDatabaseIsFoundByTheAnchor() throws SQLException {
        ledger.tamper(
                "DELETE FROM governance.ledger_leaf WHERE leaf_index >= 500",
                "DELETE FROM governance.ledger_checkpoint WHERE size > 500",
                "UPDATE governance.ledger_tile SET hashes = substring(hashes FOR (500 - 256) * 32) WHERE level = 0 AND tile_index = 1",
                "DELETE FROM governance.ledger_tile WHERE level = 0 AND tile_index = 2",
                "UPDATE governance.ledger_tile SET hashes = substring(hashes FOR 32) WHERE level = 1",
                "UPDATE governance.ledger_tree SET size = 500");
        broken(ledger.verify(), 500, 599, "the anchor covers them");
        assertThat(ledger.verify(otherAnchor))
                .as("without the anchor nobody could tell")
                .isInstanceOf(Intact.class);
    }

    @Test
    void aForkIsFoundByTheAnchorOnly() throws SQLException {
        ledger.tamper(
                "DELETE FROM governance.ledger_leaf WHERE leaf_index >= 350",
                "TRUNCATE governance.ledger_checkpoint, governance.ledger_tile, governance.ledger_tree");
        // With the ledger's own key, and an anchor that forgets.
        ledger.record(250, "pelease/");
        ledger.keys = new LedgerKeys(ledger.keys.active(), ledger.keys.known(), true);
        ledger.sequencing(otherAnchor).turn();
        broken(ledger.verify(), 300, 499, "the checkpoint of 500 leaves in the anchor has the root");
        assertThat(ledger.verify(otherAnchor)).as("the fork agrees with itself").isInstanceOf(Intact.class);
    }

    @Test
    void aCheckpointByAnotherKeyIsNamed() throws SQLException {
        String note = ledger.keys.active().sign("no checkpoint\n").note();
        ledger.tamper("UPDATE governance.ledger_checkpoint SET note = '" + note + "' WHERE size = 500");
        broken(ledger.verify(), 300, 499, "the checkpoint of 500 leaves in the database is not one");

        sixHundredLeavesAnew();
        ledger.keys = new LedgerKeys(
                ledger.keys.active(),
                List.of(LedgerKey.generate(LedgerOnPostgres.ORIGIN).noteKey()));
        broken(ledger.verify(), 0, 0, "the checkpoint of 0 leaves in the anchor is not one: no known key signed");
    }

    @Test
    void aCheckpointKeptUnderAnotherSizeIsNamed() throws SQLException {
        ledger.tamper("UPDATE governance.ledger_checkpoint SET size = 501 WHERE size = 500");
        broken(ledger.verify(), 500, 500, "says that it is of 500 leaves");
    }

    @Test
    void anAnchoredCheckpointThatWasEditedIsNamed() throws SQLException, IOException {
        Path file = ledger.anchored(500);
        Files.writeString(file, Files.readString(file).replace("\n500\n", "\n499\n"));
        broken(ledger.verify(), 499, 499, "the checkpoint of 500 leaves in the anchor is not one");
    }

    @Test
    void anEditedTileIsNamed() throws SQLException {
        ledger.tamper("""
                UPDATE governance.ledger_tile SET hashes = overlay(hashes PLACING '\\x00'::bytea FROM 33 FOR 1)
                WHERE level = 1""");
        broken(ledger.verify(), 256, 511, "hash 1 of tile 0 of level 1 is not the root of the tile below it");

        sixHundredLeavesAnew();
        ledger.tamper("DELETE FROM governance.ledger_tile WHERE level = 0 AND tile_index = 2");
        broken(ledger.verify(), 512, 512, "the tiles hold no hash for it");
    }

    @Test
    void theServicesOwnLoginCanOnlyAppend() throws SQLException {
        try (Connection service = ledger.service()) {
            for (String denied : List.of(
                    "UPDATE governance.ledger_leaf SET leaf = ''",
                    "UPDATE governance.ledger_leaf SET recorded_at = now()",
                    "DELETE FROM governance.ledger_leaf",
                    "DELETE FROM governance.ledger_tile",
                    "DELETE FROM governance.ledger_tree",
                    "UPDATE governance.ledger_checkpoint SET note = ''",
                    "DELETE FROM governance.ledger_checkpoint",
                    "UPDATE governance.ledger_text_key SET text_key = ''",
                    "DELETE FROM governance.ledger_text_key",
                    "TRUNCATE governance.ledger_leaf",
                    "ALTER TABLE governance.ledger_leaf DISABLE TRIGGER USER")) {
                assertThatThrownBy(() -> run(service, denied)).as(denied).hasMessageMatching("(?s).*(denied|owner).*");
            }
            for (String refused : List.of(
                    "UPDATE governance.ledger_leaf SET leaf_index = 9999 WHERE leaf_index = 5",
                    "UPDATE governance.ledger_leaf SET leaf_index = NULL WHERE leaf_index = 5",
                    "UPDATE governance.ledger_tile SET hashes = substring(hashes FOR 32)",
                    "UPDATE governance.ledger_tile SET hashes = overlay(hashes PLACING '\\x00'::bytea FROM 1 FOR 1)",
                    "UPDATE governance.ledger_tree SET size = 5")) {
                assertThatThrownBy(() -> run(service, refused))
                        .as(refused)
                        .hasMessageContaining("the ledger only grows");
            }
            assertThatThrownBy(() -> run(service, """
                            INSERT INTO governance.ledger_leaf (id, leaf_index, act, actor, subject, payload, leaf, leaf_hash, recorded_at)
                            SELECT gen_random_uuid(), 600, act, actor, subject, payload, leaf, leaf_hash, recorded_at
                            FROM governance.ledger_leaf WHERE leaf_index = 5""")).hasMessageContaining("a new leaf has no index yet");
            assertThatThrownBy(() -> run(service, """
                            INSERT INTO governance.ledger_leaf (id, act, actor, subject, payload, leaf, leaf_hash, recorded_at)
                            SELECT gen_random_uuid(), 'another', actor, subject, payload, leaf, leaf_hash, recorded_at
                            FROM governance.ledger_leaf WHERE leaf_index = 5"""))
                    .as("the guards are in force again")
                    .hasMessageContaining("ledger_leaf_agrees");
        }
        assertThat(ledger.verify()).isInstanceOf(Intact.class);
    }

    private void sixHundredLeavesAnew() throws SQLException {
        try {
            Path fresh = Files.createTempDirectory(otherAnchor, "anchor");
            ledger.empty(fresh);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        ledger.grow(300, 200, 100);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void broken(Outcome outcome, long first, long last, String what) {
        assertThat(outcome).isInstanceOf(Broken.class);
        Broken broken = (Broken) outcome;
        assertThat(broken.what()).contains(what);
        assertThat(broken.first()).isEqualTo(first);
        assertThat(broken.last()).isEqualTo(last);
    }
}
