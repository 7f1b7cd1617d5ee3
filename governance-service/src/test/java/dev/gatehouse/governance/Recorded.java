package dev.gatehouse.governance;

import dev.gatehouse.migrations.MigratedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One request as a gateway ships it, inserted under the gateway's own login. A day of long ago gets its partitions from their owner. */
final class Recorded {

    private static final AtomicInteger NEXT = new AtomicInteger();
    /** A gateway makes no partitions of days that are longer past. */
    private static final int GATEWAYS_DAYS = 390;

    final UUID id;
    final Instant at;
    private final String route;
    private String model;
    private String environment = "production";
    private String caller = "scoring-app";
    private UUID permit = new UUID(0, 1);
    private byte[] body;
    private Integer jsonBytes;
    private final List<Row> rows = new ArrayList<>();

    private record Row(
            String subject, Double score, String decision, boolean marked, Double[] numbers, String[] texts) {}

    private Recorded(String route, Instant at) {
        this.route = route;
        this.model = route;
        this.at = at;
        this.id = new UUID(at.toEpochMilli() << 16 | 0x7000L | NEXT.incrementAndGet() & 0xfff, 0x8000000000000001L);
    }

    /** A request of the route whose model has the same name, received then (whole milliseconds). */
    static Recorded on(String route, Instant at) {
        return new Recorded(route, at);
    }

    Recorded of(String otherModel) {
        model = otherModel;
        return this;
    }

    Recorded in(String otherEnvironment) {
        environment = otherEnvironment;
        return this;
    }

    Recorded under(UUID otherPermit) {
        permit = otherPermit;
        return this;
    }

    Recorded by(String otherCaller) {
        caller = otherCaller;
        return this;
    }

    /** A row about somebody; at least 0.5 is 'default'. */
    Recorded row(String subject, double score) {
        rows.add(new Row(subject, score, score >= 0.5 ? "default" : "repay", false, null, null));
        return this;
    }

    /** A row whose inputs the gateway has read. */
    Recorded asked(String subject, double score, Double[] numbers, String[] texts) {
        rows.add(new Row(subject, score, score >= 0.5 ? "default" : "repay", false, numbers, texts));
        return this;
    }

    /** A row that a person must look at. */
    Recorded marked(String subject, double score) {
        rows.add(new Row(subject, score, score >= 0.5 ? "default" : "repay", true, null, null));
        return this;
    }

    /** Another body than the tensors that the rows stand for. */
    Recorded body(byte[] other, Integer jsonLength) {
        body = other;
        jsonBytes = jsonLength;
        return this;
    }

    /** Row i has the age i + 0.25 and the income 1000 i. */
    byte[] sent() {
        if (body != null) {
            return body;
        }
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            data.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.2f,%d", i + 0.25, 1000 * i));
        }
        return ("{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[" + rows.size() + ",2],\"data\":["
                        + data + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void makeDay(LocalDate day) throws SQLException {
        for (String table : List.of("request", "prediction")) {
            LockedTable.owner("CREATE TABLE IF NOT EXISTS outcome." + table + "_"
                    + day.toString().replace("-", "") + " PARTITION OF outcome." + table + " FOR VALUES FROM ('" + day
                    + " 00:00:00+00') TO ('" + day.plusDays(1) + " 00:00:00+00')");
        }
    }

    Recorded ship() throws SQLException {
        try (Connection gateway = TestWorld.postgres.connect(MigratedPostgres.GATEWAY)) {
            gateway.setAutoCommit(false);
            LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
            if (day.isBefore(LocalDate.now(ZoneOffset.UTC).minusDays(GATEWAYS_DAYS))) {
                makeDay(day);
            } else {
                try (PreparedStatement ensure = gateway.prepareStatement("SELECT outcome.ensure_day(?)")) {
                    ensure.setObject(1, day);
                    ensure.execute();
                }
            }
            try (PreparedStatement request = gateway.prepareStatement("""
                    INSERT INTO outcome.request (request_id, received_at, gateway, environment, route, model, version, artifact_sha256,
                      permit_id, caller, purpose, mode, status, latency_micros, row_count, request_body, request_json_bytes, response_body)
                    VALUES (?, ?, 'gateway-1', ?, ?, ?, '1', repeat('a', 64), ?, ?, 'credit-origination', 'primary', 200, 900, ?, ?, ?, ?)""")) {
                request.setObject(1, id);
                request.setObject(2, at.atOffset(ZoneOffset.UTC));
                request.setString(3, environment);
                request.setString(4, route);
                request.setString(5, model);
                request.setObject(6, permit);
                request.setString(7, caller);
                request.setInt(8, rows.size());
                request.setBytes(9, sent());
                request.setObject(10, jsonBytes);
                request.setBytes(11, "{}".getBytes(StandardCharsets.UTF_8));
                request.executeUpdate();
            }
            try (PreparedStatement insert = gateway.prepareStatement("""
                    INSERT INTO outcome.prediction (request_id, row_index, received_at, route, version, subject, score, decision, needs_review,
                      input_numbers, input_texts)
                    VALUES (?, ?, ?, ?, '1', ?, ?, ?, ?, ?, ?)""")) {
                for (int i = 0; i < rows.size(); i++) {
                    Row row = rows.get(i);
                    insert.setObject(1, id);
                    insert.setInt(2, i);
                    insert.setObject(3, at.atOffset(ZoneOffset.UTC));
                    insert.setString(4, route);
                    insert.setString(5, row.subject);
                    insert.setObject(6, row.score);
                    insert.setString(7, row.decision);
                    insert.setBoolean(8, row.marked);
                    insert.setArray(9, row.numbers == null ? null : gateway.createArrayOf("float8", row.numbers));
                    insert.setArray(10, row.texts == null ? null : gateway.createArrayOf("text", row.texts));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            gateway.commit();
        }
        return this;
    }
}
