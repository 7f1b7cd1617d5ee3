package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.audit.report.SplitsReport;

/** A report as a page of its own, whatever its kind. */
public final class ReportPage {
    private ReportPage() {}

    /** @param plan the one that the report is on */
    public static String html(Plan plan, Report report) {
        if (report instanceof DriftReport drift) {
            return DriftPage.html((DriftPlan) plan, drift);
        }
        if (report instanceof DiagnosisReport diagnosis) {
            return DiagnosisPage.html((DiagnosisPlan) plan, diagnosis);
        }
        if (report instanceof SplitsReport splits) {
            return SplitsPage.html((SplitsPlan) plan, splits);
        }
        return report instanceof PerformanceReport performance
                ? PerformancePage.html((PerformancePlan) plan, performance)
                : AuditPage.html((AuditPlan) plan, (AuditReport) report);
    }
}
