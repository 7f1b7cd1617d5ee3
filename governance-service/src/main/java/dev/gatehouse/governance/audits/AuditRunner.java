package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.worker.AuditJob;
import dev.gatehouse.audit.worker.AuditProcess;
import dev.gatehouse.governance.audits.AuditQueue.Claim;
import dev.gatehouse.governance.audits.AuditQueue.Standing;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Works the queue of audits off: each in a process of its own, as many at once as the configuration says. */
@ApplicationScoped
class AuditRunner {

    private static final Logger LOG = Logger.getLogger(AuditRunner.class);
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_SECONDS = 8;

    private final AuditQueue queue;
    private final Audits audits;
    private final AuditsConfig config;
    private final UUID worker = UUID.randomUUID();
    private final Semaphore free;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "audit");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopping;

    @Inject
    AuditRunner(AuditQueue queue, Audits audits, AuditsConfig config) {
        this.queue = queue;
        this.audits = audits;
        this.config = config;
        this.free = new Semaphore(config.concurrent());
    }

    /** Removes what a run left that was cut off with its service; no run that is under way is as old as that. */
    void start(@Observes StartupEvent event) throws IOException {
        Files.createDirectories(config.work());
        Instant oldest = Instant.now().minus(config.timeLimit());
        try (Stream<Path> left = Files.list(config.work())) {
            for (Path folder : left.filter(path -> path.getFileName().toString().startsWith("audit-"))
                    .toList()) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(oldest)) {
                    remove(folder);
                }
            }
        }
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!stopping) {
            queue.recover();
            fill();
        }
    }

    /** Looks at once, on a thread of its own: a run was asked for. */
    void wake() {
        if (!stopping) {
            threads.execute(this::fill);
        }
    }

    /** Runs that are under way end and go back to the queue, for this instance's next start or for another. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        threads.shutdown();
        if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("an audit did not end in time; it is run again when its heartbeat has stayed away");
        }
    }

    private void fill() {
        while (!stopping && free.tryAcquire()) {
            Optional<Claim> claim = Optional.empty();
            try {
                claim = queue.claim(worker);
                claim.ifPresent(found -> threads.execute(() -> work(found)));
            } finally {
                if (claim.isEmpty()) {
                    free.release();
                }
            }
            if (claim.isEmpty()) {
                return;
            }
        }
    }

    private void work(Claim claim) {
        try {
            run(claim);
        } catch (RuntimeException e) {
            // Without a heartbeat it is taken up again.
            LOG.errorf(e, "audit %s could not be brought to an end", claim.run());
        } finally {
            free.release();
            if (!stopping) {
                fill();
            }
        }
    }

    private void run(Claim claim) {
        AuditJob job;
        try {
            job = audits.job(claim);
        } catch (ProblemException | AuditException e) {
            queue.end(claim, AuditRun.Status.ERROR, e.getMessage());
            return;
        }
        Pulse pulse = new Pulse(claim);
        AuditProcess.Outcome outcome;
        try {
            outcome = AuditProcess.run(
                    job,
                    config.work(),
                    new AuditProcess.Limits(config.heapMegabytes(), config.engineMegabytes(), config.timeLimit()),
                    pulse::at,
                    pulse::mustEnd);
        } catch (UncheckedIOException | AuditException e) {
            LOG.errorf(e, "audit %s: its process failed", claim.run());
            queue.end(claim, AuditRun.Status.ERROR, "the audit's process could not be run; the service's log says why");
            return;
        }
        if (outcome instanceof AuditProcess.Outcome.Done done) {
            queue.complete(claim, done);
        } else if (outcome instanceof AuditProcess.Outcome.Refused refused) {
            queue.end(claim, AuditRun.Status.ERROR, refused.reason());
        } else if (outcome instanceof AuditProcess.Outcome.Broken broken) {
            queue.end(claim, AuditRun.Status.ERROR, broken.reason());
        } else if (pulse.standing == Standing.CANCEL) {
            queue.end(claim, AuditRun.Status.CANCELLED, AuditQueue.CANCELLED);
        } else if (pulse.standing == Standing.GO_ON) {
            queue.release(claim);
        }
    }

    /** Says once a second that the run lives and how far it is, and hears whether it shall go on. */
    private final class Pulse {
        private final Claim claim;
        private volatile AuditRun.Progress progress = new AuditRun.Progress("starting", null);
        private Standing standing = Standing.GO_ON;
        private long next = System.nanoTime();

        Pulse(Claim claim) {
            this.claim = claim;
        }

        void at(String stage, double share) {
            progress = new AuditRun.Progress(stage, Double.isNaN(share) ? null : share);
        }

        boolean mustEnd() {
            if (System.nanoTime() - next >= 0) {
                next = System.nanoTime() + BEAT_NANOS;
                AuditRun.Progress now = progress;
                try {
                    standing = queue.beat(claim, now.stage(), now.share());
                } catch (RuntimeException e) {
                    // The database may be back before the silence is too long; if not, another takes the run.
                    LOG.warnf("audit %s: no heartbeat: %s", claim.run(), e.getMessage());
                }
            }
            return stopping || standing != Standing.GO_ON;
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
