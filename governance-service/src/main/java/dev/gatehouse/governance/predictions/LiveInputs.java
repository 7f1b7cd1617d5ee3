package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of a window's rows: which hold texts. JSON says of each value whether it is a number or a text, so a column is of numbers
 * where no row of the window has a text.
 *
 * @param rows of the window
 * @param read of these, rows whose inputs could be read
 * @param columns SQL by input, as {@link LiveRows#column} takes it
 */
record LiveInputs(long rows, long read, Map<String, String> columns) {

    /**
     * Looks at a window.
     *
     * @param wanted some of the version's inputs
     * @throws ProblemException {@code invalid-value} when it has no row with inputs
     */
    static LiveInputs of(Connection connection, LiveRows.Window window, List<String> wanted, Duration limit)
            throws SQLException {
        LiveRows all = new LiveRows(window).column("numbers", "p.input_numbers").column("texts", "p.input_texts");
        List<String> items = new ArrayList<>();
        for (String input : wanted) {
            items.add(", bool_or(texts[" + place(window, input) + "] IS NOT NULL)");
        }
        String sql = "SELECT count(*), count(numbers)" + String.join("", items) + " FROM " + all.source() + " AS live";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setQueryTimeout((int) Math.max(1, limit.toSeconds()));
            all.bind(query);
            try (ResultSet found = query.executeQuery()) {
                found.next();
                if (found.getLong(2) == 0 && !wanted.isEmpty()) {
                    throw new ProblemException(
                            ProblemType.INVALID_VALUE,
                            "Version " + window.version() + " has " + found.getLong(1) + " predictions from "
                                    + window.from() + " to " + window.to()
                                    + (found.getLong(1) == 0
                                            ? "; choose another window."
                                            : ", and of none could the inputs be read: the requests do not fit the version's"
                                                    + " signature, or came before inputs were kept."));
                }
                Map<String, String> columns = new LinkedHashMap<>();
                for (int i = 0; i < wanted.size(); i++) {
                    int place = place(window, wanted.get(i));
                    columns.put(
                            wanted.get(i),
                            found.getBoolean(3 + i)
                                    ? "coalesce(p.input_texts[%1$d], CAST(p.input_numbers[%1$d] AS text))"
                                            .formatted(place)
                                    : "p.input_numbers[" + place + "]");
                }
                return new LiveInputs(found.getLong(1), found.getLong(2), columns);
            }
        }
    }

    /** From 1, as PostgreSQL counts. */
    private static int place(LiveRows.Window window, String input) {
        return window.inputs().indexOf(input) + 1;
    }

    /** What a reader must know of the rows that are not counted; null when all are. */
    String note(String window) {
        return read == rows
                ? null
                : (rows - read) + " of " + rows + " " + window
                        + " rows are left out: their inputs could not be read by the"
                        + " version's signature, or came before inputs were kept.";
    }
}
