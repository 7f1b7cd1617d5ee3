package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.LedgerReplay;
import dev.gatehouse.approval.ledger.LedgerReplay.KeptCheckpoint;
import dev.gatehouse.approval.ledger.LedgerReplay.StoredLeaf;
import dev.gatehouse.approval.ledger.MerkleTile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Replays the whole ledger as database and anchor keep it: leaves, records, tiles and every checkpoint. Reads with cursors, in one snapshot of
 * the database.
 */
final class LedgerVerification {

    private static final int FETCH_ROWS = 500;

    private final LedgerKeys keys;
    private final Anchor anchor;

    LedgerVerification(LedgerKeys keys, Anchor anchor) {
        this.keys = keys;
        this.anchor = anchor;
    }

    /**
     * How many leaves the anchor's newest checkpoint has. To be asked before the snapshot of the database is taken: leaves are committed before
     * they are anchored, so the snapshot has all that this number covers, and what is anchored later may be of acts that it has not.
     */
    long anchored() {
        return anchor.newest().map(Anchor.Anchored::size).orElse(0L);
    }

    /**
     * Verifies over a connection that is in a transaction.
     *
     * @param connection cursors need its transaction, which should be of one snapshot
     * @param anchoredBefore {@link #anchored()} from before that snapshot; larger checkpoints of the anchor are left to the next verification
     */
    LedgerReplay.Outcome over(Connection connection, long anchoredBefore) throws SQLException {
        StoredTree tree = new StoredTree(connection);
        try (PreparedStatement leaves = connection.prepareStatement("""
                        SELECT leaf_index, leaf, leaf_hash, payload, act, actor, subject, recorded_at
                        FROM governance.ledger_leaf WHERE leaf_index < ? ORDER BY leaf_index""");
                PreparedStatement checkpoints = connection.prepareStatement(
                        "SELECT size, root, note FROM governance.ledger_checkpoint WHERE origin = ? OR ? ORDER BY size")) {
            leaves.setFetchSize(FETCH_ROWS);
            // Those that a ledger from before there were tiles has, and the tree has not yet, are not signed.
            leaves.setLong(1, Math.max(tree.size(), largestCheckpoint(tree, anchoredBefore)));
            checkpoints.setFetchSize(FETCH_ROWS);
            checkpoints.setString(1, keys.origin());
            // What was signed under earlier names binds as well, unless somebody said that it does not.
            checkpoints.setBoolean(2, !keys.beginsAnew());
            try (ResultSet leafRows = leaves.executeQuery();
                    ResultSet checkpointRows = checkpoints.executeQuery();
                    Stream<Anchor.Anchored> anchored = anchor.all().takeWhile(a -> a.size() <= anchoredBefore)) {
                return LedgerReplay.ofStore(
                        new Rows<>(leafRows, LedgerVerification::leaf),
                        LedgerReplay.bySize(
                                new Rows<>(checkpointRows, LedgerVerification::checkpoint),
                                anchored.map(a -> new KeptCheckpoint(a.size(), a.note(), "the anchor"))
                                        .iterator()),
                        keys.known(),
                        place -> tile(tree, place));
            }
        } catch (Unreadable e) {
            throw (SQLException) e.getCause();
        }
    }

    private long largestCheckpoint(StoredTree tree, long anchoredBefore) throws SQLException {
        long largest =
                Math.max(tree.newest(keys.origin()).map(StoredCheckpoint::size).orElse(0L), anchoredBefore);
        if (!keys.beginsAnew()) {
            for (StoredCheckpoint earlier : tree.newestOfOthers(keys.origin()).values()) {
                largest = Math.max(largest, earlier.size());
            }
        }
        return largest;
    }

    private static StoredLeaf leaf(ResultSet row) throws SQLException {
        return new StoredLeaf(
                row.getLong(1),
                row.getBytes(2),
                Digest.ofHash(row.getBytes(3)),
                row.getBytes(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getTimestamp(8).toInstant());
    }

    private static KeptCheckpoint checkpoint(ResultSet row) throws SQLException {
        return new KeptCheckpoint(row.getLong(1), row.getString(3), "the database");
    }

    private static Optional<MerkleTile> tile(StoredTree tree, MerkleTile.Place place) {
        try {
            return tree.tile(place);
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        } catch (SQLException e) {
            throw new Unreadable(e);
        }
    }

    private interface OfRow<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Rows of a query, one at a time. */
    private static final class Rows<T> implements Iterator<T> {
        private final ResultSet rows;
        private final OfRow<T> reading;
        private boolean onRow;

        Rows(ResultSet rows, OfRow<T> reading) {
            this.rows = rows;
            this.reading = reading;
        }

        @Override
        public boolean hasNext() {
            try {
                onRow = onRow || rows.next();
                return onRow;
            } catch (SQLException e) {
                throw new Unreadable(e);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            onRow = false;
            try {
                return reading.read(rows);
            } catch (SQLException e) {
                throw new Unreadable(e);
            }
        }
    }

    /** Carries the database's fault through an iterator, which may not throw it. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(SQLException cause) {
            super(cause);
        }
    }
}
