package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.page.SplitsPage;
import dev.gatehouse.audit.page.SplitsText;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.splits.SplitsAudit;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan of kind splits.
 *
 * @param data what {@code --data} names, the evaluation rows; null for the plan's
 * @param reference what {@code --reference} names, the training rows; null for the plan's
 */
record SplitsKind(Path planFile, SplitsPlan plan, String data, String reference) implements KindOfAudit {
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
        return told(SplitsAudit.run(plan, files.reference(), files.data(), progress, limits));
    }

    @Override
    public Outcome recompute(byte[] cells) {
        SplitCells stored = SplitCells.parse(cells);
        return told(new SplitsAudit.Result(SplitsAudit.evaluate(plan, stored, null, null), stored));
    }

    private Outcome told(SplitsAudit.Result result) {
        SplitsReport report = result.report();
        return new Outcome(
                report.verdict(),
                report.toJson(),
                () -> SplitsPage.html(plan, report),
                result.cells()::toJson,
                (width, unicode) -> SplitsText.table(plan, report, width, unicode),
                () -> DriftAudit.statistics(
                                result.cells().cells(),
                                null,
                                plan.label() == null ? null : plan.label().column(),
                                report.referenceDigest())
                        .toJson());
    }
}
