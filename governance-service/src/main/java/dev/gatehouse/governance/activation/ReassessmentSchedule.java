package dev.gatehouse.governance.activation;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Looks every second whether a day has come or a run waits, and works it off. */
@ApplicationScoped
class ReassessmentSchedule {

    private final Reassessments reassessments;
    private volatile boolean stopping;

    @Inject
    ReassessmentSchedule(Reassessments reassessments) {
        this.reassessments = reassessments;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void work() {
        reassessments.noticeDay();
        while (!stopping && reassessments.advance()) {
            // Each batch is a transaction of its own.
        }
    }

    /** What is left of a run goes on after the next start, or at another instance. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }
}
