package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The acts of the ledger as somebody looks through them: newest first, filtered. */
@ApplicationScoped
class AuditTrail {

    private static final int FETCH_ROWS = 500;

    private final AgroalDataSource database;

    @Inject
    AuditTrail(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * Which acts. What is empty does not narrow.
     *
     * @param act exactly this one; empty for all
     * @param subject beginning of the subject
     * @param actors pseudonyms; nothing for everybody, an empty list for nobody
     * @param from the earliest
     * @param until later than the latest
     */
    record Filter(
            String act,
            String subject,
            Optional<List<String>> actors,
            Optional<Instant> from,
            Optional<Instant> until) {}

    /**
     * An act.
     *
     * @param index of its leaf
     * @param hash of its leaf
     */
    record Act(long index, Instant at, String act, String actor, String subject, Digest hash) {}

    /** Takes acts one after the other. */
    interface Reader {
        void act(Act act) throws IOException;
    }

    /** Those before an index, newest first. */
    List<Act> before(long index, Filter filter, int limit) {
        List<Act> acts = new ArrayList<>();
        try {
            each(index, filter, limit, acts::add);
        } catch (IOException e) {
            throw new IllegalStateException("a list in memory takes what it is given", e);
        }
        return acts;
    }

    /** All up to that many, newest first, as the database gives them. */
    void each(Filter filter, int limit, Reader reader) throws IOException {
        each(Long.MAX_VALUE, filter, limit, reader);
    }

    private void each(long index, Filter filter, int limit, Reader reader) throws IOException {
        try (Connection connection = database.getConnection()) {
            // A cursor needs a transaction; without one the driver reads everything at once.
            connection.setAutoCommit(false);
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT leaf_index, recorded_at, act, actor, subject, leaf_hash FROM governance.ledger_leaf WHERE leaf_index < ?"
                            + conditions(filter) + " ORDER BY leaf_index DESC LIMIT ?")) {
                query.setFetchSize(FETCH_ROWS);
                query.setLong(1, index);
                query.setInt(bind(connection, query, filter, 2), limit);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        reader.act(new Act(
                                row.getLong(1),
                                row.getTimestamp(2).toInstant(),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                Digest.ofHash(row.getBytes(6))));
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }

    /** How many there are, counted up to that number and one more. */
    long count(Filter filter, int upTo) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT count(*) FROM (SELECT 1 FROM governance.ledger_leaf WHERE leaf_index IS NOT NULL"
                                + conditions(filter) + " LIMIT ?) AS found")) {
            query.setInt(bind(connection, query, filter, 1), upTo + 1);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }

    /** Every kind of act on record. The index is jumped through from one to the next, whatever the ledger's size. */
    List<String> kinds() {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        WITH RECURSIVE kind AS (
                          (SELECT act FROM governance.ledger_leaf ORDER BY act LIMIT 1)
                          UNION ALL
                          SELECT (SELECT l.act FROM governance.ledger_leaf l WHERE l.act > kind.act ORDER BY l.act LIMIT 1)
                          FROM kind WHERE kind.act IS NOT NULL)
                        SELECT act FROM kind WHERE act IS NOT NULL""");
                ResultSet row = query.executeQuery()) {
            List<String> kinds = new ArrayList<>();
            while (row.next()) {
                kinds.add(row.getString(1));
            }
            return kinds;
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }

    private static String conditions(Filter filter) {
        return (filter.act().isEmpty() ? "" : " AND act = ?")
                + (filter.subject().isEmpty() ? "" : " AND subject LIKE ? ESCAPE '\\'")
                + (filter.actors().isEmpty() ? "" : " AND actor = ANY (?)")
                + (filter.from().isEmpty() ? "" : " AND recorded_at >= ?")
                + (filter.until().isEmpty() ? "" : " AND recorded_at < ?");
    }

    /** Binds the conditions' parameters from that place on. Returns the place after them. */
    private static int bind(Connection connection, PreparedStatement query, Filter filter, int place)
            throws SQLException {
        int next = place;
        if (!filter.act().isEmpty()) {
            query.setString(next++, filter.act());
        }
        if (!filter.subject().isEmpty()) {
            query.setString(next++, filter.subject().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        if (filter.actors().isPresent()) {
            query.setArray(
                    next++,
                    connection.createArrayOf("text", filter.actors().get().toArray()));
        }
        if (filter.from().isPresent()) {
            query.setTimestamp(next++, Timestamp.from(filter.from().get()));
        }
        if (filter.until().isPresent()) {
            query.setTimestamp(next++, Timestamp.from(filter.until().get()));
        }
        return next;
    }
}
