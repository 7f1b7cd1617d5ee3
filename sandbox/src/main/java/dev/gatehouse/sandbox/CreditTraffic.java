package dev.gatehouse.sandbox;

import static dev.gatehouse.sandbox.Api.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.migrations.MigratedPostgres;
import dev.gatehouse.sandbox.credit.CardHolder;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls to the gateway on behalf of a scoring application, what they were answered, and what should not have been. */
final class CreditTraffic {

    private static final int ROWS_PER_CALL = 10;
    private static final int CALLERS = 8;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final double SCORE_TOLERANCE = 1e-5;

    private final RunningSandbox sandbox;
    private final String route;
    private final TrainedModel served;
    private final Api gateway;
    private final List<Call> answered = new ArrayList<>();

    /** One answered call: the gateway's id for it, and the rows it carried. */
    private record Call(String requestId, List<TrainedModel.ScoredRow> rows, long micros) {}

    CreditTraffic(RunningSandbox sandbox, String route, TrainedModel served) {
        this.sandbox = sandbox;
        this.route = route;
        this.served = served;
        this.gateway = new Api(sandbox.gateway());
    }

    /** Waits until the gateway says the route is ready; milliseconds it took. */
    long awaitReady() throws Story.Otherwise {
        long begin = System.nanoTime();
        Api.Answer answer = gateway.get("/v2/models/" + route + "/ready", token());
        while (answer.status() != 200 && millisSince(begin) < PATIENCE_MILLIS) {
            Pause.millis(20);
            answer = gateway.get("/v2/models/" + route + "/ready", token());
        }
        answer.told(200);
        return millisSince(begin);
    }

    /** Scores the first rows. */
    String first(int rows) throws Exception {
        return score(0, rows);
    }

    /** Scores the rows after those scored so far. */
    String next(int rows) throws Exception {
        return score(rows(), rows);
    }

    /** How many rows were answered. */
    int rows() {
        return answered.stream().mapToInt(c -> c.rows().size()).sum();
    }

    private String score(int from, int count) throws Exception {
        String token = token();
        List<Callable<Call>> calls = new ArrayList<>();
        for (int i = from; i < from + count; i += ROWS_PER_CALL) {
            List<TrainedModel.ScoredRow> rows = served.heldOut().subList(i, Math.min(i + ROWS_PER_CALL, from + count));
            calls.add(() -> call(rows, token));
        }
        long begin = System.nanoTime();
        List<Call> done = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            for (Future<Call> future : threads.invokeAll(calls)) {
                done.add(future.get());
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdown();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        answered.addAll(done);
        long[] micros = done.stream().mapToLong(Call::micros).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%d rows in %d calls answered in %.1f s by %d callers: p50 %.1f ms, p99 %.1f ms; scores are the model's own",
                count,
                done.size(),
                seconds,
                CALLERS,
                micros[micros.length / 2] / 1000.0,
                micros[(int) (micros.length * 0.99)] / 1000.0);
    }

    private Call call(List<TrainedModel.ScoredRow> rows, String token) throws Story.Otherwise {
        long begin = System.nanoTime();
        Api.Answer answer = infer("/v2/models/" + route + "/infer", rows, token, "credit-origination")
                .told(200);
        long micros = (System.nanoTime() - begin) / 1000;
        JsonNode output = answer.json().path("outputs").path(0).path("data");
        int columns = served.signature().path("output").path("columns").asInt();
        int score = served.signature().path("output").path("scoreColumn").asInt();
        for (int i = 0; i < rows.size(); i++) {
            double found = flat(output, i, columns, score);
            if (Math.abs(found - rows.get(i).score()) > SCORE_TOLERANCE) {
                throw new Story.Otherwise(
                        "score of row " + i + ": told " + rows.get(i).score() + ", found " + found, null);
            }
        }
        Story.expect("the version that answered", "2", answer.header("X-Gatehouse-Version"));
        return new Call(answer.header("X-Gatehouse-Request-Id"), rows, micros);
    }

    private static double flat(JsonNode data, int row, int columns, int column) {
        return data.path(0).isArray()
                ? data.path(row).path(column).asDouble()
                : data.path(row * columns + column).asDouble();
    }

    private Api.Answer infer(String path, List<TrainedModel.ScoredRow> rows, String token, String purpose) {
        return infer(gateway, path, served, rows, token, purpose);
    }

    /** A call with those rows, each with its subject. */
    static Api.Answer infer(
            Api gateway,
            String path,
            TrainedModel model,
            List<TrainedModel.ScoredRow> rows,
            String token,
            String purpose) {
        ObjectNode body = JSON.createObjectNode();
        var subjects = body.putObject("parameters").putArray("subjects");
        rows.forEach(row -> subjects.add(row.holder().subject()));
        ObjectNode input = body.putArray("inputs")
                .addObject()
                .put("name", model.signature().path("input").path("name").asText())
                .put("datatype", "FP32");
        input.putArray("shape").add(rows.size()).add(model.features().names().size());
        var data = input.putArray("data");
        rows.forEach(row -> {
            for (float value : row.input()) {
                data.add(value);
            }
        });
        return gateway.post(path, token, Map.of("X-Gatehouse-Purpose", purpose), body);
    }

    /** Calls that must be refused, each with its reason. */
    List<String> refused(TrainedModel unpermitted) throws Story.Otherwise {
        List<TrainedModel.ScoredRow> row = served.heldOut().subList(0, 1);
        List<String> lines = new ArrayList<>();
        lines.add(refusal(
                "version 1, which holds no permit",
                403,
                "version_not_permitted",
                infer(
                        gateway,
                        "/v2/models/" + route + "/versions/1/infer",
                        unpermitted,
                        unpermitted.heldOut().subList(0, 1),
                        token(),
                        "credit-origination")));
        lines.add(refusal(
                "the purpose 'marketing'",
                403,
                "purpose_not_allowed",
                infer("/v2/models/" + route + "/infer", row, token(), "marketing")));
        lines.add(refusal(
                "a caller without a token",
                401,
                "unauthenticated",
                infer("/v2/models/" + route + "/infer", row, null, "credit-origination")));
        lines.add(refusal(
                "a route that does not exist",
                404,
                "unknown_route",
                infer("/v2/models/nothing/infer", row, token(), "credit-origination")));
        return lines;
    }

    /**
     * Gives a second gateway, cut off from the control plane, a copy of the first one's snapshot in which the permit allows marketing, and
     * calls it.
     */
    String tamperedPermitIsRefused() throws Exception {
        Path state = Files.createTempDirectory("gatehouse-tampered-");
        Path snapshot = sandbox.gatewaySnapshot();
        String forged = edited(Files.readString(snapshot));
        Files.writeString(state.resolve(snapshot.getFileName()), forged);
        try (RunningSandbox.SecondGateway second = sandbox.startSecondGateway(state)) {
            Api.Answer answer = infer(
                    new Api(second.address()),
                    "/v2/models/" + route + "/infer",
                    served,
                    served.heldOut().subList(0, 1),
                    token(),
                    "marketing");
            return refusal("a permit edited on disk to allow marketing", 403, "permit_invalid", answer);
        } finally {
            StateDirectory.delete(state);
        }
    }

    /** The snapshot with the route's permit edited, its signatures left as they are. */
    private String edited(String envelope) throws IOException {
        ObjectNode snapshot = (ObjectNode) JSON.readTree(envelope);
        ObjectNode payload = (ObjectNode) JSON.readTree(
                Base64.getDecoder().decode(snapshot.path("payload").asText()));
        boolean found = false;
        for (JsonNode entry : payload.path("routes")) {
            if (entry.path("route").asText().equals(route)) {
                ObjectNode permit = (ObjectNode) entry.path("permit");
                String statement = new String(
                        Base64.getDecoder().decode(permit.path("payload").asText()), StandardCharsets.UTF_8);
                found = statement.contains("credit-origination");
                permit.put("payload", base64(statement.replace("credit-origination", "marketing")));
            }
        }
        if (!found) {
            throw new SandboxException("the gateway's snapshot on disk does not hold the permit of " + route);
        }
        return snapshot.put("payload", base64(payload.toString())).toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String what, int status, String code, Api.Answer answer) throws Story.Otherwise {
        JsonNode body = answer.told(status).json();
        Story.expect("the reason for refusing " + what, code, body.path("code").asText());
        return "refused: " + what + ": " + status + " " + code + ". "
                + body.path("error").asText();
    }

    /** Waits until every answered call is in PostgreSQL, and compares the two lists id by id. */
    List<String> arriveOnce() throws Exception {
        long begin = System.nanoTime();
        int calls = answered.size();
        while (count("outcome.request", "count(*)") < calls && millisSince(begin) < PATIENCE_MILLIS) {
            Pause.millis(100);
        }
        long waited = millisSince(begin);
        Set<String> told = new HashSet<>();
        answered.forEach(call -> told.add(call.requestId()));
        Set<String> found = new HashSet<>();
        int requests = 0;
        try (Connection database = sandbox.connect(MigratedPostgres.AUDITOR);
                PreparedStatement query =
                        database.prepareStatement("SELECT request_id FROM outcome.request WHERE route = ?")) {
            query.setString(1, route);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    requests++;
                    found.add(rows.getObject(1, UUID.class).toString());
                }
            }
        }
        Story.expect("requests in PostgreSQL", calls, requests);
        Story.expect("their ids are those the gateway answered with", told, found);
        Story.expect("predictions in PostgreSQL", (long) rows(), count("outcome.prediction", "count(*)"));
        Story.expect(
                "predictions, each (request, row) once",
                (long) rows(),
                count("outcome.prediction", "count(DISTINCT (request_id, row_index))"));
        return List.of(calls + " requests and " + rows() + " predictions arrived, none lost, none twice (waited "
                + waited + " ms)");
    }

    private long count(String table, String what) throws SQLException {
        try (Connection database = sandbox.connect(MigratedPostgres.AUDITOR);
                PreparedStatement query =
                        database.prepareStatement("SELECT " + what + " FROM " + table + " WHERE route = ?")) {
            query.setString(1, route);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** What came true of each answered row. */
    List<Map<String, Object>> labels() {
        String now = Instant.now().toString();
        List<Map<String, Object>> labels = new ArrayList<>();
        for (Call call : answered) {
            for (int row = 0; row < call.rows().size(); row++) {
                labels.add(Map.of(
                        "requestId",
                        call.requestId(),
                        "row",
                        row,
                        "label",
                        HeldOutRows.label(call.rows().get(row).holder()),
                        "confirmed",
                        true,
                        "observedAt",
                        now));
            }
        }
        return labels;
    }

    /** Sex and age band of each person who was scored. */
    List<Map<String, Object>> protectedAttributes() {
        List<Map<String, Object>> attributes = new ArrayList<>();
        for (Call call : answered) {
            for (TrainedModel.ScoredRow row : call.rows()) {
                CardHolder holder = row.holder();
                attributes.add(Map.of("subject", holder.subject(), "attribute", "sex", "value", holder.sex()));
                attributes.add(Map.of("subject", holder.subject(), "attribute", "age_band", "value", holder.ageBand()));
            }
        }
        return attributes;
    }

    /** Calls until the gateway refuses with that code; milliseconds since {@code begin} (nano time). */
    long awaitRefusal(String code, long begin) throws Story.Otherwise {
        List<TrainedModel.ScoredRow> row = served.heldOut().subList(0, 1);
        String token = token();
        while (millisSince(begin) < PATIENCE_MILLIS) {
            Api.Answer answer = infer("/v2/models/" + route + "/infer", row, token, "credit-origination");
            if (answer.status() != 200) {
                Story.expect(
                        "the reason for the refusal",
                        code,
                        answer.json().path("code").asText());
                return millisSince(begin);
            }
            answered.add(new Call(answer.header("X-Gatehouse-Request-Id"), row, 0));
        }
        throw new Story.Otherwise("the gateway still answers after " + PATIENCE_MILLIS + " ms", null);
    }

    static <T> List<List<T>> batches(List<T> items, int size) {
        List<List<T>> batches = new ArrayList<>();
        for (int i = 0; i < items.size(); i += size) {
            batches.add(items.subList(i, Math.min(i + size, items.size())));
        }
        return batches;
    }

    private String token() {
        return sandbox.clientToken("scoring-app");
    }

    private static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }
}
