package dev.gatehouse.governance.lineage;

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
import java.util.List;

/** How much a version has answered on routes, counted up to a limit so that a large log is as quick to look at as a small one. */
@ApplicationScoped
class Answered {

    /** How far back predictions are looked for. */
    static final Duration SPAN = Duration.ofDays(90);

    /** Predictions beyond these are said to be more. */
    static final int MOST_COUNTED = 10_000;

    /** Most routes that are asked for: the newest permits' ones. */
    private static final int MAX_ROUTES = 10;

    private static final String COUNTED =
            "WITH newest AS (SELECT p.request_id, p.row_index, p.received_at FROM outcome.prediction p"
                    + " WHERE p.route = ? AND p.version = ? AND p.received_at >= ?"
                    + " AND EXISTS (SELECT FROM outcome.request r WHERE r.request_id = p.request_id AND r.received_at = p.received_at"
                    + " AND r.environment = ?) ORDER BY p.received_at DESC LIMIT ?)"
                    + " SELECT count(*), count(g.request_id), max(n.received_at) FROM newest n LEFT JOIN label.ground_truth g"
                    + " ON g.request_id = n.request_id AND g.row_index = n.row_index";

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
     * @param rows predictions, one more than {@link #MOST_COUNTED} for all that are more
     * @param labelled those of them that have ground truth
     * @param last when the newest was received; null if there is none
     */
    record OnRoute(Route route, long rows, long labelled, Instant last) {}

    @Transactional
    List<OnRoute> by(String version, List<Route> routes) {
        List<OnRoute> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(COUNTED)) {
            OffsetDateTime since = clock.instant().minus(SPAN).atOffset(ZoneOffset.UTC);
            for (Route route : routes.stream().limit(MAX_ROUTES).toList()) {
                query.setString(1, route.name());
                query.setString(2, version);
                query.setObject(3, since);
                query.setString(4, route.environment());
                query.setInt(5, MOST_COUNTED + 1);
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    OffsetDateTime last = rows.getObject(3, OffsetDateTime.class);
                    found.add(new OnRoute(
                            route, rows.getLong(1), rows.getLong(2), last == null ? null : last.toInstant()));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the outcome log cannot be counted", e);
        }
        return found;
    }
}
