package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.util.List;

/**
 * The queries of an audit as SQL text that DuckDB and PostgreSQL (and later Spark) run alike: one surveys the scores, one
 * aggregates the rows to integer cells.
 *
 * <p>Nothing in it belongs to one dialect: explicit GROUP BY, CASE, FLOOR and CAST only, and NaN is recognised by the order that
 * puts it above every number. Scores, errors and weights become whole numbers of 10⁻⁶ before anything is added, so that a result
 * does not depend on the order of the rows.
 */
public final class CellQuery {
    /** Steps of the score grid in one unit of score: a step is 0.001. */
    public static final int BINS_PER_UNIT = 1_000;

    /** Rows whose score is not within ± this are left out and counted. */
    public static final int MAX_ABSOLUTE_SCORE = Grids.MAX_ABSOLUTE_SCORE;

    private static final String INFINITY = "CAST('Infinity' AS DOUBLE PRECISION)";

    private final Fields fields;
    private final String source;

    /**
     * @param source an item for FROM without its alias: a {@linkplain #quote quoted} relation name or a subquery in parentheses.
     *     It appears once in each query, so its {@code ?} parameters keep their order. It is SQL of the caller's, never a
     *     user's text. It has the columns of {@link Fields#texts()} as text and of {@link Fields#numbers()} as double
     *     precision. NULL and blank text count as missing
     */
    CellQuery(Fields fields, String source) {
        this.fields = fields;
        this.source = source;
    }

    /** One row: how many rows are used, and the smallest and largest score among them in 10⁻⁶. */
    String survey() {
        return "SELECT COUNT(*), MIN(q), MAX(q)\nFROM " + coded() + " AS coded_rows\nWHERE reason = 0";
    }

    /** As many rows as used rows have distinct scores, but not more than {@link Grids#MAX_BINS} + 1. */
    String distinctScores() {
        return "SELECT q\nFROM " + coded() + " AS coded_rows\nWHERE reason = 0\nGROUP BY q\nLIMIT "
                + (Grids.MAX_BINS + 1);
    }

    /**
     * How used rows with a score within [from, from + width·buckets) spread over buckets of equal width: bucket and rows.
     *
     * @param from in 10⁻⁶, as is width
     */
    String histogram(long from, long width, long buckets) {
        return "SELECT bucket, COUNT(*)\nFROM (SELECT CAST(FLOOR((q - CAST(%1$d AS DOUBLE PRECISION)) / %2$d) AS BIGINT) AS bucket\n"
                        .formatted(from, width)
                + "  FROM " + coded() + " AS coded_rows\n"
                + "  WHERE reason = 0 AND q >= %d AND q < %d) AS bucketed_rows\nGROUP BY bucket"
                        .formatted(from, from + width * buckets);
    }

    /**
     * The aggregation: reason, the key columns, label, decision, above, bin, rows, offset, weight, squared weight.
     *
     * @param stepMicros of the grid; ignored without a score
     * @param twiceMedian twice the median in 10⁻⁶; null when the plan does not ask
     */
    String aggregation(long stepMicros, Long twiceMedian) {
        String above = twiceMedian == null ? "-1" : "CASE WHEN q * 2 > " + twiceMedian + " THEN 1 ELSE 0 END";
        String bin = !fields.hasScore()
                ? "0"
                : stepMicros == 1
                        ? "q"
                        : "FLOOR((q * 2 + CAST(%d AS DOUBLE PRECISION)) / %d)".formatted(stepMicros, 2 * stepMicros);
        String offset = !fields.hasScore() || stepMicros == 1 ? "0" : "SUM(q - bin * %d)".formatted(stepMicros);
        StringBuilder keys = new StringBuilder();
        StringBuilder gated = new StringBuilder();
        for (int i = 0; i < fields.keys().size(); i++) {
            keys.append(", k").append(i);
            gated.append("CASE WHEN reason = 0 THEN k%1$d END AS k%1$d, ".formatted(i));
        }
        String weight = fields.weight() == null ? "COUNT(*) AS w, COUNT(*) AS w2" : "SUM(w) AS w, SUM(w2) AS w2";
        String weights = fields.weight() == null ? "" : """
                  CASE WHEN reason = 0 THEN CAST(w AS BIGINT) END AS w,
                  CASE WHEN reason = 0 THEN CAST(CASE WHEN w < 1000 THEN 1 ELSE FLOOR(w * w / %d + 0.5) END AS BIGINT) END AS w2,
                """.formatted(Cells.MICROS);
        return """
                SELECT reason%1$s, label, decision, above, bin,
                  COUNT(*) AS n, %2$s AS score_offset, %3$s
                FROM (SELECT reason, %4$s
                %5$s  CASE WHEN reason = 0 THEN label END AS label,
                  CASE WHEN reason = 0 THEN %6$s END AS decision,
                  CASE WHEN reason = 0 THEN %7$s END AS above,
                  CASE WHEN reason = 0 THEN CAST(%8$s AS BIGINT) END AS bin,
                  CASE WHEN reason = 0 THEN CAST(q AS BIGINT) END AS q
                  FROM %9$s AS coded_rows) AS keyed_rows
                GROUP BY reason%1$s, label, decision, above, bin
                LIMIT %10$d""".formatted(
                        keys,
                        offset,
                        weight,
                        gated,
                        weights,
                        fields.decidesByMedian() ? above : "decision",
                        above,
                        bin,
                        coded(),
                        Cells.MAX_CELLS + LeftOut.MAX_REASONS + 1);
    }

    /** Each row with its reason, keys, label, decision, and its score and weight in 10⁻⁶ as whole doubles. */
    private String coded() {
        StringBuilder reason = new StringBuilder("CASE");
        StringBuilder columns = new StringBuilder();
        List<String> keys = fields.keys();
        String label = "-1";
        String decision = "-1";
        String score = "CAST(NULL AS DOUBLE PRECISION)";
        if (fields.isRegression()) {
            value(reason, quote(fields.label()), LeftOut.MISSING_LABEL);
            value(reason, quote(fields.score()), LeftOut.MISSING_PREDICTION);
            score = micros(quote(fields.score())) + " - " + micros(quote(fields.label()));
        } else {
            if (fields.label() != null) {
                missing(reason, quote(fields.label()), LeftOut.MISSING_LABEL.code());
                label = fields.isMulticlass() ? "-1" : positive(fields.label(), fields.labelPositive());
            }
            if (fields.decision() != null) {
                missing(reason, quote(fields.decision()), LeftOut.MISSING_DECISION.code());
                decision = fields.isMulticlass() ? "-1" : positive(fields.decision(), fields.decisionPositive());
            }
            if (fields.score() != null) {
                String column = quote(fields.score());
                number(reason, column, LeftOut.MISSING_SCORE, LeftOut.SCORE_NOT_A_NUMBER);
                when(reason, column + " > " + Grids.MAX_ABSOLUTE_SCORE, LeftOut.SCORE_OUT_OF_RANGE.code());
                when(reason, column + " < -" + Grids.MAX_ABSOLUTE_SCORE, LeftOut.SCORE_OUT_OF_RANGE.code());
                score = micros(column);
                if (fields.threshold() != null) {
                    decision = "CASE WHEN " + column + " >= CAST('"
                            + fields.threshold().toPlainString() + "' AS DOUBLE PRECISION) THEN 1 ELSE 0 END";
                }
            }
        }
        String weight = "";
        if (fields.weight() != null) {
            String column = quote(fields.weight());
            number(reason, column, LeftOut.MISSING_WEIGHT, LeftOut.WEIGHT_NOT_A_NUMBER);
            when(reason, column + " > " + LeftOut.MAX_WEIGHT, LeftOut.WEIGHT_OUT_OF_RANGE.code());
            when(reason, "FLOOR(" + column + " * " + Cells.MICROS + " + 0.5) < 1", LeftOut.ZERO_WEIGHT.code());
            weight = ", " + micros(column) + " AS w";
        }
        for (int i = 0; i < keys.size(); i++) {
            String column = quote(keys.get(i));
            if (i < fields.attributes().size() + fields.strata().size()) {
                missing(reason, column, LeftOut.missing(i));
            }
            when(reason, "CHAR_LENGTH(" + column + ") > " + Cells.MAX_VALUE_LENGTH, LeftOut.tooLong(i));
            columns.append(column).append(" AS k").append(i).append(", ");
        }
        return "(SELECT %s%s AS label, %s AS decision, %s AS q%s,\n    %s ELSE 0 END AS reason\n    FROM %s AS source_rows)"
                .formatted(columns, label, decision, score, weight, reason, source);
    }

    /** An identifier in double quotes, with its own quotes doubled, as standard SQL has it. */
    static String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new AuditException("not usable as a column name: '" + identifier + "'");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /**
     * A text literal with its quotes doubled. A backslash is only a backslash in standard SQL; to be the same under
     * PostgreSQL's old setting that escapes it, text with one is written without any literal backslash.
     */
    static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "(" + quoted.replace("\\", "' || CHR(92) || '") + ")";
    }

    private static String positive(String column, String value) {
        return "CASE WHEN " + quote(column) + " = " + literal(value) + " THEN 1 ELSE 0 END";
    }

    private static String micros(String column) {
        return "FLOOR(" + column + " * " + Cells.MICROS + " + 0.5)";
    }

    private static void value(StringBuilder reason, String column, LeftOut missing) {
        number(reason, column, missing, LeftOut.VALUE_NOT_A_NUMBER);
        when(reason, column + " > " + Grids.MAX_ABSOLUTE_VALUE, LeftOut.VALUE_OUT_OF_RANGE.code());
        when(reason, column + " < -" + Grids.MAX_ABSOLUTE_VALUE, LeftOut.VALUE_OUT_OF_RANGE.code());
    }

    private static void number(StringBuilder reason, String column, LeftOut missing, LeftOut notANumber) {
        when(reason, column + " IS NULL", missing.code());
        when(reason, column + " > " + INFINITY, notANumber.code());
    }

    private static void missing(StringBuilder reason, String column, int code) {
        when(reason, column + " IS NULL OR TRIM(" + column + ") = ''", code);
    }

    private static void when(StringBuilder reason, String condition, int code) {
        reason.append(" WHEN ").append(condition).append(" THEN ").append(code);
    }
}
