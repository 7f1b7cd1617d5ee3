package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import java.util.List;

/**
 * The one aggregation of an audit as SQL text that DuckDB and PostgreSQL (and later Spark) run alike: rows in, integer
 * cells out, read by {@link Cells#read}.
 *
 * <p>Nothing in it belongs to one dialect: explicit GROUP BY, CASE, FLOOR and CAST only, and NaN is recognised by the
 * order that puts it above every number.
 *
 * <p>Scores are kept as integers: a bin on a grid of {@value #BINS_PER_UNIT} steps a unit, and the sums of the score and
 * of its square in units of 10⁻⁶ and 10⁻¹², so that a result does not depend on the order in which rows were added.
 */
public final class CellQuery {
    /** Steps of the score grid in one unit of score: a step is 0.001. */
    public static final int BINS_PER_UNIT = 1_000;

    /** Scores are rounded to multiples of 1 / this before they are summed. */
    public static final long MICROS_PER_UNIT = 1_000_000;

    /** Rows whose score is not within ± this are left out and counted. */
    public static final int MAX_ABSOLUTE_SCORE = 1_000_000;

    /** The largest number of cells an audit computes with. */
    public static final int MAX_CELLS = 1_000_000;

    /** The longest value of a protected attribute, in characters; a row with a longer one is left out and counted. */
    public static final int MAX_VALUE_LENGTH = 200;

    private CellQuery() {}

    /**
     * The query over a source.
     *
     * @param plan names the source's columns: the label's, the decision's and the protected attributes'
     * @param source an item for FROM without its alias: a {@linkplain #quote quoted} relation name or a subquery in
     *     parentheses. It appears once in the result, so its {@code ?} parameters keep their order. It is SQL of the
     *     caller's, never a user's text. Label, decision column and attributes must be text, a score double precision.
     *     NULL and blank text count as missing
     * @return one SELECT without a semicolon
     */
    public static String over(AuditPlan plan, String source) {
        List<String> attributes = plan.protectedAttributes();
        StringBuilder reason = new StringBuilder("CASE");
        StringBuilder keys = new StringBuilder();
        StringBuilder groupKeys = new StringBuilder();
        if (plan.label() != null) {
            missing(reason, quote(plan.label().column()), LeftOut.MISSING_LABEL.code());
        }
        String decision = quote(plan.decision().column());
        String positive;
        if (plan.decision() instanceof Decision.ByScore byScore) {
            when(reason, decision + " IS NULL", LeftOut.MISSING_SCORE.code());
            when(reason, decision + " > CAST('Infinity' AS DOUBLE PRECISION)", LeftOut.SCORE_NOT_A_NUMBER.code());
            when(reason, decision + " > " + MAX_ABSOLUTE_SCORE, LeftOut.SCORE_OUT_OF_RANGE.code());
            when(reason, decision + " < -" + MAX_ABSOLUTE_SCORE, LeftOut.SCORE_OUT_OF_RANGE.code());
            positive = decision + " >= CAST('" + byScore.threshold().toPlainString() + "' AS DOUBLE PRECISION)";
        } else {
            missing(reason, decision, LeftOut.MISSING_DECISION.code());
            positive = decision + " = " + literal(((Decision.ByColumn) plan.decision()).positive());
        }
        for (int i = 0; i < attributes.size(); i++) {
            missing(reason, quote(attributes.get(i)), LeftOut.missingAttribute(i));
            when(
                    reason,
                    "CHAR_LENGTH(" + quote(attributes.get(i)) + ") > " + MAX_VALUE_LENGTH,
                    LeftOut.valueTooLong(i));
            keys.append("  CASE WHEN reason = 0 THEN a")
                    .append(i)
                    .append(" END AS a")
                    .append(i)
                    .append(",\n");
            groupKeys.append(", a").append(i);
        }
        reason.append(" ELSE 0 END");

        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < attributes.size(); i++) {
            columns.append("    ")
                    .append(quote(attributes.get(i)))
                    .append(" AS a")
                    .append(i)
                    .append(",\n");
        }
        String label = plan.label() == null
                ? "CAST(NULL AS INTEGER)"
                : "CASE WHEN " + quote(plan.label().column()) + " = "
                        + literal(plan.label().positive()) + " THEN 1 ELSE 0 END";
        String score = plan.decision() instanceof Decision.ByScore ? decision : "CAST(NULL AS DOUBLE PRECISION)";
        return """
                SELECT reason%1$s, label, decision, bin,
                  COUNT(*) AS n, COUNT(q2) AS n_unit, SUM(q) AS sum_q, SUM(q2) AS sum_q2
                FROM (SELECT reason,
                %2$s  CASE WHEN reason = 0 THEN label END AS label,
                  CASE WHEN reason = 0 THEN decision END AS decision,
                  CASE WHEN reason = 0 THEN CAST(FLOOR((FLOOR(score * %4$d + 0.5) + %12$d) / %3$d) AS BIGINT) END AS bin,
                  CASE WHEN reason = 0 THEN CAST(FLOOR(score * %4$d + 0.5) AS BIGINT) END AS q,
                  CASE WHEN reason = 0 AND score >= 0 AND score <= 1
                    THEN CAST(FLOOR(score * %4$d + 0.5) AS BIGINT) * CAST(FLOOR(score * %4$d + 0.5) AS BIGINT) END AS q2
                  FROM (SELECT
                %5$s    %6$s AS label,
                    CASE WHEN %7$s THEN 1 ELSE 0 END AS decision,
                    %8$s AS score,
                    %9$s AS reason
                    FROM %10$s AS source_rows) AS coded_rows) AS keyed_rows
                GROUP BY reason%1$s, label, decision, bin
                LIMIT %11$d""".formatted(
                        groupKeys,
                        keys,
                        MICROS_PER_UNIT / BINS_PER_UNIT,
                        MICROS_PER_UNIT,
                        columns,
                        label,
                        positive,
                        score,
                        reason,
                        source,
                        MAX_CELLS + 1,
                        MICROS_PER_UNIT / BINS_PER_UNIT / 2);
    }

    /** An identifier in double quotes, with its own quotes doubled, as standard SQL has it. */
    public static String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new AuditException("not usable as a column name: '" + identifier + "'");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /**
     * A text literal with its quotes doubled. A backslash is only a backslash in standard SQL; to be the same under
     * PostgreSQL's old setting that escapes it, text with one is written without any literal backslash.
     */
    private static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "(" + quoted.replace("\\", "' || CHR(92) || '") + ")";
    }

    private static void missing(StringBuilder reason, String column, int code) {
        when(reason, column + " IS NULL OR TRIM(" + column + ") = ''", code);
    }

    private static void when(StringBuilder reason, String condition, int code) {
        reason.append(" WHEN ").append(condition).append(" THEN ").append(code);
    }
}
