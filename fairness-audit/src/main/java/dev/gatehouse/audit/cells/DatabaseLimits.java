package dev.gatehouse.audit.cells;

import java.time.Duration;

/**
 * What counting two samples may cost a database.
 *
 * @param rows the most rows of either sample, 1 to {@value #MAX_ROWS}; they are copied to a temporary table
 * @param statement the longest that one statement may take, 1 ms to 1 hour
 */
public record DatabaseLimits(long rows, Duration statement) {
    /** The largest {@code rows}. */
    public static final long MAX_ROWS = 100_000_000;

    private static final Duration LONGEST = Duration.ofHours(1);

    public DatabaseLimits {
        if (rows < 1 || rows > MAX_ROWS) {
            throw new IllegalArgumentException("rows: 1 to " + MAX_ROWS + ", not " + rows);
        }
        if (statement.compareTo(Duration.ofMillis(1)) < 0 || statement.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("statement: 1 ms to " + LONGEST + ", not " + statement);
        }
    }
}
