package dev.gatehouse.governance.reviews;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Prometheus sees of reviews: standing reviews and overrides by route and version, and the queue of each route. The override rate is
 * overridden / reviewed. The figures are the database's, so they are the same on every instance.
 */
@ApplicationScoped
class ReviewMeters {

    private final AgroalDataSource database;
    private final Clock clock;
    private final MultiGauge reviewed;
    private final MultiGauge overridden;
    private final MultiGauge waiting;
    private final MultiGauge oldest;

    @Inject
    ReviewMeters(AgroalDataSource database, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        this.reviewed = MultiGauge.builder("gatehouse.reviews.reviewed").register(meters);
        this.overridden = MultiGauge.builder("gatehouse.reviews.overridden").register(meters);
        this.waiting = MultiGauge.builder("gatehouse.reviews.waiting").register(meters);
        this.oldest = MultiGauge.builder("gatehouse.reviews.oldest.waiting")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(every = "{gatehouse.reviews.measured-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<MultiGauge.Row<?>> counts = new ArrayList<>();
            List<MultiGauge.Row<?>> overrides = new ArrayList<>();
            for (Reviews.Counted c : Reviews.counted(connection, Optional.empty(), Optional.empty())) {
                Tags tags = Tags.of("environment", c.environment(), "route", c.route(), "version", c.version());
                counts.add(MultiGauge.Row.of(tags, c.reviewed()));
                overrides.add(MultiGauge.Row.of(tags, c.overridden()));
            }
            reviewed.register(counts, true);
            overridden.register(overrides, true);
            queues(connection);
        }
    }

    private void queues(Connection connection) throws SQLException {
        List<MultiGauge.Row<?>> lengths = new ArrayList<>();
        List<MultiGauge.Row<?>> ages = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                        SELECT environment, route, count(*), min(received_at) FROM label.review_waiting GROUP BY environment, route""");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Tags tags = Tags.of("environment", rows.getString(1), "route", rows.getString(2));
                lengths.add(MultiGauge.Row.of(tags, rows.getLong(3)));
                Duration age =
                        Duration.between(rows.getObject(4, OffsetDateTime.class).toInstant(), clock.instant());
                ages.add(MultiGauge.Row.of(tags, Math.max(0, age.toSeconds())));
            }
        }
        waiting.register(lengths, true);
        oldest.register(ages, true);
    }
}
