package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.MerkleFrontier;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/**
 * Gives committed leaves their indexes and grows the tree. One at a time over all instances of the service: a database lock sees to
 * it, and an instance that does not get the lock leaves the work to the one that has it.
 */
@ApplicationScoped
class Sequencer {

    private static final int BATCH_LEAVES = 1_000;
    /** Any number, the same in every instance: "ledger" in ASCII. */
    private static final long LOCK = 0x6c65_6467_6572L;

    private final EntityManager database;
    private final Clock clock;

    @Inject
    Sequencer(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Scheduled(every = "0.5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    void sequence() {
        boolean mine = (Boolean) database.createNativeQuery("SELECT pg_try_advisory_xact_lock(:lock)")
                .setParameter("lock", LOCK)
                .getSingleResult();
        if (!mine) {
            return;
        }
        List<LeafEntity> waiting = LeafEntity.unsequenced(BATCH_LEAVES);
        if (waiting.isEmpty()) {
            return;
        }
        TreeEntity tree = TreeEntity.findById(true);
        boolean first = tree == null;
        if (first) {
            tree = new TreeEntity();
        }
        MerkleFrontier frontier = first ? MerkleFrontier.empty() : MerkleFrontier.read(tree.frontier);
        for (LeafEntity leaf : waiting) {
            leaf.index = frontier.size();
            frontier = frontier.append(Digest.ofHash(leaf.hash));
        }
        tree.size = frontier.size();
        tree.frontier = frontier.bytes();
        tree.root = frontier.root().bytes();
        tree.updatedAt = clock.instant();
        if (first) {
            tree.persist();
        }
    }
}
