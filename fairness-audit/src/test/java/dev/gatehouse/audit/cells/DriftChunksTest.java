package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftColumns.ByCount;
import dev.gatehouse.audit.cells.DriftColumns.ByPeriod;
import dev.gatehouse.audit.cells.DriftColumns.ByRows;
import dev.gatehouse.audit.cells.DriftColumns.Period;
import dev.gatehouse.audit.plan.AuditException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftChunksTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    Path folder;

    private enum Form {
        OFFSET_TEXT,
        LOCAL_TEXT,
        INSTANT_TYPE,
        LOCAL_TYPE
    }

    @Property(tries = 24)
    void rowsAreInThePeriodThatTheZonesCalendarSays(@ForAll long seed, @ForAll Form form, @ForAll Period period) {
        Random random = new Random(seed);
        ZoneId zone = List.of(
                        BERLIN, ZoneId.of("America/New_York"), ZoneId.of("Pacific/Chatham"), ZoneId.of("Asia/Kolkata"))
                .get(random.nextInt(4));
        // Around the turn of a year and both changes of the clocks; in no order.
        List<ZonedDateTime> times = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Instant instant =
                    Instant.parse("2025-10-20T00:00:00Z").plus(random.nextInt(16_000_000), ChronoUnit.SECONDS);
            times.add(instant.atZone(zone));
        }
        TreeMap<LocalDate, Long> expected = new TreeMap<>();
        times.forEach(time -> expected.merge(first(time.toLocalDate(), period), 1L, Long::sum));
        boolean local = form == Form.LOCAL_TEXT || form == Form.LOCAL_TYPE;
        List<String> texts = times.stream()
                .map(time -> local
                        ? time.toLocalDateTime().toString()
                        : time.toOffsetDateTime().toString())
                .toList();
        Path file = switch (form) {
            case OFFSET_TEXT, LOCAL_TEXT -> csv("times-" + seed + form + period + ".csv", texts);
            case INSTANT_TYPE, LOCAL_TYPE ->
                Drifts.parquet(
                        temporary(),
                        "times-" + seed + form + period + ".parquet",
                        "SELECT CAST(t AS " + (local ? "TIMESTAMP" : "TIMESTAMPTZ") + ") AS at, 1 AS x FROM (VALUES ("
                                + String.join(
                                        "), (",
                                        texts.stream()
                                                .map(text -> "'" + text + "'")
                                                .toList()) + ")) v(t)");
        };
        DriftCells cells = Drifts.cells(Drifts.chunked(new ByPeriod("at", zone, period)), file, file);
        TreeMap<LocalDate, Long> found = new TreeMap<>();
        for (int chunk : cells.chunks(false)) {
            Chunk one = cells.chunks().get(chunk);
            LocalDate first = one.from().atZone(zone).toLocalDate();
            assertThat(first(first, period)).isEqualTo(first);
            assertThat(one.from()).isEqualTo(first.atStartOfDay(zone).toInstant());
            if (chunk + 1 < cells.chunks().size()) {
                assertThat(one.to()).isEqualTo(cells.chunks().get(chunk + 1).from());
            }
            if (one.rows() > 0) {
                found.put(first, one.rows());
            }
            assertThat(cells.column("x").sum(chunk)[0]).isEqualTo(one.rows());
        }
        assertThat(found).isEqualTo(expected);
        file.toFile().delete();
    }

    @Test
    void aDayHasTheHoursThatTheClockGivesIt() {
        Path file = Drifts.parquet(
                folder,
                "hours.parquet",
                "SELECT TIMESTAMPTZ '2026-03-27 23:00:00+00' + to_hours(CAST(i AS BIGINT)) AS at, 1 AS x FROM range(5300) t(i)");
        DriftCells cells = Drifts.cells(Drifts.chunked(new ByPeriod("at", BERLIN, Period.DAY)), file, file);
        assertThat(rows(cells, "2026-03-28")).isEqualTo(24);
        assertThat(rows(cells, "2026-03-29")).isEqualTo(23);
        assertThat(rows(cells, "2026-10-25")).isEqualTo(25);
        Chunk short23 = cells.chunks().get(1);
        assertThat(Duration.between(short23.from(), short23.to())).isEqualTo(Duration.ofHours(23));
        DriftCells utc = Drifts.cells(Drifts.chunked(new ByPeriod("at", null, Period.DAY)), file, file);
        assertThat(rows(utc, "2026-03-29")).isEqualTo(24);
    }

    @Test
    void labelsAndPeriodsWithoutRows() {
        Path reference = csv("r.csv", List.of("2027-01-01", "2026-12-27", "2026-10-02"));
        assertThat(labels(reference, Period.WEEK))
                .hasSize(14)
                .endsWith("2026-W52", "2026-W53")
                .startsWith("2026-W40");
        assertThat(labels(reference, Period.MONTH)).containsExactly("2026-10", "2026-11", "2026-12", "2027-01");
        assertThat(labels(reference, Period.QUARTER)).containsExactly("2026-Q4", "2027-Q1");
        assertThat(labels(reference, Period.YEAR)).containsExactly("2026", "2027");
        DriftCells cells = Drifts.cells(Drifts.chunked(new ByPeriod("at", null, Period.MONTH)), reference, reference);
        assertThat(rows(cells, "2026-11")).isZero();
        assertThat(cells.column("x").counts()[1]).containsExactly(0, 0, 0);
    }

    @Test
    void yearsMonthsAndWholeNumbersAreTimesToo() {
        Path years = csv("years.csv", List.of("2015", "2016", "2016"));
        assertThat(labels(years, Period.YEAR)).containsExactly("2015", "2016");
        Path months = csv("months.csv", List.of("2015-02", "2015-01"));
        assertThat(labels(months, Period.MONTH)).containsExactly("2015-01", "2015-02");
        Path numbers = Drifts.parquet(folder, "numbers.parquet", "SELECT 2014 + i AS at, i AS x FROM range(3) t(i)");
        assertThat(labels(numbers, Period.YEAR)).containsExactly("2014", "2015", "2016");
    }

    @Test
    void rowsWithoutATimeAreCountedAndInNoChunk() {
        Path file = csv(
                "gaps.csv",
                List.of("2026-01-02T03:04:05Z", "", "soon", "2026-02-30T00:00:00Z", "2026-01-05 00:00:00+01"));
        DriftCells cells = Drifts.cells(Drifts.chunked(new ByPeriod("at", BERLIN, Period.MONTH)), file, file);
        assertThat(cells.current().rows()).isEqualTo(5);
        assertThat(cells.current().withoutTime()).isEqualTo(1);
        assertThat(cells.current().unreadableTime()).isEqualTo(2);
        assertThat(cells.rows(false)).isEqualTo(2);
        assertThat(cells.column("x").sum(cells.chunks(false))).containsExactly(1, 1);
        assertThat(DriftCells.parse(cells.toJson()).digest()).isEqualTo(cells.digest());
    }

    @Test
    void timesThatCannotBeReadAsThePlanWantsAreRefused() {
        refused(
                "mixed.csv",
                List.of("2026-01-02T03:04:05Z", "2026-01-02T03:04:05"),
                BERLIN,
                "time: 1 times in 'at' say their zone or offset and 1 do not");
        refused(
                "mixed-date.csv",
                List.of("2026-01-02T03:04:05Z", "2026-01-02"),
                BERLIN,
                "write all of them with an offset, or all without");
        refused("local.csv", List.of("2026-01-02T03:04:05"), null, "the plan's 'zone' must say which they are in");
        refused("none.csv", List.of("", "soon"), BERLIN, "no row has a time in 'at'");
        refused("epoch.csv", List.of("1767225600"), BERLIN, "no row has a time in 'at'");
        refused(
                "far.csv",
                List.of("1600-01-01", "2026-01-01"),
                BERLIN,
                "are more than 500 periods: choose a longer period");
        Path hours = Drifts.parquet(folder, "hours.parquet", "SELECT TIME '12:00' AS at, 1 AS x");
        assertThatThrownBy(() -> Drifts.cells(Drifts.chunked(new ByPeriod("at", BERLIN, Period.DAY)), hours, hours))
                .hasMessageContaining("'at' is TIME, a time without a day");
        Path other = Drifts.csv(folder, "other.csv", "x\n1\n");
        Path good = csv("good.csv", List.of("2026-01-02"));
        assertThatThrownBy(() -> Drifts.cells(Drifts.chunked(new ByPeriod("at", BERLIN, Period.DAY)), good, other))
                .hasMessageContaining("other.csv: has no column 'at'");
    }

    @Test
    void chunksByCountDifferByAtMostARow() {
        Path file = Drifts.parquet(folder, "r.parquet", "SELECT i AS x FROM range(103) t(i)");
        DriftCells cells = Drifts.cells(Drifts.chunked(new ByCount(10)), file, file);
        assertThat(cells.chunks(true)).hasSize(10);
        assertThat(cells.chunks()).extracting(Chunk::rows).containsOnly(10L, 11L);
        assertThat(cells.chunks().get(0).label()).isEqualTo("1-10");
        assertThat(cells.chunks().get(9).label()).isEqualTo("93-103");
        DriftCells rows = Drifts.cells(Drifts.chunked(new ByRows(50)), file, file);
        assertThat(rows.chunks()).extracting(Chunk::rows).containsExactly(50L, 50L, 3L, 50L, 50L, 3L);
        assertThat(rows.column("x").counts()[1][50]).isEqualTo(1);
        assertThatThrownBy(() -> new ByCount(0)).isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> new ByRows(0)).isInstanceOf(AuditException.class);
    }

    private void refused(String name, List<String> times, ZoneId zone, String message) {
        Path file = csv(name, times);
        assertThatThrownBy(() -> Drifts.cells(Drifts.chunked(new ByPeriod("at", zone, Period.DAY)), file, file))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(message);
    }

    private static List<String> labels(Path file, Period period) {
        DriftCells cells = Drifts.cells(Drifts.chunked(new ByPeriod("at", null, period)), file, file);
        return IntStream.of(cells.chunks(true))
                .mapToObj(chunk -> cells.chunks().get(chunk).label())
                .toList();
    }

    private static long rows(DriftCells cells, String label) {
        return cells.chunks().stream()
                .filter(chunk -> chunk.reference() && chunk.label().equals(label))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    private Path csv(String name, List<String> times) {
        StringBuilder text = new StringBuilder("at,x\n");
        for (int i = 0; i < times.size(); i++) {
            text.append(times.get(i))
                    .append(',')
                    .append(times.size() > 100 ? 1 : i)
                    .append('\n');
        }
        return Drifts.csv(temporary(), name, text.toString());
    }

    /** A property has no folder of its own for each try. */
    private Path temporary() {
        return folder != null ? folder : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static LocalDate first(LocalDate date, Period period) {
        return switch (period) {
            case DAY -> date;
            case WEEK -> date.minusDays(date.getDayOfWeek().getValue() - 1);
            case MONTH -> date.withDayOfMonth(1);
            case QUARTER -> LocalDate.of(date.getYear(), 3 * date.get(IsoFields.QUARTER_OF_YEAR) - 2, 1);
            case YEAR -> LocalDate.of(date.getYear(), 1, 1);
        };
    }
}
