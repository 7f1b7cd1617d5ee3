package dev.gatehouse.gateway.shipping;

import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.OutcomeRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The tables of schema {@code outcome}. Records and the position behind them commit in one transaction. */
final class OutcomeStore {

    /** A record and what was read from it. */
    record Shipment(OutcomeRecord record, Predictions predictions) {}

    private static final String POSITION = """
            SELECT segment, end_offset FROM outcome.shipped WHERE gateway = ?
            """;

    private static final String FIRST_POSITION = """
            INSERT INTO outcome.shipped (gateway, segment, end_offset, updated_at) VALUES (?, ?, ?, now())
            """;

    private static final String MOVE_ON = """
            UPDATE outcome.shipped SET segment = ?, end_offset = ?, updated_at = now()
            WHERE gateway = ? AND segment = ? AND end_offset = ?
            """;

    private static final String ENSURE_DAY = """
            SELECT outcome.ensure_day(?)
            """;

    private static final String REQUEST = """
            INSERT INTO outcome.request (request_id, received_at, gateway, environment, route, model, version,
              artifact_sha256, permit_id, caller, purpose, mode, status, latency_micros, row_count,
              request_body, response_body, note, request_json_bytes, response_json_bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String PREDICTION = """
            INSERT INTO outcome.prediction (request_id, row_index, received_at, route, version, subject, score, decision,
              needs_review, input_numbers, input_texts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final DataSource database;
    private final String gateway;
    private final Set<LocalDate> knownDays = new HashSet<>();

    OutcomeStore(DataSource database, String gateway) {
        this.database = database;
        this.gateway = gateway;
    }

    /** How far this gateway's log has been shipped; {@code start} when nothing has. */
    LogPosition position(LogPosition start) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement query = connection.prepareStatement(POSITION)) {
                query.setString(1, gateway);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        return new LogPosition(row.getLong(1), row.getLong(2));
                    }
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(FIRST_POSITION)) {
                insert.setString(1, gateway);
                insert.setLong(2, start.segment());
                insert.setLong(3, start.offset());
                insert.executeUpdate();
            }
            return start;
        }
    }

    /**
     * Ships records that lie between two positions.
     *
     * @throws SQLException when nothing was committed, or when that is not known: {@link #position} then tells
     */
    void ship(List<Shipment> shipments, LogPosition from, LogPosition to) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ensureDays(connection, shipments);
                insertRequests(connection, shipments);
                insertPredictions(connection, shipments);
                moveOn(connection, from, to);
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                // Before the pool gets it back: switching auto-commit on again would commit half of it.
                rollBack(connection, e);
                knownDays.clear();
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void ensureDays(Connection connection, List<Shipment> shipments) throws SQLException {
        Set<LocalDate> days = new HashSet<>();
        for (Shipment shipment : shipments) {
            days.add(shipment.record().receivedAt().atOffset(ZoneOffset.UTC).toLocalDate());
        }
        days.removeAll(knownDays);
        try (PreparedStatement call = connection.prepareStatement(ENSURE_DAY)) {
            for (LocalDate day : days) {
                call.setObject(1, day);
                call.execute();
            }
        }
        knownDays.addAll(days);
    }

    private static void insertRequests(Connection connection, List<Shipment> shipments) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(REQUEST)) {
            for (Shipment shipment : shipments) {
                OutcomeRecord record = shipment.record();
                insert.setObject(1, record.requestId());
                insert.setObject(2, utc(record.receivedAt()));
                insert.setString(3, record.served().gateway());
                insert.setString(4, record.served().environment());
                insert.setString(5, record.served().route());
                insert.setString(6, record.served().model());
                insert.setString(7, record.served().version());
                insert.setString(8, record.served().artifactSha256());
                insert.setObject(9, record.served().permitId());
                insert.setString(10, record.caller());
                insert.setString(11, record.purpose().orElse(null));
                insert.setString(12, record.mode());
                insert.setInt(13, record.status());
                insert.setLong(14, record.latencyMicros());
                insert.setInt(15, shipment.predictions().rows().size());
                insert.setBytes(16, record.request());
                insert.setBytes(17, record.response());
                insert.setString(18, shipment.predictions().note().orElse(null));
                setJsonBytes(insert, 19, record.requestJsonBytes());
                setJsonBytes(insert, 20, record.responseJsonBytes());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void setJsonBytes(PreparedStatement insert, int index, int bytes) throws SQLException {
        if (bytes == OutcomeRecord.ALL_JSON) {
            insert.setNull(index, Types.INTEGER);
        } else {
            insert.setInt(index, bytes);
        }
    }

    private static void insertPredictions(Connection connection, List<Shipment> shipments) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(PREDICTION)) {
            for (Shipment shipment : shipments) {
                OutcomeRecord record = shipment.record();
                int index = 0;
                for (Predictions.Row row : shipment.predictions().rows()) {
                    insert.setObject(1, record.requestId());
                    insert.setInt(2, index);
                    insert.setObject(3, utc(record.receivedAt()));
                    insert.setString(4, record.served().route());
                    insert.setString(5, record.served().version());
                    if (row.subject().isPresent()) {
                        insert.setString(6, row.subject().get());
                    } else {
                        insert.setNull(6, Types.VARCHAR);
                    }
                    insert.setDouble(7, row.score());
                    insert.setString(8, row.decision());
                    insert.setBoolean(9, Arrays.binarySearch(record.review(), index) >= 0);
                    setArray(insert, 10, "float8", row.inputs().map(Inputs::numbers));
                    setArray(insert, 11, "text", row.inputs().map(Inputs::texts));
                    insert.addBatch();
                    index++;
                }
            }
            insert.executeBatch();
        }
    }

    private static void setArray(PreparedStatement insert, int index, String type, Optional<? extends Object[]> values)
            throws SQLException {
        if (values.isPresent()) {
            insert.setArray(index, insert.getConnection().createArrayOf(type, values.get()));
        } else {
            insert.setNull(index, Types.ARRAY);
        }
    }

    private void moveOn(Connection connection, LogPosition from, LogPosition to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(MOVE_ON)) {
            update.setLong(1, to.segment());
            update.setLong(2, to.offset());
            update.setString(3, gateway);
            update.setLong(4, from.segment());
            update.setLong(5, from.offset());
            if (update.executeUpdate() != 1) {
                throw new SQLException("outcome.shipped of gateway '" + gateway + "' is no longer at " + from
                        + ": another process ships under this gateway's id");
            }
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
