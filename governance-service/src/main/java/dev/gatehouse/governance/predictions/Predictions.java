package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.reviews.Review;
import dev.gatehouse.governance.reviews.WaitingRow;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
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
class Predictions {

    /** A search that takes longer is given up, so that it holds up nothing else. */
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(10);

    /** PostgreSQL's SQLSTATE for a statement that took longer than it may. */
    private static final String TOOK_TOO_LONG = "57014";

    /** How far the time in a request's id may be from that of its record. */
    private static final Duration ID_SLACK = Duration.ofHours(1);

    private static final int UUID_WITH_TIME = 7;

    private final AgroalDataSource database;
    private final Clock clock;

    @Inject
    Predictions(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A place in the order of a route's predictions: just after this one. */
    record Cursor(Instant receivedAt, UUID requestId, int row) {

        static Cursor of(Prediction p) {
            return new Cursor(p.receivedAt(), p.requestId(), p.row());
        }

        static Cursor of(WaitingRow w) {
            return new Cursor(w.receivedAt(), w.requestId(), w.row());
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws ProblemException {@code invalid-value}
         */
        static Cursor parse(String text) {
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

    /** The newest predictions of a route, of the span that a search without dates has. */
    @Transactional
    List<Prediction> recent(String environment, String route, Optional<Cursor> after, int limit) {
        Instant to = clock.instant().plus(Asked.AHEAD);
        return search(environment, route, PredictionSearch.within(to.minus(Asked.DEFAULT_SPAN), to), after, limit);
    }

    /**
     * A route's predictions that a search is for.
     *
     * @param after only those that come after this one in the order; empty for the newest
     * @param limit at most this many: newest first, the rows of one request together
     * @throws ProblemException {@code search-too-wide} when it takes longer than {@link #SEARCH_LIMIT}
     */
    @Transactional
    List<Prediction> search(
            String environment, String route, PredictionSearch search, Optional<Cursor> after, int limit) {
        SearchQuery query = SearchQuery.of(environment, route, search, after, limit);
        return read(query.sql(), query.parameters());
    }

    private List<Prediction> read(String sql, List<Object> parameters) {
        try (Connection connection = database.getConnection()) {
            limitTime(connection);
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                bind(query, parameters);
                List<Prediction> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(row(rows));
                    }
                }
                return found;
            }
        } catch (SQLException e) {
            throw unread(e);
        }
    }

    /** For this transaction only. */
    private static void limitTime(Connection connection) throws SQLException {
        try (Statement limit = connection.createStatement()) {
            limit.execute("SET LOCAL statement_timeout = " + SEARCH_LIMIT.toMillis());
        }
    }

    private static void bind(PreparedStatement query, List<Object> parameters) throws SQLException {
        int i = 1;
        for (Object parameter : parameters) {
            query.setObject(i++, parameter);
        }
    }

    private static RuntimeException unread(SQLException e) {
        return TOOK_TOO_LONG.equals(e.getSQLState())
                ? new ProblemException(
                        ProblemType.SEARCH_TOO_WIDE,
                        "The search did not end within " + SEARCH_LIMIT.toSeconds()
                                + " s. Ask for a shorter span, from and to, or for a subject.")
                : new IllegalStateException("could not read predictions", e);
    }

    /**
     * A prediction with the bytes of its request.
     *
     * @param requestJsonBytes length of the JSON that the body begins with; -1 when all of it is JSON
     */
    record Whole(
            Prediction prediction,
            String model,
            String gateway,
            String artifactSha256,
            int status,
            int rows,
            byte[] request,
            int requestJsonBytes,
            byte[] response,
            int responseJsonBytes,
            String note) {}

    /**
     * One prediction of a route, with everything that was recorded of its request.
     *
     * @throws ProblemException {@code unknown-prediction}
     */
    @Transactional
    Whole named(String environment, String route, UUID requestId, int row) {
        // The time in the id says in which day's partition it is; an id without one is looked for in all.
        Optional<Whole> found = requestId.version() == UUID_WITH_TIME
                ? whole(environment, route, requestId, row, Optional.of(time(requestId)))
                : Optional.empty();
        return found.or(() -> whole(environment, route, requestId, row, Optional.empty()))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_PREDICTION,
                        "The route '" + route + "' in '" + environment + "' has no prediction " + requestId + "/" + row
                                + ". It may still be on its way from a gateway, or its retention is over."));
    }

    private static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private Optional<Whole> whole(
            String environment, String route, UUID requestId, int row, Optional<Instant> receivedAbout) {
        List<Object> parameters = new ArrayList<>(List.of(environment, requestId, row, route));
        String near = "";
        if (receivedAbout.isPresent()) {
            near = " AND p.received_at BETWEEN ? AND ?";
            parameters.add(receivedAbout.get().minus(ID_SLACK).atOffset(ZoneOffset.UTC));
            parameters.add(receivedAbout.get().plus(ID_SLACK).atOffset(ZoneOffset.UTC));
        }
        String sql = "SELECT " + SearchQuery.COLUMNS
                + ", r.model, r.gateway, r.artifact_sha256, r.status, r.row_count, r.request_body,"
                + " coalesce(r.request_json_bytes, -1), r.response_body, coalesce(r.response_json_bytes, -1), r.note FROM "
                + SearchQuery.BY_PREDICTION + " WHERE p.request_id = ? AND p.row_index = ? AND p.route = ?" + near;
        try (Connection connection = database.getConnection()) {
            limitTime(connection);
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                bind(query, parameters);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? Optional.of(whole(rows)) : Optional.empty();
                }
            }
        } catch (SQLException e) {
            throw unread(e);
        }
    }

    private static Whole whole(ResultSet rows) throws SQLException {
        return new Whole(
                row(rows),
                rows.getString("model"),
                rows.getString("gateway"),
                rows.getString("artifact_sha256"),
                rows.getInt("status"),
                rows.getInt("row_count"),
                rows.getBytes("request_body"),
                rows.getInt(22),
                rows.getBytes("response_body"),
                rows.getInt(24),
                rows.getString("note"));
    }

    private static Prediction row(ResultSet rows) throws SQLException {
        String verdict = rows.getString(13);
        return new Prediction(
                rows.getObject(1, UUID.class),
                rows.getInt(2),
                rows.getObject(3, OffsetDateTime.class).toInstant(),
                rows.getString(4),
                rows.getObject(5, UUID.class),
                rows.getString(6),
                rows.getString(7),
                rows.getString(8),
                rows.getString(9),
                rows.getObject(10, Double.class),
                rows.getString(11),
                rows.getBoolean(12),
                verdict == null ? null : Review.Verdict.valueOf(verdict),
                rows.getString(14),
                rows.getLong(15));
    }
}
