package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.page.DriftPage;
import dev.gatehouse.audit.page.DriftText;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.Statistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan of kind drift.
 *
 * @param data what {@code --data} names; null for the plan's
 * @param reference what {@code --reference} names; null for the plan's
 * @param statistics what {@code --reference-statistics} names, in place of the reference; null for none
 */
record DriftKind(Path planFile, DriftPlan plan, String data, String reference, Path statistics) implements KindOfAudit {
    /** The largest document of statistics that is read, in bytes. */
    static final long MAX_STATISTICS_BYTES = 32L << 20;

    @Override
    public List<Path> files() {
        if (statistics == null) {
            return samples().all();
        }
        List<Path> files = new ArrayList<>(List.of(statistics));
        files.addAll(current());
        return files;
    }

    private List<Path> current() {
        return DataArgument.files(planFile, "--data", data, plan.data());
    }

    private SampleFiles samples() {
        return SampleFiles.of(planFile, data, plan.data(), reference, plan.reference());
    }

    @Override
    public Outcome run(Progress progress, Limits limits) {
        if (statistics != null) {
            return against(AuditCommand.read(statistics, MAX_STATISTICS_BYTES, "statistics"), progress, limits);
        }
        SampleFiles files = samples();
        return told(DriftAudit.run(plan, files.reference(), files.data(), progress, limits));
    }

    private Outcome against(byte[] document, Progress progress, Limits limits) {
        Statistics known;
        try {
            known = Statistics.parse(document);
        } catch (AuditException e) {
            throw new AuditException(statistics + ": " + e.getMessage(), e);
        }
        return told(DriftAudit.run(plan, known, Digests.sha256(document), current(), progress, limits));
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
                (width, unicode) -> DriftText.table(plan, report, width, unicode),
                () -> DriftAudit.statistics(result.cells(), plan.score(), plan.label(), report.referenceDigest())
                        .toJson());
    }
}
