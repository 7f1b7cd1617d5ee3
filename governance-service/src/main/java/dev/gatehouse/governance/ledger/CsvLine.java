package dev.gatehouse.governance.ledger;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of comma-separated values (RFC 4180) that no spreadsheet takes for a formula. */
final class CsvLine {

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private CsvLine() {}

    /**
     * The values in one line with its end. A value that a spreadsheet would compute, because it begins with {@code = + - @}, a tab or a carriage
     * return, gets an apostrophe before it.
     */
    static String of(String... values) {
        return Arrays.stream(values).map(CsvLine::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String value) {
        String safe = !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
