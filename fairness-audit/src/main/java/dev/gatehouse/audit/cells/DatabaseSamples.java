package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.PerformancePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Counts the cells of two samples where the rows are: the queries that run on files, in PostgreSQL (16 or later). The columns that are
 * counted are copied to temporary tables of one transaction, in the samples' order, so that joins are made once and rows have a place;
 * neither rows nor tables outlive it. From the same rows in the same order the cells are those that DuckDB counts, but for how fractions
 * and what is no number are written where they are categories.
 *
 * <p>The login needs SELECT on what the sources name and TEMPORARY on the database. Connections are in auto-commit mode and without a
 * transaction, and are handed back so.
 */
public final class DatabaseSamples {
    /** The SQLSTATEs of a number that does not fit its type, and of a statement that was cancelled. */
    private static final String OUT_OF_RANGE = "22003";

    private static final String CANCELLED = "57014";

    private DatabaseSamples() {}

    /**
     * Counts the cells of a drift audit.
     *
     * @param what times must be timestamps or dates, never texts
     * @throws AuditException when a sample lacks a column, has more rows than the limit, cannot be cut into chunks, or a statement takes
     *     longer than the limit; the message names the column and no value
     * @throws SQLException from the database; the transaction is rolled back
     */
    public static DriftCells drift(
            DriftColumns what,
            Connection connection,
            DatabaseSample reference,
            DatabaseSample current,
            DatabaseLimits limits)
            throws SQLException {
        return counted(connection, limits, () -> {
            Predicate<String> wanted = DriftRows.wanted(what);
            PostgresSource before = PostgresSource.look(connection, "reference", reference, wanted);
            PostgresSource now = PostgresSource.look(connection, "current", current, wanted);
            DriftSchema.Names names = DriftSchema.Names.of(what, before, now);
            Set<String> columns = new LinkedHashSet<>(names.counted());
            if (what.time() != null) {
                before.mustHave(what.time());
                now.mustHave(what.time());
                columns.add(what.time());
            }
            before.open(columns, limits.rows());
            now.open(columns, limits.rows());
            DriftSchema schema = DriftSchema.of(names, what.categorical(), before, now);
            return new DriftCounting(schema, what.chunking(), before, now).cells(engine(connection), what.chunking());
        });
    }

    /**
     * Counts a sample in the cells of a reference of which only counts are known, as {@link StatisticsRows} does with files.
     *
     * @param reference what is known of it, of the columns that are to be counted
     * @param what as in {@link #drift(DriftColumns, Connection, DatabaseSample, DatabaseSample, DatabaseLimits)}
     * @throws AuditException likewise
     * @throws SQLException from the database; the transaction is rolled back
     */
    public static DriftCells drift(
            StatisticsColumns reference,
            DriftColumns what,
            Connection connection,
            DatabaseSample current,
            DatabaseLimits limits)
            throws SQLException {
        return counted(connection, limits, () -> {
            PostgresSource source = PostgresSource.look(connection, "current", current, StatisticsRows.wanted(what));
            Set<String> columns = new LinkedHashSet<>(StatisticsRows.counted(reference, what, source));
            if (what.time() != null) {
                columns.add(what.time());
            }
            source.open(columns, limits.rows());
            return StatisticsRows.cells(engine(connection), reference, what, source);
        });
    }

    /**
     * Counts the cells of a performance audit.
     *
     * @param plan its times must be timestamps or dates in the sources, never texts
     * @param reference null exactly where the plan names none
     * @throws AuditException as {@link #drift}; also when a segment has too many values or there are too many cells
     * @throws SQLException from the database; the transaction is rolled back
     */
    public static PerformanceCells performance(
            PerformancePlan plan,
            Connection connection,
            DatabaseSample reference,
            DatabaseSample current,
            DatabaseLimits limits)
            throws SQLException {
        if ((reference == null) != (plan.reference() == null)) {
            throw new AuditException("reference: the plan names " + (plan.reference() == null ? "none" : "one")
                    + ", and " + (reference == null ? "none is" : "rows are") + " given");
        }
        return counted(
                connection,
                limits,
                () -> new PerformanceCounting(
                                plan,
                                reference == null ? null : opened(plan, connection, "reference", reference, limits),
                                opened(plan, connection, "current", current, limits))
                        .cells(engine(connection)));
    }

    private static PostgresSource opened(
            PerformancePlan plan, Connection connection, String name, DatabaseSample sample, DatabaseLimits limits)
            throws SQLException {
        Set<String> columns = PerformanceCounting.columns(plan);
        PostgresSource source = PostgresSource.look(connection, name, sample, columns::contains);
        PerformanceCounting.check(plan, source);
        source.open(columns, limits.rows());
        return source;
    }

    private static <T> T counted(Connection connection, DatabaseLimits limits, Transaction.Work<T> work)
            throws SQLException {
        try {
            return Transaction.of(connection, false, () -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET LOCAL statement_timeout = "
                            + limits.statement().toMillis());
                    return work.done();
                } catch (PostgresSource.Failed e) {
                    throw e.cause();
                }
            });
        } catch (SQLException e) {
            if (CANCELLED.equals(e.getSQLState())) {
                throw new AuditException(
                        "counting was ended: a statement took longer than "
                                + limits.statement().toMillis() + " ms; ask for a shorter window",
                        e);
            }
            if (OUT_OF_RANGE.equals(e.getSQLState())) {
                throw new AuditException(
                        "a number is too large or too near to 0 for the database to reckon with; scale the column", e);
            }
            throw e;
        }
    }

    private static String engine(Connection connection) throws SQLException {
        return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
    }
}
