package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.MerkleNode;
import dev.gatehouse.approval.ledger.MerkleProofs;
import dev.gatehouse.approval.ledger.MerkleTile;
import dev.gatehouse.approval.ledger.TreeGrowth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tree and its checkpoints as the database keeps them, over a connection whose transaction is the caller's. */
final class StoredTree {

    private final Connection connection;

    StoredTree(Connection connection) {
        this.connection = connection;
    }

    /** Leaves that are in the tree. */
    long size() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT size FROM governance.ledger_tree");
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Root of the tree at an earlier size or now. */
    Digest root(long size) throws SQLException {
        return asked(() -> MerkleProofs.root(size, this::nodes));
    }

    List<Digest> inclusion(long leaf, long size) throws SQLException {
        return asked(() -> MerkleProofs.inclusion(leaf, size, this::nodes));
    }

    List<Digest> consistency(long oldSize, long newSize) throws SQLException {
        return asked(() -> MerkleProofs.consistency(oldSize, newSize, this::nodes));
    }

    /** The tile at that place, if it has been begun. */
    Optional<MerkleTile> tile(MerkleTile.Place place) throws SQLException {
        return Optional.ofNullable(tiles(List.of(place)).get(place));
    }

    /** Appends the growth's tiles. */
    void grow(TreeGrowth growth, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO governance.ledger_tile (level, tile_index, hashes) VALUES (?, ?, ?)
                ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes""")) {
            for (MerkleTile tile : growth.grown()) {
                insert.setInt(1, tile.level());
                insert.setLong(2, tile.index());
                insert.setBytes(3, tile.hashes());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement update = connection.prepareStatement("""
                INSERT INTO governance.ledger_tree (singleton, size, updated_at) VALUES (true, ?, ?)
                ON CONFLICT (singleton) DO UPDATE SET size = excluded.size, updated_at = excluded.updated_at""")) {
            update.setLong(1, growth.size());
            update.setTimestamp(2, Timestamp.from(now));
            update.executeUpdate();
        }
    }

    /** Where the tree goes on growing. */
    TreeGrowth growth() throws SQLException {
        long size = size();
        return new TreeGrowth(size, tiles(TreeGrowth.unfinishedTiles(size)).values());
    }

    private List<Digest> nodes(List<MerkleNode> nodes) {
        Set<MerkleTile.Place> places = new LinkedHashSet<>();
        nodes.forEach(node -> places.add(MerkleTile.Place.of(node)));
        Map<MerkleTile.Place, MerkleTile> tiles;
        try {
            tiles = tiles(places);
        } catch (SQLException e) {
            throw new TilesUnreadable(e);
        }
        List<Digest> hashes = new ArrayList<>(nodes.size());
        for (MerkleNode node : nodes) {
            MerkleTile tile = tiles.get(MerkleTile.Place.of(node));
            if (tile == null) {
                throw new dev.gatehouse.approval.canonical.InvalidDocumentException(
                        "the tree's " + MerkleTile.Place.of(node) + " is missing");
            }
            hashes.add(tile.node(node));
        }
        return hashes;
    }

    private Map<MerkleTile.Place, MerkleTile> tiles(Collection<MerkleTile.Place> places) throws SQLException {
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
        }
        return tiles;
    }

    // ---------------------------------------------------------------- checkpoints

    void keep(String origin, StoredCheckpoint checkpoint) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO governance.ledger_checkpoint (origin, size, root, note, signed_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, origin);
            insert.setLong(2, checkpoint.size());
            insert.setBytes(3, checkpoint.root().bytes());
            insert.setString(4, checkpoint.note());
            insert.setTimestamp(5, Timestamp.from(checkpoint.at()));
            insert.executeUpdate();
        }
    }

    Optional<StoredCheckpoint> newest(String origin) throws SQLException {
        return checkpoints("WHERE origin = ? AND size > ? ORDER BY size DESC", origin, 0, 1).stream()
                .findFirst();
    }

    /** The newest one of every other origin, by origin. */
    SortedMap<String, StoredCheckpoint> newestOfOthers(String origin) throws SQLException {
        List<String> others = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT DISTINCT origin FROM governance.ledger_checkpoint WHERE origin <> ?")) {
            query.setString(1, origin);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    others.add(rows.getString(1));
                }
            }
        }
        SortedMap<String, StoredCheckpoint> newest = new TreeMap<>();
        for (String other : others) {
            newest.put(other, newest(other).orElseThrow());
        }
        return newest;
    }

    /** Those of more than that size, smallest first. */
    List<StoredCheckpoint> after(String origin, long size, int limit) throws SQLException {
        return checkpoints("WHERE origin = ? AND size > ? ORDER BY size", origin, size, limit);
    }

    private List<StoredCheckpoint> checkpoints(String which, String origin, long size, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT size, root, note, signed_at FROM governance.ledger_checkpoint " + which + " LIMIT ?")) {
            query.setString(1, origin);
            query.setLong(2, size);
            query.setInt(3, limit);
            List<StoredCheckpoint> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new StoredCheckpoint(
                            rows.getLong(1),
                            Digest.ofHash(rows.getBytes(2)),
                            rows.getString(3),
                            rows.getTimestamp(4).toInstant()));
                }
            }
            return found;
        }
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T asked(Question<T> question) throws SQLException {
        try {
            return question.ask();
        } catch (TilesUnreadable e) {
            throw (SQLException) e.getCause();
        }
    }

    /** Carries the database's fault through a function that may not throw it. */
    private static final class TilesUnreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TilesUnreadable(SQLException cause) {
            super(cause);
        }
    }
}
