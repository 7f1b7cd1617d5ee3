package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.cells.ParquetColumns.Kind;
import java.util.List;

/**
 * The rows of one sample, and all that is an engine's own dialect: how rows are read, where one stands, how texts become numbers and
 * times become microseconds. The counting queries, {@link DriftQuery} and {@link PerformanceQuery}, are plain SQL over its
 * expressions.
 */
interface DriftSource {
    /** The names of the columns, in their order. */
    List<String> names();

    /** @throws dev.gatehouse.audit.plan.AuditException naming the columns there are, when it is none of them */
    void mustHave(String column);

    long rows();

    /** What the data call the type; texts in CSV. */
    String typeName(String column);

    /** What the data say a column holds; null for CSV, whose texts may be anything. */
    Kind declared(String column);

    /** Whether it is stored with the precision of a FLOAT. */
    boolean isSingle(String column);

    /** A column as numbers: times as seconds since 1970 UTC, truth values as 0 and 1, texts to be read as numbers. */
    Column asNumber(String column, boolean single);

    /** A column as texts; 3.0 is written as 3, so that codes look alike whatever type they are stored as. */
    Column asCategory(String column);

    /** SQL for the number that a text is; NULL when it is none. */
    String parsed(String text);

    /** SQL for a column's number: NaN for a text that is none, NULL for a blank one. */
    String number(Column column);

    /** All rows as an item for FROM. */
    String read();

    /** The first rows as an item for FROM. */
    String first(long most);

    /** SQL for the place of a row, from 0, in the order of the data. */
    String position();

    /** A time column in microseconds since 1970, of UTC where it has a zone or offset, else of its own clock; NULL if unreadable. */
    String micros(String time);

    /** SQL for whether a row's time says its zone or offset; of a date, which needs none, it does not. */
    String saysZone(String time);

    /** SQL for whether a row's time has a time of day. */
    String saysHour(String time);

    /** SQL for whether a row has a time at all, readable or not. */
    String hasTime(String time);

    /** SQL for about how many different values there are. */
    String aboutDistinct(String value);

    /** A hash of at least 63 bits of some columns, of each row from the first. */
    long[] hashes(List<Column> columns, int most);

    <T> T query(String stage, String sql, Counting.Reading<T> reading);

    /**
     * A part of about so many rows that is the same on every machine and engine, as an item for FROM: all of them where there are no
     * more.
     */
    default String part(long most) {
        if (rows() <= most) {
            return read();
        }
        return "(SELECT * FROM " + read() + " WHERE " + Sampling.hash(position()) + " < "
                + Math.max(1, (long) (Sampling.PRIME * (double) most / rows())) + ")";
    }

    default long number(String sql) {
        return query("survey", sql, result -> {
            result.next();
            return result.getLong(1);
        });
    }
}
