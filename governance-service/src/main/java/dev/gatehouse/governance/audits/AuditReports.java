package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.ReportPage;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.report.Report;
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
     * The report for readers outside: what would show fewer people than the disclosure minimum is withheld.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} for a report of an earlier version of the service
     */
    @Transactional
    byte[] forDisclosure(UUID run) {
        return readable(run).forDisclosure(disclosureMinimum(run)).toJson();
    }

    /** The report as a page of its own, for readers inside. */
    @Transactional
    String page(UUID run) {
        return ReportPage.html(planOf(run), readable(run));
    }

    /**
     * A run that came to a report, with what the report rests on.
     *
     * @param disclosureMinimum least rows that it shows outside
     * @param report the stored report as it reads; {@link AuditRun#report} has its bytes
     */
    public record Reported(
            AuditRun run, ModelVersion version, AuditPlans.FixedPlan plan, int disclosureMinimum, Report report) {}

    /**
     * The report of a run, to be printed.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} for a report of an earlier version of the service
     */
    @Transactional
    public Reported reported(UUID run) {
        Report report = readable(run);
        AuditRun found = queue.named(run);
        return new Reported(
                found, audits.versionOf(run), plans.fixedPlan(found.plan()), disclosureMinimum(run), report);
    }

    private Report readable(UUID run) {
        byte[] bytes = stored(run);
        try {
            return Report.parse(bytes);
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The report is " + e.getMessage() + ".");
        }
    }

    private Plan planOf(UUID run) {
        return plans.fixedPlan(queue.named(run).plan()).plan();
    }

    /** What the run's plan says, or for a kind whose plans say nothing of it the model's plan of fairness. */
    private int disclosureMinimum(UUID run) {
        return planOf(run) instanceof AuditPlan fairness
                ? fairness.disclosureMinimum()
                : plans.disclosureMinimum(audits.versionOf(run).modelId());
    }
}
