package dev.gatehouse.audit.cells;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction of REPEATABLE READ, so that all that is read is one snapshot, on a connection that is handed back as it was. */
final class Transaction {
    private Transaction() {}

    interface Work<T> {
        T done() throws SQLException;
    }

    /**
     * @param connection in auto-commit mode and without a transaction
     * @throws SQLException from the database; the transaction is rolled back, as it is after any other exception
     */
    static <T> T of(Connection connection, boolean readOnly, Work<T> work) throws SQLException {
        int isolationBefore = connection.getTransactionIsolation();
        boolean readOnlyBefore = connection.isReadOnly();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(readOnly);
        connection.setAutoCommit(false);
        try {
            T done = work.done();
            connection.commit();
            return done;
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
                connection.setReadOnly(readOnlyBefore);
                connection.setTransactionIsolation(isolationBefore);
            }
        }
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
