package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.route.Position;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The (epoch, serial) that orders an environment's snapshots. Whoever changes what gateways must obey raises the serial in the same
 * transaction; the row's lock makes changes and snapshots see one order.
 *
 * <p>The rows are the last that a transaction locks, each once and in the order of the environments' names. Whoever raised one in the
 * midst of closing several permits would hold it while waiting for a permit, whose holder waits for the row.
 */
@ApplicationScoped
public class SnapshotOrder {

    /** Under which a transaction keeps the environments whose serials it is to raise. */
    private static final Object TO_RAISE = SnapshotOrder.class;

    private final EntityManager database;
    private final AgroalDataSource connections;
    private final TransactionSynchronizationRegistry transaction;
    private final TransactionManager transactions;

    @Inject
    SnapshotOrder(
            EntityManager database,
            AgroalDataSource connections,
            TransactionSynchronizationRegistry transaction,
            TransactionManager transactions) {
        this.database = database;
        this.connections = connections;
        this.transaction = transaction;
        this.transactions = transactions;
    }

    /** Raises the serial when the caller's transaction, that of the change, is about to commit. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raise(String environment) {
        if (transaction.getResource(TO_RAISE) instanceof ToRaise waiting) {
            waiting.environments.add(environment);
            return;
        }
        ToRaise first = new ToRaise();
        first.environments.add(environment);
        transaction.putResource(TO_RAISE, first);
        try {
            // Not an interposed one: those come after the pool has taken the connection back.
            transactions.getTransaction().registerSynchronization(first);
        } catch (RollbackException | SystemException e) {
            throw new IllegalStateException("the transaction cannot be committed any more", e);
        }
    }

    /** What one transaction raises at its end. */
    private final class ToRaise implements Synchronization {

        private final SortedSet<String> environments = new TreeSet<>();

        @Override
        public void beforeCompletion() {
            environments.forEach(SnapshotOrder.this::raiseNow);
        }

        @Override
        public void afterCompletion(int status) {
            // Committed or not, there is nothing left to do.
        }
    }

    /** By a connection of its own hands, in the same transaction: the session may have given its own back by now. */
    private void raiseNow(String environment) {
        try (Connection connection = connections.getConnection();
                PreparedStatement raise = connection.prepareStatement("""
                        INSERT INTO governance.snapshot_order (environment, epoch, serial) VALUES (?, 1, 1)
                        ON CONFLICT (environment) DO UPDATE SET serial = snapshot_order.serial + 1""")) {
            raise.setString(1, environment);
            raise.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the order of snapshots cannot be raised", e);
        }
    }

    /** Where the environment stands now. */
    @Transactional
    public Position current(String environment) {
        return position(environment, "");
    }

    /** Where the environment stands, with changes kept out until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Position held(String environment) {
        // Without a row there would be nothing to hold.
        database.createNativeQuery("""
                        INSERT INTO governance.snapshot_order (environment, epoch, serial) VALUES (:environment, 1, 0)
                        ON CONFLICT (environment) DO NOTHING""").setParameter("environment", environment).executeUpdate();
        return position(environment, " FOR SHARE");
    }

    private Position position(String environment, String lock) {
        List<?> rows = database.createNativeQuery(
                        "SELECT epoch, serial FROM governance.snapshot_order WHERE environment = :environment" + lock)
                .setParameter("environment", environment)
                .getResultList();
        if (rows.isEmpty()) {
            return new Position(1, 0);
        }
        Object[] row = (Object[]) rows.get(0);
        return new Position(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }
}
