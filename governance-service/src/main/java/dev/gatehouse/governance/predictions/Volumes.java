package dev.gatehouse.governance.predictions;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How much routes have answered. A count is kept {@value #KEPT_TIMES} times as long as it took: those of small logs are always fresh, and
 * those of large ones cost one part in {@value #KEPT_TIMES} of the database's time at most, however often pages ask.
 */
@ApplicationScoped
class Volumes {

    private static final int KEPT_TIMES = 20;

    /** How long a page waits for a count. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** Most routes whose count is kept. */
    private static final int MAX_KEPT = 1_000;

    private final AgroalDataSource database;
    private final Clock clock;
    private final Map<Route, Kept> kept = new ConcurrentHashMap<>();
    private final Map<Route, CompletableFuture<Volume>> counting = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "volumes");
        thread.setDaemon(true);
        return thread;
    });

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
        return fresh(key).orElseGet(() -> counted(key));
    }

    /**
     * The same for a page, which somebody may have opened to close the gate: if a count takes longer than {@link #PATIENCE}, what was
     * counted before, and empty while nothing was. It goes on in the background.
     */
    Optional<Volume> soon(String environment, String route) {
        Route key = new Route(environment, route);
        Optional<Volume> fresh = fresh(key);
        if (fresh.isPresent()) {
            return fresh;
        }
        CompletableFuture<Volume> count =
                counting.computeIfAbsent(key, one -> CompletableFuture.supplyAsync(() -> counted(one), threads));
        // Outside of what computes the entry: the map must not be changed there.
        count.whenComplete((volume, failure) -> counting.remove(key, count));
        try {
            return Optional.of(count.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.ofNullable(kept.get(key)).map(Kept::volume);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not count predictions", e);
        }
    }

    private Optional<Volume> fresh(Route key) {
        return Optional.ofNullable(kept.get(key))
                .filter(known -> System.nanoTime() - known.untilNanos < 0)
                .map(Kept::volume);
    }

    private Volume counted(Route key) {
        long begin = System.nanoTime();
        Volume counted = count(key.environment, key.route);
        long now = System.nanoTime();
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(key, new Kept(counted, now + KEPT_TIMES * (now - begin)));
        return counted;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
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
