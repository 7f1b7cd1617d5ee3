package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.AuditPage;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Use cases on the reports of audits: as they were stored, as pages, and for readers outside. */
@ApplicationScoped
public class AuditReports {

    private final AuditQueue queue;
    private final AuditPlans plans;
    private final Audits audits;

    @Inject
    AuditReports(AuditQueue queue, AuditPlans plans, Audits audits) {
        this.queue = queue;
        this.plans = plans;
        this.audits = audits;
    }

    /**
     * The report's bytes as they were stored.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    byte[] stored(UUID run) {
        AuditRun found = queue.named(run);
        if (found.report() == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The audit is " + found.status() + " and has no report.");
        }
        return found.report().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The report for readers outside: groups below the plan's disclosure minimum are withheld.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} for a report of an earlier version of the service
     */
    @Transactional
    byte[] forDisclosure(UUID run) {
        return readable(run).forDisclosure(planOf(run).disclosureMinimum()).toJson();
    }

    /** The report as a page of its own, for readers inside. */
    @Transactional
    String page(UUID run) {
        return AuditPage.html(planOf(run), readable(run));
    }

    /**
     * A run that came to a report, with what the report rests on.
     *
     * @param report the stored report as it reads; {@link AuditRun#report} has its bytes
     */
    public record Reported(AuditRun run, ModelVersion version, AuditPlans.FixedPlan plan, AuditReport report) {}

    /**
     * The report of a run, to be printed.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} for a report of an earlier version of the service
     */
    @Transactional
    public Reported reported(UUID run) {
        AuditReport report = readable(run);
        AuditRun found = queue.named(run);
        return new Reported(found, audits.versionOf(run), plans.fixedPlan(found.plan()), report);
    }

    private AuditReport readable(UUID run) {
        byte[] bytes = stored(run);
        try {
            return AuditReport.parse(bytes);
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The report is " + e.getMessage() + ".");
        }
    }

    private AuditPlan planOf(UUID run) {
        AuditPlanEntity fixed = AuditPlans.entity(queue.named(run).plan());
        return AuditPlan.parse(fixed.document.getBytes(StandardCharsets.UTF_8));
    }
}
