package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Works live audits off, one at a time in each instance: the database does the work, and it has other things to do. */
@ApplicationScoped
class LiveAuditRunner {

    private static final Logger LOG = Logger.getLogger(LiveAuditRunner.class);
    private static final String BROKEN = "it could not be run; the service's log says why";

    private final LiveAudits audits;
    private final LiveAudit audit;
    private final UUID worker = UUID.randomUUID();
    private final Semaphore free = new Semaphore(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "live-audit");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean stopping;

    @Inject
    LiveAuditRunner(LiveAudits audits, LiveAudit audit) {
        this.audits = audits;
        this.audit = audit;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!stopping) {
            audits.beat(worker);
            audits.recover();
            wake();
        }
    }

    /** Looks at once: one was asked for. */
    void wake() {
        if (!stopping && free.tryAcquire()) {
            thread.execute(this::workOff);
        }
    }

    /** What is under way is cut off; another instance, or the next start, says so of it. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        thread.shutdownNow();
    }

    private void workOff() {
        try {
            Optional<UUID> claim = audits.claim(worker);
            while (claim.isPresent()) {
                run(claim.get());
                claim = stopping ? Optional.empty() : audits.claim(worker);
            }
        } catch (RuntimeException e) {
            LOG.error("live audits could not be worked off", e);
        } finally {
            free.release();
        }
    }

    private void run(UUID id) {
        try {
            LiveAudit.Prepared prepared = audits.prepared(id);
            audits.complete(id, worker, audit.report(prepared, stage -> audits.at(id, worker, stage)));
        } catch (ProblemException | AuditException e) {
            audits.fail(id, worker, e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "live audit %s failed", id);
            audits.fail(id, worker, BROKEN);
        }
    }
}
