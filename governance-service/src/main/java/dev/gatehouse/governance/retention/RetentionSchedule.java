package dev.gatehouse.governance.retention;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Deletes once a day what is over. */
@ApplicationScoped
class RetentionSchedule {

    private static final Logger LOG = Logger.getLogger(RetentionSchedule.class);
    private static final Duration LIMIT = Duration.ofHours(4);

    private final Retention retention;

    @Inject
    RetentionSchedule(Retention retention) {
        this.retention = retention;
    }

    @Scheduled(cron = "{gatehouse.retention.cron}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void work() {
        Retention.Run run = retention.run(Retention.By.CLOCK, LIMIT);
        LOG.infof(
                "Retention: %d route days deleted, %d kept by legal holds, %d days dropped%s.",
                run.deleted().size(),
                run.held(),
                run.droppedDays().size(),
                run.unfinished() ? "; the rest follows tomorrow" : "");
    }
}
