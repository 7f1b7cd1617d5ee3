package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.PerformanceCells.Sample;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What there is in the rows of a performance audit, before they are counted: how many, and between which scores. */
final class PerformanceSurvey {
    private static final int SURELY_MANY = 65_536;
    /** Two numbers nearer than this share of their size are one, printed twice. */
    private static final double SAME = 1e-12;
    /** Digits of the greatest true value in {@link PerformanceCells.Truth}. */
    private static final int TRUTH_DIGITS = 7;

    /** By side: 0 current, 1 reference. */
    private final long[] rows = new long[2];

    private final List<Map<String, Long>> leftOut = List.of(new TreeMap<>(), new TreeMap<>());
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;
    private long distinct;
    private double greatest;

    private PerformanceSurvey() {}

    static PerformanceSurvey of(DriftSource source, PerformanceQuery query) {
        return source.query("survey", query.survey(source), result -> {
            PerformanceSurvey found = new PerformanceSurvey();
            while (result.next()) {
                int side = result.getInt(1);
                long n = result.getLong(3);
                found.rows[side] += n;
                if (result.getInt(2) != 0) {
                    found.leftOut.get(side).put(PerformanceQuery.reason(result.getInt(2)), n);
                    continue;
                }
                double least = result.getDouble(4);
                if (!result.wasNull()) {
                    found.least = Math.min(found.least, (long) least);
                    found.most = Math.max(found.most, (long) result.getDouble(5));
                    found.distinct += result.getLong(6);
                }
                found.greatest = Math.max(found.greatest, result.getDouble(7));
            }
            return found;
        });
    }

    /** @param side 0 for the current rows, 1 for the reference */
    Sample sample(int side) {
        return new Sample(rows[side], leftOut.get(side));
    }

    /** @return null where there are no scores */
    Cells.Grid grid(DriftSource source, PerformanceQuery query) {
        if (!query.isScored()) {
            return null;
        }
        if (least > most) {
            return Grids.of(0, 0, true, false, null);
        }
        if (distinct > SURELY_MANY) {
            return Grids.of(least, most, false, false, null);
        }
        return source.query("survey", query.distinct(Grids.MAX_BINS + 1), result -> {
            int count = 0;
            boolean merged = false;
            while (result.next()) {
                count++;
                merged |= result.getDouble(2) - result.getDouble(1) > SAME * result.getDouble(3);
            }
            return Grids.of(least, most, count <= Grids.MAX_BINS, merged, null);
        });
    }

    /** See {@link PerformanceCells#truthDigits()}. */
    int truthDigits() {
        int whole = greatest <= 0 ? 0 : (int) Math.floor(Math.log10(greatest)) + 1;
        int digits = TRUTH_DIGITS - whole;
        return Math.max(-PerformanceCells.MAX_TRUTH_DIGITS, Math.min(PerformanceCells.MAX_TRUTH_DIGITS, digits));
    }
}
