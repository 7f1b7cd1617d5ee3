package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.performance.Measured;
import dev.gatehouse.audit.performance.Windows;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DiagnosisReport.Change;
import dev.gatehouse.audit.report.DiagnosisReport.Labels;
import dev.gatehouse.audit.report.DiagnosisReport.Reweighting;
import dev.gatehouse.audit.report.DiagnosisReport.Segment;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.audit.stat.Normal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From cells, and what the classifier found, to a report. */
final class DiagnosisEvaluation {
    static final String WITHOUT_ROWS = "the split needs the rows, and there are only cells";

    private final DiagnosisPlan plan;
    private final PerformanceCells cells;
    /** Null without the rows, as is the next. */
    private final Weighting weighting;

    private final Inputs inputs;
    private final Windows windows;
    private final double z;

    DiagnosisEvaluation(DiagnosisPlan plan, PerformanceCells cells, Weighting weighting, Inputs inputs) {
        this.plan = plan;
        this.cells = cells;
        this.weighting = weighting;
        this.inputs = inputs;
        this.windows = new Windows(plan.performance(), cells);
        this.z = Normal.quantile(plan.confidence().doubleValue());
    }

    DiagnosisReport report(String dataDigest, String referenceDigest) {
        List<Cell> before = windows.of(true);
        List<Cell> now = windows.of(false);
        Samples rows = new Samples(side(cells.reference(), before), side(cells.current(), now));
        Labelling labelling = new Labelling(plan, cells, windows, z);
        Reweighting reweighting = weighting == null
                ? Weighting.none(rows.reference().labelled(), rows.current().labelled(), WITHOUT_ROWS)
                : weighting.told();
        List<Change> changes = changes(windows.measure(before, cell -> true), windows.measure(now, cell -> true));
        Labels labels = labelling.of(
                plan.explained(),
                inputs == null || plan.weakLabel() == null
                        ? null
                        : Labelling.disagreement(inputs.reference(), inputs.current(), z));
        List<Segment> segments = new Segments(plan, cells, windows, z).of(plan.metrics());
        return new DiagnosisReport(
                "diagnosis",
                DiagnosisReport.FORMAT,
                Findings.of(plan, changes, reweighting, labels, segments),
                plan.digest(),
                dataDigest,
                referenceDigest,
                cells.digest(),
                cells.engine(),
                plan.confidence(),
                rows,
                changes,
                reweighting,
                labels,
                segments,
                DiagnosisNotes.of(plan, rows, reweighting, inputs, labelling.unrepresented()));
    }

    private static Samples.Side side(PerformanceCells.Sample counted, List<Cell> used) {
        long labelled = used.stream()
                .filter(cell -> cell.label() >= 0)
                .mapToLong(Cell::n)
                .sum();
        return new Samples.Side(counted.rows(), counted.used(), labelled, counted.leftOut());
    }

    private List<Change> changes(Map<PerformanceMetric, Measured> before, Map<PerformanceMetric, Measured> now) {
        ChangeSplit splits = weighting == null ? null : new ChangeSplit(weighting, plan.minimumRows(), z);
        List<Change> changes = new ArrayList<>();
        for (PerformanceMetric metric : plan.explained()) {
            Measured change = before.get(metric).change(now.get(metric));
            changes.add(new Change(
                    metric.id(),
                    before.get(metric).estimate(z),
                    now.get(metric).estimate(z),
                    change.estimate(z),
                    change.isDefined() ? change.estimator().pAgainst(0) : null,
                    splits == null ? null : splits.of(metric)));
        }
        return changes;
    }
}
