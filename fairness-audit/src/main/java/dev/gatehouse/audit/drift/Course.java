package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The course of one column over the chunks. Each chunk is compared with the whole reference, the reference's own chunks too, as
 * NannyML does; the limit is their mean and three standard deviations (divisor n).
 */
final class Course {
    private static final int DEVIATIONS = 3;
    private static final int FEWEST_CHUNKS = 2;

    private final DriftCells cells;
    private final boolean everySize;
    private final double usualRows;

    Course(DriftPlan plan, DriftCells cells) {
        this.cells = cells;
        this.everySize = plan.method() == DriftPlan.Method.NANNYML;
        this.usualRows = medianRows(cells);
    }

    private record Limits(Double lower, Double upper) {}

    List<DriftReport.Chunk> of(Sampled column, Rule rule) {
        List<DriftCells.Chunk> chunks = cells.chunks();
        List<Double> statistics = new ArrayList<>();
        List<Double> missing = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            statistics.add(rule.ofChunk(column.chunk(i)));
            long rows = chunks.get(i).rows();
            missing.add(rows == 0 ? null : (double) column.column().missing()[i] / rows);
        }
        Limits ofStatistic = limits(statistics::get);
        Limits ofMissing = limits(missing::get);
        Double missingLower = ofMissing.lower() == null ? null : Math.max(0, ofMissing.lower());
        Double missingUpper = ofMissing.upper() == null ? null : Math.min(1, ofMissing.upper());
        List<DriftReport.Chunk> course = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            DriftCells.Chunk chunk = chunks.get(i);
            boolean counts = isTypical(chunk);
            course.add(new DriftReport.Chunk(
                    chunk.label(),
                    chunk.reference(),
                    chunk.from() == null ? null : chunk.from().toString(),
                    chunk.to() == null ? null : chunk.to().toString(),
                    chunk.rows(),
                    statistics.get(i),
                    null,
                    ofStatistic.upper(),
                    counts && isAbove(statistics.get(i), ofStatistic.upper()),
                    missing.get(i),
                    missingLower,
                    missingUpper,
                    counts
                            && (isAbove(missing.get(i), missingUpper)
                                    || (missing.get(i) != null
                                            && missingLower != null
                                            && missing.get(i) < missingLower))));
        }
        return course;
    }

    /** Small chunks show large distances by chance alone, so those below half the usual size neither set nor break a limit. */
    boolean isTypical(DriftCells.Chunk chunk) {
        return chunk.rows() > 0 && (everySize || 2 * chunk.rows() >= usualRows);
    }

    private static boolean isAbove(Double value, Double limit) {
        return value != null && limit != null && value > limit;
    }

    private Limits limits(Function<Integer, Double> value) {
        double[] own = Arrays.stream(cells.chunks(true))
                .filter(i -> isTypical(cells.chunks().get(i)))
                .mapToObj(value::apply)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (own.length < FEWEST_CHUNKS) {
            return new Limits(null, null);
        }
        double mean = Arrays.stream(own).average().orElseThrow();
        double squares = Arrays.stream(own)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow();
        double reach = DEVIATIONS * Math.sqrt(squares);
        return new Limits(mean - reach, mean + reach);
    }

    private static double medianRows(DriftCells cells) {
        long[] rows = Arrays.stream(cells.chunks(true))
                .mapToLong(i -> cells.chunks().get(i).rows())
                .filter(n -> n > 0)
                .sorted()
                .toArray();
        return rows.length == 0 ? 0 : rows[rows.length / 2];
    }
}
