package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftColumns.ByCount;
import dev.gatehouse.audit.cells.DriftColumns.ByLabel;
import dev.gatehouse.audit.cells.DriftColumns.ByPeriod;
import dev.gatehouse.audit.cells.DriftColumns.ByRows;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import dev.gatehouse.audit.cells.DriftColumns.Period;
import dev.gatehouse.audit.plan.AuditException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The chunks of a sample, cut where an ascending quantity reaches each of their starts: the place of a row, or its time in
 * microseconds. The starts are computed here, from Java's calendar and time zones, so that every engine cuts alike.
 *
 * @param expression SQL for the quantity; null for one chunk with all rows
 * @param starts of each chunk but the first, ascending
 * @param chunks without their rows
 */
record DriftChunks(String expression, List<Long> starts, List<Chunk> chunks) {
    private static final long MICROS = 1_000_000;

    /** The last second of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final String ADVICE = "; cut larger chunks, at most " + DriftCells.MAX_CHUNKS;

    /** @throws AuditException when there are too many, or the time column cannot be read as the plan wants it */
    static DriftChunks of(boolean reference, DriftSource source, Chunking chunking) {
        if (chunking instanceof ByRows byRows) {
            long count = Math.max(1, -Math.floorDiv(-source.rows(), byRows.rows()));
            return byPosition(reference, source, count, byRows.rows());
        }
        if (chunking instanceof ByCount byCount) {
            long count = Math.max(1, Math.min(byCount.count(), source.rows()));
            return byPosition(reference, source, count, 0);
        }
        if (chunking instanceof ByPeriod byPeriod) {
            return byPeriod(reference, source, byPeriod);
        }
        if (chunking instanceof ByLabel byLabel) {
            return byLabel(reference, source, byLabel);
        }
        String label = reference ? "reference" : "current";
        return new DriftChunks(null, List.of(), List.of(new Chunk(label, reference, null, null, 0)));
    }

    /** @param size the rows of each; 0 for sizes that differ by at most 1 */
    private static DriftChunks byPosition(boolean reference, DriftSource source, long count, long size) {
        if (count > DriftCells.MAX_CHUNKS) {
            throw new AuditException("chunks: " + source.rows() + " rows are " + count + " chunks" + ADVICE);
        }
        List<Long> starts = new ArrayList<>();
        List<Chunk> chunks = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long from = start(i, source.rows(), count, size);
            long to = i + 1 == count ? source.rows() : start(i + 1, source.rows(), count, size);
            if (i > 0) {
                starts.add(from);
            }
            chunks.add(new Chunk((from + 1) + "-" + to, reference, null, null, 0));
        }
        return new DriftChunks(source.position(), starts, chunks);
    }

    private static long start(long chunk, long rows, long count, long size) {
        return size > 0 ? chunk * size : Math.floorDiv(Math.multiplyExact(chunk, rows), count);
    }

    private static DriftChunks byPeriod(boolean reference, DriftSource source, ByPeriod what) {
        Times times = Times.of(source, what);
        ZoneId zone = what.zone() == null ? ZoneOffset.UTC : what.zone();
        ZoneId clock = times.zoned() ? zone : ZoneOffset.UTC;
        LocalDate first = period(instant(times.least(), what).atZone(clock).toLocalDate(), what.period());
        LocalDate last = period(instant(times.most(), what).atZone(clock).toLocalDate(), what.period());
        List<Long> starts = new ArrayList<>();
        List<Chunk> chunks = new ArrayList<>();
        for (LocalDate from = first; !from.isAfter(last); from = next(from, what.period())) {
            if (chunks.size() == DriftCells.MAX_CHUNKS) {
                throw new AuditException("chunks: the times of '" + what.column() + "' from " + first + " to " + last
                        + " are more than " + DriftCells.MAX_CHUNKS
                        + " periods: choose a longer period, or leave out the rows whose time is wrong");
            }
            if (!chunks.isEmpty()) {
                starts.add(from.atStartOfDay(clock).toEpochSecond() * MICROS);
            }
            chunks.add(new Chunk(
                    label(from, what.period()),
                    reference,
                    from.atStartOfDay(zone).toInstant(),
                    next(from, what.period()).atStartOfDay(zone).toInstant(),
                    0));
        }
        return new DriftChunks(source.micros(what.column()), starts, chunks);
    }

    /** The chunks of {@link ByLabel}, in this order. */
    private static DriftChunks byLabel(boolean reference, DriftSource source, ByLabel what) {
        source.mustHave(what.column());
        String text = source.asCategory(what.column()).sql();
        String expression = "CASE WHEN " + text + " IS NULL OR trim(" + text + ") = '' THEN 0 WHEN " + text + " = "
                + CellQuery.literal(what.positive()) + " THEN 2 ELSE 1 END";
        List<Chunk> chunks = new ArrayList<>();
        for (String label : List.of("no label", "negative", "positive")) {
            chunks.add(new Chunk(label, reference, null, null, 0));
        }
        return new DriftChunks(expression, List.of(1L, 2L), chunks);
    }

    private static Instant instant(long micros, ByPeriod what) {
        long second = Math.floorDiv(micros, MICROS);
        if (Math.abs(second) > LAST_SECOND) {
            throw new AuditException("chunks: '" + what.column() + "' holds times beyond the year 9999");
        }
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The first day of a date's period. */
    private static LocalDate period(LocalDate date, Period period) {
        return switch (period) {
            case DAY -> date;
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            case QUARTER -> date.withDayOfMonth(1).withMonth((date.getMonthValue() - 1) / 3 * 3 + 1);
            case YEAR -> date.withDayOfYear(1);
        };
    }

    private static LocalDate next(LocalDate from, Period period) {
        return switch (period) {
            case DAY -> from.plusDays(1);
            case WEEK -> from.plusWeeks(1);
            case MONTH -> from.plusMonths(1);
            case QUARTER -> from.plusMonths(3);
            case YEAR -> from.plusYears(1);
        };
    }

    private static String label(LocalDate from, Period period) {
        return switch (period) {
            case DAY -> from.toString();
            case WEEK ->
                String.format(
                        Locale.ROOT,
                        "%04d-W%02d",
                        from.get(IsoFields.WEEK_BASED_YEAR),
                        from.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case MONTH -> from.toString().substring(0, from.toString().length() - 3);
            case QUARTER -> from.getYear() + "-Q" + from.get(IsoFields.QUARTER_OF_YEAR);
            case YEAR -> Integer.toString(from.getYear());
        };
    }

    /**
     * SQL for the index of a row's chunk in terms of {@code q}, the quantity, by halving; NULL where that is.
     *
     * @param first the index of the first chunk
     */
    String sql(int first) {
        return "CAST(CASE WHEN q IS NOT NULL THEN " + halved(first, 0, starts.size()) + " END AS SMALLINT)";
    }

    private String halved(int first, int from, int to) {
        if (from == to) {
            return Integer.toString(first + from);
        }
        int middle = (from + to) / 2;
        return "CASE WHEN q < " + starts.get(middle) + " THEN " + halved(first, from, middle) + " ELSE "
                + halved(first, middle + 1, to) + " END";
    }

    /**
     * What is known of the times of a sample.
     *
     * @param least in microseconds, as is most
     * @param zoned whether they are UTC, having a zone or offset
     */
    record Times(long least, long most, boolean zoned) {
        static Times of(DriftSource source, ByPeriod what) {
            String column = what.column();
            source.mustHave(column);
            String sql =
                    "SELECT COUNT(m), MIN(m), MAX(m), COUNT(*) FILTER (WHERE z), COUNT(*) FILTER (WHERE h AND NOT z)"
                            + " FROM (SELECT m, m IS NOT NULL AND z AS z, m IS NOT NULL AND h AS h FROM (SELECT "
                            + source.micros(column) + " AS m, " + source.saysZone(column) + " AS z, "
                            + source.saysHour(column)
                            + " AS h FROM " + source.read() + ") AS times) AS readable";
            return source.query("survey", sql, result -> {
                result.next();
                long readable = result.getLong(1);
                long zoned = result.getLong(4);
                long local = result.getLong(5);
                if (readable == 0) {
                    throw new AuditException("time: no row has a time in '" + column
                            + "'; timestamps, dates, or texts as ISO 8601 has them are needed");
                }
                if (zoned > 0 && zoned < readable) {
                    throw new AuditException(
                            "time: " + zoned + " times in '" + column + "' say their zone or offset and "
                                    + (readable - zoned) + " do not; write all of them with an offset, or all without");
                }
                if (local > 0 && what.zone() == null) {
                    throw new AuditException("time: the times in '" + column
                            + "' say no zone or offset; the plan's 'zone' must say which they are in");
                }
                return new Times(result.getLong(2), result.getLong(3), zoned > 0);
            });
        }
    }
}
