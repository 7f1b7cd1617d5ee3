package dev.gatehouse.governance.home;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the inventory stands now, in four counts. */
@ApplicationScoped
class Portfolio {

    private static final String MODELS =
            "WITH latest AS (SELECT DISTINCT ON (model_id) model_id, status, tier FROM governance.assessment"
                    + " ORDER BY model_id, id DESC), serving AS (SELECT DISTINCT model FROM governance.permit"
                    + " WHERE state = 'ACTIVE' AND expires_at > ?),"
                    + " review AS (SELECT DISTINCT v.model_id FROM governance.release r JOIN governance.model_version v ON v.id = r.version_id"
                    + " WHERE r.state = 'InReview')"
                    + " SELECT coalesce(CASE WHEN l.status = 'ASSESSED' THEN l.tier ELSE l.status END, 'BLOCKED') AS tier,"
                    + " CASE WHEN s.model IS NOT NULL THEN 0 WHEN r.model_id IS NOT NULL THEN 1"
                    + " WHEN EXISTS (SELECT 1 FROM governance.model_version v WHERE v.model_id = m.id) THEN 2 ELSE 3 END AS stage, count(*) FROM governance.model m LEFT JOIN latest l ON l.model_id = m.id"
                    + " LEFT JOIN serving s ON s.model = m.name LEFT JOIN review r ON r.model_id = m.id"
                    + " GROUP BY 1, 2";

    private static final String PERMITS = "SELECT CASE WHEN expires_at <= ? THEN '7' WHEN expires_at <= ? THEN '30'"
            + " WHEN expires_at <= ? THEN '90' ELSE 'more' END AS until, basis = 'EMERGENCY', count(*) FROM governance.permit"
            + " WHERE state = 'ACTIVE' AND expires_at > ? GROUP BY 1, 2";

    private static final String FINDINGS =
            "SELECT severity, due_on < ?, count(*) FROM governance.finding" + " WHERE state = 'OPEN' GROUP BY 1, 2";

    private static final String ROUTES =
            "SELECT r.environment, CASE WHEN p.state = 'ACTIVE' AND p.expires_at > ? THEN 0"
                    + " WHEN f.state = 'ACTIVE' AND f.expires_at > ? THEN 1 ELSE 2 END AS health, count(*) FROM governance.route r"
                    + " JOIN governance.permit p ON p.id = r.permit_id LEFT JOIN governance.permit f ON f.id = r.fallback_permit_id"
                    + " GROUP BY 1, 2 ORDER BY 1";

    private static final List<String> TIERS = List.of("HIGH", "MEDIUM", "LOW", "PROHIBITED", "BLOCKED", "FAILED");
    private static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

    private final AgroalDataSource database;
    private final Clock clock;

    @Inject
    Portfolio(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A table of counts, whose rows are drawn as bars.
     *
     * @param columns what each row is divided into, with a tone for its part of the bar
     */
    record Bars(List<Column> columns, List<Bar> rows) {
        /** @return the counts of all rows together */
        public long total() {
            return rows.stream().mapToLong(Bar::total).sum();
        }
    }

    /**
     * A column; the page has its title.
     *
     * @param tone a class of the style sheet
     */
    record Column(String code, String tone) {}

    /** A row, with its count in each column; {@code most} is the largest total of the table. */
    record Bar(String label, List<Column> columns, long[] counts, long most) {
        private static final double WIDTH = 200;

        /** @return the counts together */
        public long total() {
            long sum = 0;
            for (long count : counts) {
                sum += count;
            }
            return sum;
        }

        /** @return the counts in the order of the columns */
        public List<Long> numbers() {
            List<Long> numbers = new ArrayList<>();
            for (long count : counts) {
                numbers.add(count);
            }
            return numbers;
        }

        /** @return the parts that are not empty */
        public List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            double x = 0;
            for (int i = 0; i < counts.length; i++) {
                double width = most == 0 ? 0 : WIDTH * counts[i] / most;
                if (counts[i] > 0) {
                    parts.add(new Part(
                            Math.round(10 * x) / 10.0,
                            Math.round(10 * width) / 10.0,
                            columns.get(i).tone()));
                }
                x += width;
            }
            return parts;
        }
    }

    /** Of a bar: where it begins and how wide it is, in units of which the longest bar has 200. */
    record Part(double x, double width, String tone) {}

    /**
     * The counts.
     *
     * @param models by tier, and whether a version has a permit, is before the board, is registered, or none is
     * @param permits in force, by when they end
     * @param findings open, by severity, and whether they are overdue
     * @param routes by environment, and whether their permit holds, their fallback answers, or nothing does
     */
    record Figures(Bars models, Bars permits, Bars findings, Bars routes) {}

    Figures now() {
        Instant now = clock.instant();
        Timestamp at = Timestamp.from(now);
        try (Connection connection = database.getConnection()) {
            return new Figures(
                    bars(
                            List.of(
                                    new Column("permitted", "holds"),
                                    new Column("review", "asked"),
                                    new Column("registered", "made"),
                                    new Column("none", "bare")),
                            count(connection, MODELS, TIERS, 4, at),
                            true),
                    bars(
                            List.of(new Column("board", "holds"), new Column("emergency", "late")),
                            ending(connection, now),
                            false),
                    bars(
                            List.of(new Column("time", "asked"), new Column("overdue", "late")),
                            count(
                                    connection,
                                    FINDINGS,
                                    SEVERITIES,
                                    2,
                                    java.sql.Date.valueOf(
                                            now.atZone(java.time.ZoneOffset.UTC).toLocalDate())),
                            false),
                    bars(
                            List.of(
                                    new Column("open", "holds"),
                                    new Column("fallback", "asked"),
                                    new Column("closed", "late")),
                            count(connection, ROUTES, List.of(), 3, at, at),
                            false));
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be counted", e);
        }
    }

    /** By the most days that they have left; {@code more} for those that have more. */
    private static Map<String, long[]> ending(Connection connection, Instant now) throws SQLException {
        return count(
                connection,
                PERMITS,
                List.of("7", "30", "90", "more"),
                2,
                Timestamp.from(now.plus(Duration.ofDays(7))),
                Timestamp.from(now.plus(Duration.ofDays(30))),
                Timestamp.from(now.plus(Duration.ofDays(90))),
                Timestamp.from(now));
    }

    /** Rows of a label, the index of a column (or whether it is the second), and a count. */
    private static Map<String, long[]> count(
            Connection connection, String sql, List<String> labels, int columns, Object... values) throws SQLException {
        Map<String, long[]> counts = new LinkedHashMap<>();
        labels.forEach(label -> counts.put(label, new long[columns]));
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Object column = row.getObject(2);
                    int index = column instanceof Boolean second ? (second ? 1 : 0) : ((Number) column).intValue();
                    counts.computeIfAbsent(row.getString(1), label -> new long[columns])[index] += row.getLong(3);
                }
            }
        }
        return counts;
    }

    /** @param withoutEmpty whether rows that count nothing are left out */
    private static Bars bars(List<Column> columns, Map<String, long[]> counts, boolean withoutEmpty) {
        long most = counts.values().stream()
                .mapToLong(row -> java.util.Arrays.stream(row).sum())
                .max()
                .orElse(0);
        List<Bar> rows = new ArrayList<>();
        counts.forEach((label, row) -> {
            Bar bar = new Bar(label, columns, row, most);
            if (!withoutEmpty || bar.total() > 0) {
                rows.add(bar);
            }
        });
        return new Bars(columns, rows);
    }
}
