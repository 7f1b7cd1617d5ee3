package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the outcome log as the gateways shipped it. Nothing here writes it. */
@ApplicationScoped
public class Predictions {

    private final AgroalDataSource database;

    @Inject
    Predictions(AgroalDataSource database) {
        this.database = database;
    }

    /** A place in the order of a route's predictions: just after this one. */
    public record Cursor(Instant receivedAt, UUID requestId, int row) {
        /** Before all there can be; PostgreSQL's times end with the year 294276. */
        static final Cursor NEWEST =
                new Cursor(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1), Integer.MAX_VALUE);

        /** Just after that prediction. */
        public static Cursor of(Prediction p) {
            return new Cursor(p.receivedAt(), p.requestId(), p.row());
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws ProblemException {@code invalid-value}
         */
        public static Cursor parse(String text) {
            String[] parts = text.split("_", -1);
            try {
                if (parts.length == 3) {
                    return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]), Integer.parseInt(parts[2]));
                }
            } catch (DateTimeParseException | IllegalArgumentException e) {
                throw notACursor();
            }
            throw notACursor();
        }

        private static ProblemException notACursor() {
            return new ProblemException(
                    ProblemType.INVALID_VALUE, "cursor: send the 'next' of the page before, as you got it.");
        }

        @Override
        public String toString() {
            return receivedAt + "_" + requestId + "_" + row;
        }
    }

    /** How many requests and rows a route has answered. */
    public record Volume(long requests, long rows, long labelled) {}

    /**
     * The newest predictions of a route.
     *
     * @param after only those that come after this one in the order; empty for the newest
     * @param limit at most this many: newest first, the rows of one request together
     */
    public List<Prediction> recent(String environment, String route, Optional<Cursor> after, int limit) {
        String sql = """
                SELECT p.request_id, p.row_index, p.received_at, p.version, r.permit_id, r.caller, r.purpose, p.subject, p.score,
                       p.decision, g.label, r.latency_micros
                FROM outcome.prediction p
                JOIN outcome.request r ON r.received_at = p.received_at AND r.request_id = p.request_id
                LEFT JOIN label.ground_truth g ON g.request_id = p.request_id AND g.row_index = p.row_index
                WHERE p.route = ? AND r.environment = ? AND (p.received_at, p.request_id, p.row_index) < (?, ?, ?)
                ORDER BY p.received_at DESC, p.request_id DESC, p.row_index DESC
                LIMIT ?""";
        try (var connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, route);
            query.setString(2, environment);
            Cursor cursor = after.orElse(Cursor.NEWEST);
            query.setObject(3, OffsetDateTime.ofInstant(cursor.receivedAt(), ZoneOffset.UTC));
            query.setObject(4, cursor.requestId());
            query.setInt(5, cursor.row());
            query.setInt(6, limit);
            List<Prediction> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(row(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("could not read predictions", e);
        }
    }

    /** How much of a route's answers has arrived in the database, and how much of it has a label. */
    public Volume volume(String environment, String route) {
        String sql = """
                SELECT count(DISTINCT r.request_id), count(p.row_index), count(g.label)
                FROM outcome.request r
                LEFT JOIN outcome.prediction p ON p.received_at = r.received_at AND p.request_id = r.request_id
                LEFT JOIN label.ground_truth g ON g.request_id = p.request_id AND g.row_index = p.row_index
                WHERE r.environment = ? AND r.route = ?""";
        try (var connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, environment);
            query.setString(2, route);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return new Volume(rows.getLong(1), rows.getLong(2), rows.getLong(3));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("could not count predictions", e);
        }
    }

    private static Prediction row(ResultSet rows) throws SQLException {
        return new Prediction(
                rows.getObject(1, UUID.class),
                rows.getInt(2),
                rows.getObject(3, OffsetDateTime.class).toInstant(),
                rows.getString(4),
                rows.getObject(5, UUID.class),
                rows.getString(6),
                rows.getString(7),
                rows.getString(8),
                rows.getObject(9, Double.class),
                rows.getString(10),
                rows.getString(11),
                rows.getLong(12));
    }
}
