package dev.gatehouse.governance.predictions;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A search as SQL with its parameters. It walks one table in the order of the page, along an index, and looks into the other for each row,
 * so it ends as soon as the page is full. Left to itself the planner would join the whole span first: it takes the columns of the join for
 * independent and expects next to nothing of it. {@code OFFSET 0} keeps it from that.
 */
final class SearchQuery {

    /** Columns in the order that {@link Predictions} reads them in. */
    static final String COLUMNS = """
            p.request_id, p.row_index, p.received_at, p.version, r.permit_id, r.mode, r.caller, r.purpose, p.subject, p.score,
            p.decision, p.needs_review,
            (SELECT v.verdict FROM label.prediction_review v WHERE v.request_id = p.request_id AND v.row_index = p.row_index
             ORDER BY v.revision DESC LIMIT 1),
            g.label, r.latency_micros""";

    private static final String LABELS = """

            LEFT JOIN LATERAL (SELECT t.label FROM label.ground_truth t
              WHERE t.request_id = p.request_id AND t.row_index = p.row_index OFFSET 0) g ON true
            """;

    /** Along predictions; the first parameter is the environment. */
    static final String BY_PREDICTION = """
            outcome.prediction p
            CROSS JOIN LATERAL (SELECT * FROM outcome.request q
              WHERE q.received_at = p.received_at AND q.request_id = p.request_id AND q.environment = ? OFFSET 0) r""" + LABELS;

    private static final String BY_REQUEST = """
            outcome.request r
            CROSS JOIN LATERAL (SELECT * FROM outcome.prediction i
              WHERE i.received_at = r.received_at AND i.request_id = r.request_id OFFSET 0) p""" + LABELS;

    private final StringBuilder where = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final String sql;

    private SearchQuery(
            String environment, String route, PredictionSearch search, Optional<Predictions.Cursor> after, int limit) {
        // Callers are a matter of requests; everything else is of predictions.
        boolean byRequest = search.caller().isPresent();
        String walked = byRequest ? "r" : "p";
        parameters.add(environment);
        where.append(byRequest ? "r.environment = ?" : "true");
        equal(walked + ".route", Optional.of(route));
        equal("r.caller", search.caller());
        Instant to = after.map(c -> c.receivedAt().plus(1, ChronoUnit.MICROS))
                .filter(end -> end.isBefore(search.to()))
                .orElse(search.to());
        and(walked + ".received_at >= ?", search.from().atOffset(ZoneOffset.UTC));
        and(walked + ".received_at < ?", to.atOffset(ZoneOffset.UTC));
        String order = walked + ".received_at DESC, " + walked + ".request_id DESC, p.row_index DESC";
        after.ifPresent(cursor -> and(
                "(" + order.replace(" DESC", "") + ") < (?, ?, ?)",
                cursor.receivedAt().atOffset(ZoneOffset.UTC),
                cursor.requestId(),
                cursor.row()));
        equal("p.version", search.version());
        equal("p.subject", search.subject());
        equal("p.decision", search.decision());
        search.confidenceBelow().ifPresent(below -> and("greatest(p.score, 1 - p.score) < ?", below));
        search.review().ifPresent(marked -> and(condition(marked)));
        search.labelled().ifPresent(yes -> and(yes ? "g.label IS NOT NULL" : "g.label IS NULL"));
        parameters.add(limit);
        sql = "SELECT " + COLUMNS + " FROM " + (byRequest ? BY_REQUEST : BY_PREDICTION) + " WHERE " + where
                + " ORDER BY " + order + " LIMIT ?";
    }

    static SearchQuery of(
            String environment, String route, PredictionSearch search, Optional<Predictions.Cursor> after, int limit) {
        return new SearchQuery(environment, route, search, after, limit);
    }

    String sql() {
        return sql;
    }

    List<Object> parameters() {
        return parameters;
    }

    private void equal(String column, Optional<String> value) {
        value.ifPresent(v -> and(column + " = ?", v));
    }

    private void and(String condition, Object... values) {
        where.append(" AND ").append(condition);
        parameters.addAll(List.of(values));
    }

    private static String condition(PredictionSearch.Marked marked) {
        return switch (marked) {
            case NEEDED -> "p.needs_review";
            case WAITING ->
                "p.needs_review AND EXISTS (SELECT FROM label.review_waiting w"
                        + " WHERE w.request_id = p.request_id AND w.row_index = p.row_index)";
            case DONE ->
                "EXISTS (SELECT FROM label.prediction_review d"
                        + " WHERE d.request_id = p.request_id AND d.row_index = p.row_index)";
        };
    }
}
