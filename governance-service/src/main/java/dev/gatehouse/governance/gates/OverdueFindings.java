package dev.gatehouse.governance.gates;

import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.risk.ApprovalPolicy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Lapses approvals whose findings nobody saw to: when a finding as grave as the tier says is past its day, the model's active permits are
 * suspended. They are resumed, or granted anew, once it is closed or two lines have agreed on another day.
 */
@ApplicationScoped
class OverdueFindings {

    private static final Logger LOG = Logger.getLogger(OverdueFindings.class);

    private final Findings findings;
    private final Assessments assessments;
    private final Versions versions;
    private final StoredPermits stored;
    private final Permits permits;

    @Inject
    OverdueFindings(
            Findings findings, Assessments assessments, Versions versions, StoredPermits stored, Permits permits) {
        this.findings = findings;
        this.assessments = assessments;
        this.versions = versions;
        this.stored = stored;
        this.permits = permits;
    }

    /** Every model in a transaction of its own, so that one that fails does not hold back the others. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Map<String, List<Finding>> byModel = findings.overdue().stream().collect(Collectors.groupingBy(Finding::model));
        byModel.forEach((model, overdue) -> {
            try {
                QuarkusTransaction.requiringNew().run(() -> lapse(model, overdue));
            } catch (RuntimeException e) {
                LOG.errorf(e, "overdue findings of %s could not be looked at", model);
            }
        });
    }

    private void lapse(String model, List<Finding> overdue) {
        List<IssuedPermit> active = stored.activeOf(
                versions.of(model).stream().map(version -> version.id()).toList());
        if (active.isEmpty()) {
            return;
        }
        Optional<String> limit = assessments.overdueFindingsLapse(model);
        List<Finding> lapsing = overdue.stream()
                .filter(finding -> ApprovalPolicy.asGrave(finding.severity(), limit))
                .toList();
        if (lapsing.isEmpty()) {
            return;
        }
        Finding first = lapsing.get(0);
        List<UUID> suspended = permits.suspendByService(
                active.stream().map(IssuedPermit::id).toList(),
                "The " + first.severity() + " finding " + first.id() + " is overdue since " + first.dueOn()
                        + (lapsing.size() > 1 ? ", and " + (lapsing.size() - 1) + " more" : "") + ".");
        if (suspended.isEmpty()) {
            return;
        }
        lapsing.forEach(finding -> findings.permitsSuspended(finding.id(), suspended));
    }
}
