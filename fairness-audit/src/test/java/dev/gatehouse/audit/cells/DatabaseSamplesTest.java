package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.cells.DriftColumns.ByCount;
import dev.gatehouse.audit.cells.DriftColumns.ByPeriod;
import dev.gatehouse.audit.cells.DriftColumns.ByRows;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import dev.gatehouse.audit.cells.DriftColumns.Period;
import dev.gatehouse.audit.cells.StatisticsColumns.Known;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.PerformancePlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSamplesTest {
    private static final DatabaseLimits LIMITS = new DatabaseLimits(100_000, Duration.ofMinutes(1));

    /** Per row: a time over 400 days, many numbers, an outlier, missing ones, 1,300 texts with a few long ones, and a code. */
    private static final String MANY = "SELECT TIMESTAMPTZ '2025-01-01 00:00:00+00' + INTERVAL 1 HOUR * i AS at,"
            + " CASE WHEN i %% 11 = 0 THEN NULL WHEN i %% 997 = 0 THEN 1e9 * i WHEN i %% 13 = 0 THEN 5"
            + " ELSE ((i * 48271) %% 2147483647) / 1000.0 + %2$d END AS amount,"
            + " CASE WHEN i %% 1999 = 0 THEN repeat('x', 300) ELSE 'it''s ? ' || ((i * 7919 + %2$d) %% (i %% 1300 + 1)) END AS kind,"
            + " i %% 7 + %2$d AS code, CAST((i * 13 %% 101) / 8.0 AS FLOAT) AS half,"
            + " DATE '2025-01-01' + CAST(i %% 50 AS INTEGER) AS born FROM range(0, %1$d) AS numbers(i)";

    private static Connection connection;

    @TempDir
    static Path folder;

    @BeforeAll
    static void connect() {
        connection = SharedPostgres.connect();
    }

    @AfterAll
    static void disconnect() throws Exception {
        connection.close();
    }

    @Test
    void fewNumbersCategoriesAndWhatIsMissingAreCountedAsInFiles() throws Exception {
        Random random = new Random(8);
        for (Chunking chunking : List.of(Chunking.NONE, new ByRows(70), new ByCount(6))) {
            Path reference = Drifts.parquet(folder, "few-r", Drifts.people(random, 400, 0));
            Path current = Drifts.parquet(folder, "few-c", Drifts.people(random, 350, 2));
            DriftCells cells = alike(Drifts.chunked(chunking), reference, current);
            assertThat(cells.columns()).hasSize(4).allMatch(DriftCells.Column::exact);
            assertThat(cells.current().rows()).isEqualTo(350);
        }
    }

    @Test
    void manyNumbersAndTextsByTheCalendarAreCountedAsInFiles() throws Exception {
        Path reference = Drifts.parquet(folder, "many-r.parquet", MANY.formatted(9_000, 0));
        Path current = Drifts.parquet(folder, "many-c.parquet", MANY.formatted(7_000, 3));
        DriftColumns what = new DriftColumns(
                List.of(),
                Set.of(),
                Set.of("code"),
                List.of("half"),
                new ByPeriod("at", ZoneId.of("Europe/Berlin"), Period.DAY));
        DriftCells cells = alike(what, reference, current);
        assertThat(cells.column("amount").exact()).isFalse();
        assertThat(cells.column("amount").above()).isNotEmpty();
        assertThat(cells.column("kind").otherValues()).containsExactly(144, 94);
        assertThat(cells.column("code").kind()).isEqualTo(DriftCells.Kind.CATEGORY);
        assertThat(cells.chunks(true)).hasSize(376);
        assertThat(cells.chunks().get(0).label()).isEqualTo("2025-01-01");
    }

    @Test
    void whatChangedInColumnsAndTypesIsNamedAsOfFiles() throws Exception {
        Path reference = Drifts.parquet(
                folder,
                "types-r.parquet",
                "SELECT * FROM (VALUES (1.5::DOUBLE, 'a', 1, true, 'x'), (2, 'b', 2, false, NULL), (3, 'c', 3, true, '')) AS v(income, code,"
                        + " gone, flag, same)");
        Path current = Drifts.parquet(
                folder,
                "types-c.parquet",
                "SELECT * FROM (VALUES ('1,5', 1, 'true', 'x', 1), ('secret', 2, 'no', 'y', 2), ('0x1F', 2, '', 'q', 3), ('1_000', 7,"
                        + " 'true', NULL, 4), (' 5e3 ', 7, 'true', 'x', 5), ('-Infinity', 7, 'true', 'x', 6), ('nan', 8, 'true', ' ', 7),"
                        + " ('.5', 8, 'true', 'x', 8), (' ', 8, 'true', 'x', 8)) AS v(income, code, flag, same, fresh)");
        DriftCells cells = alike(Drifts.ALL, reference, current);
        assertThat(cells.typeBreaks())
                .extracting(DriftCells.TypeBreak::kind)
                .containsExactlyInAnyOrder(
                        DriftCells.Break.COLUMN_MISSING,
                        DriftCells.Break.COLUMN_NEW,
                        DriftCells.Break.TEXTS_IN_NUMBERS,
                        DriftCells.Break.BECAME_NUMBERS,
                        DriftCells.Break.TYPE_CHANGED);
        assertThat(cells.column("income").unreadable()).containsExactly(0, 4);
        assertThat(cells.column("income").infinite()).containsExactly(0, 1);
        assertThat(cells.column("income").notNumbers()).containsExactly(0, 1);
    }

    /** With two bins and a number of its own, rows between, beyond and in them, what is no number, and categories that are not named. */
    @Test
    void rowsAreCountedInPublishedBinsAsThoseOfFiles() throws Exception {
        StatisticsColumns known = new StatisticsColumns(
                100,
                List.of(
                        new Known(
                                "amount",
                                new double[] {0, 5, 9},
                                new double[] {4, 5, 2_000},
                                null,
                                new long[] {40, 30, 20},
                                0,
                                0,
                                7,
                                3),
                        new Known(
                                "kind", null, null, List.of("it's ? 3", "it's ? 7"), new long[] {50, 40}, 10, 3, 0, 0),
                        new Known("word", new double[] {1}, new double[] {2}, null, new long[] {100}, 0, 0, 0, 0),
                        new Known("code", null, null, List.of("1", "4"), new long[] {60, 40}, 0, 0, 0, 0),
                        new Known("gone", new double[] {1}, new double[] {2}, null, new long[] {100}, 0, 0, 0, 0)));
        String rows =
                "SELECT *, CASE code WHEN 1 THEN 'a lot' WHEN 2 THEN '1.5' WHEN 3 THEN '-inf' WHEN 4 THEN ' ' WHEN 5 THEN 'NaN'"
                        + " ELSE '7e3' END AS word FROM (" + MANY.formatted(3_000, 0) + ")";
        Path live = Drifts.parquet(folder, "live.parquet", rows);
        for (Chunking chunking : List.of(Chunking.NONE, new ByRows(700), new ByPeriod("at", null, Period.MONTH))) {
            DriftColumns what = new DriftColumns(List.of(), Set.of("id"), Set.of("code"), List.of(), chunking);
            DriftCells expected =
                    StatisticsRows.count(known, what, List.of(live), Limits.standard(), (stage, share) -> {});
            DriftCells cells =
                    DatabaseSamples.drift(known, what, connection, SharedPostgres.table(connection, live), LIMITS);
            assertThat(cells.engine()).startsWith("PostgreSQL 18");
            assertThat(text(cells.toJson(), cells.engine())).isEqualTo(text(expected.toJson(), expected.engine()));
            assertThat(LongStream.of(cells.column("word").infinite()).sum()).isEqualTo(429);
            assertThat(LongStream.of(cells.column("word").unreadable()).sum()).isEqualTo(429 + 428);
            assertThat(LongStream.of(cells.column("amount").above()).sum()).isPositive();
            assertThat(cells.typeBreaks())
                    .extracting(DriftCells.TypeBreak::kind)
                    .contains(
                            DriftCells.Break.COLUMN_MISSING,
                            DriftCells.Break.COLUMN_NEW,
                            DriftCells.Break.TEXTS_IN_NUMBERS);
        }
    }

    @Test
    void performanceIsCountedAsInFiles() throws Exception {
        String rows =
                "SELECT TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL 1 HOUR * i AS at, CASE WHEN i %% 5 = 0 THEN NULL WHEN i %% 3 = 0"
                        + " THEN 'default' ELSE 'repay' END AS outcome, ((i * 48271) %% 2147483647 %% %2$d) / %2$d.0 AS score,"
                        + " CASE WHEN i %% 5 > 0 THEN TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL 1 HOUR * (i + i %% 900) END AS known,"
                        + " CASE WHEN i %% 4 = 0 THEN 'court' ELSE 'clerk' END AS source, CASE WHEN i %% 7 = 0 THEN NULL ELSE 'r' || (i %% 7) END AS region"
                        + " FROM range(0, %1$d) AS numbers(i)";
        String plan = "kind: performance\ndata: d\nreference: r\nlabel: {column: outcome, positive: default}\n"
                + "decision: {score: score, threshold: 0.5}\ntime: {column: at, zone: Europe/Berlin, period: week}\nlabel_time: {column: known}\n"
                + "label_source: {column: source, confirmed: [court]}\nsegments: [region]\n";
        for (int scores : List.of(50, 100_003)) {
            Path reference = Drifts.parquet(folder, "p-r.parquet", rows.formatted(4_000, scores));
            Path current = Drifts.parquet(folder, "p-c.parquet", rows.formatted(3_000, scores));
            PerformanceCells cells = alike(plan, reference, current);
            assertThat(cells.delays()).isNotEmpty();
            assertThat(cells.segments()).hasSize(14);
        }
        String regression =
                "kind: performance\ndata: d\nreference: r\nlabel: {column: truth}\ndecision: {value: guess}\n";
        String values =
                "SELECT CASE WHEN i %% 9 = 0 THEN NULL ELSE 1000 + i / 8.0 END AS truth, 1000 + i / 9.0 + %2$d AS guess FROM"
                        + " range(0, %1$d) AS numbers(i)";
        alike(
                regression,
                Drifts.parquet(folder, "v-r.parquet", values.formatted(900, 0)),
                Drifts.parquet(folder, "v-c.parquet", values.formatted(700, 1)));
    }

    @Test
    void whatIsOverALimitOrCannotBeReadIsRefusedInWordsAndNothingStays() throws Exception {
        Path people = Drifts.parquet(folder, "limits", Drifts.people(new Random(1), 300, 0));
        DatabaseSample sample = SharedPostgres.table(connection, people);
        refused(
                Drifts.ALL,
                sample,
                new DatabaseLimits(299, Duration.ofMinutes(1)),
                "reference rows: more than 299; ask for a shorter window");
        DatabaseSample slow = new DatabaseSample(
                "(SELECT l.*, pg_sleep(0.01) IS NULL AS slept FROM " + sample.source() + " l)",
                List.of("nth"),
                sample.binder());
        refused(Drifts.ALL, slow, new DatabaseLimits(300, Duration.ofMillis(40)), "longer than 40 ms");
        refused(
                new DriftColumns(List.of("nothing"), Set.of(), Set.of(), List.of(), Chunking.NONE),
                sample,
                LIMITS,
                "'nothing'",
                "amount");
        refused(
                Drifts.chunked(new ByPeriod("region", null, Period.DAY)),
                sample,
                LIMITS,
                "'region' is VARCHAR in the database; a timestamp or a date is needed");
        DatabaseSample odd = new DatabaseSample(
                "(SELECT nth, to_jsonb(amount) AS amount FROM " + sample.source() + " l)",
                List.of("nth"),
                sample.binder());
        refused(
                new DriftColumns(List.of("amount"), Set.of(), Set.of(), List.of(), Chunking.NONE),
                odd,
                LIMITS,
                "'amount' is jsonb");
        try (Statement statement = connection.createStatement();
                ResultSet left = statement.executeQuery(
                        "SELECT COUNT(*), current_setting('statement_timeout') FROM pg_class WHERE relname LIKE 'gatehouse_%'")) {
            left.next();
            assertThat(left.getInt(1)).isZero();
            assertThat(left.getString(2)).isEqualTo("0");
        }
        assertThat(connection.getAutoCommit()).isTrue();
    }

    private static void refused(DriftColumns what, DatabaseSample sample, DatabaseLimits limits, String... message) {
        assertThatThrownBy(() -> DatabaseSamples.drift(what, connection, sample, sample, limits))
                .isInstanceOf(AuditException.class)
                .hasMessageContainingAll(message);
    }

    /** The cells, which are the same from the files and from tables with their rows. */
    private static DriftCells alike(DriftColumns what, Path reference, Path current) throws Exception {
        DriftCells expected = Drifts.cells(what, reference, current);
        DatabaseSample before = SharedPostgres.table(connection, reference);
        DatabaseSample now = SharedPostgres.table(connection, current);
        DriftColumns all = what.features().isEmpty()
                ? new DriftColumns(what.features(), Set.of("id"), what.categorical(), what.outcomes(), what.chunking())
                : what;
        DriftCells cells = DatabaseSamples.drift(all, connection, before, now, LIMITS);
        assertThat(cells.engine()).startsWith("PostgreSQL 18");
        assertThat(text(cells.toJson(), cells.engine())).isEqualTo(text(expected.toJson(), expected.engine()));
        return cells;
    }

    private static PerformanceCells alike(String yaml, Path reference, Path current) throws Exception {
        PerformancePlan plan = PerformancePlan.parse(yaml.getBytes(StandardCharsets.UTF_8));
        PerformanceCells expected;
        try (PerformanceRows rows = PerformanceRows.open(
                plan, List.of(reference), List.of(current), Limits.standard(), (stage, share) -> {})) {
            expected = rows.cells();
        }
        PerformanceCells cells = DatabaseSamples.performance(
                plan,
                connection,
                SharedPostgres.table(connection, reference),
                SharedPostgres.table(connection, current),
                LIMITS);
        assertThat(text(cells.toJson(), cells.engine())).isEqualTo(text(expected.toJson(), expected.engine()));
        return cells;
    }

    /** How many values there are of those that are not told apart is an estimate in DuckDB. */
    private static String text(byte[] cells, String engine) {
        return new String(cells, StandardCharsets.UTF_8)
                .replace(engine, "the engine")
                .replaceAll("\"other_values\":\\[[1-9][0-9]*,[1-9][0-9]*]", "about so many");
    }
}
