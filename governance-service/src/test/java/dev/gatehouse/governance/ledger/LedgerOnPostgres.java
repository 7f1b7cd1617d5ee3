package dev.gatehouse.governance.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.LedgerReplay;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.migrations.MigratedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A ledger of its own on a real PostgreSQL, and what somebody with the owner's password can do to it. */
final class LedgerOnPostgres implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final String ORIGIN = "ledger.example/tampering";

    private static final List<String> TABLES =
            List.of("ledger_leaf", "ledger_tile", "ledger_checkpoint", "ledger_tree");
    private static final String AGREES =
            "CHECK (governance.leaf_agrees(leaf, leaf_hash, payload, act, actor, subject))";

    private final MigratedPostgres postgres = MigratedPostgres.start(MigratedPostgres.Settings.forTests());
    private final PGSimpleDataSource asService = new PGSimpleDataSource();

    LedgerKeys keys;
    Path folder;
    private int acts;

    LedgerOnPostgres() {
        asService.setUrl(postgres.jdbcUrl());
        asService.setUser(MigratedPostgres.GOVERNANCE);
        asService.setPassword(postgres.password(MigratedPostgres.GOVERNANCE));
    }

    /** Begins anew: an empty ledger, a new key, an empty anchor. */
    void empty(Path anchorFolder) throws SQLException {
        tamper(
                "TRUNCATE governance.ledger_leaf, governance.ledger_text_key, governance.ledger_tile, governance.ledger_checkpoint, governance.ledger_tree");
        owner(
                "ALTER TABLE governance.ledger_leaf DROP CONSTRAINT IF EXISTS ledger_leaf_agrees",
                "ALTER TABLE governance.ledger_leaf ADD CONSTRAINT ledger_leaf_agrees " + AGREES);
        LedgerKey key = LedgerKey.generate(ORIGIN);
        keys = new LedgerKeys(key, List.of(key.noteKey()));
        folder = anchorFolder;
        acts = 0;
    }

    Connection service() throws SQLException {
        return asService.getConnection();
    }

    /** Acts as the service records them, the time of each a second after the last. */
    void record(int count) throws SQLException {
        record(count, "release/");
    }

    void record(int count, String subjects) throws SQLException {
        try (Connection connection = service();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO governance.ledger_leaf
                          (id, act, actor, subject, payload, leaf, leaf_hash, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (int i = 0; i < count; i++) {
                Instant at = NOON.plusSeconds(acts);
                byte[] payload = ("{\"salt\":\"" + acts + "\"}").getBytes(UTF_8);
                Leaf leaf = new Leaf("vote.cast", "p-1", subjects + acts, Digest.of(payload), at);
                acts++;
                insert.setObject(1, UUID.randomUUID());
                insert.setString(2, leaf.act());
                insert.setString(3, leaf.actor());
                insert.setString(4, leaf.subject());
                insert.setBytes(5, payload);
                insert.setBytes(6, leaf.bytes());
                insert.setBytes(7, MerkleTree.leafHash(leaf.bytes()).bytes());
                insert.setTimestamp(8, Timestamp.from(at));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    Sequencing sequencing() {
        return sequencing(folder);
    }

    Sequencing sequencing(Path anchorFolder) {
        return new Sequencing(asService, keys, Anchor.in(anchorFolder), Clock.systemUTC());
    }

    /** So many acts, each batch under a checkpoint of its own. */
    void grow(int... batches) throws SQLException {
        Sequencing sequencing = sequencing();
        for (int batch : batches) {
            record(batch);
            sequencing.turn();
        }
    }

    LedgerReplay.Outcome verify() throws SQLException {
        return verify(folder);
    }

    LedgerReplay.Outcome verify(Path anchorFolder) throws SQLException {
        return verify(anchorFolder, 0);
    }

    /** @param actsMeanwhile how many are done, signed and anchored once the database's snapshot is taken */
    LedgerReplay.Outcome verify(Path anchorFolder, int actsMeanwhile) throws SQLException {
        try (Connection connection = service()) {
            LedgerVerification verification = new LedgerVerification(keys, Anchor.in(anchorFolder));
            long anchored = verification.anchored();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                new StoredTree(connection).size();
                if (actsMeanwhile > 0) {
                    grow(actsMeanwhile);
                }
                return verification.over(connection, anchored);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        }
    }

    /** As the tables' owner, with the guards off. */
    void tamper(String... statements) throws SQLException {
        List<String> all = new ArrayList<>();
        TABLES.forEach(table -> all.add("ALTER TABLE governance." + table + " DISABLE TRIGGER USER"));
        all.add("ALTER TABLE governance.ledger_leaf DROP CONSTRAINT IF EXISTS ledger_leaf_agrees");
        all.addAll(List.of(statements));
        TABLES.forEach(table -> all.add("ALTER TABLE governance." + table + " ENABLE TRIGGER USER"));
        owner(all.toArray(String[]::new));
    }

    private void owner(String... statements) throws SQLException {
        try (Connection owner = postgres.connect(MigratedPostgres.OWNER);
                Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            owner.commit();
        }
    }

    long number(String query) throws SQLException {
        try (Connection connection = service();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The anchor's file of that size. */
    Path anchored(long size) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.getFileName().toString().equals(String.format("%019d.checkpoint", size)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
