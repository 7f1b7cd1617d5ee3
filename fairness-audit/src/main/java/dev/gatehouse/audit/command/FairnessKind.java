package dev.gatehouse.audit.command;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.page.AuditPage;
import dev.gatehouse.audit.page.AuditText;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan of kind fairness.
 *
 * @param data what {@code --data} names; null for the plan's
 */
record FairnessKind(Path planFile, AuditPlan plan, String data) implements KindOfAudit {
    /** What a report made from cells names as its engine. */
    static final String STORED_CELLS = "stored cells";

    @Override
    public List<Path> files() {
        return DataArgument.files(planFile, "--data", data, plan.data());
    }

    @Override
    public Outcome run(Progress progress, Limits limits) {
        return told(FairnessAudit.run(plan, files(), progress, limits));
    }

    @Override
    public Outcome recompute(byte[] cells) {
        Cells stored = Cells.parse(cells);
        return told(new FairnessAudit.Result(FairnessAudit.evaluate(plan, stored, STORED_CELLS, null), stored));
    }

    private Outcome told(FairnessAudit.Result result) {
        AuditReport report = result.report();
        return new Outcome(
                report.verdict(),
                report.toJson(),
                () -> AuditPage.html(plan, report),
                result.cells()::toJson,
                (width, unicode) -> AuditText.table(plan, report, width, unicode));
    }
}
