package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.diagnosis.DiagnosisAudit;
import dev.gatehouse.audit.page.DiagnosisPage;
import dev.gatehouse.audit.page.DiagnosisText;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.report.DiagnosisReport;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan of kind diagnosis.
 *
 * @param data what {@code --data} names; null for the plan's
 * @param reference what {@code --reference} names; null for the plan's
 */
record DiagnosisKind(Path planFile, DiagnosisPlan plan, String data, String reference) implements KindOfAudit {
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
        return told(DiagnosisAudit.run(plan, files.reference(), files.data(), progress, limits));
    }

    @Override
    public Outcome recompute(byte[] cells) {
        PerformanceCells stored = PerformanceCells.parse(cells);
        return told(new DiagnosisAudit.Result(DiagnosisAudit.evaluate(plan, stored, null, null), stored));
    }

    private Outcome told(DiagnosisAudit.Result result) {
        DiagnosisReport report = result.report();
        return new Outcome(
                null,
                report.toJson(),
                () -> DiagnosisPage.html(plan, report),
                result.cells()::toJson,
                (width, unicode) -> DiagnosisText.table(plan, report, width, unicode));
    }
}
