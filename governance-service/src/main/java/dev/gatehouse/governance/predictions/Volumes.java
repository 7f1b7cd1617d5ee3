package dev.gatehouse.governance.predictions;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much routes have answered. A count is kept {@value #KEPT_TIMES} times as long as it took: those of small logs are always fresh, and
 * those of large ones cost one part in {@value #KEPT_TIMES} of the database's time at most, however often pages ask.
 */
@ApplicationScoped
class Volumes {

    private static final int KEPT_TIMES = 20;

    /** Most routes whose count is kept. */
    private static final int MAX_KEPT = 1_000;

    private final AgroalDataSource database;
    private final Clock clock;
    private final Map<Route, Kept> kept = new ConcurrentHashMap<>();

    private record Route(String environment, String route) {}

    private record Kept(Volume volume, long untilNanos) {}

    @Inject
    Volumes(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * How much of a route's answers has arrived in the database.
     *
     * @param since counted are requests that were received then or later
     * @param rows predictions in them
     * @param labelled ground truth for them
     */
    record Volume(Instant since, long requests, long rows, long labelled) {}

    /** Of the span that a search without dates has. */
    @Transactional
    Volume of(String environment, String route) {
        Route key = new Route(environment, route);
        Kept known = kept.get(key);
        long begin = System.nanoTime();
        if (known != null && begin - known.untilNanos < 0) {
            return known.volume;
        }
        Volume counted = count(environment, route);
        long now = System.nanoTime();
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(key, new Kept(counted, now + KEPT_TIMES * (now - begin)));
        return counted;
    }

    private Volume count(String environment, String route) {
        String of = "FROM outcome.request r WHERE r.environment = ? AND r.route = ? AND r.received_at >= ?";
        String sql =
                "SELECT count(*), coalesce(sum(r.row_count), 0), (SELECT count(*) FROM label.ground_truth g WHERE EXISTS (SELECT "
                        + of + " AND r.request_id = g.request_id)) " + of;
        Instant since = clock.instant().minus(Asked.DEFAULT_SPAN);
        OffsetDateTime from = since.atOffset(ZoneOffset.UTC);
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < 2; i++) {
                query.setString(3 * i + 1, environment);
                query.setString(3 * i + 2, route);
                query.setObject(3 * i + 3, from);
            }
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return new Volume(since, rows.getLong(1), rows.getLong(2), rows.getLong(3));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("could not count predictions", e);
        }
    }
}
