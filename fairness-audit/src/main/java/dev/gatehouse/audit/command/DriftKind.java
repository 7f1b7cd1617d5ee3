package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.page.DriftPage;
import dev.gatehouse.audit.page.DriftText;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan of kind drift.
 *
 * @param data what {@code --data} names; null for the plan's
 * @param reference what {@code --reference} names; null for the plan's
 */
record DriftKind(Path planFile, DriftPlan plan, String data, String reference) implements KindOfAudit {
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
        return told(DriftAudit.run(plan, files.reference(), files.data(), progress, limits));
    }

    @Override
    public Outcome recompute(byte[] cells) {
        DriftCells stored = DriftCells.parse(cells);
        return told(new DriftAudit.Result(DriftAudit.evaluate(plan, stored, null, null), stored));
    }

    private Outcome told(DriftAudit.Result result) {
        DriftReport report = result.report();
        return new Outcome(
                report.verdict(),
                report.toJson(),
                () -> DriftPage.html(plan, report),
                result.cells()::toJson,
                (width, unicode) -> DriftText.table(plan, report, width, unicode));
    }
}
