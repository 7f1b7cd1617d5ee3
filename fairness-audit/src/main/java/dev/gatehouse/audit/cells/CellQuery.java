package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The queries of an audit as SQL text that DuckDB and PostgreSQL (and later Spark) run alike.
 *
 * <p>{@link #survey} finds which values there are; then each text has a code, an integer, and the other queries see rows as codes
 * and numbers only. Nothing here belongs to one dialect but how a text becomes its code, which the caller says: explicit GROUP
 * BY, CASE, FLOOR and CAST only, and NaN is recognised by the order that puts it above every number.
 *
 * <p>Scores and errors become whole numbers of 10⁻⁶, weights of their unit, before anything is added, so that a result does not
 * depend on the order of the rows. They are computed from rows that are used only: what is no number or out of range would end the query.
 */
final class CellQuery {
    /** Whole doubles are added exactly up to here, whatever their order. */
    private static final long LARGEST_EXACT = 1L << 53;

    /** Sums that 64 bits may not hold. */
    private static final String SUM_OF_PRODUCTS = "CAST(SUM(%s) AS DECIMAL(38, 0))";

    private static final String INFINITY = "CAST('Infinity' AS DOUBLE PRECISION)";

    private final Fields fields;
    private final String source;

    /**
     * @param source an item for FROM without its alias, with the columns {@code t0, t1, …} of {@link Fields#texts()} as text, and
     *     {@code n0, n1, …} of {@link Fields#numbers()} as double
     *     precision. It appears once in each query, so its {@code ?} parameters keep their order. NULL and blank text count as
     *     missing
     */
    CellQuery(Fields fields, String source) {
        this.fields = fields;
        this.source = source;
    }

    /**
     * Which combinations of texts there are: the texts, their rows, those of them whose numbers can be used, and of these the
     * smallest and largest score in 10⁻⁶ and the greatest weight.
     */
    String survey() {
        List<String> names = numbered("t", fields.texts().size());
        // One character more than is kept tells that a text is too long.
        String texts = String.join(
                "",
                names.stream()
                        .map(text -> "SUBSTRING(%1$s, 1, %2$d) AS %1$s, ".formatted(text, Cells.MAX_VALUE_LENGTH + 1))
                        .toList());
        String usable = fields.numbers().isEmpty() ? "1 = 1" : String.join(" AND ", numbersUsable());
        return """
                SELECT %1$s, COUNT(*) AS n, COUNT(q) AS usable, MIN(q) AS least, MAX(q) AS most, %7$s AS heaviest
                FROM (SELECT %2$sCASE WHEN %3$s THEN %4$s END AS q%8$s FROM %5$s AS source_rows) AS surveyed_rows
                GROUP BY %1$s
                LIMIT %6$d""".formatted(
                        String.join(", ", names),
                        texts,
                        usable,
                        fields.hasScore() ? micros() : "0",
                        source,
                        Cells.MAX_CELLS + 1,
                        fields.weight() == null ? "0" : "MAX(w)",
                        fields.weight() == null ? "" : ", CASE WHEN " + usable + " THEN " + weight() + " END AS w");
    }

    /**
     * Rounded scores of used rows, but not more than {@link Grids#MAX_BINS} + 1: for each the smallest and the largest score that
     * became it, and the largest size of the number that was rounded.
     */
    String distinctScores(Coding coding) {
        String raw = fields.isRegression() ? "n0 - n1" : "n0";
        return """
                SELECT MIN(%1$s) AS least, MAX(%1$s) AS most, MAX(ABS(n0)) AS size
                FROM %2$s AS coded_rows
                WHERE q IS NOT NULL
                GROUP BY q
                LIMIT %3$d""".formatted(raw, coded(coding), Grids.MAX_BINS + 1);
    }

    /** The scores of used rows in 10⁻⁶, as an item for FROM with the column q; others are NULL. */
    String scores(Coding coding) {
        return coded(coding) + " AS coded_rows";
    }

    /**
     * How used rows with a score within [from, from + width·buckets) spread over buckets of equal width: bucket and rows.
     *
     * @param from in 10⁻⁶, as is width
     */
    String histogram(Coding coding, long from, long width, long buckets) {
        return """
                SELECT bucket, COUNT(*)
                FROM (SELECT CAST(FLOOR((q - CAST(%1$d AS DOUBLE PRECISION)) / %2$d) AS BIGINT) AS bucket
                  FROM %3$s AS coded_rows
                  WHERE q >= %1$d AND q < %4$d) AS bucketed_rows
                GROUP BY bucket""".formatted(from, width, coded(coding), from + width * buckets);
    }

    /**
     * The aggregation: key, bin, rows, offset, and where rows are weighted weight and squared weight. The key is that of {@link
     * Coding}, or a reason's code made negative; of a row left out only that and the rows mean anything.
     *
     * @param stepMicros of the grid; ignored without a score
     * @param rows no fewer than are used
     * @param twiceMedian twice the median in 10⁻⁶; null when the plan does not ask
     * @param weightUnit see {@link Cells#weightUnit()}; ignored without a weight
     */
    String aggregation(Coding coding, long stepMicros, long rows, Long twiceMedian, BigDecimal weightUnit) {
        boolean weighted = fields.weight() != null;
        boolean binned = fields.hasScore() && stepMicros > 1;
        String bin = "0";
        if (fields.hasScore()) {
            bin = binned ? "FLOOR(q / CAST(%d AS DOUBLE PRECISION))".formatted(stepMicros) : "q";
        }
        String distance = "q - bin * " + stepMicros;
        if (weighted) {
            distance = "CAST(w AS DECIMAL(%d, 0)) * CAST(%s AS DECIMAL(%d, 0))"
                    .formatted(Weights.LARGEST_DIGITS, distance, Grids.LARGEST_DIGITS);
        } else if (rows > LARGEST_EXACT / stepMicros) {
            distance = "CAST(" + distance + " AS BIGINT)";
        }
        String sum = weighted ? SUM_OF_PRODUCTS : "CAST(SUM(%s) AS BIGINT)";
        String above = twiceMedian == null ? null : "CAST(q * 2 > " + twiceMedian + " AS INTEGER)";
        String units = weight() + " * CAST(1" + "0".repeat(weightUnit.scale()) + " AS DOUBLE PRECISION)";
        String weight = weighted
                ? ", CASE WHEN reason = 0 THEN CASE WHEN %1$s < 1 THEN 1 ELSE FLOOR(%1$s + 0.5) END END AS w"
                        .formatted(units)
                : "";
        return """
                SELECT cell_key, bin, COUNT(*) AS n, %1$s AS score_offset%2$s
                FROM (SELECT CASE WHEN reason = 0 THEN %3$s ELSE -reason END AS cell_key, CAST(bin AS BIGINT) AS bin, %4$s AS distance%5$s
                  FROM (SELECT coded_rows.*, %6$s AS bin%9$s FROM %7$s AS coded_rows) AS binned_rows) AS keyed_rows
                GROUP BY cell_key, bin
                LIMIT %8$d""".formatted(
                        binned ? sum.formatted("distance") : "0",
                        weighted ? ", CAST(SUM(w) AS BIGINT) AS w, " + SUM_OF_PRODUCTS.formatted("w2") + " AS w2" : "",
                        coding.key(above, fields.decidesByMedian() ? above : decision()),
                        binned ? distance : "0",
                        weighted ? ", CAST(w AS BIGINT) AS w, CAST(w * w AS BIGINT) AS w2" : "",
                        bin,
                        coded(coding),
                        Cells.MAX_CELLS + LeftOut.MAX_CODE + 1,
                        weight);
    }

    /** Rows as codes {@code c0, c1, …}, numbers, the reason (0: used), and the score in 10⁻⁶ as a whole double, NULL unless used. */
    private String coded(Coding coding) {
        int texts = fields.texts().size();
        List<String> codes = numbered("c", texts);
        List<String> numbers = numbered("n", fields.numbers().size());
        List<String> usable = new ArrayList<>(numbersUsable());
        List<String> coded = new ArrayList<>(numbered("t", texts));
        for (int i = 0; i < texts; i++) {
            usable.add("c" + i + " IS NOT NULL");
            coded.add(coding.code(i) + " AS c" + i);
        }
        coded.addAll(numbers);
        StringBuilder reason = new StringBuilder("CASE");
        // Almost every row is used: asked first, the other questions cost nothing.
        when(reason, String.join(" AND ", usable), 0);
        for (int i = fields.groupColumns(); i < texts; i++) {
            textReasons(reason, i);
        }
        numberReasons(reason);
        for (int i = 0; i < fields.groupColumns(); i++) {
            textReasons(reason, i);
        }
        List<String> kept = new ArrayList<>(codes);
        kept.addAll(numbers);
        return """
                (SELECT %1$s, reason, %2$s AS q
                    FROM (SELECT %1$s, %3$s ELSE %4$d END AS reason
                      FROM (SELECT %5$s FROM %6$s AS source_rows) AS judged_rows) AS reasoned_rows)""".formatted(
                        String.join(", ", kept),
                        fields.hasScore() ? "CASE WHEN reason = 0 THEN " + micros() + " END" : "NULL",
                        reason,
                        LeftOut.MAX_CODE,
                        String.join(", ", coded),
                        source);
    }

    private static List<String> numbered(String letter, int count) {
        return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
    }

    /** Conditions that all hold when the numbers of a row can be used; they do not when one is NULL or NaN. */
    private List<String> numbersUsable() {
        List<String> usable = new ArrayList<>();
        int largest = fields.isRegression() ? Grids.MAX_ABSOLUTE_VALUE : Grids.MAX_ABSOLUTE_SCORE;
        int measured = fields.numbers().size() - (fields.weight() == null ? 0 : 1);
        for (int i = 0; i < measured; i++) {
            usable.add("n" + i + " >= -" + largest);
            usable.add("n" + i + " <= " + largest);
        }
        if (fields.weight() != null) {
            usable.add("n" + measured + " >= " + LeftOut.SMALLEST_WEIGHT);
            usable.add("n" + measured + " <= " + LeftOut.MAX_WEIGHT);
        }
        return usable;
    }

    private void numberReasons(StringBuilder reason) {
        int next = 0;
        if (fields.isRegression()) {
            number(
                    reason,
                    "n1",
                    LeftOut.MISSING_LABEL,
                    LeftOut.VALUE_NOT_A_NUMBER,
                    LeftOut.VALUE_OUT_OF_RANGE,
                    Grids.MAX_ABSOLUTE_VALUE);
            number(
                    reason,
                    "n0",
                    LeftOut.MISSING_PREDICTION,
                    LeftOut.VALUE_NOT_A_NUMBER,
                    LeftOut.VALUE_OUT_OF_RANGE,
                    Grids.MAX_ABSOLUTE_VALUE);
            next = 2;
        } else if (fields.hasScore()) {
            number(
                    reason,
                    "n0",
                    LeftOut.MISSING_SCORE,
                    LeftOut.SCORE_NOT_A_NUMBER,
                    LeftOut.SCORE_OUT_OF_RANGE,
                    Grids.MAX_ABSOLUTE_SCORE);
            next = 1;
        }
        if (fields.weight() != null) {
            when(reason, "n" + next + " < " + LeftOut.SMALLEST_WEIGHT, LeftOut.ZERO_WEIGHT.code());
            number(
                    reason,
                    "n" + next,
                    LeftOut.MISSING_WEIGHT,
                    LeftOut.WEIGHT_NOT_A_NUMBER,
                    LeftOut.WEIGHT_OUT_OF_RANGE,
                    LeftOut.MAX_WEIGHT);
        }
    }

    private static void number(
            StringBuilder reason, String column, LeftOut missing, LeftOut notANumber, LeftOut outOfRange, int largest) {
        when(reason, column + " IS NULL", missing.code());
        when(reason, column + " > " + INFINITY, notANumber.code());
        when(reason, column + " > " + largest, outOfRange.code());
        when(reason, column + " < -" + largest, outOfRange.code());
    }

    private void textReasons(StringBuilder reason, int text) {
        when(reason, "CHAR_LENGTH(t" + text + ") > " + Cells.MAX_VALUE_LENGTH, LeftOut.tooLong(text));
        when(reason, "c" + text + " IS NULL", LeftOut.missing(fields, text));
    }

    private static void when(StringBuilder reason, String condition, int code) {
        reason.append(" WHEN ").append(condition).append(" THEN ").append(code);
    }

    private String decision() {
        if (fields.threshold() != null) {
            return "CAST(n0 >= CAST('" + fields.threshold().toPlainString() + "' AS DOUBLE PRECISION) AS INTEGER)";
        }
        return null;
    }

    private String weight() {
        return "n" + (fields.numbers().size() - 1);
    }

    private String micros() {
        return fields.isRegression() ? micros("n0") + " - " + micros("n1") : micros("n0");
    }

    private static String micros(String column) {
        return "FLOOR(" + column + " * " + Cells.MICROS + " + 0.5)";
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
}
