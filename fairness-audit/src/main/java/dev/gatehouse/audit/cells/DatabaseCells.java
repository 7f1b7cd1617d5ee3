package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts cells where the rows are: the same aggregation as for files, pushed down into PostgreSQL. */
public final class DatabaseCells {
    /** The SQLSTATE of a number that does not fit its type. */
    private static final String OUT_OF_RANGE = "22003";

    private DatabaseCells() {}

    /** Sets the {@code ?} parameters of the source; called for each statement. */
    @FunctionalInterface
    public interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /**
     * Counts a plan's cells in one snapshot. Rows stay in the database.
     *
     * @param plan names the source's columns
     * @param connection to PostgreSQL, in auto-commit mode and without a transaction; handed back so, its isolation level and
     *     read-only flag as they were. The work is read-only, in one transaction of REPEATABLE READ
     * @param source an item for FROM without its alias: a {@linkplain #quote quoted} relation name or a subquery in parentheses;
     *     SQL of the caller's, never a user's text. Label, decision column, attributes and strata must be text; score, weight
     *     and the values of a regression double precision. NULL and blank text count as missing
     * @param binder sets the source's parameters
     * @throws AuditException when a column has too many values or there are too many cells
     * @throws SQLException from the database; the transaction is rolled back
     */
    public static Cells count(AuditPlan plan, Connection connection, String source, Binder binder) throws SQLException {
        Fields fields = Fields.of(plan);
        CellQuery query = new CellQuery(fields, typed(fields, source));
        try {
            return Transaction.of(
                    connection, true, () -> new Counting(fields, query, new Snapshot(connection, binder)).cells());
        } catch (SQLException e) {
            if (OUT_OF_RANGE.equals(e.getSQLState())) {
                throw new AuditException(Counting.Engine.TOO_LARGE, e);
            }
            throw e;
        }
    }

    /** An identifier in double quotes, with its own quotes doubled, as standard SQL has it. */
    public static String quote(String identifier) {
        return CellQuery.quote(identifier);
    }

    private static String typed(Fields fields, String source) {
        List<String> columns = new ArrayList<>();
        for (String text : fields.texts()) {
            columns.add(quote(text) + " AS t" + columns.size());
        }
        int texts = columns.size();
        for (String number : fields.numbers()) {
            if (fields.texts().contains(number)) {
                throw new AuditException("audit plan: '" + number + "' is read as a number and as a text");
            }
            columns.add(quote(number) + " AS n" + (columns.size() - texts));
        }
        return "(SELECT " + String.join(", ", columns) + " FROM " + source + " AS given_rows)";
    }

    private record Snapshot(Connection connection, Binder binder) implements Counting.Engine {
        private static final int FETCH_ROWS = 10_000;

        @Override
        public String place(String text, List<String> values) {
            return "ARRAY_POSITION(ARRAY["
                    + String.join(", ", values.stream().map(CellQuery::literal).toList()) + "], " + text + ")";
        }

        @Override
        public <T> T query(String stage, String sql, Counting.Reading<T> reading) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH_ROWS);
                binder.bind(statement);
                try (ResultSet result = statement.executeQuery()) {
                    return reading.from(result);
                }
            }
        }
    }
}
