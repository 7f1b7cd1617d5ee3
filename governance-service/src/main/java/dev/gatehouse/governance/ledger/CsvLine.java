package dev.gatehouse.governance.ledger;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of comma-separated values (RFC 4180) that no spreadsheet takes for a formula. */
public final class CsvLine {

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private CsvLine() {}

    /**
     * The values in one line with its end. A value that a spreadsheet would compute, because it begins with {@code = + - @}, a tab or a carriage
     * return, with or without apostrophes before that, gets an apostrophe before it, which {@link #unescaped} takes away.
     */
    public static String of(String... values) {
        return Arrays.stream(values).map(CsvLine::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A value of a read cell as it was before {@link #of} wrote it. */
    public static String unescaped(String cell) {
        return cell.startsWith("'") && computed(cell) ? cell.substring(1) : cell;
    }

    private static boolean computed(String value) {
        int first = 0;
        while (first < value.length() && value.charAt(first) == '\'') {
            first++;
        }
        return first < value.length() && FORMULA_STARTS.indexOf(value.charAt(first)) >= 0;
    }

    private static String cell(String value) {
        String safe = computed(value) ? "'" + value : value;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
