package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.route.Position;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * The (epoch, serial) that orders an environment's snapshots. Whoever changes what gateways must obey raises the serial in the same
 * transaction; the row's lock makes changes and snapshots see one order.
 */
@ApplicationScoped
public class SnapshotOrder {

    private final EntityManager database;

    @Inject
    SnapshotOrder(EntityManager database) {
        this.database = database;
    }

    /** Raises the serial; to be called in the transaction of the change. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raise(String environment) {
        database.createNativeQuery("""
                        INSERT INTO governance.snapshot_order (environment, epoch, serial) VALUES (:environment, 1, 1)
                        ON CONFLICT (environment) DO UPDATE SET serial = snapshot_order.serial + 1""").setParameter("environment", environment).executeUpdate();
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
