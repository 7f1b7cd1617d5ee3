package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.approval.ledger.TreeGrowth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Gives committed leaves their indexes, grows the tree, and signs it. One at a time over all instances of the service: a lock in the database
 * sees to it, and an instance that does not get the lock leaves the work to the one that has it.
 *
 * <p>A turn has two transactions. The first takes leaves in; once it has committed, the second signs what is then in the database, keeps the
 * checkpoint in the anchor and only then publishes it. So no checkpoint is seen that the anchor does not have, and none is anchored of a tree
 * that could be rolled back. Before either, the database's tree must be the anchored one or grown from it; where it is not, nothing is done
 * and {@link LedgerHaltedException} says why.
 */
final class Sequencing {

    private static final int BATCH_LEAVES = 1_000;
    /** A backlog of more is worked off in further turns, each with a checkpoint. */
    private static final int MAX_BATCHES_PER_TURN = 20;
    /** Any number, the same in every instance: "ledger" in ASCII. */
    private static final long LOCK = 0x6c65_6467_6572L;

    private final DataSource database;
    private final LedgerKeys keys;
    private final Anchor anchor;
    private final Clock clock;

    /** Size at which this instance last found the tree to be the anchored one; −1 before the first time and after a halt. */
    private long foundSound = -1;

    Sequencing(DataSource database, LedgerKeys keys, Anchor anchor, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.anchor = anchor;
        this.clock = clock;
    }

    /**
     * Takes in what waits and signs.
     *
     * @throws LedgerHaltedException when the database's tree is not what was signed before
     */
    void turn() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int batches = 0;
                while (takeIn(connection) && ++batches < MAX_BATCHES_PER_TURN) {
                    // The next batch.
                }
                sign(connection);
            } catch (SQLException | RuntimeException e) {
                foundSound = -1;
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** One batch, in a transaction of its own. Returns whether more may wait. */
    private boolean takeIn(Connection connection) throws SQLException {
        if (!locked(connection)) {
            connection.rollback();
            return false;
        }
        StoredTree tree = new StoredTree(connection);
        long size = tree.size();
        if (foundSound != size) {
            requireSound(connection, tree, size, anchor.newest());
        }
        SortedMap<Long, Digest> leaves = indexedAlready(connection, size);
        boolean more = !leaves.isEmpty();
        if (leaves.isEmpty()) {
            leaves = nowIndexed(connection, size);
            more = leaves.size() == BATCH_LEAVES;
        }
        if (!leaves.isEmpty()) {
            if (leaves.firstKey() != size || leaves.lastKey() != size + leaves.size() - 1) {
                throw new LedgerHaltedException(
                        "the tree has " + size + " leaves, and the next ones in the database are " + leaves.firstKey()
                                + " to " + leaves.lastKey() + " with gaps");
            }
            TreeGrowth growth = growth(tree);
            leaves.values().forEach(growth::append);
            tree.grow(growth, clock.instant());
        }
        connection.commit();
        foundSound = size + leaves.size();
        return more;
    }

    private void sign(Connection connection) throws SQLException {
        if (!locked(connection)) {
            connection.rollback();
            return;
        }
        StoredTree tree = new StoredTree(connection);
        long size = tree.size();
        Optional<StoredCheckpoint> published = tree.newest(keys.origin());
        if (size == 0 || published.isPresent() && published.get().size() == size && foundSound == size) {
            connection.rollback();
            return;
        }
        Optional<Anchor.Anchored> anchored = anchor.newest();
        Digest root = requireSound(connection, tree, size, anchored);
        // A checkpoint that was anchored and not published: the service stopped between the two.
        boolean isAnchored = anchored.filter(a -> a.size() == size).isPresent();
        if (published.filter(p -> p.size() == size).isEmpty()) {
            String note = isAnchored
                    ? anchored.get().note()
                    : new Checkpoint(keys.origin(), size, root)
                            .signedBy(keys.active())
                            .note();
            anchor.keep(size, note);
            tree.keep(keys.origin(), new StoredCheckpoint(size, root, note, clock.instant()));
        }
        connection.commit();
        foundSound = size;
    }

    /** Checks that the tree is the anchored one, grown or not, and returns its root. */
    private Digest requireSound(Connection connection, StoredTree tree, long size, Optional<Anchor.Anchored> anchored)
            throws SQLException {
        Optional<StoredCheckpoint> published = tree.newest(keys.origin());
        Digest root = soundly(() -> tree.root(size));
        boolean bound = requireGrownFromEarlierOrigins(tree, size, root);
        if (anchored.isEmpty()) {
            if (published.isPresent()) {
                throw new LedgerHaltedException("the anchor is empty, but the database has a checkpoint of "
                        + published.get().size() + " leaves: the anchor's folder is another one or was lost");
            }
            if (!bound) {
                begin(connection);
            }
            return root;
        }
        requireGrownFrom(
                tree,
                size,
                root,
                "the anchor",
                keys.origin(),
                anchored.get().size(),
                anchored.get().note());
        if (published.isPresent() && published.get().size() > anchored.get().size()) {
            // Another instance signed it and keeps an anchor of its own: this one follows.
            requireGrownFrom(
                    tree,
                    size,
                    root,
                    "the database",
                    keys.origin(),
                    published.get().size(),
                    published.get().note());
            anchor.keep(published.get().size(), published.get().note());
        }
        return root;
    }

    /** What was signed under another name binds as well. Returns whether there is such. */
    private boolean requireGrownFromEarlierOrigins(StoredTree tree, long size, Digest root) throws SQLException {
        if (keys.beginsAnew()) {
            return false;
        }
        SortedMap<String, StoredCheckpoint> earlier = tree.newestOfOthers(keys.origin());
        for (Map.Entry<String, StoredCheckpoint> of : earlier.entrySet()) {
            requireGrownFrom(
                    tree,
                    size,
                    root,
                    "the database (signed as '" + of.getKey() + "')",
                    of.getKey(),
                    of.getValue().size(),
                    of.getValue().note());
        }
        return !earlier.isEmpty();
    }

    /**
     * Where neither database nor anchor has a checkpoint. A ledger that begins has no leaf in its tree, and anchors that before its first one
     * gets in: from then on an anchor without a checkpoint has lost it. A tree that has leaves is not signed unless somebody says that it
     * may.
     */
    private void begin(Connection connection) throws SQLException {
        if (keys.beginsAnew()) {
            return;
        }
        long leaves = leavesWithAnIndex(connection);
        if (leaves > 0) {
            throw new LedgerHaltedException("the tree has " + leaves
                    + " leaves, and neither the anchor nor the database has a checkpoint of them: both were lost, or nothing"
                    + " was signed so far");
        }
        anchor.keep(
                0,
                new Checkpoint(keys.origin(), 0, MerkleTree.root(List.of()))
                        .signedBy(keys.active())
                        .note());
    }

    private static long leavesWithAnIndex(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT count(*) FROM governance.ledger_leaf WHERE leaf_index IS NOT NULL");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void requireGrownFrom(
            StoredTree tree, long size, Digest root, String keptIn, String origin, long keptSize, String note)
            throws SQLException {
        String name = "the checkpoint of " + keptSize + " leaves in " + keptIn;
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.open(note, keys.known());
        } catch (InvalidDocumentException e) {
            throw new LedgerHaltedException(name + " cannot be trusted: " + e.getMessage());
        }
        if (!checkpoint.origin().equals(origin)) {
            throw new LedgerHaltedException(name + " is of the ledger '" + checkpoint.origin() + "', not of '" + origin
                    + "': a new origin has an anchor's folder of its own");
        }
        if (checkpoint.size() != keptSize) {
            throw new LedgerHaltedException(name + " says that it is of " + checkpoint.size() + " leaves");
        }
        if (keptSize > size) {
            throw new LedgerHaltedException("the database's tree has " + size + " leaves, fewer than " + name
                    + ": the database is older than what was signed, or lost leaves");
        }
        boolean grown = keptSize == 0
                ? checkpoint.root().equals(MerkleTree.root(List.of()))
                : soundly(() -> MerkleTree.verifyConsistency(
                        keptSize, size, checkpoint.root(), root, tree.consistency(keptSize, size)));
        if (!grown) {
            throw new LedgerHaltedException(
                    "the database's tree of " + size + " leaves did not grow from " + name + ": it is another history");
        }
    }

    private static TreeGrowth growth(StoredTree tree) throws SQLException {
        return soundly(tree::growth);
    }

    private interface FromTiles<T> {
        T read() throws SQLException;
    }

    private static <T> T soundly(FromTiles<T> reading) throws SQLException {
        try {
            return reading.read();
        } catch (InvalidDocumentException e) {
            throw new LedgerHaltedException("the tiles of the tree are damaged: " + e.getMessage());
        }
    }

    private static boolean locked(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Leaves that have an index and are not in the tree: those of a ledger from before there were tiles. */
    private static SortedMap<Long, Digest> indexedAlready(Connection connection, long size) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT leaf_index, leaf_hash FROM governance.ledger_leaf WHERE leaf_index >= ? ORDER BY leaf_index LIMIT "
                        + BATCH_LEAVES)) {
            query.setLong(1, size);
            return leaves(query);
        }
    }

    private static SortedMap<Long, Digest> nowIndexed(Connection connection, long size) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE governance.ledger_leaf AS leaf SET leaf_index = waiting.place + ?
                FROM (SELECT id, row_number() OVER (ORDER BY recorded_at, id) - 1 AS place
                      FROM governance.ledger_leaf WHERE leaf_index IS NULL ORDER BY recorded_at, id LIMIT %d) AS waiting
                WHERE leaf.id = waiting.id RETURNING leaf.leaf_index, leaf.leaf_hash""".formatted(BATCH_LEAVES))) {
            update.setLong(1, size);
            return leaves(update);
        }
    }

    private static SortedMap<Long, Digest> leaves(PreparedStatement query) throws SQLException {
        SortedMap<Long, Digest> leaves = new TreeMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                leaves.put(rows.getLong(1), Digest.ofHash(rows.getBytes(2)));
            }
        }
        return leaves;
    }
}
