package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * The counting queries of a drift audit over one sample: for each column one aggregation that reads this column, the place or
 * time of the row, and nothing else; many columns in one statement by UNION ALL, so that they are read beside each other.
 *
 * <p>Plain SQL over the expressions of {@link DriftSource}: explicit GROUP BY, CASE, FLOOR and CAST. NaN is recognised by the
 * order that puts it above every number.
 */
final class DriftQuery {
    /** A row whose text is no number, or is longer than is kept, or is none of the texts that are told apart. */
    static final int NOT_A_VALUE = 1;

    /** A row without a text. */
    static final int MISSING = 2;

    private final DriftSource source;
    private final String from;
    private final DriftChunks chunks;
    private final int first;
    private final List<String> branches = new ArrayList<>();

    /** @param first the index of the first of the chunks */
    DriftQuery(DriftSource source, DriftChunks chunks, int first) {
        this.source = source;
        this.from = source.read();
        this.chunks = chunks;
        this.first = first;
    }

    /** The rows of each chunk, by whether they have a quantity to be cut by: chunk or NULL, given condition, rows. */
    String rows(String condition) {
        return "SELECT g, h, COUNT(*) FROM (SELECT " + chunk() + " AS g, h FROM (SELECT " + quantity() + ", "
                + condition + " AS h FROM " + from + ") AS measured) AS cut GROUP BY g, h";
    }

    /**
     * Adds a column of numbers.
     *
     * @param id what its rows are marked with
     * @param grid null to count each number
     * @param most rows of the result
     */
    void number(int id, Column column, NumberGrid grid, long most) {
        String x = column.isText() ? source.parsed("t") : "t";
        String state = column.isText()
                ? "CASE WHEN " + x + " IS NOT NULL THEN 0 WHEN trim(t) <> '' THEN " + NOT_A_VALUE + " ELSE " + MISSING
                        + " END"
                : null;
        String key = grid == null ? x : grid.sql(x);
        add(
                id,
                column.sql(),
                state,
                key,
                grid == null ? null : x,
                "CAST(k AS DOUBLE PRECISION), CAST(NULL AS VARCHAR)",
                most);
    }

    /**
     * Adds a column of texts.
     *
     * @param kept those that are told apart; null for all
     */
    void text(int id, Column column, List<String> kept, long most) {
        String state = null;
        String key = "t";
        if (kept != null) {
            String among = among(kept);
            state = "CASE WHEN " + among + " THEN 0 WHEN trim(t) <> '' THEN " + NOT_A_VALUE + " ELSE " + MISSING
                    + " END";
            key = "CASE WHEN " + among + " THEN t END";
        }
        String shown = "CAST(NULL AS DOUBLE PRECISION), SUBSTRING(k, 1, " + (Cells.MAX_VALUE_LENGTH + 1) + ")";
        add(id, column.sql(), state, key, null, shown, most);
    }

    /** SQL for whether {@code t} is one of some texts. */
    static String among(List<String> texts) {
        return texts.isEmpty()
                ? "1 = 0"
                : "t IN ("
                        + String.join(
                                ", ", texts.stream().map(CellQuery::literal).toList()) + ")";
    }

    /**
     * @param state SQL that tells what is no value; null where the key's NULL is a missing one
     * @param measured SQL for what the least and the most are wanted of; null for nothing
     * @param shown SQL for the key as a number and as a text
     */
    private void add(int id, String column, String state, String key, String measured, String shown, long most) {
        boolean cut = chunks.expression() != null;
        // What is the same for all rows is not grouped by: a single small key is counted without a hash table.
        String groups = (cut ? "g, " : "") + (state != null ? "s, " : "") + "k";
        String ends = measured == null
                ? "CAST(NULL AS DOUBLE PRECISION) AS least, CAST(NULL AS DOUBLE PRECISION) AS most"
                : "CAST(MIN(v) AS DOUBLE PRECISION) AS least, CAST(MAX(v) AS DOUBLE PRECISION) AS most";
        branches.add("SELECT " + id + ", " + (cut ? "g" : Integer.toString(first)) + ", " + (state != null ? "s" : "0")
                + ", " + shown + ", n, least, most FROM (SELECT " + groups + ", COUNT(*) AS n, " + ends
                + " FROM (SELECT "
                + (cut ? chunk() + " AS g, " : "") + (state != null ? state + " AS s, " : "")
                + (measured != null ? measured + " AS v, " : "") + key + " AS k FROM (SELECT "
                + (cut ? quantity() + ", " : "") + column + " AS t FROM " + from + ") AS measured) AS coded GROUP BY "
                + groups + " LIMIT " + most + ") AS counted");
    }

    boolean isEmpty() {
        return branches.isEmpty();
    }

    /** The statement: column, chunk (NULL for rows in none), state, number or code, text, rows, least and most number (of a code). */
    String sql() {
        return String.join(" UNION ALL ", branches);
    }

    private String quantity() {
        return (chunks.expression() == null ? "0" : chunks.expression()) + " AS q";
    }

    private String chunk() {
        return chunks.expression() == null ? Integer.toString(first) : chunks.sql(first);
    }
}
