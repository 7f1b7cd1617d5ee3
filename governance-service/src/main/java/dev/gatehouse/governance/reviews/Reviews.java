package dev.gatehouse.governance.reviews;

import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Use cases on reviews. A review changes neither what was answered nor what counts as ground truth: an answer has been given, and what a
 * reviewer thinks is not what came true.
 */
@ApplicationScoped
public class Reviews {

    /** Shortest and longest reason, characters. */
    public static final int MIN_REASON_CHARS = 10;

    public static final int MAX_REASON_CHARS = 1000;

    private static final String REVIEW_COLUMNS =
            "revision, verdict, decision, should_be, reason, reviewed_at, reviewed_by";

    private final AgroalDataSource database;
    private final Ledger ledger;
    private final Caller caller;
    private final People people;
    private final Clock clock;

    @Inject
    Reviews(AgroalDataSource database, Ledger ledger, Caller caller, People people, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.caller = caller;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Upholds or overrides a prediction.
     *
     * @param version that answered; who made it does not review it
     * @param shouldBe for an override the version's other decision, else empty
     * @param reason {@value #MIN_REASON_CHARS} to {@value #MAX_REASON_CHARS} characters
     * @param replaces the revision that the caller has read as the standing one; 0 when there was none
     * @throws ProblemException {@code forbidden}, {@code four-eyes}, {@code wrong-state}, {@code invalid-value}, or {@code review-stands}
     *     when another review stands than the one that is to be replaced
     */
    @Transactional
    public Review review(
            ReviewedRow row,
            ModelVersion version,
            Review.Verdict verdict,
            Optional<String> shouldBe,
            String reason,
            int replaces) {
        requireReviewer(version);
        requireDecisions(row, version, verdict, shouldBe);
        try (Connection connection = database.getConnection()) {
            int standing = standing(connection, row)
                    .map(stored -> stored.review.revision())
                    .orElse(0);
            if (standing != replaces || !insert(connection, row, verdict, shouldBe, reason, standing + 1)) {
                throw stands(connection, row);
            }
            try (PreparedStatement done = connection.prepareStatement(
                    "DELETE FROM label.review_waiting WHERE request_id = ? AND row_index = ?")) {
                done.setObject(1, row.requestId());
                done.setInt(2, row.row());
                done.executeUpdate();
            }
            ledger.record(
                    "prediction.reviewed",
                    "prediction/" + row.requestId() + "/" + row.row(),
                    Map.of(
                            "verdict",
                            verdict.name(),
                            "revision",
                            Integer.toString(standing + 1),
                            "version",
                            version.label()),
                    shouldBe.isEmpty()
                            ? Map.of("reason", reason)
                            : Map.of("reason", reason, "shouldBe", shouldBe.get()));
            return view(standing(connection, row).orElseThrow());
        } catch (SQLException e) {
            throw new IllegalStateException("could not record a review", e);
        }
    }

    /** Why the caller, having the roles, may not review what that version predicted; empty where they may. */
    public Optional<String> refuses(ModelVersion version) {
        return version.isMadeBy(caller.sub(), caller.username())
                ? Optional.of("You made " + version.label() + "; somebody else must review what it predicted.")
                : Optional.empty();
    }

    private void requireReviewer(ModelVersion version) {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "A person reviews; service accounts do not.");
        }
        refuses(version).ifPresent(why -> {
            throw new ProblemException(ProblemType.FOUR_EYES, why);
        });
    }

    private static void requireDecisions(
            ReviewedRow row, ModelVersion version, Review.Verdict verdict, Optional<String> shouldBe) {
        if (row.decision() == null) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "No decision was read from this answer, so there is none to uphold or override.");
        }
        if (verdict == Review.Verdict.UPHELD) {
            if (shouldBe.isPresent()) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE, "decision: name one only to override; to uphold is to agree.");
            }
            return;
        }
        String other = other(row.decision(), version);
        if (!other.equals(shouldBe.orElse(""))) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "decision: name the decision that it should have been; that is '" + other + "' here.");
        }
    }

    /** The version's other decision: what an override makes of this one. */
    public static String other(String decision, ModelVersion version) {
        ModelSignature.Decision names =
                ModelSignature.fromJson(version.signature()).decision();
        return decision.equals(names.positive()) ? names.negative() : names.positive();
    }

    private boolean insert(
            Connection connection,
            ReviewedRow row,
            Review.Verdict verdict,
            Optional<String> shouldBe,
            String reason,
            int revision)
            throws SQLException {
        // Two who review at one time want the same revision: the second waits for the first, and finds the place taken.
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO label.prediction_review (request_id, row_index, revision, received_at, environment, route, version,
                  decision, verdict, should_be, reason, marked, reviewed_at, reviewed_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setObject(1, row.requestId());
            insert.setInt(2, row.row());
            insert.setInt(3, revision);
            insert.setObject(4, row.receivedAt().atOffset(ZoneOffset.UTC));
            insert.setString(5, row.environment());
            insert.setString(6, row.route());
            insert.setString(7, row.version());
            insert.setString(8, row.decision());
            insert.setString(9, verdict.name());
            insert.setString(10, shouldBe.orElse(null));
            insert.setString(11, reason);
            insert.setBoolean(12, row.marked());
            insert.setObject(13, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setString(14, caller.sub());
            return insert.executeUpdate() == 1;
        }
    }

    private ProblemException stands(Connection connection, ReviewedRow row) throws SQLException {
        Optional<Review> now = standing(connection, row).map(this::view);
        return new ProblemException(
                ProblemType.REVIEW_STANDS,
                now.map(review -> review.reviewedBy() + " has "
                                + (review.verdict() == Review.Verdict.UPHELD ? "upheld" : "overridden")
                                + " this prediction in the meantime (revision " + review.revision()
                                + "). Read that review; to replace it, send 'replaces': " + review.revision() + ".")
                        .orElse("Nobody has reviewed this prediction yet. Send 'replaces': 0, or leave it out."),
                Map.of("standing", now.map(Review::revision).orElse(0)));
    }

    // ---------------------------------------------------------------- reading

    private record Stored(Review review, String sub) {}

    private static Stored stored(ResultSet rows) throws SQLException {
        return new Stored(
                new Review(
                        rows.getInt(1),
                        Review.Verdict.valueOf(rows.getString(2)),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getObject(6, OffsetDateTime.class).toInstant(),
                        null),
                rows.getString(7));
    }

    private Review view(Stored stored) {
        Review r = stored.review;
        return new Review(
                r.revision(),
                r.verdict(),
                r.decision(),
                r.shouldBe(),
                r.reason(),
                r.reviewedAt(),
                people.displayName(stored.sub));
    }

    private static Optional<Stored> standing(Connection connection, ReviewedRow row) throws SQLException {
        List<Stored> all = stored(connection, row.requestId(), row.row());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private static List<Stored> stored(Connection connection, UUID requestId, int row) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + REVIEW_COLUMNS
                + " FROM label.prediction_review WHERE request_id = ? AND row_index = ? ORDER BY revision")) {
            query.setObject(1, requestId);
            query.setInt(2, row);
            List<Stored> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(stored(rows));
                }
            }
            return found;
        }
    }

    /** The reviews of a row, oldest first: the last one stands. */
    @Transactional
    public List<Review> of(UUID requestId, int row) {
        try (Connection connection = database.getConnection()) {
            return stored(connection, requestId, row).stream().map(this::view).toList();
        } catch (SQLException e) {
            throw new IllegalStateException("could not read reviews", e);
        }
    }

    /** How a route's reviews stand. */
    @Transactional
    public ReviewFigures figures(String environment, String route) {
        try (Connection connection = database.getConnection()) {
            List<ReviewFigures.OfVersion> versions = new ArrayList<>();
            for (Counted counted : counted(connection, Optional.of(environment), Optional.of(route))) {
                versions.add(ReviewFigures.OfVersion.of(counted.version(), counted.reviewed(), counted.overridden()));
            }
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT count(*), min(received_at) FROM label.review_waiting WHERE environment = ? AND route = ?""")) {
                query.setString(1, environment);
                query.setString(2, route);
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    return new ReviewFigures(rows.getLong(1), instant(rows, 2), versions);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("could not count reviews", e);
        }
    }

    /** Standing reviews of a version's predictions on a route. */
    record Counted(String environment, String route, String version, long reviewed, long overridden) {}

    /** Of every route and version with a review, or of one route. */
    static List<Counted> counted(Connection connection, Optional<String> environment, Optional<String> route)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT v.environment, v.route, v.version, count(*), count(*) FILTER (WHERE v.verdict = 'OVERRIDDEN')
                FROM label.prediction_review v
                WHERE (?::text IS NULL OR (v.environment = ? AND v.route = ?)) AND NOT EXISTS (
                  SELECT FROM label.prediction_review n
                  WHERE n.request_id = v.request_id AND n.row_index = v.row_index AND n.revision > v.revision)
                GROUP BY v.environment, v.route, v.version ORDER BY v.environment, v.route, v.version""")) {
            query.setString(1, environment.orElse(null));
            query.setString(2, environment.orElse(null));
            query.setString(3, route.orElse(null));
            List<Counted> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Counted(
                            rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4), rows.getLong(5)));
                }
            }
            return found;
        }
    }

    /** A place in the queue: just after this row. */
    public record Place(Instant receivedAt, UUID requestId, int row) {}

    /**
     * The rows of a route that wait for a review, oldest first.
     *
     * @param after only those behind this one; empty for the oldest
     * @param limit at most this many
     */
    @Transactional
    public List<WaitingRow> queue(String environment, String route, Optional<Place> after, int limit) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT w.request_id, w.row_index, w.received_at, w.version, p.score, p.decision
                        FROM label.review_waiting w
                        LEFT JOIN outcome.prediction p
                          ON p.received_at = w.received_at AND p.request_id = w.request_id AND p.row_index = w.row_index
                        WHERE w.environment = ? AND w.route = ? AND (w.received_at, w.request_id, w.row_index) > (?, ?, ?)
                        ORDER BY w.received_at, w.request_id, w.row_index LIMIT ?""")) {
            query.setString(1, environment);
            query.setString(2, route);
            query.setObject(
                    3, after.map(Place::receivedAt).orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC));
            query.setObject(4, after.map(Place::requestId).orElse(new UUID(0, 0)));
            query.setInt(5, after.map(Place::row).orElse(-1));
            query.setInt(6, limit);
            List<WaitingRow> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new WaitingRow(
                            rows.getObject(1, UUID.class),
                            rows.getInt(2),
                            instant(rows, 3),
                            rows.getString(4),
                            rows.getObject(5, Double.class),
                            rows.getString(6)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("could not read the queue of reviews", e);
        }
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        OffsetDateTime at = rows.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
