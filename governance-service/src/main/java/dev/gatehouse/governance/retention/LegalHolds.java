package dev.gatehouse.governance.retention;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Use cases on legal holds: placing one takes one person and works at once; lifting it takes two. */
@ApplicationScoped
class LegalHolds {

    /** Shortest and longest reason, characters. */
    static final int MIN_REASON_CHARS = 10;

    static final int MAX_REASON_CHARS = 1000;

    /** Most lifted holds that are listed. */
    private static final int MAX_LIFTED = 200;

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2199, 12, 31);

    private final AgroalDataSource database;
    private final Ledger ledger;
    private final Caller caller;
    private final People people;
    private final Clock clock;

    @Inject
    LegalHolds(AgroalDataSource database, Ledger ledger, Caller caller, People people, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.caller = caller;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Waits until nothing is being deleted, and keeps it so until the transaction ends. It is the first statement of a transaction, so that a
     * transaction that reads one state of the database reads the state after this.
     */
    static void takeTurn(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("LOCK TABLE outcome.retention_turn IN EXCLUSIVE MODE");
        }
    }

    /**
     * Places a hold. What it covers is kept from then on; what was deleted before is not brought back.
     *
     * @param route with its environment; empty for every route
     * @param to last day; empty for no end
     * @param reason {@value #MIN_REASON_CHARS} to {@value #MAX_REASON_CHARS} characters
     * @throws ProblemException {@code invalid-value}
     */
    @Transactional
    LegalHold place(
            Optional<String> environment,
            Optional<String> route,
            LocalDate from,
            Optional<LocalDate> to,
            String reason) {
        requirePerson();
        if (environment.isPresent() != route.isPresent()) {
            throw invalid("route: name a route with its environment, or neither for every route.");
        }
        if (from.isBefore(FIRST_DAY) || to.orElse(from).isAfter(LAST_DAY)) {
            throw invalid("from, to: are days from " + FIRST_DAY + " to " + LAST_DAY + ".");
        }
        if (to.isPresent() && to.get().isBefore(from)) {
            throw invalid("to: is before 'from'.");
        }
        try (Connection connection = database.getConnection()) {
            takeTurn(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("could not place a legal hold", e);
        }
        LegalHoldEntity hold = new LegalHoldEntity();
        hold.id = UUID.randomUUID();
        hold.environment = environment.orElse(null);
        hold.route = route.orElse(null);
        hold.fromDay = from;
        hold.toDay = to.orElse(null);
        hold.reason = reason;
        hold.placedAt = clock.instant();
        hold.placedBy = caller.sub();
        hold.persistAndFlush();
        Map<String, String> content = new HashMap<>(Map.of("from", from.toString()));
        to.ifPresent(day -> content.put("to", day.toString()));
        route.ifPresent(name -> content.put("route", environment.orElseThrow() + "/" + name));
        record("legal-hold.placed", hold, content, reason);
        return view(hold);
    }

    /**
     * Asks to lift a hold, or agrees with who asked: then it is lifted.
     *
     * @throws ProblemException {@code unknown-hold}, {@code wrong-state} when it is lifted already, {@code four-eyes} when the caller asked
     */
    @Transactional
    LegalHold lift(UUID id, String reason) {
        requirePerson();
        LegalHoldEntity hold = standing(id);
        Instant now = clock.instant();
        if (hold.askedBy == null) {
            hold.askedAt = now;
            hold.askedBy = caller.sub();
            hold.askedReason = reason;
            record("legal-hold.lifting-asked", hold, Map.of(), reason);
            return view(hold);
        }
        if (hold.askedBy.equals(caller.sub())) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES, "You asked to lift this hold; it is lifted when a second person agrees.");
        }
        hold.liftedAt = now;
        hold.liftedBy = caller.sub();
        hold.liftedReason = reason;
        record("legal-hold.lifted", hold, Map.of(), reason);
        return view(hold);
    }

    /**
     * Declines to lift a hold, or takes back what the caller asked: it stands as before, so it takes one person.
     *
     * @throws ProblemException {@code unknown-hold}, {@code wrong-state} when nobody asked
     */
    @Transactional
    LegalHold keep(UUID id, String reason) {
        requirePerson();
        LegalHoldEntity hold = standing(id);
        if (hold.askedBy == null) {
            throw new ProblemException(ProblemType.WRONG_STATE, "Nobody has asked to lift this hold.");
        }
        hold.askedAt = null;
        hold.askedBy = null;
        hold.askedReason = null;
        record("legal-hold.lifting-declined", hold, Map.of(), reason);
        return view(hold);
    }

    /** Standing holds, newest first, then those lifted last; at most {@value #MAX_LIFTED} of these. */
    @Transactional
    List<LegalHold> all() {
        return Stream.concat(LegalHoldEntity.standing().stream(), LegalHoldEntity.lifted(MAX_LIFTED).stream())
                .map(this::view)
                .toList();
    }

    /** Standing holds of which the caller asked that they be lifted: somebody else agrees. */
    @Transactional
    Set<UUID> askedByCaller() {
        return LegalHoldEntity.standing().stream()
                .filter(hold -> caller.sub().equals(hold.askedBy))
                .map(hold -> hold.id)
                .collect(Collectors.toSet());
    }

    /** Whether a hold keeps a route's part of a day. */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean keeps(LocalDate day, String environment, String route) {
        return LegalHoldEntity.standing().stream().anyMatch(hold -> hold.covers(day, environment, route));
    }

    private void requirePerson() {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "A person decides on legal holds.");
        }
    }

    private static LegalHoldEntity standing(UUID id) {
        LegalHoldEntity hold = LegalHoldEntity.held(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_HOLD,
                        "There is no legal hold " + id + ". GET /api/v1/legal-holds lists them."));
        if (hold.liftedAt != null) {
            throw new ProblemException(ProblemType.WRONG_STATE, "This hold was lifted on " + hold.liftedAt + ".");
        }
        return hold;
    }

    private void record(String act, LegalHoldEntity hold, Map<String, String> content, String reason) {
        ledger.record(act, "legal-hold/" + hold.id, content, Map.of("reason", reason));
    }

    private LegalHold view(LegalHoldEntity hold) {
        return new LegalHold(
                hold.id,
                hold.environment,
                hold.route,
                hold.fromDay,
                hold.toDay,
                hold.reason,
                hold.placedAt,
                people.displayName(hold.placedBy),
                step(hold.askedAt, hold.askedBy, hold.askedReason),
                step(hold.liftedAt, hold.liftedBy, hold.liftedReason));
    }

    private LegalHold.Step step(Instant at, String by, String reason) {
        return at == null ? null : new LegalHold.Step(at, people.displayName(by), reason);
    }

    private static ProblemException invalid(String sentence) {
        return new ProblemException(ProblemType.INVALID_VALUE, sentence);
    }
}
