package dev.gatehouse.governance;

import dev.gatehouse.migrations.MigratedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A table that nobody else can read until this is closed: whoever needs it waits, so that a test can look at the moment in between. */
final class LockedTable implements AutoCloseable {

    private final Connection owner;

    /** @param table with its schema where that is another than {@code governance} */
    LockedTable(String table) throws SQLException {
        owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
        owner.setAutoCommit(false);
        try (Statement lock = owner.createStatement()) {
            lock.execute("LOCK TABLE " + (table.contains(".") ? table : "governance." + table)
                    + " IN ACCESS EXCLUSIVE MODE");
        }
    }

    /** Executes a statement as the tables' owner, at once. */
    static void owner(String sql) throws SQLException {
        try (Connection connection = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until something has come about, at most half a minute. */
    static void until(Callable<Boolean> happened) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!happened.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not come about within 30 s");
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws SQLException {
        owner.rollback();
        owner.close();
    }
}
