package dev.gatehouse.governance.served;

import dev.gatehouse.governance.served.ServedThen.Answers;
import dev.gatehouse.governance.served.ServedThen.Recorded;
import dev.gatehouse.governance.served.ServedThen.Request;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the gateways recorded of a route around a moment: the witness that does not depend on what the control plane says. */
@ApplicationScoped
class RequestsThen {

    /** How far before and after the moment requests are counted. */
    static final Duration AROUND = Duration.ofMinutes(5);

    private static final String COUNTED =
            "SELECT version, permit_id, mode, count(*), sum(row_count), min(received_at), max(received_at) FROM outcome.request"
                    + " WHERE environment = ? AND route = ? AND received_at >= ? AND received_at < ?"
                    + " GROUP BY version, permit_id, mode ORDER BY min(received_at), version, mode";

    private static final String LAST = "SELECT received_at, version, permit_id, mode FROM outcome.request"
            + " WHERE environment = ? AND route = ? AND received_at <= ? ORDER BY received_at DESC LIMIT 1";

    private final AgroalDataSource database;

    @Inject
    RequestsThen(AgroalDataSource database) {
        this.database = database;
    }

    @Transactional
    Recorded around(String environment, String route, Instant at) {
        Instant from = at.minus(AROUND);
        Instant to = at.plus(AROUND);
        return asked(COUNTED, environment, route, List.of(from, to), rows -> {
            List<Answers> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(new Answers(
                        rows.getString(1),
                        rows.getObject(2, UUID.class),
                        rows.getString(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        instant(rows, 6),
                        instant(rows, 7)));
            }
            return new Recorded(from, to, answers);
        });
    }

    @Transactional
    Optional<Request> before(String environment, String route, Instant at) {
        return asked(
                LAST,
                environment,
                route,
                List.of(at),
                rows -> rows.next()
                        ? Optional.of(new Request(
                                instant(rows, 1), rows.getString(2), rows.getObject(3, UUID.class), rows.getString(4)))
                        : Optional.empty());
    }

    private interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T asked(String sql, String environment, String route, List<Instant> instants, Reader<T> reader) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, environment);
            query.setString(2, route);
            for (int i = 0; i < instants.size(); i++) {
                query.setObject(3 + i, instants.get(i).atOffset(ZoneOffset.UTC));
            }
            try (ResultSet rows = query.executeQuery()) {
                return reader.read(rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the outcome log cannot be read", e);
        }
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
