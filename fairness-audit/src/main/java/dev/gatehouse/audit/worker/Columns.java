package dev.gatehouse.audit.worker;

import dev.gatehouse.audit.cells.CsvReader;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.scoring.OnnxScorer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of its rows that a plan reads.
 *
 * @param scored whether it reads the model's scores
 * @param kept the columns beside the score; null for all that the rows have but those that are left out
 * @param leftOut columns that are left out then
 */
record Columns(boolean scored, List<String> kept, List<String> leftOut) {

    static Columns of(Plan plan) {
        if (plan instanceof DriftPlan drift) {
            return of(drift);
        }
        if (plan instanceof SplitsPlan) {
            return new Columns(false, null, List.of());
        }
        if (plan instanceof DiagnosisPlan diagnosis) {
            return of(diagnosis);
        }
        return plan instanceof PerformancePlan performance ? of(performance) : of((AuditPlan) plan);
    }

    /** The columns to keep of a CSV file; a column that is named as the scores are gives way to them. */
    List<String> keptOf(Path csv) {
        if (kept != null) {
            return kept;
        }
        try (CsvReader reader = CsvReader.open(csv)) {
            return reader.header().stream()
                    .filter(column -> !leftOut.contains(column) && !column.equals(OnnxScorer.SCORE_COLUMN))
                    .toList();
        }
    }

    private static Columns of(AuditPlan plan) {
        Set<String> columns = new LinkedHashSet<>(plan.protectedAttributes());
        if (plan.label() != null) {
            columns.add(plan.label().column());
        }
        columns.addAll(plan.strata());
        if (plan.weight() != null) {
            columns.add(plan.weight());
        }
        if (plan.proxies() != null) {
            columns.addAll(plan.proxies().features());
        }
        return new Columns(true, List.copyOf(columns), List.of());
    }

    private static Columns of(DriftPlan plan) {
        boolean scored = OnnxScorer.SCORE_COLUMN.equals(plan.score());
        if (plan.features().isEmpty()) {
            Set<String> out = new LinkedHashSet<>(plan.exclude());
            Set<String> time = new LinkedHashSet<>();
            time(plan.chunks(), time);
            out.removeAll(time);
            return new Columns(scored, null, List.copyOf(out));
        }
        Set<String> columns = new LinkedHashSet<>(plan.features());
        if (plan.label() != null) {
            columns.add(plan.label());
        }
        time(plan.chunks(), columns);
        return new Columns(scored, List.copyOf(columns), List.of());
    }

    private static Columns of(PerformancePlan plan) {
        Set<String> columns = new LinkedHashSet<>();
        columns.add(plan.label().column());
        if (plan.labelTime() != null) {
            columns.add(plan.labelTime());
        }
        if (plan.labelSource() != null) {
            columns.add(plan.labelSource().column());
        }
        columns.addAll(plan.segments());
        time(plan.chunks(), columns);
        return new Columns(true, List.copyOf(columns), List.of());
    }

    /** All columns may be inputs where none is named, and what is left out may still be an outcome or a segment. */
    private static Columns of(DiagnosisPlan plan) {
        Columns outcomes = of(plan.performance());
        Set<String> read = new LinkedHashSet<>(outcomes.kept());
        read.addAll(plan.outcomes());
        read.remove(OnnxScorer.SCORE_COLUMN);
        if (plan.features().isEmpty()) {
            Set<String> out = new LinkedHashSet<>(plan.exclude());
            out.removeAll(read);
            return new Columns(true, null, List.copyOf(out));
        }
        read.addAll(plan.features());
        return new Columns(true, List.copyOf(read), List.of());
    }

    private static void time(Chunks chunks, Set<String> columns) {
        if (chunks instanceof Chunks.ByTime time) {
            columns.add(time.column());
        }
    }
}
