package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftChunks.Times;
import dev.gatehouse.audit.cells.DriftSchema.Counted;
import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.cells.SplitCells.Entities;
import dev.gatehouse.audit.cells.SplitCells.Moments;
import dev.gatehouse.audit.cells.SplitCells.Order;
import dev.gatehouse.audit.cells.SplitCells.OrderSide;
import dev.gatehouse.audit.cells.SplitCells.Overlap;
import dev.gatehouse.audit.cells.SplitCells.Repeats;
import dev.gatehouse.audit.cells.SplitCells.Shared;
import dev.gatehouse.audit.plan.AuditException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what training and evaluation rows share. Rows are reduced to hashes in tables of the engine's own, which it spills where
 * they need more memory than it may use.
 */
final class SplitCounting {
    /** So many columns in one statement. */
    private static final int COLUMNS_AT_ONCE = 16;

    /** An estimated number of distinct values may be so much smaller than the true one. */
    private static final double DOUBT = 0.75;

    /** Numbers beyond are left out of correlations, whose sums of squares would not fit. */
    private static final String LARGEST = "1e100";

    /** Fewer values tell nothing of an order. */
    private static final int LEAST_VALUES = 3;

    private final SplitColumns what;
    private final DuckDb duckDb;
    private final DuckDbSource training;
    private final DuckDbSource evaluation;
    private final List<Counted> features;
    private final Counted label;

    SplitCounting(SplitColumns what, DriftRows rows) {
        this.what = what;
        this.duckDb = rows.duckDb();
        this.training = rows.source(true);
        this.evaluation = rows.source(false);
        this.features = rows.counted().stream()
                .filter(column -> !column.name().equals(what.label()))
                .toList();
        this.label = rows.counted().stream()
                .filter(column -> column.name().equals(what.label()))
                .findFirst()
                .orElse(null);
        if (features.isEmpty()) {
            throw new AuditException("data: the training and the evaluation rows have no feature in common");
        }
    }

    /** What is a number or a text in both samples, so that equal values are equal whatever types they are stored as. */
    private String value(Counted column, boolean ofTraining) {
        Column of = ofTraining ? column.reference() : column.current();
        if (column.isNumber()) {
            return (ofTraining ? training : evaluation).number(of);
        }
        return "CASE WHEN trim(" + of.sql() + ") <> '' THEN " + of.sql() + " END";
    }

    Overlap overlap() {
        table(true);
        table(false);
        Repeats before = repeats("training_rows");
        Repeats now = repeats("evaluation_rows");
        Shared whole = shared("SELECT COUNT(*), SUM(t.n), SUM(e.n) FROM training_rows t JOIN evaluation_rows e"
                + " ON t.f = e.f AND t.l IS NOT DISTINCT FROM e.l");
        Shared alike = shared("SELECT COUNT(*), SUM(t.n), SUM(e.n) FROM (" + byFeatures("training_rows") + ") t JOIN ("
                + byFeatures("evaluation_rows") + ") e ON t.f = e.f");
        long contradicting = number("SELECT COALESCE(SUM(e.n), 0) FROM evaluation_rows e JOIN ("
                + byFeatures("training_rows")
                + ") t ON t.f = e.f WHERE e.l IS NOT NULL AND (t.least <> e.l OR t.most <> e.l)");
        long labelled = number("SELECT COALESCE(SUM(n), 0) FROM evaluation_rows WHERE l IS NOT NULL");
        run("DROP TABLE training_rows");
        run("DROP TABLE evaluation_rows");
        return new Overlap(before, now, whole, alike, contradicting, labelled);
    }

    /** Different rows with their number: the hash of the features, the label, the rows. */
    private void table(boolean ofTraining) {
        List<String> values =
                features.stream().map(column -> value(column, ofTraining)).toList();
        String of = label == null ? "CAST(NULL AS VARCHAR)" : value(label, ofTraining);
        run("CREATE TEMP TABLE " + (ofTraining ? "training_rows" : "evaluation_rows")
                + " AS SELECT f, l, COUNT(*) AS n FROM (SELECT hash(" + String.join(", ", values) + ") AS f, " + of
                + " AS l FROM " + (ofTraining ? training : evaluation).read() + ") AS hashed GROUP BY f, l");
    }

    private static String byFeatures(String table) {
        return "SELECT f, SUM(n) AS n, MIN(l) AS least, MAX(l) AS most, SUM(CASE WHEN l IS NOT NULL THEN n ELSE 0 END)"
                + " AS labelled FROM " + table + " GROUP BY f";
    }

    private Repeats repeats(String table) {
        long[] rows = numbers(
                "SELECT SUM(n), COUNT(*), COUNT(*) FILTER (WHERE n = 1), COUNT(*) FILTER (WHERE n = 2) FROM " + table,
                4);
        long[] alike = numbers(
                "SELECT COUNT(*), SUM(labelled) FILTER (WHERE least <> most) FROM (" + byFeatures(table) + ") AS alike",
                2);
        return new Repeats(rows[0], rows[1], rows[2], rows[3], alike[0], alike[1]);
    }

    /** Null where no entity is asked for. */
    Entities entities() {
        if (what.entity().isEmpty()) {
            return null;
        }
        entityTable("training_entities", training);
        entityTable("evaluation_entities", evaluation);
        Shared shared = shared("SELECT COUNT(*), SUM(t.n), SUM(e.n) FROM training_entities t JOIN evaluation_entities e"
                + " ON t.f = e.f WHERE t.f IS NOT NULL");
        String sides = "SELECT COUNT(f), COALESCE(SUM(n) FILTER (WHERE f IS NULL), 0) FROM ";
        long[] before = numbers(sides + "training_entities", 2);
        long[] now = numbers(sides + "evaluation_entities", 2);
        run("DROP TABLE training_entities");
        run("DROP TABLE evaluation_entities");
        return new Entities(before[0], before[1], now[0], now[1], shared);
    }

    private void entityTable(String table, DuckDbSource source) {
        List<String> texts = new ArrayList<>();
        List<String> there = new ArrayList<>();
        for (String column : what.entity()) {
            String text = source.asCategory(column).sql();
            texts.add(text);
            there.add("COALESCE(trim(" + text + ") <> '', FALSE)");
        }
        run("CREATE TEMP TABLE " + table + " AS SELECT f, COUNT(*) AS n FROM (SELECT CASE WHEN "
                + String.join(" AND ", there) + " THEN hash(" + String.join(", ", texts) + ") END AS f FROM "
                + source.read() + ") AS hashed GROUP BY f");
    }

    /** Null where no time is asked for. */
    SplitCells.Times times() {
        if (what.time() == null) {
            return null;
        }
        Clock before = new Clock(training, Times.of(training, what.moment()), what.zone());
        Clock now = new Clock(evaluation, Times.of(evaluation, what.moment()), what.zone());
        Duration gap = what.gap();
        Instant from = before.last().plus(gap);
        Instant to = now.first().minus(gap);
        return new SplitCells.Times(
                gap,
                moments(before, training.micros(what.time()) + " > " + before.micros(to)),
                moments(now, evaluation.micros(what.time()) + " < " + now.micros(from)));
    }

    private Moments moments(Clock clock, String outOfOrder) {
        DuckDbSource source = clock.source;
        String micros = source.micros(what.time());
        long[] counts = numbers(
                "SELECT COUNT(" + micros + "), COUNT(*) FILTER (WHERE NOT " + source.hasTime(what.time())
                        + "), COUNT(*) FILTER (WHERE " + source.hasTime(what.time()) + " AND " + micros
                        + " IS NULL), COUNT(*) FILTER (WHERE " + outOfOrder + ") FROM " + source.read(),
                4);
        return new Moments(counts[0], counts[1], counts[2], clock.first(), clock.last(), counts[3]);
    }

    /** How a sample's microseconds, which are of its own clock where its times say no zone, are instants. */
    private record Clock(DuckDbSource source, Times times, ZoneId zone) {
        private ZoneId own() {
            return times.zoned() || zone == null ? ZoneOffset.UTC : zone;
        }

        Instant first() {
            return instant(times.least());
        }

        Instant last() {
            return instant(times.most());
        }

        private Instant instant(long micros) {
            Instant asUtc = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            return asUtc.atOffset(ZoneOffset.UTC)
                    .toLocalDateTime()
                    .atZone(own())
                    .toInstant();
        }

        long micros(Instant instant) {
            Instant asUtc = instant.atZone(own()).toLocalDateTime().toInstant(ZoneOffset.UTC);
            return ChronoUnit.MICROS.between(Instant.EPOCH, asUtc);
        }
    }

    List<Order> orders() {
        List<OrderSide> before = order(true);
        List<OrderSide> now = order(false);
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            orders.add(new Order(features.get(i).name(), before.get(i), now.get(i)));
        }
        return orders;
    }

    private List<OrderSide> order(boolean ofTraining) {
        List<OrderSide> sides = new ArrayList<>();
        for (int i = 0; i < features.size(); i += COLUMNS_AT_ONCE) {
            sides.addAll(order(features.subList(i, Math.min(features.size(), i + COLUMNS_AT_ONCE)), ofTraining));
        }
        return sides;
    }

    private List<OrderSide> order(List<Counted> columns, boolean ofTraining) {
        DuckDbSource source = ofTraining ? training : evaluation;
        List<String> items = new ArrayList<>();
        String position = "CAST(" + source.position() + " AS DOUBLE)";
        String time = what.time() == null ? null : "CAST(" + source.micros(what.time()) + " AS DOUBLE)";
        for (Counted column : columns) {
            String value = value(column, ofTraining);
            items.add("COUNT(" + value + ")");
            items.add("approx_count_distinct(" + value + ")");
            if (column.isNumber()) {
                String sane = " FILTER (WHERE abs(" + value + ") < " + LARGEST + ")";
                items.add("COUNT(*) FILTER (WHERE " + value + " <> floor(" + value + "))");
                items.add("corr(" + value + ", " + position + ")" + sane);
                items.add(time == null ? "NULL" : "corr(" + value + ", " + time + ")" + sane);
            } else {
                items.add("0");
                items.add("NULL");
                items.add("NULL");
            }
        }
        List<OrderSide> looked = query("SELECT " + String.join(", ", items) + " FROM " + source.read(), result -> {
            result.next();
            List<OrderSide> sides = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                long values = result.getLong(5 * i + 1);
                boolean maybe = values >= LEAST_VALUES && result.getLong(5 * i + 2) >= DOUBT * values;
                sides.add(new OrderSide(
                        values,
                        maybe,
                        columns.get(i).isNumber() && result.getLong(5 * i + 3) == 0,
                        correlation(result, 5 * i + 4),
                        correlation(result, 5 * i + 5)));
            }
            return sides;
        });
        List<OrderSide> sides = new ArrayList<>();
        for (int i = 0; i < looked.size(); i++) {
            OrderSide side = looked.get(i);
            boolean distinct = side.distinct()
                    && number("SELECT COUNT(*) FROM (SELECT DISTINCT " + value(columns.get(i), ofTraining)
                                    + " AS v FROM " + source.read() + ") AS different WHERE v IS NOT NULL")
                            == side.values();
            sides.add(new OrderSide(side.values(), distinct, side.whole(), side.row(), side.time()));
        }
        return sides;
    }

    private static Double correlation(ResultSet result, int column) throws SQLException {
        double found = result.getDouble(column);
        return result.wasNull() || !Double.isFinite(found) ? null : Math.max(-1, Math.min(1, found));
    }

    private Shared shared(String sql) {
        long[] counts = numbers(sql, 3);
        return new Shared(counts[0], counts[1], counts[2]);
    }

    private long number(String sql) {
        return numbers(sql, 1)[0];
    }

    /** What is NULL, such as the sum of no rows, is 0. */
    private long[] numbers(String sql, int count) {
        return query(sql, result -> {
            result.next();
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = result.getLong(i + 1);
            }
            return numbers;
        });
    }

    private void run(String sql) {
        query(sql, result -> null);
    }

    private <T> T query(String sql, Counting.Reading<T> reading) {
        return duckDb.query("compare", sql, reading);
    }
}
