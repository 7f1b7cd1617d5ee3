package dev.gatehouse.governance.lineage;

import dev.gatehouse.governance.permits.IssuedPermit;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How much a version has answered on routes, counted up to a limit so that a large log is as quick to look at as a small one. */
@ApplicationScoped
class Answered {

    /** How far back requests are looked for. */
    static final Duration SPAN = Duration.ofDays(90);

    /** Requests beyond these are said to be more. */
    static final int MOST_COUNTED = 1_000;

    private static final Duration SLACK = Duration.ofDays(1);

    /** Most routes that are asked for: the newest permits' ones. */
    private static final int MAX_ROUTES = 10;

    private static final String COUNTED =
            "WITH newest AS (SELECT request_id, row_count, received_at FROM outcome.request WHERE environment = ? AND route = ?"
                    + " AND received_at >= ? AND received_at <= ? AND permit_id = ANY (?) ORDER BY received_at DESC LIMIT ?)"
                    + " SELECT count(*), coalesce(sum(row_count), 0), max(received_at), (SELECT count(*) FROM label.ground_truth g"
                    + " JOIN newest n ON n.request_id = g.request_id) FROM newest";

    private final AgroalDataSource database;
    private final Clock clock;

    @Inject
    Answered(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    record Route(String environment, String name) {}

    /**
     * What a version answered on a route.
     *
     * @param requests the newest, one more than {@link #MOST_COUNTED} for all that are more
     * @param rows predictions in them
     * @param labelled those of them that have ground truth
     * @param last when the newest was received; null if there is none
     */
    record OnRoute(Route route, long requests, long rows, long labelled, Instant last) {}

    /** @param permits every one that the version ever had */
    @Transactional
    List<OnRoute> under(List<IssuedPermit> permits) {
        Map<Route, List<IssuedPermit>> byRoute = permits.stream()
                .collect(Collectors.groupingBy(
                        permit -> new Route(permit.environment(), permit.route()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(COUNTED)) {
            List<OnRoute> found = new ArrayList<>();
            for (Map.Entry<Route, List<IssuedPermit>> route :
                    byRoute.entrySet().stream().limit(MAX_ROUTES).toList()) {
                found.add(on(connection, query, route.getKey(), route.getValue()));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("the outcome log cannot be counted", e);
        }
    }

    private OnRoute on(Connection connection, PreparedStatement query, Route route, List<IssuedPermit> permits)
            throws SQLException {
        Instant now = clock.instant();
        Instant first = permits.stream()
                .map(IssuedPermit::issuedAt)
                .min(Comparator.naturalOrder())
                .orElse(now);
        Instant since = now.minus(SPAN);
        // After its end, and some time for clocks that differ, a permit has answered nothing.
        Instant last = permits.stream()
                .map(permit -> permit.isFinal() ? permit.stateChangedAt() : permit.expiresAt())
                .max(Comparator.naturalOrder())
                .orElse(now)
                .plus(SLACK);
        query.setString(1, route.environment());
        query.setString(2, route.name());
        query.setObject(3, (first.isAfter(since) ? first.minus(SLACK) : since).atOffset(ZoneOffset.UTC));
        query.setObject(4, last.atOffset(ZoneOffset.UTC));
        query.setArray(
                5,
                connection.createArrayOf(
                        "uuid", permits.stream().map(IssuedPermit::id).toArray()));
        query.setInt(6, MOST_COUNTED + 1);
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            OffsetDateTime newest = rows.getObject(3, OffsetDateTime.class);
            return new OnRoute(
                    route,
                    rows.getLong(1),
                    rows.getLong(2),
                    rows.getLong(4),
                    newest == null ? null : newest.toInstant());
        }
    }
}
