package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.governance.ledger.Ledger;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Marks releases whose time before the board is over, so that nobody can say they did not see it. */
@ApplicationScoped
class Escalations {

    /** Most releases in one turn; the next turn takes the rest. */
    private static final int BATCH = 100;

    private static final Logger LOG = Logger.getLogger(Escalations.class);

    private final ReleaseBook book;
    private final Ledger ledger;
    private final Clock clock;

    @Inject
    Escalations(ReleaseBook book, Ledger ledger, Clock clock) {
        this.book = book;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void work() {
        for (UUID id : QuarkusTransaction.requiringNew().call(() -> ReleaseEntity.due(clock.instant(), BATCH))) {
            try {
                QuarkusTransaction.requiringNew().run(() -> escalate(id));
            } catch (RuntimeException e) {
                // One release that cannot be read keeps no other from being marked.
                LOG.errorf(e, "Release %s is due and could not be marked as overdue.", id);
            }
        }
    }

    private void escalate(UUID id) {
        Instant now = clock.instant();
        ReleaseEntity release = ReleaseEntity.held(id).orElseThrow();
        // It may have been decided, or marked by another instance, while this one waited for it.
        if (!(book.state(release) instanceof ReleaseState.InReview review)
                || release.escalatedAt != null
                || release.dueAt.isAfter(now)) {
            return;
        }
        release.escalatedAt = now;
        ledger.recordOwn(
                "release.escalated",
                "release/" + id,
                Map.of(
                        "due", release.dueAt.toString(),
                        "missing", String.join(",", review.missing().keySet()),
                        "dossier", release.dossierDigest));
    }
}
