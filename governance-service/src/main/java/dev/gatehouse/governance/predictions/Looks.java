package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who looks at predictions of persons, by which role and what for: on record, and in the ledger, before anything is shown. */
@ApplicationScoped
class Looks {

    /** Shortest and longest purpose, characters. */
    static final int MIN_PURPOSE_CHARS = 10;

    static final int MAX_PURPOSE_CHARS = 1000;

    private static final List<String> LOOKING = List.of(Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE);

    private final AgroalDataSource database;
    private final Ledger ledger;
    private final Caller caller;
    private final People people;
    private final Clock clock;

    @Inject
    Looks(AgroalDataSource database, Ledger ledger, Caller caller, People people, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.caller = caller;
        this.people = people;
        this.clock = clock;
    }

    /** What somebody did. */
    enum Kind {
        LOOKED_AT,
        SEARCHED
    }

    /**
     * A look on record.
     *
     * @param id orders them; a cursor
     * @param requestId that was looked at, with {@code row}; null for a search
     * @param subject that was searched for; null when none was
     * @param roles by which the person may look, joined by commas
     * @param by name of who looked
     */
    record Look(
            long id,
            Kind kind,
            UUID requestId,
            Integer row,
            String subject,
            String purpose,
            String roles,
            Instant at,
            String by) {}

    /**
     * The purpose, if it is one.
     *
     * @throws ProblemException {@code invalid-value}
     */
    static String requirePurpose(String purpose) {
        String stated = purpose == null ? "" : purpose.strip();
        if (stated.length() < MIN_PURPOSE_CHARS || stated.length() > MAX_PURPOSE_CHARS || stated.indexOf('\0') >= 0) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "purpose: say what you look for, in " + MIN_PURPOSE_CHARS + " to " + MAX_PURPOSE_CHARS
                            + " characters; it is kept.");
        }
        return stated;
    }

    /** Takes down that the caller looks at one prediction. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void lookedAt(String environment, String route, Prediction prediction, String purpose) {
        keep(
                Kind.LOOKED_AT,
                environment,
                route,
                Optional.of(prediction),
                Optional.empty(),
                LocalDate.ofInstant(prediction.receivedAt(), ZoneOffset.UTC),
                purpose);
        ledger.record(
                "prediction.looked-at",
                "prediction/" + prediction.requestId() + "/" + prediction.row(),
                Map.of("roles", roles()),
                Map.of("purpose", purpose));
    }

    /** Takes down that the caller is shown subjects of a route's predictions, or looks for one. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void searched(String environment, String route, Optional<String> subject, String purpose) {
        keep(
                Kind.SEARCHED,
                environment,
                route,
                Optional.empty(),
                subject,
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                purpose);
        Map<String, String> texts = new HashMap<>(Map.of("purpose", purpose));
        subject.ifPresent(s -> texts.put("subject", s));
        ledger.record("prediction.searched", "route/" + environment + "/" + route, Map.of("roles", roles()), texts);
    }

    private void keep(
            Kind kind,
            String environment,
            String route,
            Optional<Prediction> prediction,
            Optional<String> subject,
            LocalDate ofDay,
            String purpose) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO label.prediction_look (kind, environment, route, request_id, row_index, subject, of_day, purpose,
                          roles, looked_at, looked_by)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, kind.name());
            insert.setString(2, environment);
            insert.setString(3, route);
            insert.setObject(4, prediction.map(Prediction::requestId).orElse(null));
            insert.setObject(5, prediction.map(Prediction::row).orElse(null), Types.INTEGER);
            insert.setString(6, subject.orElse(null));
            insert.setObject(7, ofDay);
            insert.setString(8, purpose);
            insert.setString(9, roles());
            insert.setObject(10, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setString(11, caller.sub());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("could not take a look down, so nothing is shown", e);
        }
    }

    private String roles() {
        return LOOKING.stream().filter(caller::has).collect(Collectors.joining(","));
    }

    /** Looks at a route's predictions, newest first. */
    @Transactional
    List<Look> of(String environment, String route, long before, int limit) {
        return read(
                "environment = ? AND route = ? AND id < ? ORDER BY id DESC LIMIT ?", environment, route, before, limit);
    }

    /** Looks at one prediction, newest first. */
    @Transactional
    List<Look> at(Prediction prediction, int limit) {
        return read(
                "request_id = ? AND row_index = ? ORDER BY id DESC LIMIT ?",
                prediction.requestId(),
                prediction.row(),
                limit);
    }

    private List<Look> read(String where, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT id, kind, request_id, row_index, subject, purpose, roles, looked_at, looked_by
                        FROM label.prediction_look WHERE\s""" + where)) {
            int i = 1;
            for (Object parameter : parameters) {
                query.setObject(i++, parameter);
            }
            List<Look> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Look(
                            rows.getLong(1),
                            Kind.valueOf(rows.getString(2)),
                            rows.getObject(3, UUID.class),
                            rows.getObject(4, Integer.class),
                            rows.getString(5),
                            rows.getString(6),
                            rows.getString(7),
                            rows.getObject(8, OffsetDateTime.class).toInstant(),
                            people.displayName(rows.getString(9))));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("could not read who looked", e);
        }
    }
}
