package dev.gatehouse.gateway.condition;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The rows of one call that a person must look at.
 *
 * @param marked their indexes, from 0 on, ascending
 * @param rows how many rows the call has
 */
@SuppressWarnings("ArrayRecordComponent") // on its way into a record; marks are not compared
public record ReviewMarks(int[] marked, int rows) {
    /** Most rows that the header names. */
    public static final int MAX_NAMED = 100;

    /** No row. */
    public static final ReviewMarks NONE = new ReviewMarks(new int[0], 0);

    /** Every row of so many. */
    static ReviewMarks all(int rows) {
        int[] marked = new int[rows];
        Arrays.setAll(marked, row -> row);
        return new ReviewMarks(marked, rows);
    }

    /** Whether there is one. */
    public boolean any() {
        return marked.length > 0;
    }

    /** As a header says it: {@code all}, their indexes such as {@code 0,3}, or for more than {@value #MAX_NAMED} {@code count=137}. */
    public String text() {
        if (marked.length == rows) {
            return "all";
        }
        return marked.length > MAX_NAMED
                ? "count=" + marked.length
                : Arrays.stream(marked).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
