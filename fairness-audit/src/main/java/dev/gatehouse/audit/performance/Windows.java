package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.cells.PerformanceCells.Delay;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Metrics of parts of the cells of a performance audit: of both windows, of segments, of some labels only. */
public final class Windows {
    private final PerformanceCells cells;
    private final Metrics metrics;
    private final List<List<Cell>> parts = new ArrayList<>();
    private final long[] bins;

    /**
     * @param cells that were counted for the plan; not of a regression
     * @throws dev.gatehouse.audit.plan.AuditException when they were counted for another plan
     */
    public Windows(PerformancePlan plan, PerformanceCells cells) {
        PerformanceEvaluation.checkFit(plan, cells);
        this.cells = cells;
        this.metrics = new Metrics(plan);
        for (int i = 0; i < cells.chunks().size() + cells.segments().size(); i++) {
            parts.add(new ArrayList<>());
        }
        cells.cells().forEach(cell -> parts.get(cell.part()).add(cell));
        this.bins =
                cells.cells().stream().mapToLong(Cell::bin).sorted().distinct().toArray();
    }

    /** The cells of a whole window. */
    public List<Cell> of(boolean reference) {
        List<Cell> all = new ArrayList<>();
        for (int i = 0; i < cells.chunks().size(); i++) {
            if (cells.chunks().get(i).reference() == reference) {
                all.addAll(parts.get(i));
            }
        }
        return all;
    }

    /** The cells of a segment, by its place among {@link PerformanceCells#segments()}. */
    public List<Cell> segment(int index) {
        return parts.get(cells.chunks().size() + index);
    }

    /** All metrics of the plan, and the coverage of labels. */
    public Map<PerformanceMetric, Measured> measure(List<Cell> some, Predicate<Cell> which) {
        Sample sample = new Sample(cells, bins, some, which);
        Map<PerformanceMetric, Measured> measured = metrics.of(sample);
        measured.put(PerformanceMetric.LABEL_COVERAGE, Metrics.coverage(sample));
        return measured;
    }

    /** How long labels of a window took. */
    public PerformanceReport.Delay delay(boolean reference) {
        List<Delay> delays = cells.delays().stream()
                .filter(each -> cells.chunks().get(each.chunk()).reference() == reference)
                .toList();
        return PerformanceEvaluation.delay(delays);
    }
}
