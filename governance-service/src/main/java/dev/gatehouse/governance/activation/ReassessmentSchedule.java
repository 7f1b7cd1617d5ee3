package dev.gatehouse.governance.activation;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Looks every second whether a day has come or a run waits, and works it off. */
@ApplicationScoped
class ReassessmentSchedule {

    private final Reassessments reassessments;

    @Inject
    ReassessmentSchedule(Reassessments reassessments) {
        this.reassessments = reassessments;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void work() {
        reassessments.noticeDay();
        while (reassessments.advance()) {
            // Each batch is a transaction of its own.
        }
    }
}
