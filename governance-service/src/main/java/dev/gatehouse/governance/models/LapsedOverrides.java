package dev.gatehouse.governance.models;

import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.UUID;

/** Closes the findings of overrides whose last day has passed: what they were opened for is gone. */
@ApplicationScoped
class LapsedOverrides {

    private final Assessments assessments;
    private final Findings findings;

    @Inject
    LapsedOverrides(Assessments assessments, Findings findings) {
        this.assessments = assessments;
        this.findings = findings;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    void close() {
        LocalDate today = assessments.today();
        for (Finding finding : findings.openOfKind(Overrides.FINDING)) {
            OverrideEntity override = OverrideEntity.findById(
                    UUID.fromString(finding.cause().substring(finding.cause().indexOf('/') + 1)));
            if (override != null && override.until.isBefore(today)) {
                findings.closeByService(finding.id(), "The override lapsed: its last day was " + override.until + ".");
            }
        }
    }
}
