package dev.gatehouse.governance.gates;

import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.models.UseCase;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.risk.ApprovalPolicy;
import dev.gatehouse.risk.RiskAssessor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Lapses approvals whose findings nobody saw to: when a finding as grave as the tier says is past its day, the model's active permits are
 * suspended. They are resumed, or granted anew, once it is closed or two lines have agreed on another day.
 */
@ApplicationScoped
class OverdueFindings {

    private static final Logger LOG = Logger.getLogger(OverdueFindings.class);

    /** The severity from which overdue findings of a model suspend its permits, and what that was found from. */
    private record Looked(RiskAssessor assessor, LocalDate today, UseCase useCase, Optional<String> limit) {}

    /** Of the models looked at the last time, by name. */
    private final Map<String, Looked> looked = new HashMap<>();

    private final Findings findings;
    private final Assessments assessments;
    private final Versions versions;
    private final StoredPermits stored;
    private final Permits permits;
    private final ActivePacks packs;

    @Inject
    OverdueFindings(
            Findings findings,
            Assessments assessments,
            Versions versions,
            StoredPermits stored,
            Permits permits,
            ActivePacks packs) {
        this.findings = findings;
        this.assessments = assessments;
        this.versions = versions;
        this.stored = stored;
        this.permits = permits;
        this.packs = packs;
    }

    /** Every model in a transaction of its own, so that one that fails does not hold back the others. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Map<String, Set<String>> overdue = findings.overdueWhileServing();
        looked.keySet().retainAll(overdue.keySet());
        if (overdue.isEmpty()) {
            return;
        }
        RiskAssessor assessor = packs.assessor();
        for (UseCase useCase : assessments.useCases(overdue.keySet())) {
            String model = useCase.model();
            try {
                Looked now = looked(assessor, useCase);
                if (overdue.get(model).stream().anyMatch(severity -> ApprovalPolicy.asGrave(severity, now.limit))) {
                    QuarkusTransaction.requiringNew().run(() -> lapse(model, now.limit));
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "overdue findings of %s could not be looked at", model);
            }
        }
    }

    /** What the tier says, assessed anew only when the day, the packs, the facts or the override are others than the last time. */
    private Looked looked(RiskAssessor assessor, UseCase useCase) {
        LocalDate today = assessments.today();
        Looked last = looked.get(useCase.model());
        if (last == null || last.assessor != assessor || !last.today.equals(today) || !last.useCase.equals(useCase)) {
            last = new Looked(assessor, today, useCase, assessments.overdueFindingsLapse(useCase.model()));
            looked.put(useCase.model(), last);
        }
        return last;
    }

    private void lapse(String model, Optional<String> limit) {
        List<IssuedPermit> active = stored.activeOf(
                versions.of(model).stream().map(version -> version.id()).toList());
        List<Finding> lapsing = findings.overdueOf(model).stream()
                .filter(finding -> ApprovalPolicy.asGrave(finding.severity(), limit))
                .toList();
        if (active.isEmpty() || lapsing.isEmpty()) {
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
