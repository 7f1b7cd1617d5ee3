package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.cells.DatabaseCells;
import dev.gatehouse.audit.cells.DatabaseSample;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Recorded predictions of one version in a window of time, as a source of rows with the columns of a plan's own names. */
final class LiveRows {
    /** No column of a plan has a blank in front. */
    private static final List<String> ORDER = List.of(" received_at", " request_id", " row_index");

    private final Window window;
    private final List<String> columns = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private boolean withInputs;

    /**
     * Which predictions.
     *
     * @param to the instant after it; later than {@code from}
     * @param inputs of the version's signature, in their order
     */
    record Window(String environment, String route, String version, Instant from, Instant to, List<String> inputs) {}

    LiveRows(Window window) {
        this.window = window;
    }

    /** @param sql over {@code p}, the prediction, {@code r}, its request, and {@code g}, its label; never a user's text */
    LiveRows column(String name, String sql) {
        columns.add(sql + " AS " + DatabaseCells.quote(name));
        return this;
    }

    /** A column with this text where a condition holds. */
    LiveRows textWhere(String name, String condition, String text) {
        texts.add(text);
        return column(name, "CASE WHEN " + condition + " THEN CAST(? AS text) END");
    }

    /** A protected attribute of the row's subject, under its own name. */
    LiveRows attribute(String name) {
        attributes.add(name);
        return column(name, "a" + (attributes.size() - 1) + ".value");
    }

    /** Only rows whose inputs could be read. */
    LiveRows withInputs() {
        withInputs = true;
        return this;
    }

    /** An item for FROM, its parameters set by {@link #bind}. */
    String source() {
        return "(SELECT " + String.join(", ", columns) + from() + ")";
    }

    /** The rows in the order in which they were received. */
    DatabaseSample sample() {
        String source = "(SELECT " + String.join(", ", columns) + ", p.received_at AS \" received_at\", p.request_id AS"
                + " \" request_id\", p.row_index AS \" row_index\"" + from() + ")";
        return new DatabaseSample(source, ORDER, this::bind);
    }

    private String from() {
        StringBuilder joins = new StringBuilder();
        for (int i = 0; i < attributes.size(); i++) {
            joins.append(
                    " LEFT JOIN protected.subject_attribute a%1$d ON a%1$d.subject = p.subject AND a%1$d.attribute = ?"
                            .formatted(i));
        }
        return """

                FROM outcome.prediction p
                JOIN outcome.request r ON r.received_at = p.received_at AND r.request_id = p.request_id
                LEFT JOIN label.ground_truth g ON g.request_id = p.request_id AND g.row_index = p.row_index
                %s WHERE p.route = ? AND r.environment = ? AND p.version = ? AND p.received_at >= ? AND p.received_at < ?
                  AND r.received_at >= ? AND r.received_at < ?%s""".formatted(joins, withInputs ? " AND p.input_numbers IS NOT NULL" : "");
    }

    void bind(PreparedStatement query) throws SQLException {
        int parameter = 1;
        for (String text : texts) {
            query.setString(parameter++, text);
        }
        for (String attribute : attributes) {
            query.setString(parameter++, attribute);
        }
        query.setString(parameter++, window.route());
        query.setString(parameter++, window.environment());
        query.setString(parameter++, window.version());
        // Said of both tables, so that of neither a day is read that is outside.
        for (int table = 0; table < 2; table++) {
            query.setObject(parameter++, window.from().atOffset(ZoneOffset.UTC));
            query.setObject(parameter++, window.to().atOffset(ZoneOffset.UTC));
        }
    }
}
