package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.page.PerformancePage;
import dev.gatehouse.audit.page.PerformanceText;
import dev.gatehouse.audit.performance.PerformanceAudit;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan of kind performance.
 *
 * @param data what {@code --data} names; null for the plan's
 * @param reference what {@code --reference} names; null for the plan's, which may name none
 */
record PerformanceKind(Path planFile, PerformancePlan plan, String data, String reference) implements KindOfAudit {
    @Override
    public List<Path> files() {
        return samples().all();
    }

    private SampleFiles samples() {
        return SampleFiles.of(planFile, data, plan.data(), reference, plan.reference());
    }

    @Override
    public Outcome run(Progress progress, Limits limits) {
        SampleFiles files = samples();
        return told(PerformanceAudit.run(plan, files.reference(), files.data(), progress, limits));
    }

    @Override
    public Outcome recompute(byte[] cells) {
        PerformanceCells stored = PerformanceCells.parse(cells);
        return told(new PerformanceAudit.Result(PerformanceAudit.evaluate(plan, stored, null, null), stored));
    }

    private Outcome told(PerformanceAudit.Result result) {
        PerformanceReport report = result.report();
        return new Outcome(
                report.verdict(),
                report.toJson(),
                () -> PerformancePage.html(plan, report),
                result.cells()::toJson,
                (width, unicode) -> PerformanceText.table(plan, report, width, unicode));
    }
}
