package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.PerformancePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries of a performance audit as plain SQL over {@link DriftSource}'s expressions. Rows are coded first: side, chunk, label
 * {@code l}, decision {@code d}, confirmed {@code o}, score or error in 10⁻⁶ {@code m}, true value {@code y}, segments {@code g0,
 * g1, …}, delay in seconds {@code t}, and the reason {@code r} why a row is left out, 0 for none. Sums are of whole numbers, so that
 * the order of the rows does not matter.
 */
final class PerformanceQuery {
    private static final List<String> REASONS = List.of(
            "",
            "no_time",
            "missing_decision",
            "missing_score",
            "score_not_a_number",
            "score_out_of_range",
            "missing_prediction",
            "value_not_a_number",
            "value_out_of_range",
            "label_not_a_number");

    private static final String INFINITY = "CAST('Infinity' AS DOUBLE PRECISION)";
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long LARGEST_RELATIVE = 1_000_000_000_000L;

    private final PerformancePlan plan;
    private final String coded;

    /** @param sides each sample's coded rows, by {@link #side} */
    PerformanceQuery(PerformancePlan plan, List<String> sides) {
        this.plan = plan;
        this.coded = "(" + String.join(" UNION ALL ", sides) + ")";
    }

    /** Whether rows have scores, or errors. */
    boolean isScored() {
        return plan.scoreColumn() != null || plan.isRegression();
    }

    static String reason(int code) {
        return REASONS.get(code);
    }

    static boolean isReason(String id) {
        return !id.isEmpty() && REASONS.contains(id);
    }

    /**
     * One sample's rows, coded.
     *
     * @param side 1 for the reference, 0 for the current rows
     * @param first the index of the sample's first chunk
     */
    static String side(PerformancePlan plan, DriftSource source, DriftChunks chunks, int side, int first) {
        boolean regression = plan.isRegression();
        List<String> raw = new ArrayList<>();
        raw.add((chunks.expression() == null ? "0" : chunks.expression()) + " AS q");
        String label = plan.label().column();
        raw.add((regression ? number(source, label) : text(source, label)) + " AS raw_label");
        Decision decision = plan.decision();
        if (decision instanceof Decision.ByColumn) {
            raw.add(text(source, decision.column()) + " AS raw_decision");
        }
        String score = regression ? decision.column() : plan.scoreColumn();
        if (score != null) {
            raw.add(number(source, score) + " AS s");
        }
        if (plan.labelSource() != null) {
            raw.add(text(source, plan.labelSource().column()) + " AS raw_source");
        }
        for (int i = 0; i < plan.segments().size(); i++) {
            raw.add("coalesce(SUBSTRING("
                    + source.asCategory(plan.segments().get(i)).sql() + ", 1, " + Cells.MAX_VALUE_LENGTH + "), '') AS g"
                    + i);
        }
        if (plan.labelTime() != null) {
            raw.add(source.micros(plan.labelTime()) + " AS known");
            raw.add(source.saysHour(plan.labelTime()) + " AS known_hour");
        }
        return "SELECT *, " + (regression ? errorMicros() : scoreMicros(score)) + " AS m FROM (SELECT *, "
                + reasons(plan, score) + " AS r FROM (SELECT " + side + " AS side, " + chunks.sql(first) + " AS chunk, "
                + String.join(", ", codes(plan, score)) + " FROM (SELECT " + String.join(", ", raw) + " FROM "
                + source.read() + ") AS raw_rows) AS coded_rows) AS judged_rows";
    }

    private static List<String> codes(PerformancePlan plan, String score) {
        List<String> codes = new ArrayList<>();
        boolean regression = plan.isRegression();
        String label = regression
                ? "CASE WHEN raw_label IS NULL THEN -1 ELSE 0 END"
                : "CASE WHEN raw_label IS NULL OR trim(raw_label) = '' THEN -1 WHEN raw_label = "
                        + CellQuery.literal(plan.label().positive()) + " THEN 1 ELSE 0 END";
        codes.add(label + " AS l");
        codes.add((regression ? "raw_label" : "CAST(NULL AS DOUBLE PRECISION)") + " AS y");
        if (plan.decision() instanceof Decision.ByColumn byColumn) {
            codes.add("CASE WHEN raw_decision IS NULL OR trim(raw_decision) = '' THEN NULL WHEN raw_decision = "
                    + CellQuery.literal(byColumn.positive()) + " THEN 1 ELSE 0 END AS d");
        } else if (plan.decision() instanceof Decision.ByScore byScore) {
            codes.add("CASE WHEN s >= CAST('" + byScore.threshold().toPlainString()
                    + "' AS DOUBLE PRECISION) THEN 1 ELSE 0 END AS d");
        } else {
            codes.add("-1 AS d");
        }
        codes.add((score == null ? "CAST(NULL AS DOUBLE PRECISION)" : "s") + " AS s");
        codes.add(
                plan.labelSource() == null
                        ? "-1 AS o"
                        : "CASE WHEN "
                                + (regression ? "raw_label IS NULL" : "raw_label IS NULL OR trim(raw_label) = ''")
                                + " THEN -1 WHEN raw_source IN ("
                                + plan.labelSource().confirmed().stream()
                                        .map(CellQuery::literal)
                                        .collect(Collectors.joining(", "))
                                + ") THEN 1 ELSE 0 END AS o");
        IntStream.range(0, plan.segments().size()).forEach(i -> codes.add("g" + i));
        // Where only the day is known on which a label came, the delay is counted from the prediction's day.
        codes.add(
                plan.labelTime() == null
                        ? "CAST(NULL AS DOUBLE PRECISION) AS t"
                        : "CAST(known - CASE WHEN known_hour THEN q ELSE CAST(FLOOR(q / CAST(" + DAY_MICROS
                                + " AS DOUBLE PRECISION)) AS BIGINT) * " + DAY_MICROS + " END AS DOUBLE PRECISION) / "
                                + Cells.MICROS
                                + " AS t");
        return codes;
    }

    private static String reasons(PerformancePlan plan, String score) {
        StringBuilder reason = new StringBuilder("CASE WHEN chunk IS NULL THEN 1");
        if (plan.isRegression()) {
            reason.append(" WHEN s IS NULL THEN 6 WHEN s > " + INFINITY + " THEN 7");
            reason.append(beyond("s", Grids.MAX_ABSOLUTE_VALUE, 8));
            reason.append(beyond("y", Grids.MAX_ABSOLUTE_VALUE, 9));
        } else {
            reason.append(" WHEN d IS NULL THEN 2");
            if (score != null) {
                reason.append(" WHEN s IS NULL THEN 3 WHEN s > " + INFINITY + " THEN 4");
                reason.append(beyond("s", Grids.MAX_ABSOLUTE_SCORE, 5));
            }
        }
        return reason + " ELSE 0 END";
    }

    /** NaN is above every number. */
    private static String beyond(String column, int largest, int code) {
        return " WHEN " + column + " > " + largest + " OR " + column + " < -" + largest + " THEN " + code;
    }

    private static String scoreMicros(String score) {
        return score == null ? "CAST(NULL AS DOUBLE PRECISION)" : "CASE WHEN r = 0 THEN " + micros("s") + " END";
    }

    private static String errorMicros() {
        return "CASE WHEN r = 0 AND l = 0 THEN " + micros("s") + " - " + micros("y") + " END";
    }

    private static String micros(String column) {
        return "FLOOR(" + column + " * " + Cells.MICROS + " + 0.5)";
    }

    private static String text(DriftSource source, String column) {
        return source.asCategory(column).asText();
    }

    private static String number(DriftSource source, String column) {
        return source.number(source.asNumber(column, false));
    }

    /** Side, reason, rows, least and greatest score in 10⁻⁶, about how many distinct ones, and the greatest size of true values. */
    String survey(DriftSource source) {
        return "SELECT side, r, COUNT(*), MIN(m), MAX(m), " + source.aboutDistinct("m")
                + ", MAX(CASE WHEN r = 0 THEN ABS(y) END) FROM " + coded
                + " AS all_rows GROUP BY side, r ORDER BY side, r";
    }

    /** At most {@code most} rounded scores: for each, the least and greatest score that became it. */
    String distinct(int most) {
        String of = plan.isRegression() ? "s - y" : "s";
        return "SELECT MIN(" + of + "), MAX(" + of + "), MAX(ABS(s)) FROM " + coded
                + " AS all_rows WHERE m IS NOT NULL GROUP BY m LIMIT " + most;
    }

    /**
     * Part, label, decision, confirmed, bin, rows, offset, and of a regression the sums of {@link PerformanceCells.Truth}.
     *
     * @param part the column that tells the part: {@code chunk} or {@code g0, g1, …}
     * @param stepMicros of the grid; 0 without scores
     * @param digits see {@link PerformanceCells#truthDigits()}; null unless a regression
     */
    String cells(String part, long stepMicros, Integer digits) {
        String bin = stepMicros == 0 ? "0" : "coalesce(FLOOR(m / CAST(" + stepMicros + " AS DOUBLE PRECISION)), 0)";
        String offset = stepMicros <= 1 ? "0" : "coalesce(m - bin * " + stepMicros + ", 0)";
        List<String> sums = new ArrayList<>();
        String truth = "";
        if (digits != null) {
            String scaled = digits >= 0 ? "y * 1" + "0".repeat(digits) : "y / 1" + "0".repeat(-digits);
            truth = ", CAST(CASE WHEN l = 0 THEN FLOOR(" + scaled
                    + " + 0.5) END AS DECIMAL(38, 0)) AS u, CAST(CASE WHEN l = 0 AND " + micros("y")
                    + " <> 0 THEN LEAST(" + LARGEST_RELATIVE + ", FLOOR(ABS(m) / ABS(" + micros("y")
                    + ") * 1000000 + 0.5)) END AS DECIMAL(38, 0)) AS e";
            for (String sum : List.of("u", "u * u", "u * u * u", "(u * u) * (u * u)", "e", "e * e")) {
                sums.add("CAST(coalesce(SUM(" + sum + "), 0) AS DECIMAL(38, 0))");
            }
            sums.add("COUNT(u) - COUNT(e)");
        }
        return "SELECT side, part, l, d, o, bin, COUNT(*), CAST(SUM(CAST(" + offset + " AS BIGINT)) AS DECIMAL(38, 0))"
                + sums.stream().map(sum -> ", " + sum).collect(Collectors.joining())
                + " FROM (SELECT side, " + part + " AS part, l, d, o, m, CAST(" + bin + " AS BIGINT) AS bin" + truth
                + " FROM " + coded + " AS all_rows WHERE r = 0) AS binned_rows GROUP BY side, part, l, d, o, bin LIMIT "
                + (PerformanceCells.MAX_CELLS + 1);
    }

    /** Values of a segment column by side; more than the limit tell that there are too many. */
    String segments(int column) {
        return "SELECT DISTINCT side, g" + column + " FROM " + coded + " AS all_rows WHERE r = 0 LIMIT "
                + (2 * PerformanceCells.MAX_SEGMENT_VALUES + 1);
    }

    /** Chunk, bucket (−1: the label is older than the prediction), rows and the longest delay in seconds. */
    String delays() {
        return "SELECT chunk, bucket, COUNT(*), MAX(t) FROM (SELECT chunk, t, CASE WHEN t < 0 THEN -1 ELSE LEAST("
                + PerformanceCells.LAST_DELAY_BUCKET + ", CAST(FLOOR(LN(1 + t) * " + PerformanceCells.DELAY_BUCKETS_OF_E
                + ") AS INTEGER)) END AS bucket FROM " + coded
                + " AS all_rows WHERE r = 0 AND l >= 0 AND t IS NOT NULL) AS delays GROUP BY chunk, bucket ORDER BY chunk, bucket";
    }
}
