package dev.gatehouse.governance.retention;

import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.LogRetention;
import dev.gatehouse.governance.routes.Routes;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
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
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Deletes what gateways recorded once its retention is over. The unit is one route's part of one day: its retention is the longest that the
 * packs asked, on that day or since, of any model that answered. What a legal hold covers stays. The digest of each part that goes is in the
 * ledger, by the transaction that deletes it.
 */
@ApplicationScoped
class Retention {

    /** Days younger than this are not looked at; the database refuses to delete them whatever it is told. */
    static final int YOUNGEST_DAYS = 30;

    /** The longest that deleting one part may take. */
    private static final Duration PART_LIMIT = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private final AgroalDataSource database;
    private final LogRetention logRetention;
    private final LegalHolds holds;
    private final Routes routes;
    private final Ledger ledger;
    private final Clock clock;

    @Inject
    Retention(
            AgroalDataSource database,
            LogRetention logRetention,
            LegalHolds holds,
            Routes routes,
            Ledger ledger,
            Clock clock) {
        this.database = database;
        this.logRetention = logRetention;
        this.holds = holds;
        this.routes = routes;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * What a run did.
     *
     * @param deleted parts that went
     * @param held parts whose retention is over and that a legal hold keeps
     * @param droppedDays days of which nothing is left
     * @param unfinished whether the time was over before everything was looked at
     */
    record Run(List<Deletion> deleted, int held, List<LocalDate> droppedDays, boolean unfinished) {}

    /** Who a run is by. */
    enum By {
        CALLER,
        CLOCK
    }

    /**
     * How a route's records stand.
     *
     * @param keepFor what the model that it serves asks for now, ISO 8601
     * @param oldest day of its oldest record, UTC; null while it has none
     * @param goesOn the first day on which that is deleted, if no hold keeps it; null while there is none
     * @param held whether a hold keeps it
     */
    record OfRoute(
            String environment,
            String route,
            String model,
            String keepFor,
            LocalDate oldest,
            LocalDate goesOn,
            boolean held) {}

    /** Every route that is deployed, by environment and name. */
    @Transactional
    List<OfRoute> routes() {
        List<OfRoute> found = new ArrayList<>();
        Retentions retentions = new Retentions();
        try (Connection connection = database.getConnection()) {
            OutcomeDays days = new OutcomeDays(connection);
            for (Routes.RouteView route : routes.all()) {
                Optional<LocalDate> oldest = days.oldest(route.environment(), route.route())
                        .map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC));
                LocalDate day = oldest.orElse(today());
                Period keepFor = retentions.longest(day, List.of(route.model())).orElseThrow();
                found.add(new OfRoute(
                        route.environment(),
                        route.route(),
                        route.model(),
                        keepFor.toString(),
                        oldest.orElse(null),
                        oldest.map(from -> from.plus(keepFor).plusDays(1)).orElse(null),
                        oldest.isPresent() && holds.keeps(day, route.environment(), route.route())));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("could not read how old records are", e);
        }
    }

    /**
     * Deletes every part whose retention is over.
     *
     * @param limit when it is over nothing more is begun
     */
    Run run(By by, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        List<Deletion> deleted = new ArrayList<>();
        List<LocalDate> dropped = new ArrayList<>();
        int held = 0;
        Retentions retentions = new Retentions();
        LocalDate today = today();
        for (LocalDate day : inTransaction(OutcomeDays::days)) {
            if (day.isAfter(today.minusDays(YOUNGEST_DAYS))) {
                continue;
            }
            boolean empty = true;
            for (OutcomeDays.RouteOfDay part : inTransaction(days -> days.routesOf(day))) {
                if (System.nanoTime() - end > 0) {
                    return new Run(deleted, held, dropped, true);
                }
                Outcome outcome = isOver(retentions.longest(day, part.models()), day, today)
                        ? attempt(by, day, part, retentions, today)
                        : Outcome.KEPT;
                outcome.deletion.ifPresent(deleted::add);
                held += outcome.held ? 1 : 0;
                empty &= outcome.deletion.isPresent();
            }
            if (empty && drop(by, day)) {
                dropped.add(day);
            }
        }
        return new Run(deleted, held, dropped, false);
    }

    /** What became of a part. */
    private record Outcome(Optional<Deletion> deletion, boolean held) {
        static final Outcome KEPT = new Outcome(Optional.empty(), false);
        static final Outcome HELD = new Outcome(Optional.empty(), true);
    }

    private Outcome attempt(By by, LocalDate day, OutcomeDays.RouteOfDay part, Retentions retentions, LocalDate today) {
        try {
            return QuarkusTransaction.requiringNew()
                    .timeout((int) PART_LIMIT.toSeconds())
                    .call(() -> delete(by, day, part, retentions, today));
        } catch (RuntimeException e) {
            // The next run tries again; what cannot be deleted now keeps nothing else from going.
            LOG.errorf(e, "What %s/%s recorded on %s could not be deleted.", part.environment(), part.route(), day);
            return Outcome.KEPT;
        }
    }

    /** One state of the database from digest to deletion: what arrives meanwhile is neither digested nor deleted. */
    private Outcome delete(By by, LocalDate day, OutcomeDays.RouteOfDay part, Retentions retentions, LocalDate today) {
        String environment = part.environment();
        String route = part.route();
        try (Connection connection = database.getConnection()) {
            try (Statement begin = connection.createStatement()) {
                begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            }
            LegalHolds.takeTurn(connection);
            OutcomeDays days = new OutcomeDays(connection);
            Optional<Period> keepFor = retentions.longest(day, days.models(day, environment, route));
            if (!isOver(keepFor, day, today)) {
                return Outcome.KEPT;
            }
            if (holds.keeps(day, environment, route)) {
                return Outcome.HELD;
            }
            OutcomeDays.Lines lines = days.digest(day, environment, route);
            OutcomeDays.Counts counts = days.delete(day, environment, route);
            if (counts.lines() != lines.count()) {
                throw new IllegalStateException(
                        counts.lines() + " records would be deleted, and " + lines.count() + " were digested");
            }
            Deletion deletion = keep(connection, day, part, keepFor.orElseThrow(), counts, lines.digest());
            record(
                    by,
                    "outcome-log.deleted",
                    "outcome-log/" + day + "/" + environment + "/" + route,
                    Map.of(
                            "digest", lines.digest(),
                            "keepFor", deletion.keepFor(),
                            "requests", Long.toString(counts.requests()),
                            "predictions", Long.toString(counts.predictions()),
                            "labels", Long.toString(counts.labels()),
                            "reviews", Long.toString(counts.reviews()),
                            "unreviewed", Long.toString(counts.unreviewed())));
            return new Outcome(Optional.of(deletion), false);
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused", e);
        }
    }

    private boolean drop(By by, LocalDate day) {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                boolean dropped = new OutcomeDays(connection).dropEmpty(day);
                if (dropped) {
                    record(by, "outcome-log.day-dropped", "outcome-log/" + day, Map.of());
                }
                return dropped;
            } catch (SQLException e) {
                throw new IllegalStateException("could not drop the empty day " + day, e);
            }
        });
    }

    private void record(By by, String act, String subject, Map<String, String> content) {
        if (by == By.CALLER) {
            ledger.record(act, subject, content);
        } else {
            ledger.recordOwn(act, subject, content);
        }
    }

    private Deletion keep(
            Connection connection,
            LocalDate day,
            OutcomeDays.RouteOfDay part,
            Period keepFor,
            OutcomeDays.Counts counts,
            String digest)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO governance.outcome_deletion (day, environment, route, keep_for, requests, predictions, labels, reviews,
                  unreviewed, digest, deleted_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING""" + " " + DELETION_COLUMNS)) {
            insert.setObject(1, day);
            insert.setString(2, part.environment());
            insert.setString(3, part.route());
            insert.setString(4, keepFor.toString());
            insert.setLong(5, counts.requests());
            insert.setLong(6, counts.predictions());
            insert.setLong(7, counts.labels());
            insert.setLong(8, counts.reviews());
            insert.setLong(9, counts.unreviewed());
            insert.setString(10, digest);
            insert.setObject(11, clock.instant().atOffset(ZoneOffset.UTC));
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                return deletion(rows);
            }
        }
    }

    private static final String DELETION_COLUMNS =
            "id, day, environment, route, keep_for, requests, predictions, labels, reviews, unreviewed, digest, deleted_at";

    private static Deletion deletion(ResultSet rows) throws SQLException {
        return new Deletion(
                rows.getLong(1),
                rows.getObject(2, LocalDate.class),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8),
                rows.getLong(9),
                rows.getLong(10),
                rows.getString(11),
                rows.getObject(12, OffsetDateTime.class).toInstant());
    }

    /** What was deleted, the last first. */
    @Transactional
    List<Deletion> deletions(long before, int limit) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT " + DELETION_COLUMNS
                        + " FROM governance.outcome_deletion WHERE id < ? ORDER BY id DESC LIMIT ?")) {
            query.setLong(1, before);
            query.setInt(2, limit);
            List<Deletion> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(deletion(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("could not read what was deleted", e);
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static boolean isOver(Optional<Period> keepFor, LocalDate day, LocalDate today) {
        return keepFor.map(period -> day.plus(period).isBefore(today)).orElse(false);
    }

    /** Retentions of models, each looked up once. */
    private final class Retentions {
        private final Map<String, Optional<LogRetention.OfModel>> known = new HashMap<>();

        /** The longest for a day; empty when one of the models is not known here, and then nothing goes. */
        Optional<Period> longest(LocalDate day, Collection<String> models) {
            List<Optional<Period>> periods = models.stream()
                    .distinct()
                    .map(model -> known.computeIfAbsent(model, logRetention::of).map(of -> of.of(day)))
                    .toList();
            return periods.stream().allMatch(Optional::isPresent)
                    ? periods.stream().map(Optional::orElseThrow).max(Comparator.comparing(day::plus))
                    : Optional.empty();
        }
    }

    private interface OfDays<T> {
        T read(OutcomeDays days) throws SQLException;
    }

    private <T> T inTransaction(OfDays<T> question) {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                return question.read(new OutcomeDays(connection));
            } catch (SQLException e) {
                throw new IllegalStateException("could not read which days are kept", e);
            }
        });
    }
}
