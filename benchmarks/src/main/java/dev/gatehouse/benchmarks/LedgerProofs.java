package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.MerkleNode;
import dev.gatehouse.approval.ledger.MerkleProofs;
import dev.gatehouse.approval.ledger.MerkleTile;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.migrations.MigratedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** An inclusion proof in a ledger of a million leaves: by HTTP, and by the query behind it. Every proof that is timed is verified too. */
final class LedgerProofs implements Benchmarks.Benchmark {

    private static final double LIMIT_MS = 10;
    private static final int WARM_UP = 1_000;
    private static final int PROOFS = 5_000;
    private static final long BYTES_A_LEAF = 3_000;
    private static final long OTHER_BYTES = 1_000_000_000L;
    private static final long SEED = 62;

    private final long leaves;

    LedgerProofs(long leaves) {
        this.leaves = leaves;
    }

    @Override
    public Figures run() throws Exception {
        Figures figures = new Figures();
        try (LedgerService service = LedgerService.start(OTHER_BYTES + leaves * BYTES_A_LEAF)) {
            long begin = System.nanoTime();
            try (Connection governance = service.sandbox().connect(MigratedPostgres.GOVERNANCE)) {
                load(governance);
            }
            figures.say("%,d leaves written in %.0f s", leaves, seconds(begin));
            begin = System.nanoTime();
            Checkpoint checkpoint = sequenced(service);
            figures.say("taken into the tree by the sequencer %.0f s after that", seconds(begin));
            // PostgreSQL would do it by itself in the minutes after a million rows, in the middle of the measurement.
            try (Connection owner = service.sandbox().connect(MigratedPostgres.OWNER);
                    Statement vacuum = owner.createStatement()) {
                vacuum.execute("VACUUM ANALYZE governance.ledger_leaf, governance.ledger_tile, governance.ledger_tree");
            }
            long[] byHttp = byHttp(service, checkpoint);
            figures.atMost(LIMIT_MS, ms(byHttp, 0.99), "p99 of ms for an inclusion proof by HTTP");
            figures.say("  p50 %.2f ms, slowest %.1f ms, of %d", ms(byHttp, 0.5), ms(byHttp, 1), byHttp.length);
            long[] byQuery = byQuery(service, checkpoint);
            figures.atMost(LIMIT_MS, ms(byQuery, 0.99), "p99 of ms for an inclusion proof by its query");
            figures.say("  p50 %.2f ms, slowest %.1f ms, of %d", ms(byQuery, 0.5), ms(byQuery, 1), byQuery.length);
            begin = System.nanoTime();
            JsonNode replay = service.post("/api/v1/ledger/verifications", "carla", Map.of(), 200);
            figures.say(
                    "replay of the whole ledger: %s, %.0f s",
                    replay.path("intact").asBoolean()
                            ? "intact"
                            : replay.path("what").asText(),
                    seconds(begin));
        }
        return figures;
    }

    /** Leaves as acts leave them, which then wait for the sequencer. */
    private void load(Connection connection) throws SQLException {
        Instant first = Instant.parse("2020-01-01T00:00:00Z");
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY governance.ledger_leaf (id, act, actor, subject, payload, leaf, leaf_hash, recorded_at) FROM STDIN");
        HexFormat hex = HexFormat.of();
        for (long i = 0; i < leaves; i++) {
            byte[] payload = ("{\"salt\":\"" + hex.toHexDigits(i) + hex.toHexDigits(~i) + "\",\"vote\":\"approve\"}")
                    .getBytes(StandardCharsets.UTF_8);
            Leaf leaf = new Leaf(
                    "vote.cast",
                    "p-" + i % 97,
                    "release/" + new UUID(0, i / 5),
                    Digest.of(payload),
                    first.plusSeconds(i));
            String row = new UUID(1, i) + "\t" + leaf.act() + "\t" + leaf.actor() + "\t" + leaf.subject() + "\t\\\\x"
                    + hex.formatHex(payload) + "\t\\\\x" + hex.formatHex(leaf.bytes()) + "\t\\\\x"
                    + MerkleTree.leafHash(leaf.bytes()).hex() + "\t" + leaf.at() + "\n";
            byte[] bytes = row.getBytes(StandardCharsets.US_ASCII);
            copy.writeToCopy(bytes, 0, bytes.length);
        }
        copy.endCopy();
    }

    private Checkpoint sequenced(LedgerService service) throws Exception {
        while (true) {
            Checkpoint newest = Checkpoint.open(
                    service.get("/api/v1/ledger/checkpoint", "carla", 200),
                    List.of(service.sandbox().ledgerKey()));
            if (newest.size() >= leaves) {
                return newest;
            }
            Thread.sleep(100);
        }
    }

    private static long[] byHttp(LedgerService service, Checkpoint checkpoint) throws Exception {
        Random random = new Random(SEED);
        long[] nanos = new long[PROOFS];
        try (Connection connection = service.sandbox().connect(MigratedPostgres.GOVERNANCE)) {
            for (int i = -WARM_UP; i < PROOFS; i++) {
                long leaf = random.nextLong(checkpoint.size());
                long begin = System.nanoTime();
                String answer = service.get(
                        "/api/v1/ledger/proofs/inclusion?leaf=" + leaf + "&size=" + checkpoint.size(), "carla", 200);
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - begin;
                }
                List<Digest> proof = new ArrayList<>();
                LedgerService.JSON
                        .readTree(answer)
                        .path("hashes")
                        .forEach(hash -> proof.add(Digest.parse(hash.asText())));
                verify(connection, leaf, checkpoint, proof);
            }
        }
        return nanos;
    }

    private static long[] byQuery(LedgerService service, Checkpoint checkpoint) throws SQLException {
        Random random = new Random(SEED + 1);
        long[] nanos = new long[PROOFS];
        try (Connection connection = service.sandbox().connect(MigratedPostgres.GOVERNANCE)) {
            for (int i = -WARM_UP; i < PROOFS; i++) {
                long leaf = random.nextLong(checkpoint.size());
                long begin = System.nanoTime();
                List<Digest> proof =
                        MerkleProofs.inclusion(leaf, checkpoint.size(), nodes -> hashes(connection, nodes));
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - begin;
                }
                verify(connection, leaf, checkpoint, proof);
            }
        }
        return nanos;
    }

    private static List<Digest> hashes(Connection connection, List<MerkleNode> nodes) {
        Set<MerkleTile.Place> places = new LinkedHashSet<>();
        nodes.forEach(node -> places.add(MerkleTile.Place.of(node)));
        Map<MerkleTile.Place, MerkleTile> tiles = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT t.level, t.tile_index, t.hashes FROM governance.ledger_tile t
                JOIN unnest(?::smallint[], ?::bigint[]) AS p(level, tile_index) USING (level, tile_index)""")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "smallint",
                            places.stream().map(p -> (short) p.level()).toArray(Short[]::new)));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint",
                            places.stream().map(MerkleTile.Place::index).toArray(Long[]::new)));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    MerkleTile tile = new MerkleTile(rows.getInt(1), rows.getLong(2), rows.getBytes(3));
                    tiles.put(tile.place(), tile);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the tiles cannot be read", e);
        }
        return nodes.stream()
                .map(node -> tiles.get(MerkleTile.Place.of(node)).node(node))
                .toList();
    }

    private static void verify(Connection connection, long leaf, Checkpoint checkpoint, List<Digest> proof)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT leaf FROM governance.ledger_leaf WHERE leaf_index = ?")) {
            query.setLong(1, leaf);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()
                        || !MerkleTree.verifyInclusion(
                                leaf,
                                checkpoint.size(),
                                MerkleTree.leafHash(row.getBytes(1)),
                                proof,
                                checkpoint.root())) {
                    throw new IllegalStateException("the proof of leaf " + leaf + " does not verify");
                }
            }
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double ms(long[] nanos, double share) {
        return LedgerService.quantile(nanos, share) / 1e6;
    }
}
